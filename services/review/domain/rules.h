// What the committee part of a policy means to the rules of this folder.
#ifndef PROBITY_SERVICES_REVIEW_DOMAIN_RULES_H_
#define PROBITY_SERVICES_REVIEW_DOMAIN_RULES_H_

#include "common/policy/committee.h"
#include "services/review/domain/draw.h"
#include "services/review/domain/tally.h"
#include "services/review/domain/values.h"

namespace probity::review {

// An appeal round has the larger panel for all its cases.
Quotas QuotasOf(const policy::Committee& committee, RoundKind kind);

// A policy without reason codes keeps the closed set's own rules; otherwise only the codes it
// lists may be given.
ReasonRules ReasonRulesOf(const policy::Committee& committee);

TallyRules TallyRulesOf(const policy::Committee& committee);
SeatingRules SeatingRulesOf(const policy::Committee& committee);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_DOMAIN_RULES_H_
