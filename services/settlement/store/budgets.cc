#include "services/settlement/store/budgets.h"

#include "common/status/status.h"
#include "services/settlement/store/inputs/input_columns.h"

namespace probity::settlement {

absl::StatusOr<std::vector<Budget>> BudgetsAfter(sql::Tx& tx, const BudgetsOfYear& year,
                                                 const UnitKey& after, int64_t limit) {
  Budget last;
  last.key = after;
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<InputRow> rows,
      InputRowsAfter(tx, {InputKind::kBudget, year.region, year.year, year.edition},
                     ToInputRow(last).key, limit));
  std::vector<Budget> budgets;
  for (const InputRow& row : rows) budgets.push_back(BudgetOf(year.year, row));
  return budgets;
}

}  // namespace probity::settlement
