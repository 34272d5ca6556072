#include "services/settlement/domain/statement_lines.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"

namespace probity::settlement {
namespace {

std::string Flag(std::string_view name, bool value) {
  return absl::StrCat(ToAbsl(name), " = ", value ? "true" : "false");
}

// Path of the band's first effect of type `Effect`; the band's own path if it has none.
template <typename Effect>
std::string EffectPath(const policy::Policy& policy, size_t band, std::string_view field) {
  const auto& effects = policy.bands.at(band).effects;
  for (size_t i = 0; i < effects.size(); ++i) {
    if (std::holds_alternative<Effect>(effects[i])) {
      return absl::StrCat("bands[", band, "].effects[", i, "].", ToAbsl(field));
    }
  }
  return absl::StrCat("bands[", band, "]");
}

template <typename Effect>
const Effect* EffectOf(const policy::Band& band) {
  for (const policy::Effect& effect : band.effects) {
    if (const auto* found = std::get_if<Effect>(&effect)) return found;
  }
  return nullptr;
}

// The lines of one unit, gathered in order.
class Explanation {
 public:
  Explanation(const FrozenUnit& unit, const policy::Policy& policy, const UnitRates& rates)
      : input_(unit.input),
        facts_(unit.facts),
        policy_(policy),
        rates_(rates),
        band_(policy::EvaluateBand(policy, unit.input.points)) {}

  std::vector<StatementLine> Lines() {
    BandRate();
    Status();
    StatedRate();
    AdjustedBudget();
    AdjustedPerVisit();
    Days();
    Orders();
    return std::move(lines_);
  }

 private:
  void Add(StatementLine line) {
    line.assumed = !line.policy_field.empty() && policy::IsAssumed(policy_, line.policy_field);
    lines_.push_back(std::move(line));
  }

  void BandRate() {
    const policy::Band& band = policy_.bands.at(band_);
    StatementLine line{"L1_RATE",
                       "记分费率",
                       "Rate of the points",
                       "r_b = 0",
                       "",
                       rates_.band_bp,
                       "bp",
                       absl::StrCat("bands[", band_, "]")};
    const std::string where =
        absl::StrCat("q = ", policy::PointsText(input_.points, policy_.point_scale), " in ",
                     policy::BandText(band, policy_.point_scale));
    if (const auto* linear = EffectOf<policy::RateLinear>(band)) {
      const int64_t c = std::clamp(input_.points, linear->from_points, linear->to_points);
      line.formula = "r_b = R(bp0 + (bp1 - bp0)·(c - q0)/(q1 - q0)), c = q within q0..q1";
      line.operands = absl::StrCat(where, ": R(", linear->from_bp, " + (", linear->to_bp, " - ",
                                   linear->from_bp, ")·(", c, " - ", linear->from_points, ")/(",
                                   linear->to_points, " - ", linear->from_points, "))");
      line.policy_field = EffectPath<policy::RateLinear>(policy_, band_, "rate_linear");
    } else if (const auto* step = EffectOf<policy::RateStep>(band)) {
      line.formula = "r_b = bp of the band";
      line.operands = absl::StrCat(where, ": ", step->bp);
      line.policy_field = EffectPath<policy::RateStep>(policy_, band_, "rate_step_bp");
    } else {
      line.operands = where;
    }
    Add(std::move(line));
  }

  // The conditions of CANCELLED that this policy knows, each with its value.
  std::vector<std::pair<std::string_view, bool>> Cancelling() const {
    std::vector<std::pair<std::string_view, bool>> conditions;
    if (policy_.eligibility.veto_cancels) conditions.emplace_back("veto", input_.veto);
    if (policy_.eligibility.sanction_cancels) {
      conditions.emplace_back("cancelled", input_.cancelled);
      conditions.emplace_back("sanctioned", input_.sanctioned);
    }
    return conditions;
  }

  std::string StatusField() const {
    switch (rates_.reward_status) {
      case RewardStatus::kCancelled:
        return input_.veto && policy_.eligibility.veto_cancels ? "eligibility.veto_cancels"
                                                               : "eligibility.sanction_cancels";
      case RewardStatus::kHeld:
        return "eligibility.open_case";
      case RewardStatus::kIneligible:
      case RewardStatus::kGranted:
        break;
    }
    return "eligibility.min_designated_days";
  }

