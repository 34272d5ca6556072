#include "services/settlement/domain/freeze.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace probity::settlement {
namespace {

StatedFacts FactsOf(const Standing& standing) {
  StatedFacts facts;
  facts.medical = standing.medical;
  if (standing.suspension.has_value()) {
    facts.suspend_months = standing.suspend_months;
    facts.suspend_start_date = calendar::FormatDate(standing.suspension->first);
    facts.suspend_end_date = calendar::FormatDate(standing.suspension->last);
  }
  if (standing.designation.cancelled_from.has_value()) {
    facts.cancelled_date = calendar::FormatDate(*standing.designation.cancelled_from);
  }
  facts.qualifications = standing.qualifications;
  facts.entry_ids = standing.entry_ids;
  return facts;
}

UnitInput InputOf(int32_t year, const Standing& standing, const Budget& budget) {
  std::vector<calendar::Period> suspensions = standing.orders;
  if (standing.suspension.has_value()) suspensions.push_back(*standing.suspension);
  const CountedDays days = CountDays(year, standing.designation, std::move(suspensions));
  UnitInput input;
  input.key = budget.key;
  input.policy_sha256 = standing.policy_sha256;
  input.points = standing.points;
  input.p0_fen = budget.p0_fen;
  input.p0_visits = budget.p0_visits;
  input.b0_fen = budget.b0_fen;
  input.planned_visits = budget.planned_visits;
  input.year_days = days.year;
  input.designated_days = days.designated;
  input.suspended_days = days.suspended;
  input.open_case = standing.open_case;
  input.sanctioned = standing.suspension.has_value();
  input.veto = standing.veto;
  input.cancelled = standing.cancelled;
  return input;
}

}  // namespace

std::vector<FrozenUnit> UnitsOf(int32_t year, const Standing& standing,
                                const std::vector<Budget>& budgets,
                                std::vector<UnitProblem>& problems) {
  std::vector<Budget> basis = budgets;
  if (basis.empty()) {
    // One that is registered for a later year needs none of this.
    if (standing.medical && CountDays(year, standing.designation, std::nullopt).designated > 0) {
      problems.push_back({standing.institution_id, "", Reason::k_MISSING_BUDGET,
                          absl::StrCat("a medical institution needs a budget of ", year)});
    }
    Budget none;
    none.key.institution_id = standing.institution_id;
    none.year = year;
    basis.push_back(std::move(none));
  }
  const StatedFacts facts = FactsOf(standing);
  std::vector<FrozenUnit> units;
  for (const Budget& budget : basis) {
    FrozenUnit unit{InputOf(year, standing, budget), facts};
    if (auto problem = CheckInput(unit.input); problem.has_value()) {
      problems.push_back(*std::move(problem));
    }
    units.push_back(std::move(unit));
  }
  return units;
}

}  // namespace probity::settlement
