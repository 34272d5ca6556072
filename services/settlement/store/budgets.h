// Budgets as imported. A stored budget never changes.
#ifndef PROBITY_SERVICES_SETTLEMENT_STORE_BUDGETS_H_
#define PROBITY_SERVICES_SETTLEMENT_STORE_BUDGETS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/settlement/domain/budget.h"

namespace probity::settlement {

struct ImportedBudget {
  Budget budget;
  int64_t source_row = 0;  // of the import, from 0
};

// ALREADY_EXISTS if one of them is there.
absl::Status InsertBudgets(sql::Tx& tx, const std::string& region,
                           const std::vector<ImportedBudget>& budgets,
                           const std::string& request_id);

// All budgets of the year of these institutions, by key.
absl::StatusOr<std::vector<Budget>> FindBudgets(sql::Tx& tx, const std::string& region,
                                                int32_t year,
                                                const std::vector<std::string>& institution_ids);

// Up to `limit` budgets of the year above `after`, by key.
absl::StatusOr<std::vector<Budget>> BudgetsAfter(sql::Tx& tx, const std::string& region,
                                                 int32_t year, const UnitKey& after, int64_t limit);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_STORE_BUDGETS_H_
