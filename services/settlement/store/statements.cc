#include "services/settlement/store/statements.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/settlement/store/columns.h"

namespace probity::settlement {
namespace {

constexpr std::string_view kIssue =
    "INSERT INTO statement (region, run_id, institution_id, fund, class, state, served_time, "
    "confirm_until) "
    "SELECT i.region, i.run_id, i.institution_id, i.fund, i.class, 'ISSUED', ?, ? "
    "FROM unit_input i JOIN unit_result r ON r.region = i.region AND r.run_id = i.run_id "
    "AND r.institution_id = i.institution_id AND r.fund = i.fund AND r.class = i.class "
    "WHERE i.region = ? AND i.run_id = ? AND i.policy_sha256 = ?";
constexpr std::string_view kSelect =
    "SELECT state, served_time, confirm_until, decided_by, decided_time FROM statement "
    "WHERE region = ? AND run_id = ? AND institution_id = ? AND fund = ? AND class = ?";
constexpr std::string_view kDecide =
    "UPDATE statement SET state = ?, decided_by = ?, decided_time = ? "
    "WHERE region = ? AND run_id = ? AND institution_id = ? AND fund = ? AND class = ?";
constexpr std::string_view kCount =
    "SELECT state, COUNT(*) FROM statement WHERE region = ? AND run_id = ? GROUP BY state";
constexpr std::string_view kDisputed =
    "SELECT institution_id, fund, class FROM statement WHERE region = ? AND run_id = ? "
    "AND state = 'DISPUTED' ORDER BY institution_id, fund, class";
constexpr std::string_view kOpenDisputes =
    "SELECT DISTINCT institution_id, fund, class FROM dispute WHERE region = ? AND run_id = ? "
    "AND state = 'OPEN' ORDER BY institution_id, fund, class";
constexpr std::string_view kLapsed =
    "SELECT institution_id, fund, class FROM statement WHERE region = ? AND run_id = ? "
    "AND state = 'ISSUED' AND confirm_until < ? ORDER BY institution_id, fund, class LIMIT ?";
constexpr std::string_view kLapsedRuns =
    "SELECT DISTINCT s.run_id FROM statement s JOIN run r ON r.region = s.region "
    "AND r.run_id = s.run_id WHERE s.region = ? AND r.state = 'REVIEWED' "
    "AND s.state = 'ISSUED' AND s.confirm_until < ?";
constexpr std::string_view kInsertDispute =
    "INSERT INTO dispute (region, run_id, institution_id, fund, class, line, reason, answer, "
    "state, disputed_by, disputed_time, answered_by, answered_time) VALUES";
constexpr std::string_view kSelectDispute =
    "SELECT run_id, institution_id, fund, class, line, reason, answer, state, disputed_by, "
    "disputed_time, answered_by, answered_time FROM dispute WHERE region = ? AND ";
constexpr std::string_view kOneDispute =
    "run_id = ? AND institution_id = ? AND fund = ? AND class = ? AND line = ?";
constexpr std::string_view kDisputesAbove =
    "(run_id > ? OR (run_id = ? AND (institution_id > ? OR (institution_id = ? AND (fund > ? OR "
    "(fund = ? AND (class > ? OR (class = ? AND line > ?)))))))) ";
constexpr std::string_view kByRun = "AND run_id = ? ";
constexpr std::string_view kInOrder = "ORDER BY run_id, institution_id, fund, class, line LIMIT ?";
constexpr std::string_view kAnswer =
    "UPDATE dispute SET answer = ?, state = ?, answered_by = ?, answered_time = ? "
    "WHERE region = ? AND run_id = ? AND institution_id = ? AND fund = ? AND class = ? "
    "AND line = ? AND state = 'OPEN'";

constexpr std::array<std::pair<DisputeState, std::string_view>, 3> kStates = {{
    {DisputeState::kOpen, "OPEN"},
    {DisputeState::kAccepted, "ACCEPTED"},
    {DisputeState::kRejected, "REJECTED"},
}};

sql::Params OneUnit(const UnitsOfRun& run, const UnitKey& key) {
  sql::Params params = {run.region, RunIdColumn(run.run_id)};
  AppendKey(params, key);
  return params;
}

sql::Value TimeOrNull(const std::optional<int64_t>& time) {
  if (!time.has_value()) return sql::Null();
  return *time;
}

std::string StateName(DisputeState state) {
  for (const auto& [known, name] : kStates) {
    if (known == state) return std::string(name);
  }
  return "";
}

DisputeState StateIn(const std::string& name) {
  for (const auto& [state, known] : kStates) {
    if (known == name) return state;
  }
  return DisputeState::kOpen;
}

Dispute DisputeFromRow(const sql::Row& row) {
  Dispute one;
  one.run_id = RunIdAt(row, 0);
  one.key = KeyAt(row, 1);
  one.line = row.Text(4);
  one.reason = row.Text(5);
  one.answer = row.Text(6);
  one.state = StateIn(row.Text(7));
  one.disputed_by = row.Text(8);
  one.disputed_time = row.Int(9);
  one.answered_by = row.Text(10);
  if (!row.IsNull(11)) one.answered_time = row.Int(11);
  return one;
}

absl::StatusOr<std::vector<Dispute>> SelectDisputes(sql::Tx& tx, const std::string& condition,
                                                    const sql::Params& params) {
  std::vector<Dispute> found;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(absl::StrCat(ToAbsl(kSelectDispute), condition), params,
                                       [&found](const sql::Row& row) {
                                         found.push_back(DisputeFromRow(row));
                                         return absl::OkStatus();
                                       }));
  return found;
}

absl::StatusOr<std::vector<UnitKey>> SelectKeys(sql::Tx& tx, std::string_view sql,
                                                const sql::Params& params) {
  std::vector<UnitKey> keys;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(sql, params, [&keys](const sql::Row& row) {
    keys.push_back(KeyAt(row, 0));
    return absl::OkStatus();
  }));
  return keys;
}

}  // namespace

