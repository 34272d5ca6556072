#include "services/settlement/domain/statements.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::settlement {
namespace {

constexpr std::array<std::pair<StatementDecision, std::string_view>, 4> kDecisions = {{
    {StatementDecision::kIssued, "ISSUED"},
    {StatementDecision::kConfirmed, "CONFIRMED"},
    {StatementDecision::kDeemedConfirmed, "DEEMED_CONFIRMED"},
    {StatementDecision::kDisputed, "DISPUTED"},
}};

absl::Status WrongState(StatementDecision state, std::string_view text) {
  return Precondition(
      Reason::k_STATEMENT_STATE,
      absl::StrCat("the statement is ", ToAbsl(DecisionName(state)), ": ", ToAbsl(text)),
      {{"state", std::string(DecisionName(state))}});
}

absl::Status ClockRuns(StatementDecision state, std::string_view confirm_until,
                       calendar::Date today) {
  if (confirm_until.empty()) return WrongState(state, "nothing of it is to be confirmed");
  const auto last = calendar::ParseDate(confirm_until);
  if (!last.ok()) return last.status();
  if (today > *last) {
    return WrongState(state, absl::StrCat("its last day to answer was ", ToAbsl(confirm_until)));
  }
  return absl::OkStatus();
}

}  // namespace

std::string_view DecisionName(StatementDecision decision) {
  for (const auto& [known, name] : kDecisions) {
    if (known == decision) return name;
  }
  return "";
}

std::optional<StatementDecision> ParseDecision(std::string_view name) {
  for (const auto& [decision, known] : kDecisions) {
    if (known == name) return decision;
  }
  return std::nullopt;
}

absl::Status MayDecide(StatementDecision state, std::string_view confirm_until,
                       calendar::Date today) {
  if (state != StatementDecision::kIssued) {
    return WrongState(state, "it is answered once; a correction is a supplementary run's");
  }
  return ClockRuns(state, confirm_until, today);
}

absl::Status MayDispute(StatementDecision state, std::string_view confirm_until,
                        calendar::Date today) {
  if (state == StatementDecision::kDisputed) return ClockRuns(state, confirm_until, today);
  return MayDecide(state, confirm_until, today);
}

bool IsStatementLine(std::string_view line) {
  const UnitResult any;
  bool found = false;
  VisitOutputs(any, [&](std::string_view name, const auto&) { found = found || name == line; });
  return found;
}

UnitDue DueOf(const UnitInput& input, const UnitResult& result) {
  UnitDue due;
  due[LedgerLine::kBase] = {result.base_fen, 0};
  due[LedgerLine::kRetention] = {result.retention_paid_fen,
                                 result.retention_reward_fen - result.retention_paid_fen};
  due[LedgerLine::kReward] = {result.rate_paid_fen, result.rate_scaled_fen - result.rate_paid_fen};
  due[LedgerLine::kWithhold] = {result.withhold_fen, 0};
  due[LedgerLine::kIncentive] = {result.incentive_paid_fen,
                                 result.incentive_fen - result.incentive_paid_fen};
  due[LedgerLine::kContract] = {result.contract_paid_fen, result.contract_held_fen};
  due[LedgerLine::kForfeit] = {result.forfeit_fen, 0};
  due[LedgerLine::kMonthly] = {input.monthly_fen, 0};
  due[LedgerLine::kPrefund] = {input.prefund_fen, 0};
  due[LedgerLine::kDeduction] = {input.deductions_fen, 0};
  due[LedgerLine::kPriorYear] = {input.prior_year_fen, 0};
  return due;
}

}  // namespace probity::settlement
