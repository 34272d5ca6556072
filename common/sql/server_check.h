// What a server must be before a service writes to it, judged from what it says of itself.
// Internal to common/sql; the judgement is pure, MySqlSession::ReadFacts reads.
#ifndef PROBITY_COMMON_SQL_SERVER_CHECK_H_
#define PROBITY_COMMON_SQL_SERVER_CHECK_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/sql/finding.h"

namespace probity::sql {

inline constexpr char kRedoLog[] = "Innodb_redo_log_enabled";  // MySQL, of SHOW GLOBAL STATUS
inline constexpr char kNoLimit[] = "18446744073709551615";     // of rows, by sql_select_limit

// What every session of ours runs under, comma-separated; set on connect, judged by the check.
inline constexpr char kSqlMode[] =
    "STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
    "NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY,ANSI_QUOTES,PIPES_AS_CONCAT";

// Variables that are judged: both scopes are read, a family's own names are absent from the other.
// One of them the server counts as status.
const std::vector<std::string_view>& JudgedVariables();

struct ServerFacts {
  std::string version;                         // VERSION()
  std::map<std::string, std::string> global;   // SHOW GLOBAL VARIABLES, and of SHOW GLOBAL STATUS
  std::map<std::string, std::string> session;  // SHOW SESSION VARIABLES, set up for reading
  std::string tls_version;                     // Ssl_version; empty: plaintext
  bool loopback = false;
};

Report JudgeServer(const ServerFacts& facts);

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_SERVER_CHECK_H_
