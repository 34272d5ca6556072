// What a column of a server's result is to us. Internal to common/sql.
#ifndef PROBITY_COMMON_SQL_MYSQL_VALUE_H_
#define PROBITY_COMMON_SQL_MYSQL_VALUE_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace probity::sql {

// A whole number written as DECIMAL or unsigned text, such as SUM() gives; nothing if it has a
// fraction or does not fit.
std::optional<int64_t> ParseWhole(std::string_view text);

// A server's version as it states it: "10.11.9-MariaDB-1", "8.0.36", "9.7.4".
struct ServerVersion {
  bool mariadb = false;
  int major = 0;
  int minor = 0;
};
std::optional<ServerVersion> ParseVersion(std::string_view text);

// MariaDB from 10.11, MySQL from 8.0: what the conformance suite and the pitfalls were run on.
bool IsSupported(const ServerVersion& version);

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_MYSQL_VALUE_H_
