// Budgets as a run reads them; they are written like every input (store/inputs).
#ifndef PROBITY_SERVICES_SETTLEMENT_STORE_BUDGETS_H_
#define PROBITY_SERVICES_SETTLEMENT_STORE_BUDGETS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/settlement/domain/budget.h"

namespace probity::settlement {

// One edition of a year's budgets.
struct BudgetsOfYear {
  std::string region;
  int32_t year = 0;
  int64_t edition = 1;
};

// Up to `limit` budgets above `after`, by key.
absl::StatusOr<std::vector<Budget>> BudgetsAfter(sql::Tx& tx, const BudgetsOfYear& year,
                                                 const UnitKey& after, int64_t limit);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_STORE_BUDGETS_H_
