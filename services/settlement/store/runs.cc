#include "services/settlement/store/runs.h"

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/settlement/store/columns.h"

namespace probity::settlement {
namespace {

constexpr std::string_view kInsert =
    "INSERT INTO run (region, run_id, year, n, kind, state, etag, units, budget_changes, "
    "inputs_sha256, facts_sha256, result_sha256, engine_version, prepared_by, frozen_by, "
    "calculated_by, reviewed_by, signed_by_reviewer, locked_by, abandon_reason, "
    "sanction_orders_missing, created_time, corrects_run_id, reason, reserve_fen, floor_fen, "
    "pool_fen, director_signed_by, posted_units, locked_date) VALUES";
constexpr std::string_view kSelect =
    "SELECT run_id, year, n, kind, state, etag, units, budget_changes, inputs_sha256, "
    "facts_sha256, result_sha256, engine_version, prepared_by, frozen_by, calculated_by, "
    "reviewed_by, signed_by_reviewer, locked_by, abandon_reason, sanction_orders_missing, "
    "created_time, corrects_run_id, reason, reserve_fen, floor_fen, pool_fen, director_signed_by, "
    "posted_units, locked_date FROM run WHERE region = ? AND ";
constexpr std::string_view kById = "run_id = ?";
constexpr std::string_view kOfYear = "year = ? ORDER BY n";
constexpr std::string_view kOfYearAfter = "year = ? AND n > ? ORDER BY n LIMIT ?";
constexpr std::string_view kAfter = "(year > ? OR (year = ? AND n > ?)) ORDER BY year, n LIMIT ?";
// What never changes (year, n, kind, prepared_by, created_time) is not written again.
constexpr std::string_view kUpdate =
    "UPDATE run SET state = ?, etag = ?, units = ?, budget_changes = ?, inputs_sha256 = ?, "
    "facts_sha256 = ?, result_sha256 = ?, engine_version = ?, frozen_by = ?, calculated_by = ?, "
    "reviewed_by = ?, signed_by_reviewer = ?, locked_by = ?, abandon_reason = ?, "
    "sanction_orders_missing = ?, director_signed_by = ?, posted_units = ?, locked_date = ? "
    "WHERE region = ? AND run_id = ? AND state = ? AND etag = ?";
constexpr std::string_view kSetPosted =
    "UPDATE run SET posted_units = ? WHERE region = ? AND run_id = ? AND state = 'LOCKED'";
constexpr std::string_view kToPost =
    "SELECT run_id FROM run WHERE region = ? AND state = 'LOCKED' AND kind <> 'RATES' "
    "AND posted_units < units ORDER BY run_id";
constexpr std::string_view kInsertPolicy =
    "INSERT INTO run_policy (region, run_id, policy_sha256) VALUES";
constexpr std::string_view kSelectPolicies =
    "SELECT policy_sha256 FROM run_policy WHERE region = ? AND run_id = ? ORDER BY policy_sha256";
constexpr std::string_view kInsertFile =
    "INSERT INTO policy_file (region, sha256, content) VALUES (?, ?, ?)";
constexpr std::string_view kSelectFile =
    "SELECT content FROM policy_file WHERE region = ? AND sha256 = ?";

Run FromRow(const sql::Row& row) {
  Run run;
  run.run_id = RunIdAt(row, 0);
  run.year = static_cast<int32_t>(row.Int(1));
  run.number = static_cast<int32_t>(row.Int(2));
  run.kind = ParseRunKind(row.Text(3)).value();
  run.state = ParseRunState(row.Text(4)).value();
  run.etag = row.Int(5);
  run.units = row.Int(6);
  run.budget_changes = row.Int(7);
  run.inputs_sha256 = TextOrEmpty(row, 8);
  run.facts_sha256 = TextOrEmpty(row, 9);
  run.result_sha256 = TextOrEmpty(row, 10);
  run.engine_version = row.Text(11);
  run.prepared_by = row.Text(12);
  run.frozen_by = row.Text(13);
  run.calculated_by = row.Text(14);
  run.reviewed_by = row.Text(15);
  run.signed_by_reviewer = row.Text(16);
  run.locked_by = row.Text(17);
  run.abandon_reason = row.Text(18);
  run.sanction_orders_missing = row.Int(19);
  run.created_time = row.Int(20);
  if (!row.IsNull(21)) run.corrects_run_id = RunIdAt(row, 21);
  run.reason = row.Text(22);
  run.reserve_fen = row.Int(23);
  run.floor_fen = row.Int(24);
  run.pool_fen = row.Int(25);
  run.director_signed_by = row.Text(26);
  run.posted_units = row.Int(27);
  run.locked_date = TextOrEmpty(row, 28);
  return run;
}

absl::StatusOr<std::vector<Run>> Select(sql::Tx& tx, std::string_view condition,
                                        const sql::Params& params) {
  std::vector<Run> found;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(absl::StrCat(ToAbsl(kSelect), ToAbsl(condition)), params,
                                       [&found](const sql::Row& row) {
                                         found.push_back(FromRow(row));
                                         return absl::OkStatus();
                                       }));
  return found;
}

}  // namespace

