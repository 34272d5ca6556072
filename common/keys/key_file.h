// Secrets mounted as files of 64 hex digits: never in a database, a backup or a log.
#ifndef PROBITY_COMMON_KEYS_KEY_FILE_H_
#define PROBITY_COMMON_KEYS_KEY_FILE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/crypto/crypto.h"

namespace probity::keys {

// The keys of 32 bytes in the files `names` of `dir`, in that order. If none of the files is there
// all are made (folder 0700, files 0600). FAILED_PRECONDITION naming the file if some are missing,
// one holds no key, or others than its owner and group may read it.
absl::StatusOr<std::vector<std::string>> LoadOrMake(const std::string& dir,
                                                    const std::vector<std::string>& names,
                                                    const crypto::Entropy& entropy);

}  // namespace probity::keys

#endif  // PROBITY_COMMON_KEYS_KEY_FILE_H_
