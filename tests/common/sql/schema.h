// The little schema the suites of common/sql share.
#ifndef PROBITY_TESTS_COMMON_SQL_SCHEMA_H_
#define PROBITY_TESTS_COMMON_SQL_SCHEMA_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "common/sql/database.h"

namespace probity::sql {

// account(id, balance), entry(account_id, seq, note), anything(id, whole, words, bytes).
inline std::vector<Migration> Schema() {
  return {{1, "0001_init",
           "CREATE TABLE account (id INTEGER NOT NULL PRIMARY KEY, "
           "balance INTEGER NOT NULL CHECK (balance >= 0)) STRICT;\n"
           "CREATE TABLE entry (account_id INTEGER NOT NULL, seq INTEGER NOT NULL, "
           "note TEXT NOT NULL, PRIMARY KEY (account_id, seq)) STRICT, WITHOUT ROWID;\n"
           "CREATE TABLE anything (id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16), "
           "whole INTEGER, words TEXT, bytes BLOB) STRICT, WITHOUT ROWID;\n",
           "CREATE TABLE account (id BIGINT NOT NULL PRIMARY KEY, "
           "balance BIGINT NOT NULL CHECK (balance >= 0)) "
           "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;\n"
           "CREATE TABLE entry (account_id BIGINT NOT NULL, seq BIGINT NOT NULL, "
           "note VARCHAR(200) NOT NULL, PRIMARY KEY (account_id, seq)) "
           "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;\n"
           "CREATE TABLE anything (id BINARY(16) NOT NULL PRIMARY KEY, "
           "whole BIGINT, words LONGTEXT, bytes LONGBLOB) "
           "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;\n"}};
}

inline absl::Time Soon() {
  return absl::Now() + absl::Seconds(20);
}

// One whole number read in a transaction of its own.
inline absl::StatusOr<int64_t> ReadInt(Database& database, const std::string& sql,
                                       const Params& params = {}) {
  int64_t value = 0;
  const absl::Status status = database.Read(Soon(), [&](Tx& tx) {
    const absl::StatusOr<Row> row = tx.QueryOne(sql, params);
    if (row.ok()) value = row->Int(0);
    return row.status();
  });
  if (!status.ok()) return status;
  return value;
}

// One statement in a transaction of its own.
inline absl::Status ExecuteAlone(Database& database, const std::string& sql,
                                 const Params& params = {}) {
  return database.Transact(Soon(), [&](Tx& tx) { return tx.Execute(sql, params).status(); });
}

// The account the tests book on, with nothing in it.
inline absl::Status OpenAccount(Database& database) {
  return ExecuteAlone(database, "INSERT INTO account (id, balance) VALUES (1, 0)");
}

}  // namespace probity::sql

#endif  // PROBITY_TESTS_COMMON_SQL_SCHEMA_H_
