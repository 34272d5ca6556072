// Whether an account may do what its service needs, and no more. Internal to common/sql; pure.
#ifndef PROBITY_COMMON_SQL_GRANT_CHECK_H_
#define PROBITY_COMMON_SQL_GRANT_CHECK_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/sql/finding.h"

namespace probity::sql {

// Privileges ("INSERT") by table.
using TableGrants = std::map<std::string, std::set<std::string>>;

// The statements of deploy/sql/grants-*.sql: GRANT INSERT, UPDATE ON table TO account;
TableGrants ParseGrantScript(std::string_view script);

inline constexpr char kMissingGrants[] = "missing grants";  // the name of that finding

// What is warned of instead of refused.
struct Leeway {
  bool loopback = false;      // whatever goes beyond
  bool newer_schema = false;  // what a newer release may have changed: rights on single tables
};

// Two findings: what of `wanted` is missing, and what goes beyond it. `shown` are the lines of SHOW
// GRANTS, those of roles and of PUBLIC included. Beyond is any right on other databases or on the
// server, any on the whole database but SELECT, anything but DML on a table, and UPDATE or DELETE
// on a table that is to take INSERT only. More DML on another table is none, nor is a right on a
// table `wanted` does not know: grants go ahead of the program in an upgrade.
// Both are refused but for `leeway`; on a newer schema UPDATE and DELETE that go beyond on a table
// of this database are a third finding, a warning.
Report JudgeGrants(const std::vector<std::string>& shown, const TableGrants& wanted,
                   std::string_view database, const Leeway& leeway);

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_GRANT_CHECK_H_
