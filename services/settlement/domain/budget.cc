#include "services/settlement/domain/budget.h"

namespace probity::settlement {

std::vector<RowProblem> CheckBudget(const Budget& budget) {
  return RowChecks()
      .Institution(budget.key.institution_id)
      .Year(budget.year)
      .Amount("total_budget_fen", budget.b0_fen)
      .Amount("per_visit_fen", budget.p0_fen)
      .Visits("per_visit_visits", budget.p0_visits, 1)
      .Visits("planned_visits", budget.planned_visits)
      .problems();
}

}  // namespace probity::settlement
