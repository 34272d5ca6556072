// Files that are either the old ones or the new ones, whatever happens in between.
#ifndef PROBITY_CLIENTS_COMMON_FILES_H_
#define PROBITY_CLIENTS_COMMON_FILES_H_

#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace probity::clients {

// Writes beside `path`, syncs and renames. The errors name the path and what to do: no such folder,
// not writable, disk full.
absl::Status WriteFile(const std::filesystem::path& path, std::string_view bytes, int mode = 0644);

// NOT_FOUND if it cannot be read.
absl::StatusOr<std::string> ReadFile(const std::filesystem::path& path);

}  // namespace probity::clients

#endif  // PROBITY_CLIENTS_COMMON_FILES_H_