absl::Status InsertRun(sql::Tx& tx, const std::string& region, const Run& run) {
  return tx.InsertMany(kInsert, {{region,
                                  RunIdColumn(run.run_id),
                                  int64_t{run.year},
                                  int64_t{run.number},
                                  std::string(RunKindName(run.kind)),
                                  std::string(RunStateName(run.state)),
                                  run.etag,
                                  run.units,
                                  run.budget_changes,
                                  TextOrNull(run.inputs_sha256),
                                  TextOrNull(run.facts_sha256),
                                  TextOrNull(run.result_sha256),
                                  run.engine_version,
                                  run.prepared_by,
                                  run.frozen_by,
                                  run.calculated_by,
                                  run.reviewed_by,
                                  run.signed_by_reviewer,
                                  run.locked_by,
                                  run.abandon_reason,
                                  run.sanction_orders_missing,
                                  run.created_time,
                                  run.corrects_run_id.empty() ? sql::Value(sql::Null())
                                                              : RunIdColumn(run.corrects_run_id),
                                  run.reason,
                                  run.reserve_fen,
                                  run.floor_fen,
                                  run.pool_fen,
                                  run.director_signed_by,
                                  run.posted_units,
                                  TextOrNull(run.locked_date)}});
}

absl::StatusOr<Run> GetRun(sql::Tx& tx, const std::string& region, const std::string& run_id) {
  PROBITY_ASSIGN_OR_RETURN(std::vector<Run> found,
                           Select(tx, kById, {region, RunIdColumn(run_id)}));
  if (found.empty()) {
    return NotFound(Reason::k_UNKNOWN_RUN, absl::StrCat("no run \"", run_id, "\""));
  }
  return std::move(found.front());
}

absl::Status UpdateRun(sql::Tx& tx, const std::string& region, const Run& before,
                       const Run& after) {
  PROBITY_ASSIGN_OR_RETURN(const int64_t matched,
                           tx.Execute(kUpdate, {std::string(RunStateName(after.state)),
                                                after.etag,
                                                after.units,
                                                after.budget_changes,
                                                TextOrNull(after.inputs_sha256),
                                                TextOrNull(after.facts_sha256),
                                                TextOrNull(after.result_sha256),
                                                after.engine_version,
                                                after.frozen_by,
                                                after.calculated_by,
                                                after.reviewed_by,
                                                after.signed_by_reviewer,
                                                after.locked_by,
                                                after.abandon_reason,
                                                after.sanction_orders_missing,
                                                after.director_signed_by,
                                                after.posted_units,
                                                TextOrNull(after.locked_date),
                                                region,
                                                RunIdColumn(before.run_id),
                                                std::string(RunStateName(before.state)),
                                                before.etag}));
  if (matched == 1) return absl::OkStatus();
  return LostRace("the run was changed by somebody else meanwhile; read it again");
}

absl::Status SetPostedUnits(sql::Tx& tx, const std::string& region, const std::string& run_id,
                            int64_t posted_units) {
  return tx.Execute(kSetPosted, {posted_units, region, RunIdColumn(run_id)}).status();
}

absl::StatusOr<std::vector<std::string>> RunsToPost(sql::Tx& tx, const std::string& region) {
  std::vector<std::string> runs;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(kToPost, {region}, [&runs](const sql::Row& row) {
    runs.push_back(RunIdAt(row, 0));
    return absl::OkStatus();
  }));
  return runs;
}

absl::StatusOr<std::vector<Run>> RunsOfYear(sql::Tx& tx, const std::string& region, int32_t year) {
  return Select(tx, kOfYear, {region, int64_t{year}});
}

absl::StatusOr<std::vector<Run>> RunsAfter(sql::Tx& tx, const std::string& region,
                                           int32_t only_year, const RunPosition& after,
                                           int64_t limit) {
  if (only_year != 0) {
    const int64_t above = after.year == only_year ? after.number : 0;
    return Select(tx, kOfYearAfter, {region, int64_t{only_year}, above, limit});
  }
  return Select(tx, kAfter,
                {region, int64_t{after.year}, int64_t{after.year}, int64_t{after.number}, limit});
}

absl::Status InsertRunPolicies(sql::Tx& tx, const std::string& region, const std::string& run_id,
                               const std::vector<std::string>& sha256s) {
  std::vector<sql::Params> rows;
  for (const std::string& sha256 : sha256s) rows.push_back({region, RunIdColumn(run_id), sha256});
  return tx.InsertMany(kInsertPolicy, rows);
}

absl::StatusOr<std::vector<std::string>> PoliciesOfRun(sql::Tx& tx, const std::string& region,
                                                       const std::string& run_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelectPolicies, {region, RunIdColumn(run_id)}));
  std::vector<std::string> sha256s;
  for (const sql::Row& row : rows) sha256s.push_back(row.Text(0));
  return sha256s;
}

absl::Status KeepPolicyFile(sql::Tx& tx, const std::string& region, const std::string& sha256,
                            const std::string& content) {
  const absl::Status status =
      tx.Execute(kInsertFile, {region, sha256, sql::Blob{content}}).status();
  return absl::IsAlreadyExists(status) ? absl::OkStatus() : status;
}

absl::StatusOr<std::string> GetPolicyFile(sql::Tx& tx, const std::string& region,
                                          const std::string& sha256) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelectFile, {region, sha256}));
  if (rows.empty()) {
    return NotFound(Reason::k_NOT_FOUND, absl::StrCat("no policy file ", sha256, " was frozen"));
  }
  return rows.front().Bytes(0);
}

}  // namespace probity::settlement
