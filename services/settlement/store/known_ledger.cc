#include "services/settlement/store/known_ledger.h"

#include "common/status/status.h"
#include "services/settlement/store/columns.h"

namespace probity::settlement {
namespace {

constexpr char kInsert[] =
    "INSERT INTO known_ledger (region, run_id, known_seq, lock_told) VALUES (?, ?, ?, 0)";
constexpr char kToTell[] =
    "SELECT run.run_id, run.year, known_ledger.known_seq FROM known_ledger JOIN run "
    "ON run.region = known_ledger.region AND run.run_id = known_ledger.run_id "
    "WHERE known_ledger.region = ? AND known_ledger.lock_told = 0 AND run.state = 'LOCKED' "
    "ORDER BY run.run_id";
constexpr char kSetTold[] = "UPDATE known_ledger SET lock_told = 1 WHERE region = ? AND run_id = ?";

}  // namespace

absl::Status InsertKnownLedger(sql::Tx& tx, const std::string& region, const std::string& run_id,
                               int64_t known_seq) {
  return tx.Execute(kInsert, {region, RunIdColumn(run_id), known_seq}).status();
}

absl::StatusOr<std::vector<KnownLedger>> LocksToTell(sql::Tx& tx, const std::string& region) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows, tx.Query(kToTell, {region}));
  std::vector<KnownLedger> locks;
  for (const sql::Row& row : rows) {
    locks.push_back({RunIdAt(row, 0), static_cast<int32_t>(row.Int(1)), row.Int(2)});
  }
  return locks;
}

absl::Status SetLockTold(sql::Tx& tx, const std::string& region, const std::string& run_id) {
  return tx.Execute(kSetTold, {region, RunIdColumn(run_id)}).status();
}

}  // namespace probity::settlement
