// A statement explains itself: each figure with its name, its rule as a formula, the numbers that
// went in, and the place in the policy file it rests on.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_STATEMENT_LINES_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_STATEMENT_LINES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "common/policy/policy.h"
#include "services/settlement/domain/rates.h"
#include "services/settlement/domain/unit.h"

namespace probity::settlement {

struct StatementLine {
  std::string code;  // "L1_RATE"
  std::string name_zh;
  std::string name_en;
  std::string formula;   // symbolic; R rounds once, in the policy's mode
  std::string operands;  // the same with numbers
  int64_t value = 0;
  std::string unit;          // "fen", "bp", "days", "months", "status" (number of RewardStatus),
                             // "flag" (1 = yes)
  std::string policy_field;  // path in the policy file; empty where none decides
  bool assumed = false;      // the policy marks that value as assumed (假定值)
};

// The lines of a unit in their order: rate, status, stated rate, the two adjusted caps, days, and
// the orders in force. `rates` is what CalculateRates gave for the same input and policy.
std::vector<StatementLine> ExplainRates(const FrozenUnit& unit, const policy::Policy& policy,
                                        const UnitRates& rates);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_STATEMENT_LINES_H_
