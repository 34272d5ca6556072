// How a quality score came about: families, indicators, and what they were measured against.
// Internal to explain.cc.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXPLAIN_QUALITY_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXPLAIN_QUALITY_H_

#include <vector>

#include "common/policy/policy.h"
#include "common/quality/score.h"
#include "services/settlement/domain/explain.h"

namespace probity::settlement {

// What the frozen score comes from, into `leaf`, which states it: a formula, its exact value and
// its operands. Nothing is done if the rows give another score: it was corrected by hand.
void ExplainScore(const policy::Policy& policy, const std::vector<quality::Measurement>& rows,
                  std::optional<int64_t> frozen, Derivation& leaf);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_EXPLAIN_QUALITY_H_
