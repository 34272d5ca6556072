// The rules every policy's money terms are held to, whatever file they came from: without them the
// calculation of settlement has no meaning. The lint of policy files holds them to more.
#ifndef PROBITY_COMMON_POLICY_CHECK_MONEY_H_
#define PROBITY_COMMON_POLICY_CHECK_MONEY_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/policy/policy.h"

namespace probity::policy {

struct MoneyFault {
  std::string path;  // "settlement.overrun[1].pay_bp"
  std::string text;
};

// Shares within 0..10000; tiers rising in cost and not rising in pay; a gate on POINTS only with
// LE; deposit steps falling; at least one instalment.
std::vector<MoneyFault> FaultsOf(const SettlementTerms& terms);

// The above, and the bands: each number of points from 0 in exactly one, a rate above -10000 and at
// most 10000, anchors inside their band, no rate that rises with points. POLICY_INVALID with every
// fault as a violation.
absl::Status CheckMoneyRules(const Policy& policy);

}  // namespace probity::policy

#endif  // PROBITY_COMMON_POLICY_CHECK_MONEY_H_