absl::Status IssueStatements(sql::Tx& tx, const UnitsOfRun& run, const Issue& issue) {
  return tx
      .Execute(kIssue, {absl::ToUnixMicros(issue.served), TextOrNull(issue.confirm_until),
                        run.region, RunIdColumn(run.run_id), issue.policy_sha256})
      .status();
}

absl::StatusOr<StatementRow> LockStatement(sql::Tx& tx, const UnitsOfRun& run, const UnitKey& key) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(absl::StrCat(ToAbsl(kSelect), ToAbsl(tx.dialect().ForUpdate())), OneUnit(run, key)));
  if (rows.empty()) {
    return NotFound(Reason::k_NOT_FOUND,
                    absl::StrCat("no statement was issued to ", KeyText(key), " by this run"));
  }
  const sql::Row& row = rows.front();
  StatementRow statement{ParseDecision(row.Text(0)).value(), row.Int(1), TextOrEmpty(row, 2),
                         row.Text(3), std::nullopt};
  if (!row.IsNull(4)) statement.decided_time = row.Int(4);
  return statement;
}

absl::Status DecideStatement(sql::Tx& tx, const UnitsOfRun& run, const UnitKey& key,
                             const StatementRow& decided) {
  sql::Params params = {std::string(DecisionName(decided.state)), decided.decided_by,
                        TimeOrNull(decided.decided_time)};
  const sql::Params unit = OneUnit(run, key);
  params.insert(params.end(), unit.begin(), unit.end());
  return tx.Execute(kDecide, params).status();
}

absl::StatusOr<std::map<StatementDecision, int64_t>> CountStatements(sql::Tx& tx,
                                                                     const UnitsOfRun& run) {
  std::map<StatementDecision, int64_t> counts;
  PROBITY_RETURN_IF_ERROR(
      tx.QueryEach(kCount, {run.region, RunIdColumn(run.run_id)}, [&counts](const sql::Row& row) {
        counts[ParseDecision(row.Text(0)).value()] = row.Int(1);
        return absl::OkStatus();
      }));
  return counts;
}

absl::StatusOr<std::vector<UnitKey>> DisputedUnits(sql::Tx& tx, const UnitsOfRun& run) {
  return SelectKeys(tx, kDisputed, {run.region, RunIdColumn(run.run_id)});
}

