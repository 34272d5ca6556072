// Budgets as imported. A stored budget never changes; a year that was wrong gets a new edition.
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

// One edition of a year's budgets.
struct BudgetsOfYear {
  std::string region;
  int32_t year = 0;
  int64_t edition = 1;
};

// Budgets of that year. ALREADY_EXISTS if one of them is there.
absl::Status InsertBudgets(sql::Tx& tx, const BudgetsOfYear& year,
                           const std::vector<ImportedBudget>& budgets,
                           const std::string& request_id);

// All budgets of these institutions, by key.
absl::StatusOr<std::vector<Budget>> FindBudgets(sql::Tx& tx, const BudgetsOfYear& year,
                                                const std::vector<std::string>& institution_ids);

// Up to `limit` budgets above `after`, by key.
absl::StatusOr<std::vector<Budget>> BudgetsAfter(sql::Tx& tx, const BudgetsOfYear& year,
                                                 const UnitKey& after, int64_t limit);

// All of them, by key.
absl::StatusOr<std::vector<Budget>> AllBudgets(sql::Tx& tx, const BudgetsOfYear& year);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_STORE_BUDGETS_H_
