// What a SQLite file and its engine must be before a service writes to it. Internal to common/sql;
// the judgement is pure, SqliteSession::ReadFacts reads.
#ifndef PROBITY_COMMON_SQL_SQLITE_CHECK_H_
#define PROBITY_COMMON_SQL_SQLITE_CHECK_H_

#include <cstdint>
#include <string>

#include "common/sql/finding.h"

namespace probity::sql {

struct SqliteFacts {
  int version = 0;           // sqlite3_libversion_number()
  std::string journal_mode;  // PRAGMA
  std::string synchronous;   // PRAGMA, a number
  uint32_t file_system = 0;  // statfs' f_type of the file
  std::string quick_check;   // PRAGMA; empty: not asked
};

Report JudgeSqlite(const SqliteFacts& facts);

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_SQLITE_CHECK_H_
