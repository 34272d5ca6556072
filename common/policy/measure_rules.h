// The section `measures` of a policy as plain values; the meaning of each is in
// protos/probity/policy/v1/measures.proto.
#ifndef PROBITY_COMMON_POLICY_MEASURE_RULES_H_
#define PROBITY_COMMON_POLICY_MEASURE_RULES_H_

#include <cstdint>
#include <vector>

#include "common/policy/basics.h"

namespace probity::policy {

// Both ends belong to the range.
struct MonthRange {
  int32_t min = 0;
  int32_t max = 0;
  bool Contains(int32_t months) const { return min <= months && months <= max; }
  bool operator==(const MonthRange&) const = default;
};

struct MeasureRules {
  int32_t agreement_days_max = 0;
  MonthRange department;
  MonthRange person;
  int32_t principal_bar_years = 0;
  bool inpatients_until_discharge = false;
  MonthRange joint_punishment;
  int32_t recovery_due_days = 0;
  std::vector<LegalBasis> legal_basis;
};

}  // namespace probity::policy

#endif  // PROBITY_COMMON_POLICY_MEASURE_RULES_H_
