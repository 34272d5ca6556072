// How standings and budgets become the units of a run.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_FREEZE_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_FREEZE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/settlement/domain/budget.h"
#include "services/settlement/domain/days.h"
#include "services/settlement/domain/input_check.h"
#include "services/settlement/domain/unit.h"

namespace probity::settlement {

// The standing of one institution for a year, as scoring gave it. Settlement orders nothing: a
// suspension or cancellation is here only if scoring opened it.
struct Standing {
  std::string institution_id;
  bool medical = true;
  int64_t points = 0;
  std::string policy_sha256;
  bool veto = false;
  bool open_case = false;
  Designation designation;
  int32_t suspend_months = 0;
  std::optional<calendar::Period> suspension;  // an order has dates
  // Every suspension of the whole institution in force or served, whichever year's points or
  // officer ordered it; read for runs that settle money.
  std::vector<calendar::Period> orders;
  bool cancelled = false;
  std::vector<std::string> qualifications;
  std::vector<std::string> entry_ids;
};

// Units of `standing`: one for each of its budgets (by key), or one ALL/ALL unit without money for
// an institution that has none. A medical institution designated on a day of the
// year and without a budget is a problem (MISSING_BUDGET), as is an input out of range; what is
// wrong is appended to `problems`.
std::vector<FrozenUnit> UnitsOf(int32_t year, const Standing& standing,
                                const std::vector<Budget>& budgets,
                                std::vector<UnitProblem>& problems);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_FREEZE_H_
