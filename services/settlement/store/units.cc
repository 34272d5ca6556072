#include "services/settlement/store/units.h"

#include <optional>
#include <string_view>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"
#include "services/settlement/store/columns.h"

// The columns of a frozen unit, in the order of VisitScalars and StatedFacts.
#define PROBITY_UNIT_COLUMNS(u)                                                                 \
  u "institution_id, " u "fund, " u "class, " u "policy_sha256, " u "points, " u "p0_fen, " u   \
    "p0_visits, " u "b0_fen, " u "planned_visits, " u "visits, " u "accepted_fen, " u           \
    "year_days, " u "designated_days, " u "suspended_days, " u "refused_fen, " u                \
    "emergency_fen, " u "score_centi, " u "open_case, " u "sanctioned, " u "veto, " u           \
    "cancelled, " u "withheld_fen, " u "monthly_fen, " u "prefund_fen, " u "deductions_fen, " u \
    "prior_year_fen, " u "medical, " u "suspend_months, " u "suspend_start_date, " u            \
    "suspend_end_date, " u "cancelled_date, " u "qualifications, " u "entry_ids"

namespace probity::settlement {
namespace {

constexpr std::string_view kInsertInput =
    "INSERT INTO unit_input (region, run_id, " PROBITY_UNIT_COLUMNS("") ") VALUES";
constexpr std::string_view kSelectInput =
    "SELECT " PROBITY_UNIT_COLUMNS("") " FROM unit_input WHERE region = ? AND run_id = ? AND ";
constexpr std::string_view kByKey = " ORDER BY institution_id, fund, class LIMIT ?";
constexpr std::string_view kSelectFunds =
    "SELECT DISTINCT fund FROM unit_input WHERE region = ? AND run_id = ? ORDER BY fund";
constexpr std::string_view kInsertResult =
    "INSERT INTO unit_result (region, run_id, institution_id, fund, class, band_bp, "
    "reward_status, rate_bp, adjusted_per_visit_fen, adjusted_budget_fen) VALUES";
constexpr std::string_view kSelectOutcome =
    "SELECT " PROBITY_UNIT_COLUMNS("i.")
    ", r.band_bp, r.reward_status, r.rate_bp, r.adjusted_per_visit_fen, r.adjusted_budget_fen, "
    "s.state FROM unit_input i "
    "JOIN unit_result r ON r.region = i.region AND r.run_id = i.run_id "
    "AND r.institution_id = i.institution_id AND r.fund = i.fund AND r.class = i.class "
    "LEFT JOIN statement s ON s.region = i.region AND s.run_id = i.run_id "
    "AND s.institution_id = i.institution_id AND s.fund = i.fund AND s.class = i.class "
    "WHERE i.region = ? AND i.run_id = ? AND ";
constexpr std::string_view kOutcomeAfter =
    "i.institution_id >= ? AND "
    "(i.institution_id > ? OR i.fund > ? OR (i.fund = ? AND i.class > ?)) "
    "ORDER BY i.institution_id, i.fund, i.class LIMIT ?";
constexpr std::string_view kOutcomeOf = "i.institution_id = ? AND i.fund = ? AND i.class = ?";
constexpr std::string_view kIssue =
    "INSERT INTO statement (region, run_id, institution_id, fund, class, state, served_time) "
    "SELECT region, run_id, institution_id, fund, class, 'ISSUED', ? FROM unit_result "
    "WHERE region = ? AND run_id = ?";

// Columns of one frozen unit, and of its result behind them.
constexpr size_t kUnitColumns = 33;

sql::Params OwnedBy(const UnitsOfRun& run) {
  return {run.region, RunIdColumn(run.run_id)};
}

void AppendScalars(sql::Params& params, const UnitInput& input) {
  VisitScalars(input, [&params](std::string_view, const auto& value) {
    if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::optional<int64_t>>) {
      if (value.has_value()) {
        params.emplace_back(*value);
      } else {
        params.emplace_back(sql::Null());
      }
    } else {
      params.emplace_back(int64_t{value});
    }
  });
}

void AppendFacts(sql::Params& params, const StatedFacts& facts) {
  params.insert(
      params.end(),
      {int64_t{facts.medical}, int64_t{facts.suspend_months}, TextOrNull(facts.suspend_start_date),
       TextOrNull(facts.suspend_end_date), TextOrNull(facts.cancelled_date),
       absl::StrJoin(facts.qualifications, ","), absl::StrJoin(facts.entry_ids, ",")});
}

std::vector<std::string> SplitList(const std::string& text) {
  return absl::StrSplit(text, ',', absl::SkipEmpty());
}

FrozenUnit UnitFromRow(const sql::Row& row) {
  FrozenUnit unit;
  unit.input.key = KeyAt(row, 0);
  unit.input.policy_sha256 = row.Text(3);
  size_t column = 4;
  VisitScalars(unit.input, [&row, &column](std::string_view, auto& value) {
    using Field = std::decay_t<decltype(value)>;
    if constexpr (std::is_same_v<Field, std::optional<int64_t>>) {
      if (!row.IsNull(column)) value = row.Int(column);
    } else if constexpr (std::is_same_v<Field, bool>) {
      value = row.Bool(column);
    } else {
      value = row.Int(column);
    }
    ++column;
  });
  StatedFacts& facts = unit.facts;
  facts.medical = row.Bool(column++);
  facts.suspend_months = static_cast<int32_t>(row.Int(column++));
  facts.suspend_start_date = TextOrEmpty(row, column++);
  facts.suspend_end_date = TextOrEmpty(row, column++);
  facts.cancelled_date = TextOrEmpty(row, column++);
  facts.qualifications = SplitList(row.Text(column++));
  facts.entry_ids = SplitList(row.Text(column++));
  return unit;
}

Outcome OutcomeFromRow(const sql::Row& row) {
  Outcome outcome;
  outcome.unit = UnitFromRow(row);
  outcome.rates = {static_cast<int32_t>(row.Int(kUnitColumns)),
                   ParseRewardStatus(row.Text(kUnitColumns + 1)).value(),
                   static_cast<int32_t>(row.Int(kUnitColumns + 2)), row.Int(kUnitColumns + 3),
                   row.Int(kUnitColumns + 4)};
  outcome.issued = !row.IsNull(kUnitColumns + 5);
  return outcome;
}

}  // namespace

