// Every row of an append-only table leaves its digest in the audit log, in the transaction that
// writes it. So an edit of any stored column, a removed row and one slipped in are found by
// comparing tables with the log, whichever part of the service owns the table.
//
// A leaf of kind kRowsSealed has one line for each row: `table`, tab, hex of its digest, the first
// 16 bytes of SHA-256 over the table's name and each column with its value, by name of column.
//
// What may change in place (UPDATE, DELETE) has no seal; docs/ledger.md says what covers it.
#ifndef PROBITY_SERVICES_SCORING_STORE_SEAL_SEAL_H_
#define PROBITY_SERVICES_SCORING_STORE_SEAL_SEAL_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring {

// The tables that are sealed: those with no more than INSERT granted (deploy/sql), but for the two
// chains themselves. A table without `region` does not belong here.
const std::vector<std::string>& SealedTables();

// `inner` with every transaction that adds rows to sealed tables ending in a leaf of their digests.
// `inner` outlives it; `now` gives the time of the leaf.
std::unique_ptr<sql::Database> SealRows(sql::Database& inner, std::string region,
                                        std::function<RecordedAt()> now);

// Columns and values of one row.
using NamedValues = std::map<std::string, sql::Value>;

// 16 bytes.
std::string RowDigest(std::string_view table, const NamedValues& row);

// The rows an INSERT of this service writes: "INSERT INTO t (a, b) VALUES (?, ?), …". Empty unless
// it is of a sealed table. INTERNAL if its form is another.
struct InsertedRows {
  std::string table;
  std::vector<NamedValues> rows;
};
absl::StatusOr<InsertedRows> ParseInsert(std::string_view sql, const sql::Params& params);

// Seals what stood in the tables before there were seals, once: nothing to do if the log has a leaf
// of seals already.
absl::Status SealExisting(sql::Tx& tx, const std::string& region, const RecordedAt& at);

// How many rows of each table were found as sealed. DATA_LOSS / LEDGER_BROKEN; metadata `chain` is
// the table, `place` the row's columns that lead to it, or what the log misses.
absl::StatusOr<std::map<std::string, int64_t>> VerifySeals(sql::Tx& tx, const std::string& region);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_SEAL_SEAL_H_
