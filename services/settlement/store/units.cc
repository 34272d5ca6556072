#include "services/settlement/store/units.h"

#include <map>
#include <optional>
#include <string_view>
#include <type_traits>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/sql/row_inserter.h"
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
    "suspend_end_date, " u "cancelled_date, " u "qualifications, " u "entry_ids, " u            \
    "indicators, " u "contracts, " u "measurements"

// The columns of a result, in the order of VisitOutputs.
#define PROBITY_RESULT_COLUMNS(r)                                                                  \
  r "band_bp, " r "reward_status, " r "rate_bp, " r "adjusted_per_visit_fen, " r                   \
    "adjusted_budget_fen, " r "active_days, " r "volume_upper, " r "volume_lower, " r              \
    "volume_standard, " r "volume_excess, " r "low_volume, " r "stripped_fen, " r                  \
    "eligible_fen, " r "retention_allowed, " r "at_base_standard_fen, " r "at_base_budget_fen, " r \
    "at_base_cap_fen, " r "at_base_overrun_share_fen, " r "at_base_retention_fen, " r              \
    "at_full_standard_fen, " r "at_full_budget_fen, " r "at_full_cap_fen, " r                      \
    "at_full_overrun_share_fen, " r "at_full_retention_fen, " r "base_fen, " r                     \
    "rate_reward_fen, " r "retention_reward_fen, " r "reward_fen, " r "contract_paid_fen, " r      \
    "contract_held_fen, " r "contract_refused_fen, " r "forfeit_fen, " r "rate_scaled_fen, " r     \
    "rate_paid_fen, " r "retention_paid_fen, " r "withhold_fen, " r "incentive_fen, " r            \
    "incentive_paid_fen, " r "payable_fen, " r "held_fen, " r "capped_fen, " r                     \
    "surplus_kept_fen, " r "capped_held_fen, " r "refused_fen, " r "net_fen"

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
    "INSERT INTO unit_result (region, run_id, institution_id, fund, class, " PROBITY_RESULT_COLUMNS(
        "") ") VALUES";
constexpr std::string_view kSelectOutcome =
    "SELECT " PROBITY_UNIT_COLUMNS("i.")
    ", " PROBITY_RESULT_COLUMNS("r.")
    ", s.state, s.served_time, s.confirm_until, s.decided_by, s.decided_time FROM unit_input i "
    "JOIN unit_result r ON r.region = i.region AND r.run_id = i.run_id "
    "AND r.institution_id = i.institution_id AND r.fund = i.fund AND r.class = i.class "
    "LEFT JOIN statement s ON s.region = i.region AND s.run_id = i.run_id "
    "AND s.institution_id = i.institution_id AND s.fund = i.fund AND s.class = i.class "
    "WHERE i.region = ? AND i.run_id = ? AND ";
constexpr std::string_view kOutcomeAfter =
    "i.institution_id >= ? AND "
    "(i.institution_id > ? OR i.fund > ? OR (i.fund = ? AND i.class > ?)) "
    "ORDER BY i.institution_id, i.fund, i.class LIMIT ?";
constexpr std::string_view kKeyBefore =
    "SELECT institution_id, fund, class FROM unit_input WHERE region = ? AND run_id = ? "
    "ORDER BY institution_id, fund, class LIMIT 1 OFFSET ?";
constexpr std::string_view kOutcomeOf = "i.institution_id = ? AND i.fund = ? AND i.class = ?";
constexpr std::string_view kInsertTotals =
    "INSERT INTO run_total (region, run_id, base_fen, rate_reward_fen, retention_reward_fen, "
    "rate_scaled_fen, rate_paid_fen, retention_paid_fen, withhold_fen, incentive_fen, "
    "incentive_paid_fen, contract_paid_fen, contract_held_fen, payable_fen, held_fen, forfeit_fen, "
    "net_fen, reserve_after_fen, reserve_move_fen, exchange_fix_fen, reward_factor, "
    "exchange_factor, exchange_degenerate, slope) "
    "VALUES";
