#include "services/settlement/domain/input_check.h"

#include <array>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/money/money.h"
#include "common/status/status.h"

namespace probity::settlement {
namespace {

struct Amount {
  std::string_view name;
  int64_t fen;
};

// Every amount in fen, in the order of the inputs.
std::vector<Amount> AmountsOf(const UnitInput& input) {
  std::vector<Amount> amounts;
  VisitScalars(input, [&amounts](std::string_view name, const auto& value) {
    if constexpr (std::is_same_v<std::decay_t<decltype(value)>, int64_t>) {
      if (absl::EndsWith(ToAbsl(name), "_fen")) amounts.push_back({name, value});
    }
  });
  return amounts;
}

class Checker {
 public:
  explicit Checker(const UnitInput& input) : input_(input) {}

  std::optional<UnitProblem> First() {
    Amounts();
    Volumes();
    Check(0 <= input_.points && input_.points <= kMaxPoints, "points",
          Reason::k_POINTS_OUT_OF_RANGE, "must be 0..1000000");
    if (input_.score_centi.has_value()) {
      Check(0 <= *input_.score_centi && *input_.score_centi <= kMaxScoreCenti, "score_centi",
            Reason::k_SCORE_OUT_OF_RANGE, "must be 0..10000");
    }
    Days();
    return std::move(first_);
  }

 private:
  void Check(bool ok, std::string_view field, Reason reason, std::string_view text) {
    if (ok || first_.has_value()) return;
    first_ = UnitProblem{KeyText(input_.key), std::string(field), reason, std::string(text)};
  }

  void Amounts() {
    const std::vector<Amount> amounts = AmountsOf(input_);
    for (const Amount& amount : amounts) {
      Check(amount.fen >= 0 || amount.name == "prior_year_fen", amount.name,
            Reason::k_NEGATIVE_AMOUNT, "must not be negative");
    }
    for (const Amount& amount : amounts) {
      Check(-money::kMaxInputFen <= amount.fen && amount.fen <= money::kMaxInputFen, amount.name,
            Reason::k_AMOUNT_OUT_OF_RANGE, "must not exceed 10^15 fen");
    }
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

  const UnitInput& input_;
  std::optional<UnitProblem> first_;
};

}  // namespace

std::optional<UnitProblem> CheckInput(const UnitInput& input) {
  return Checker(input).First();
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