  void Status() {
    std::vector<std::string> names;
    std::vector<std::string> values;
    for (const auto& [name, value] : Cancelling()) {
      names.emplace_back(name);
      values.push_back(Flag(name, value));
    }
    values.push_back(absl::StrCat("d_g = ", input_.designated_days));
    values.push_back(absl::StrCat("d_min = ", policy_.eligibility.min_designated_days));
    std::string formula;
    if (!names.empty()) {
      formula = absl::StrCat("CANCELLED if ", absl::StrJoin(names, " or "), "; else ");
    }
    absl::StrAppend(&formula, "INELIGIBLE if d_g < d_min; else ");
    if (policy_.eligibility.open_case == policy::OpenCase::kHold) {
      absl::StrAppend(&formula, "HELD if open_case; else ");
      values.push_back(Flag("open_case", input_.open_case));
    }
    absl::StrAppend(&formula, "GRANTED");
    Add({"L2_STATUS", "激励资格", "Reward status", formula,
         absl::StrCat(absl::StrJoin(values, ", "), ": ",
                      ToAbsl(RewardStatusName(rates_.reward_status))),
         static_cast<int64_t>(rates_.reward_status), "status", StatusField()});
  }

  void StatedRate() {
    const bool lifts = policy_.settlement.incentive.mode == policy::IncentiveMode::kReserveFunded;
    Add({"L2_RATE", "执行费率", "Stated rate",
         lifts ? "r = r_b if GRANTED or HELD, else min(r_b, 0)" : "r = min(r_b, 0)",
         absl::StrCat("r_b = ", rates_.band_bp, ", ",
                      ToAbsl(RewardStatusName(rates_.reward_status))),
         rates_.rate_bp, "bp", "settlement.incentive.mode"});
  }

  void AdjustedBudget() {
    Add({"ADJUSTED_TOTAL_BUDGET", "调整后年度总额预算", "Adjusted total budget",
         "B' = R(B0·(10000 + r)/10000)",
         absl::StrCat("R(", input_.b0_fen, "·(10000 + ", rates_.rate_bp, ")/10000)"),
         rates_.adjusted_budget_fen, "fen", "rounding"});
  }

  void AdjustedPerVisit() {
    Add({"ADJUSTED_PER_VISIT", "调整后次均费用标准", "Adjusted per-visit average",
         "P' = R(P0_fen·(10000 + r)/(P0_visits·10000))",
         absl::StrCat("R(", input_.p0_fen, "·(10000 + ", rates_.rate_bp, ")/(", input_.p0_visits,
                      "·10000))"),
         rates_.adjusted_per_visit_fen, "fen", "rounding"});
  }

  void Days() {
    Add({"L3_DESIGNATED_DAYS", "定点天数", "Days designated",
         "d_g = days of the year with designation, up to a cancellation, less those suspended at "
         "the institution's own request",
         facts_.cancelled_date.empty()
             ? absl::StrCat(input_.designated_days, " of ", input_.year_days)
             : absl::StrCat(input_.designated_days, " of ", input_.year_days, ", cancelled from ",
                            facts_.cancelled_date),
         input_.designated_days, "days", ""});
    Add({"L3_SUSPENDED_DAYS", "暂停天数", "Days suspended",
         "d_s = days of the ordered suspension within d_g",
         facts_.suspend_start_date.empty()
             ? "none"
             : absl::StrCat(facts_.suspend_start_date, "..", facts_.suspend_end_date),
         input_.suspended_days, "days", ""});
  }

  void Orders() {
    if (input_.sanctioned) {
      Add({"SUSPENSION", "暂停医保服务月数", "Months of suspension ordered",
           "months of the band whose points ordered it",
           absl::StrCat(facts_.suspend_start_date, "..", facts_.suspend_end_date),
           facts_.suspend_months, "months",
           EffectPath<policy::Suspend>(policy_, band_, "suspend")});
    }
    if (input_.cancelled) {
      Add({"CANCELLATION", "取消定点资格", "Designation cancelled", "1 = cancelled",
           facts_.cancelled_date, 1, "flag",
           EffectPath<policy::Terminate>(policy_, band_, "terminate")});
    }
  }

  const UnitInput& input_;
  const StatedFacts& facts_;
  const policy::Policy& policy_;
  const UnitRates& rates_;
  const size_t band_;
  std::vector<StatementLine> lines_;
};

}  // namespace

std::vector<StatementLine> ExplainRates(const FrozenUnit& unit, const policy::Policy& policy,
                                        const UnitRates& rates) {
  return Explanation(unit, policy, rates).Lines();
}

}  // namespace probity::settlement
