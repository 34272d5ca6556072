// The two secrets of screening: by the one persons are compared without their names, by the other
// decoys are chosen, the same ones however often they are asked for.
#ifndef PROBITY_SERVICES_SCORING_API_SCREENING_KEYS_H_
#define PROBITY_SERVICES_SCORING_API_SCREENING_KEYS_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/crypto/crypto.h"

namespace probity::scoring {

struct ScreeningKeys {
  std::string person;  // K_person, 32 bytes
  std::string decoy;   // K_decoy, 32 bytes
};

// The files k_person and k_decoy of 64 hex digits in `dir`. If neither is there both are made
// (folder 0700, files 0600): the embedded default's first start. FAILED_PRECONDITION if only one is
// there, a file holds no key, others may read it, or there is a later generation: compared under
// another key nobody would be known again.
absl::StatusOr<ScreeningKeys> LoadScreeningKeys(const std::string& dir,
                                                const crypto::Entropy& entropy);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_SCREENING_KEYS_H_