absl::Status InsertInputs(sql::Tx& tx, const UnitsOfRun& run,
                          const std::vector<FrozenUnit>& units) {
  std::vector<sql::Params> rows;
  rows.reserve(units.size());
  for (const FrozenUnit& unit : units) {
    if (!unit.input.indicators.empty() || !unit.input.contracts.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat(KeyText(unit.input.key), " has indicators or contracts"));
    }
    sql::Params params = OwnedBy(run);
    AppendKey(params, unit.input.key);
    params.emplace_back(unit.input.policy_sha256);
    AppendScalars(params, unit.input);
    AppendFacts(params, unit.facts);
    rows.push_back(std::move(params));
  }
  return tx.InsertMany(kInsertInput, rows);
}

absl::StatusOr<std::vector<FrozenUnit>> InputsAfter(sql::Tx& tx, const UnitsOfRun& run,
                                                    const UnitKey& after) {
  sql::Params params = OwnedBy(run);
  AppendAfter(params, after);
  params.emplace_back(kUnitsPerPage);
  std::vector<FrozenUnit> page;
  PROBITY_RETURN_IF_ERROR(
      tx.QueryEach(absl::StrCat(ToAbsl(kSelectInput), ToAbsl(kKeyAbove), ToAbsl(kByKey)), params,
                   [&page](const sql::Row& row) {
                     page.push_back(UnitFromRow(row));
                     return absl::OkStatus();
                   }));
  return page;
}

absl::StatusOr<std::vector<Fund>> FundsOfRun(sql::Tx& tx, const UnitsOfRun& run) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows, tx.Query(kSelectFunds, OwnedBy(run)));
  std::vector<Fund> funds;
  for (const sql::Row& row : rows) funds.push_back(ParseFund(row.Text(0)).value());
  return funds;
}

absl::Status InsertResults(sql::Tx& tx, const UnitsOfRun& run,
                           const std::vector<KeyedRates>& results) {
  std::vector<sql::Params> rows;
  rows.reserve(results.size());
  for (const auto& [key, rates] : results) {
    sql::Params params = OwnedBy(run);
    AppendKey(params, key);
    params.insert(
        params.end(),
        {int64_t{rates.band_bp}, std::string(RewardStatusName(rates.reward_status)),
         int64_t{rates.rate_bp}, rates.adjusted_per_visit_fen, rates.adjusted_budget_fen});
    rows.push_back(std::move(params));
  }
  return tx.InsertMany(kInsertResult, rows);
}

absl::StatusOr<std::vector<Outcome>> OutcomesAfter(sql::Tx& tx, const UnitsOfRun& run,
                                                   const UnitKey& after, int64_t limit) {
  sql::Params params = OwnedBy(run);
  AppendAfter(params, after);
  params.emplace_back(limit);
  std::vector<Outcome> page;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(absl::StrCat(ToAbsl(kSelectOutcome), ToAbsl(kOutcomeAfter)),
                                       params, [&page](const sql::Row& row) {
                                         page.push_back(OutcomeFromRow(row));
                                         return absl::OkStatus();
                                       }));
  return page;
}

absl::StatusOr<Outcome> GetOutcome(sql::Tx& tx, const UnitsOfRun& run, const UnitKey& key) {
  sql::Params params = OwnedBy(run);
  AppendKey(params, key);
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(absl::StrCat(ToAbsl(kSelectOutcome), ToAbsl(kOutcomeOf)), params));
  if (rows.empty()) {
    return NotFound(Reason::k_NOT_FOUND,
                    absl::StrCat("the run has no calculated unit ", KeyText(key)));
  }
  return OutcomeFromRow(rows.front());
}

absl::Status IssueStatements(sql::Tx& tx, const UnitsOfRun& run, absl::Time served) {
  return tx.Execute(kIssue, {absl::ToUnixMicros(served), run.region, RunIdColumn(run.run_id)})
      .status();
}

}  // namespace probity::settlement
