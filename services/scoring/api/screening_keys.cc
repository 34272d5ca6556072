#include "services/scoring/api/screening_keys.h"

#include <vector>

#include "common/keys/key_file.h"
#include "common/status/status.h"

namespace probity::scoring {

absl::StatusOr<ScreeningKeys> LoadScreeningKeys(const std::string& dir,
                                                const crypto::Entropy& entropy) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<std::string> keys,
                           keys::LoadOrMake(dir, {"k_person", "k_decoy"}, entropy));
  return ScreeningKeys{keys[0], keys[1]};
}

}  // namespace probity::scoring