absl::StatusOr<std::vector<UnitKey>> OpenDisputes(sql::Tx& tx, const UnitsOfRun& run) {
  return SelectKeys(tx, kOpenDisputes, {run.region, RunIdColumn(run.run_id)});
}

absl::StatusOr<int64_t> DeemConfirmed(sql::Tx& tx, const UnitsOfRun& run, std::string_view today,
                                      absl::Time now, int64_t limit) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<UnitKey> keys,
      SelectKeys(tx, kLapsed, {run.region, RunIdColumn(run.run_id), std::string(today), limit}));
  for (const UnitKey& key : keys) {
    PROBITY_ASSIGN_OR_RETURN(StatementRow statement, LockStatement(tx, run, key));
    if (statement.state != StatementDecision::kIssued) continue;
    statement.state = StatementDecision::kDeemedConfirmed;
    statement.decided_time = absl::ToUnixMicros(now);
    PROBITY_RETURN_IF_ERROR(DecideStatement(tx, run, key, statement));
  }
  return static_cast<int64_t>(keys.size());
}

absl::StatusOr<std::vector<std::string>> RunsWithLapsedStatements(sql::Tx& tx,
                                                                  const std::string& region,
                                                                  std::string_view today) {
  std::vector<std::string> runs;
  PROBITY_RETURN_IF_ERROR(
      tx.QueryEach(kLapsedRuns, {region, std::string(today)}, [&runs](const sql::Row& row) {
        runs.push_back(RunIdAt(row, 0));
        return absl::OkStatus();
      }));
  return runs;
}

absl::Status InsertDispute(sql::Tx& tx, const std::string& region, const Dispute& dispute) {
  sql::Params params = OneUnit({region, dispute.run_id}, dispute.key);
  params.insert(params.end(), {dispute.line, dispute.reason, dispute.answer,
                               StateName(dispute.state), dispute.disputed_by, dispute.disputed_time,
                               dispute.answered_by, TimeOrNull(dispute.answered_time)});
  return tx.InsertMany(kInsertDispute, {params});
}

absl::StatusOr<Dispute> GetDispute(sql::Tx& tx, const UnitsOfRun& run, const UnitKey& key,
                                   const std::string& line) {
  sql::Params params = OneUnit(run, key);
  params.emplace_back(line);
  PROBITY_ASSIGN_OR_RETURN(std::vector<Dispute> found,
                           SelectDisputes(tx, std::string(kOneDispute), params));
  if (found.empty()) {
    return NotFound(Reason::k_UNKNOWN_DISPUTE,
                    absl::StrCat(KeyText(key), " does not dispute ", line));
  }
  return std::move(found.front());
}

absl::Status AnswerDispute(sql::Tx& tx, const std::string& region, const Dispute& answered) {
  sql::Params params = {answered.answer, StateName(answered.state), answered.answered_by,
                        TimeOrNull(answered.answered_time)};
  const sql::Params unit = OneUnit({region, answered.run_id}, answered.key);
  params.insert(params.end(), unit.begin(), unit.end());
  params.emplace_back(answered.line);
  PROBITY_ASSIGN_OR_RETURN(const int64_t matched, tx.Execute(kAnswer, params));
  if (matched == 1) return absl::OkStatus();
  return Precondition(Reason::k_STATEMENT_STATE, "the dispute was answered already");
}

absl::StatusOr<std::vector<Dispute>> DisputesAfter(sql::Tx& tx, const UnitsOfRun& run,
                                                   const DisputePosition& after, int64_t limit) {
  const sql::Value above = RunIdColumn(after.run_id);
  const std::string& institution = after.key.institution_id;
  const std::string fund(FundName(after.key.fund));
  const std::string unit_class(UnitClassName(after.key.unit_class));
  sql::Params params = {run.region, above, above,      institution, institution,
                        fund,       fund,  unit_class, unit_class,  after.line};
  std::string condition(kDisputesAbove);
  if (!run.run_id.empty()) {
    condition += kByRun;
    params.push_back(RunIdColumn(run.run_id));
  }
  params.emplace_back(limit);
  return SelectDisputes(tx, absl::StrCat(condition, ToAbsl(kInOrder)), params);
}

}  // namespace probity::settlement
