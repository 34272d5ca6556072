// Which cases need a hearing, a legal review or a collective discussion, as plain values; see
// protos/probity/policy/v1/procedure.proto.
#ifndef PROBITY_COMMON_POLICY_PROCEDURE_RULES_H_
#define PROBITY_COMMON_POLICY_PROCEDURE_RULES_H_

#include <cstdint>
#include <vector>

#include "common/policy/basics.h"

namespace probity::policy {

enum class Measure { kNone = 0, kSuspension = 1, kCancellation = 2 };

struct DiscussionRules {
  std::vector<Measure> measures;
  int64_t points = 0;        // notified points from which a case is major; 0: never
  int64_t recovery_fen = 0;  // fund to be recovered from which it is; 0: never
  int32_t participants_min = 0;
};

// As it stands here, before a policy says otherwise, nothing beyond the five steps is asked for.
struct ProcedureRules {
  std::vector<Measure> hearing;
  std::vector<Measure> legal_review;
  DiscussionRules discussion;
  std::vector<LegalBasis> legal_basis;
};

}  // namespace probity::policy

#endif  // PROBITY_COMMON_POLICY_PROCEDURE_RULES_H_