constexpr std::string_view kSelectTotals =
    "SELECT base_fen, rate_reward_fen, retention_reward_fen, rate_scaled_fen, rate_paid_fen, "
    "retention_paid_fen, withhold_fen, incentive_fen, incentive_paid_fen, contract_paid_fen, "
    "contract_held_fen, payable_fen, held_fen, forfeit_fen, net_fen, reserve_after_fen, "
    "reserve_move_fen, exchange_fix_fen, reward_factor, exchange_factor, exchange_degenerate, "
    "slope FROM run_total "
    "WHERE region = ? AND run_id = ?";

// Columns of one frozen unit, and of its result behind them: region and run, key, figures.
constexpr size_t kOwnerColumns = 2;
constexpr size_t kUnitColumns = 36;
constexpr size_t kResultColumns = kOwnerColumns + 3 + 45;

sql::Params OwnedBy(const UnitsOfRun& run) {
  return {run.region, RunIdColumn(run.run_id)};
}

// The same two columns for very many rows.
class RunOwner {
 public:
  explicit RunOwner(const UnitsOfRun& run)
      : region_(run.region), run_id_(std::get<sql::Blob>(RunIdColumn(run.run_id)).bytes) {}
  void Put(sql::RowInserter& rows) const {
    rows.Put(region_);
    rows.PutBytes(run_id_);
  }

 private:
  const std::string region_;
  const std::string run_id_;
};

void PutKey(sql::RowInserter& rows, const UnitKey& key) {
  rows.Put(key.institution_id);
  rows.Put(FundName(key.fund));
  rows.Put(UnitClassName(key.unit_class));
}

// Empty text is NULL.
void PutOptional(sql::RowInserter& rows, std::string_view text) {
  if (text.empty()) {
    rows.PutNull();
  } else {
    rows.Put(text);
  }
}

void PutScalars(sql::RowInserter& rows, const UnitInput& input) {
  VisitScalars(input, [&rows](std::string_view, const auto& value) {
    if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::optional<int64_t>>) {
      if (value.has_value()) {
        rows.Put(*value);
      } else {
        rows.PutNull();
      }
    } else {
      rows.Put(int64_t{value});
    }
  });
}

void PutFacts(sql::RowInserter& rows, const StatedFacts& facts) {
  rows.Put(int64_t{facts.medical});
  rows.Put(int64_t{facts.suspend_months});
  PutOptional(rows, facts.suspend_start_date);
  PutOptional(rows, facts.suspend_end_date);
  PutOptional(rows, facts.cancelled_date);
  rows.Put(absl::StrJoin(facts.qualifications, ","));
  rows.Put(absl::StrJoin(facts.entry_ids, ","));
}

// "READMISSION=153;VISITS=12": codes hold neither sign.
std::string IndicatorsText(const std::map<std::string, int64_t>& indicators) {
  return absl::StrJoin(indicators, ";", [](std::string* out, const auto& one) {
    absl::StrAppend(out, one.first, "=", one.second);
  });
}

// "price,met,failed,pending,fail_pay_bp,cap;…"; an absent cap is empty.
std::string ContractsText(const std::vector<Contract>& contracts) {
  return absl::StrJoin(contracts, ";", [](std::string* out, const Contract& one) {
    absl::StrAppend(out, one.price_fen, ",", one.met, ",", one.failed, ",", one.pending, ",",
                    one.fail_pay_bp, ",");
    if (one.cap_fen.has_value()) absl::StrAppend(out, *one.cap_fen);
  });
}

std::string NanosText(const std::optional<money::Decimal>& value) {
  return value.has_value() ? absl::StrCat(value->nanos) : std::string();
}

// "code,group,MEASURED,value,baseline,cases;…" with billionths; what is absent is empty. Codes hold
// neither sign.
std::string MeasurementsText(const std::vector<quality::Measurement>& measured) {
  return absl::StrJoin(measured, ";", [](std::string* out, const quality::Measurement& one) {
    absl::StrAppend(out, one.code, ",", one.peer_group, ",",
                    ToAbsl(quality::StatusName(one.status)), ",", NanosText(one.value), ",",
                    NanosText(one.baseline), ",");
    if (one.denominator.has_value()) absl::StrAppend(out, *one.denominator);
  });
}

