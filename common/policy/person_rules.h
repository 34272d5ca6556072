// What a policy for persons says beyond its catalogue and bands. See policy.h.
#ifndef PROBITY_COMMON_POLICY_PERSON_RULES_H_
#define PROBITY_COMMON_POLICY_PERSON_RULES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "common/policy/basics.h"

namespace probity::policy {

// Shares are basis points of the persons registered with an institution.
struct ShareRule {
  bool enabled = false;  // off: the share is shown, nothing is proposed
  int32_t hold_bp = 0;
  int32_t suspend_bp = 0;
  std::vector<LegalBasis> legal_basis;
};

// Networked settlement of an insured person suspended, from which the decision chooses.
struct InsuredOffline {
  int32_t months_min = 0;
  int32_t months_max = 0;
  std::vector<LegalBasis> legal_basis;
};

struct PersonRules {
  std::string repeat_code;  // item for the same breach again in the year in which it was scored
  ShareRule share;
  InsuredOffline insured_offline;
};

}  // namespace probity::policy

#endif  // PROBITY_COMMON_POLICY_PERSON_RULES_H_
