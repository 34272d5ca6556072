// Annual budgets (年度总额预算) as the bureau fixes them, before a run freezes them.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_BUDGET_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_BUDGET_H_

#include <cstdint>
#include <vector>

#include "services/settlement/domain/inputs/row_checks.h"
#include "services/settlement/domain/unit.h"

namespace probity::settlement {

struct Budget {
  UnitKey key;
  int32_t year = 0;
  int64_t b0_fen = 0;  // total budget of a full year
  int64_t p0_fen = 0;  // the per-visit average is p0_fen / p0_visits, kept as a fraction
  int64_t p0_visits = 1;
  int64_t planned_visits = 0;
  bool operator==(const Budget&) const = default;
};

// Everything wrong with a row by itself: BAD_REQUEST (institution_id, year), NEGATIVE_AMOUNT,
// AMOUNT_OUT_OF_RANGE (amounts 0..10^15 fen), VOLUME_OUT_OF_RANGE (visits up to 10^9).
std::vector<RowProblem> CheckBudget(const Budget& budget);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_BUDGET_H_