int64_t NumberIn(std::string_view text) {
  int64_t number = 0;
  // What InsertInputs wrote; a text changed since no longer has the hash of the freeze.
  return absl::SimpleAtoi(ToAbsl(text), &number) ? number : 0;
}

std::map<std::string, int64_t> IndicatorsAt(const sql::Row& row, size_t column) {
  std::map<std::string, int64_t> indicators;
  for (const absl::string_view one :
       absl::StrSplit(TextOrEmpty(row, column), ';', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(one, absl::MaxSplits('=', 1));
    indicators[parts.first] = NumberIn(parts.second);
  }
  return indicators;
}

std::vector<Contract> ContractsAt(const sql::Row& row, size_t column) {
  constexpr size_t kMembers = 6;
  std::vector<Contract> contracts;
  for (const absl::string_view one :
       absl::StrSplit(TextOrEmpty(row, column), ';', absl::SkipEmpty())) {
    std::vector<std::string> parts = absl::StrSplit(one, ',');
    parts.resize(kMembers);
    Contract& contract = contracts.emplace_back();
    contract.price_fen = NumberIn(parts[0]);
    contract.met = NumberIn(parts[1]);
    contract.failed = NumberIn(parts[2]);
    contract.pending = NumberIn(parts[3]);
    contract.fail_pay_bp = static_cast<int32_t>(NumberIn(parts[4]));
    if (!parts[5].empty()) contract.cap_fen = NumberIn(parts[5]);
  }
  return contracts;
}

std::vector<quality::Measurement> MeasurementsAt(const sql::Row& row, size_t column) {
  constexpr size_t kMembers = 6;
  std::vector<quality::Measurement> measured;
  for (const absl::string_view one :
       absl::StrSplit(TextOrEmpty(row, column), ';', absl::SkipEmpty())) {
    std::vector<std::string> parts = absl::StrSplit(one, ',');
    parts.resize(kMembers);
    quality::Measurement& read = measured.emplace_back();
    read.code = parts[0];
    read.peer_group = parts[1];
    read.status = quality::ParseStatus(parts[2]).value_or(quality::IndicatorStatus::kNotReported);
    if (!parts[3].empty()) read.value = money::Decimal{NumberIn(parts[3])};
    if (!parts[4].empty()) read.baseline = money::Decimal{NumberIn(parts[4])};
    if (!parts[5].empty()) read.denominator = NumberIn(parts[5]);
  }
  return measured;
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
  unit.input.indicators = IndicatorsAt(row, column++);
  unit.input.contracts = ContractsAt(row, column++);
  facts.measured = MeasurementsAt(row, column);
  return unit;
}

void ReadFigure(const sql::Row& row, size_t column, int32_t& value) {
  value = static_cast<int32_t>(row.Int(column));
}
void ReadFigure(const sql::Row& row, size_t column, int64_t& value) {
  value = row.Int(column);
}
void ReadFigure(const sql::Row& row, size_t column, bool& value) {
  value = row.Bool(column);
}
void ReadFigure(const sql::Row& row, size_t column, RewardStatus& value) {
  value = ParseRewardStatus(row.Text(column)).value();
}

void PutFigure(sql::RowInserter& rows, RewardStatus value) {
  rows.Put(RewardStatusName(value));
}
void PutFigure(sql::RowInserter& rows, int64_t value) {
  rows.Put(value);
}

Outcome OutcomeFromRow(const sql::Row& row) {
  Outcome outcome;
  outcome.unit = UnitFromRow(row);
  size_t column = kUnitColumns;
  VisitOutputs(outcome.result, [&row, &column](std::string_view, auto& value) {
    ReadFigure(row, column++, value);
  });
  if (row.IsNull(column)) return outcome;
  outcome.statement =
      StatementRow{ParseDecision(row.Text(column)).value(), row.Int(column + 1),
                   TextOrEmpty(row, column + 2), row.Text(column + 3), std::nullopt};
  if (!row.IsNull(column + 4)) outcome.statement->decided_time = row.Int(column + 4);
  return outcome;
}

// "28000017/31840000"; nothing for an empty text.
std::optional<Factor> FactorIn(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, '/');
  Factor factor;
  factor.numerator = NumberIn(parts.first);
  factor.denominator = 0;
  for (const char digit : parts.second)
    factor.denominator = factor.denominator * 10 + (digit - '0');
  return factor;
}

}  // namespace

