// Secret keys as files of 64 hex digits in a private folder, one file for each generation of a key:
// `stem` for the first, `stem.2`, `stem.3`, … for later ones.
#ifndef PROBITY_COMMON_CRYPTO_KEY_FILES_H_
#define PROBITY_COMMON_CRYPTO_KEY_FILES_H_

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/crypto/crypto.h"

namespace probity::crypto {

// By generation, from 1; 32 bytes each.
using KeyGenerations = std::map<int, std::string>;

std::filesystem::path KeyFile(const std::filesystem::path& dir, std::string_view stem,
                              int generation);

// Every generation in `dir`; none if the folder or the files are missing. FAILED_PRECONDITION names
// a file that holds no key, that others may read, or whose ending is no generation.
absl::StatusOr<KeyGenerations> ReadKeyFiles(const std::filesystem::path& dir,
                                            std::string_view stem);

// A new file, mode 0600, on disk when this returns; the folder is made with mode 0700 if it is
// missing. FAILED_PRECONDITION if the file is there.
absl::Status WriteKeyFile(const std::filesystem::path& file, std::string_view key);

// The keys named `stems`, all generations of each, in that order. If `dir` holds none of them one
// of each is made: the embedded default's first start. FAILED_PRECONDITION names the file of a key
// that is missing though another is there, for a new one would not fit what is stored, and whatever
// ReadKeyFiles refuses.
absl::StatusOr<std::vector<KeyGenerations>> LoadOrMakeKeys(const std::filesystem::path& dir,
                                                           const std::vector<std::string>& stems,
                                                           const Entropy& entropy);

// Overwrites the file, then removes it. On a disk that writes elsewhere (flash, copy on write) the
// old blocks may live on: such a folder belongs on memory or on an encrypted volume.
absl::Status DestroyKeyFile(const std::filesystem::path& file);

}  // namespace probity::crypto

#endif  // PROBITY_COMMON_CRYPTO_KEY_FILES_H_
