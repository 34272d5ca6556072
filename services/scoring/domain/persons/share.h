// The share of an institution's persons whose qualification was suspended or terminated in a year,
// and what the policy's share rule says of it.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_PERSONS_SHARE_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_PERSONS_SHARE_H_

#include <cstdint>

#include "common/policy/person_rules.h"

namespace probity::scoring {

struct ShareCount {
  int32_t persons = 0;
  int32_t affected = 0;
};

// The numbers are those of probity.scoring.v1.ShareProposal.
enum class ShareProposal { kNone = 0, kHoldSettlement = 1, kSuspendAgreement = 2 };

// Whole basis points, rounded down: 1 of 3 is 3333. 0 without persons.
int32_t ShareBp(const ShareCount& count);

// kNone while the rule is off. Bounds belong to the heavier side: exactly 20 % may hold, exactly
// 50 % suspends. Compared as fractions, not as rounded basis points.
ShareProposal ProposalFor(const policy::ShareRule& rule, const ShareCount& count);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_PERSONS_SHARE_H_