absl::Status InsertInputs(sql::Tx& tx, const UnitsOfRun& run,
                          const std::vector<FrozenUnit>& units) {
  const RunOwner owner(run);
  sql::RowInserter rows(tx, kInsertInput, kOwnerColumns + kUnitColumns);
  for (const FrozenUnit& unit : units) {
    owner.Put(rows);
    PutKey(rows, unit.input.key);
    rows.Put(unit.input.policy_sha256);
    PutScalars(rows, unit.input);
    PutFacts(rows, unit.facts);
    PutOptional(rows, IndicatorsText(unit.input.indicators));
    PutOptional(rows, ContractsText(unit.input.contracts));
    PutOptional(rows, MeasurementsText(unit.facts.measured));
    PROBITY_RETURN_IF_ERROR(rows.EndRow());
  }
  return rows.Finish();
}

absl::StatusOr<std::vector<FrozenUnit>> InputsAfter(sql::Tx& tx, const UnitsOfRun& run,
                                                    const UnitKey& after) {
  sql::Params params = OwnedBy(run);
  AppendAfter(params, after);
  params.emplace_back(kUnitsPerPage);
  std::vector<FrozenUnit> page;
  page.reserve(kUnitsPerPage);
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
                           const std::vector<KeyedResult>& results) {
  const RunOwner owner(run);
  sql::RowInserter rows(tx, kInsertResult, kResultColumns);
  for (const auto& [key, result] : results) {
    owner.Put(rows);
    PutKey(rows, key);
    VisitOutputs(result, [&rows](std::string_view, const auto& value) { PutFigure(rows, value); });
    PROBITY_RETURN_IF_ERROR(rows.EndRow());
  }
  return rows.Finish();
}

absl::Status InsertTotals(sql::Tx& tx, const UnitsOfRun& run, const RunTotals& totals) {
  const RegionTotals& sums = totals.sums;
  sql::Params params = OwnedBy(run);
  VisitSums(sums, [&params](std::string_view, int64_t value) { params.emplace_back(value); });
  params.insert(params.end(),
                {sums.reserve_after_fen, totals.reserve_move_fen, totals.exchange_fix_fen,
                 FactorText(sums.plan.reward), FactorText(sums.plan.exchange),
                 int64_t{sums.plan.exchange_degenerate}, sums.plan.slope});
  return tx.InsertMany(kInsertTotals, {params});
}

absl::StatusOr<RunTotals> GetTotals(sql::Tx& tx, const UnitsOfRun& run) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows, tx.Query(kSelectTotals, OwnedBy(run)));
  if (rows.empty()) return NotFound(Reason::k_NOT_FOUND, "the run has no totals");
  const sql::Row& row = rows.front();
  RunTotals totals;
  size_t column = 0;
  VisitSums(totals.sums, [&](std::string_view, int64_t& value) { value = row.Int(column++); });
  totals.sums.reserve_after_fen = row.Int(column++);
  totals.reserve_move_fen = row.Int(column++);
  totals.exchange_fix_fen = row.Int(column++);
  totals.sums.plan.reward = FactorIn(row.Text(column++));
  totals.sums.plan.exchange = FactorIn(row.Text(column++));
  totals.sums.plan.exchange_degenerate = row.Bool(column++);
  totals.sums.plan.slope = row.Text(column++);
  return totals;
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

absl::StatusOr<std::vector<Outcome>> OutcomesFrom(sql::Tx& tx, const UnitsOfRun& run, int64_t first,
                                                  int64_t limit) {
  UnitKey after;
  if (first > 0) {
    PROBITY_ASSIGN_OR_RETURN(
        const sql::Row row,
        tx.QueryOne(kKeyBefore, {run.region, RunIdColumn(run.run_id), first - 1}));
    after = KeyAt(row, 0);
  }
  return OutcomesAfter(tx, run, after, limit);
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

}  // namespace probity::settlement
