// A derivation as a statement prints it for the institution: in Chinese, amounts in yuan.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXPLAIN_PAPER_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXPLAIN_PAPER_H_

#include <cstdint>
#include <string>

#include "common/policy/policy.h"
#include "services/settlement/domain/explain.h"

namespace probity::settlement {

// "400000.01 元", "-500 bp（-5.00%）", "74.00 分", "31 天", "是", "给予".
std::string ValueOnPaper(const Derivation& line);

// "年度总额预算 B0 = 400000.01 元"; a condition and whether it holds; a table of the policy in
// words, of the bands the one that holds `points`.
std::string OperandOnPaper(const Derivation& operand, const policy::Policy& policy, int64_t points);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXPLAIN_PAPER_H_
