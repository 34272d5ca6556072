#include "common/sql/mysql_value.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"

namespace probity::sql {

std::optional<int64_t> ParseWhole(std::string_view text) {
  const size_t point = text.find('.');
  if (point != std::string_view::npos &&
      text.find_first_not_of('0', point + 1) != std::string_view::npos) {
    return std::nullopt;
  }
  int64_t value = 0;
  if (!absl::SimpleAtoi(ToAbsl(text.substr(0, point)), &value)) return std::nullopt;
  return value;
}

std::optional<ServerVersion> ParseVersion(std::string_view text) {
  ServerVersion version;
  version.mariadb = text.find("MariaDB") != std::string_view::npos;
  const std::vector<absl::string_view> parts = absl::StrSplit(ToAbsl(text), absl::ByAnyChar(".-"));
  if (parts.size() < 2 || !absl::SimpleAtoi(parts[0], &version.major) ||
      !absl::SimpleAtoi(parts[1], &version.minor)) {
    return std::nullopt;
  }
  return version;
}

bool IsSupported(const ServerVersion& version) {
  if (!version.mariadb) return version.major >= 8;
  return version.major > 10 || (version.major == 10 && version.minor >= 11);
}

}  // namespace probity::sql
