#include "services/scoring/api/screening_keys.h"

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/crypto/key_files.h"
#include "common/status/status.h"

namespace probity::scoring {

absl::StatusOr<ScreeningKeys> LoadScreeningKeys(const std::string& dir,
                                                const crypto::Entropy& entropy) {
  const std::vector<std::string> stems = {"k_person", "k_decoy"};
  PROBITY_ASSIGN_OR_RETURN(std::vector<crypto::KeyGenerations> keys,
                           crypto::LoadOrMakeKeys(dir, stems, entropy));
  for (size_t i = 0; i < stems.size(); ++i) {
    if (keys[i].size() == 1 && keys[i].contains(1)) continue;
    return absl::FailedPreconditionError(
        absl::StrCat(crypto::KeyFile(dir, stems[i], keys[i].rbegin()->first).string(),
                     ": screening knows the first generation of a key alone"));
  }
  return ScreeningKeys{std::move(keys[0][1]), std::move(keys[1][1])};
}

}  // namespace probity::scoring
