#include "services/settlement/domain/input_check.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/money/money.h"
#include "common/status/status.h"

namespace probity::settlement {
namespace {

// Every amount in fen, in the order of the inputs.
constexpr std::array<std::pair<std::string_view, int64_t UnitInput::*>, 10> kAmounts{{
    {"p0_fen", &UnitInput::p0_fen},
    {"b0_fen", &UnitInput::b0_fen},
    {"accepted_fen", &UnitInput::accepted_fen},
    {"refused_fen", &UnitInput::refused_fen},
    {"emergency_fen", &UnitInput::emergency_fen},
    {"withheld_fen", &UnitInput::withheld_fen},
    {"monthly_fen", &UnitInput::monthly_fen},
    {"prefund_fen", &UnitInput::prefund_fen},
    {"deductions_fen", &UnitInput::deductions_fen},
    {"prior_year_fen", &UnitInput::prior_year_fen},
}};

class Checker {
 public:
  explicit Checker(const UnitInput& input) : input_(input) {}

  // Of any run.
  Checker& Bounds() {
    Amounts();
    Volumes();
    Check(0 <= input_.points && input_.points <= kMaxPoints, "points",
          Reason::k_POINTS_OUT_OF_RANGE, "must be 0..1000000");
    if (input_.score_centi.has_value()) {
      Check(0 <= *input_.score_centi && *input_.score_centi <= kMaxScoreCenti, "score_centi",
            Reason::k_SCORE_OUT_OF_RANGE, "must be 0..10000");
    }
    Days();
    return *this;
  }

  // Of a run that settles money.
  Checker& Money(policy::SettlementBasis basis) {
    Suspension();
    Volume(basis);
    for (size_t i = 0; i < input_.contracts.size(); ++i) {
      OneContract(absl::StrCat("contracts.", i, "."), input_.contracts[i]);
    }
    return *this;
  }

  std::optional<UnitProblem> First() { return std::move(first_); }

 private:
  void Check(bool ok, std::string_view field, Reason reason, std::string_view text) {
    if (ok || first_.has_value()) return;
    first_ = UnitProblem{KeyText(input_.key), std::string(field), reason, std::string(text)};
  }

  void NotNegative(int64_t fen, std::string_view field) {
    Check(fen >= 0, field, Reason::k_NEGATIVE_AMOUNT, "must not be negative");
  }
  void InRange(int64_t fen, std::string_view field) {
    Check(-money::kMaxInputFen <= fen && fen <= money::kMaxInputFen, field,
          Reason::k_AMOUNT_OUT_OF_RANGE, "must not exceed 10^15 fen");
  }

  void Amounts() {
    for (const auto& [name, amount] : kAmounts) {
      if (amount != &UnitInput::prior_year_fen) NotNegative(input_.*amount, name);
    }
    for (const auto& [name, amount] : kAmounts) InRange(input_.*amount, name);
  }

  void Volumes() {
    Check(1 <= input_.p0_visits && input_.p0_visits <= kMaxVisits, "p0_visits",
          Reason::k_VOLUME_OUT_OF_RANGE, "must be 1..10^9");
    Check(0 <= input_.planned_visits && input_.planned_visits <= kMaxVisits, "planned_visits",
          Reason::k_VOLUME_OUT_OF_RANGE, "must be 0..10^9");
    Check(0 <= input_.visits && input_.visits <= kMaxVisits, "visits",
          Reason::k_VOLUME_OUT_OF_RANGE, "must be 0..10^9");
  }

  void Days() {
    Check(input_.year_days == 365 || input_.year_days == 366, "year_days",
          Reason::k_DAYS_OUT_OF_RANGE, "must be 365 or 366");
    Check(0 <= input_.designated_days && input_.designated_days <= input_.year_days,
          "designated_days", Reason::k_DAYS_OUT_OF_RANGE, "must be 0..year_days");
    Check(0 <= input_.suspended_days && input_.suspended_days <= input_.designated_days,
          "suspended_days", Reason::k_DAYS_OUT_OF_RANGE, "must be 0..designated_days");
  }

