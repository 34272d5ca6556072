// What a run that settles money is frozen from beside standings and budgets: actual costs,
// indicators and efficacy contracts, as imported.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_MONEY_INPUTS_H_
#define PROBITY_SERVICES_SETTLEMENT_API_MONEY_INPUTS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/policy/policy.h"
#include "common/sql/database.h"
#include "services/settlement/domain/freeze.h"
#include "services/settlement/domain/input_check.h"
#include "services/settlement/domain/unit.h"
#include "services/settlement/store/inputs/input_table.h"

namespace probity::settlement {

// Read once, in the order of institutions.
class MoneyInputs {
 public:
  static absl::StatusOr<MoneyInputs> Open(sql::Tx& tx, const std::string& region, int32_t year);

  // Completes the units of one institution, which come in ascending order, and checks them. An
  // institution without budgets is settled by what was claimed of it, fund by fund. Problems:
  // UNKNOWN_INSTITUTION (rows of nobody in the register), MISSING_BUDGET (claims of a fund or class
  // that has none), MISSING_INDICATOR, and those of CheckUnit.
  absl::Status Complete(const Standing& standing, const policy::Policy& policy, bool has_budgets,
                        std::vector<FrozenUnit>& units, std::vector<UnitProblem>& problems);

  // After the last institution: what is left belongs to nobody in the register.
  absl::Status Finish(std::vector<UnitProblem>& problems);

 private:
  MoneyInputs(int32_t year, std::vector<std::unique_ptr<InputCursor>> cursors)
      : year_(year), cursors_(std::move(cursors)) {}

  // Rows below the institution belong to nobody in the register; an empty one is above all.
  absl::Status SkipTo(const std::string& institution_id, std::vector<UnitProblem>& problems);

  int32_t year_ = 0;
  std::vector<std::unique_ptr<InputCursor>> cursors_;  // actuals, indicators, contracts
};

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_MONEY_INPUTS_H_