  void Suspension() {
    const bool suspended = input_.suspended_days > 0;
    for (const auto& [name, fen] : {std::pair{"refused_fen", input_.refused_fen},
                                    std::pair{"emergency_fen", input_.emergency_fen}}) {
      Check(suspended || fen == 0, name, Reason::k_SUSPENSION_AMOUNT_WITHOUT_SUSPENSION,
            "must be 0 without suspended days");
    }
    const bool active = input_.designated_days > input_.suspended_days;
    Check(active || input_.visits == 0, "visits", Reason::k_CLAIMS_WITHOUT_ACTIVE_DAYS,
          "must be 0 without an active day");
    Check(active || input_.accepted_fen == 0, "accepted_fen", Reason::k_CLAIMS_WITHOUT_ACTIVE_DAYS,
          "must be 0 without an active day");
  }

  void Volume(policy::SettlementBasis basis) {
    if (basis != policy::SettlementBasis::kPerVisitAndBudget) return;
    const bool used = input_.visits > 0;
    Check(used || input_.accepted_fen == 0, "visits", Reason::k_COST_WITHOUT_VOLUME,
          "is 0, yet an amount was accepted");
    for (const auto& [name, value] :
         {std::pair{"planned_visits", input_.planned_visits}, std::pair{"p0_fen", input_.p0_fen},
          std::pair{"b0_fen", input_.b0_fen}}) {
      Check(!used || value > 0, name, Reason::k_MISSING_BUDGET,
            "is needed to settle visits, yet no budget states it");
    }
  }

  void OneContract(const std::string& path, const Contract& contract) {
    const int64_t cap = contract.cap_fen.value_or(0);
    NotNegative(contract.price_fen, path + "price_fen");
    NotNegative(cap, path + "cap_fen");
    Check(contract.fail_pay_bp >= 0, path + "fail_pay_bp", Reason::k_NEGATIVE_AMOUNT,
          "must not be negative");
    InRange(contract.price_fen, path + "price_fen");
    InRange(cap, path + "cap_fen");
    Check(contract.fail_pay_bp <= kMaxEnteredBp, path + "fail_pay_bp",
          Reason::k_AMOUNT_OUT_OF_RANGE, "must not exceed 20000 bp");
    for (const auto& [name, count] :
         {std::pair{"met", contract.met}, std::pair{"failed", contract.failed},
          std::pair{"pending", contract.pending}}) {
      Check(0 <= count && count <= kMaxVisits, path + name, Reason::k_VOLUME_OUT_OF_RANGE,
            "must be 0..10^9");
    }
  }

  const UnitInput& input_;
  std::optional<UnitProblem> first_;
};

}  // namespace

std::optional<UnitProblem> CheckInput(const UnitInput& input) {
  return Checker(input).Bounds().First();
}

std::optional<UnitProblem> CheckUnit(const UnitInput& input, policy::SettlementBasis basis) {
  return Checker(input).Bounds().Money(basis).First();
}

absl::Status RefuseUnits(const std::vector<UnitProblem>& problems) {
  if (problems.empty()) return absl::OkStatus();
  RefusalDetail detail;
  detail.reason = ReasonName(problems.front().reason);
  detail.metadata["problems"] = std::to_string(problems.size());
  for (const UnitProblem& problem : problems) {
    const std::string field =
        problem.field.empty() ? problem.unit : absl::StrCat(problem.unit, ": ", problem.field);
    detail.violations.push_back(
        {field, absl::StrCat(ToAbsl(ReasonName(problem.reason)), ": ", problem.text)});
  }
  const FieldViolation& first = detail.violations.front();
  return WithDetail(absl::StatusCode::kFailedPrecondition,
                    absl::StrCat(problems.size(), " unit(s) cannot be settled; the first: ",
                                 first.field, ": ", first.description),
                    detail);
}

}  // namespace probity::settlement
