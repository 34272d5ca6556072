// Policies of the tests, as plain values: what docs/settlement.md calls the medical and the
// pharmacy scheme, and a variant that rounds half to even.
#ifndef PROBITY_TESTS_SERVICES_SETTLEMENT_DOMAIN_POLICIES_H_
#define PROBITY_TESTS_SERVICES_SETTLEMENT_DOMAIN_POLICIES_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/policy/policy.h"

namespace probity::settlement {

inline policy::Band MakeBand(int64_t lower, std::optional<int64_t> upper,
                             std::vector<policy::Effect> effects) {
  policy::Band band;
  band.lower = lower;
  band.upper = upper;
  band.effects = std::move(effects);
  return band;
}

inline policy::Policy MakeRules(policy::SubjectKind kind) {
  policy::Policy rules;
  rules.subject_kind = kind;
  rules.sha256 = std::string(64, 'a');
  rules.eligibility = {180, true, true, policy::OpenCase::kHold};
  return rules;
}

inline policy::Policy Medical() {
  policy::Policy rules = MakeRules(policy::SubjectKind::kMedical);
  rules.bands = {
      MakeBand(0, 12, {policy::RateLinear{0, 500, 11, 100}}),
      MakeBand(12, 18, {policy::RateStep{-200}}),
      MakeBand(18, 24, {policy::RateStep{-500}, policy::Suspend{1, 1}}),
      MakeBand(24, 30, {policy::RateStep{-500}, policy::Suspend{3, 3}}),
      MakeBand(30, std::nullopt, {policy::RateStep{-500}, policy::Terminate{1}}),
  };
  return rules;
}

inline policy::Policy MedicalHalfEven() {
  policy::Policy rules = MakeRules(policy::SubjectKind::kMedical);
  rules.rounding = money::Rounding::kHalfEven;
  rules.bands = {
      MakeBand(0, 12, {policy::RateLinear{0, 500, 8, 101}}),
      MakeBand(12, 30, {policy::RateLinear{12, -200, 20, -500}}),
      MakeBand(30, std::nullopt, {policy::RateStep{-500}}),
  };
  return rules;
}

// Bands above their bound: 12 is still rewarded. No rate.
inline policy::Policy Pharmacy() {
  policy::Policy rules = MakeRules(policy::SubjectKind::kPharmacy);
  rules.bands = {
      MakeBand(0, 13,
               {policy::Grant{policy::Qualification::kRemoteOutpatient},
                policy::Grant{policy::Qualification::kSpecialOutpatient}}),
      MakeBand(13, 19, {policy::Suspend{1, 1}}),
      MakeBand(19, 25, {policy::Suspend{3, 3}}),
      MakeBand(25, std::nullopt, {policy::Terminate{1}}),
  };
  return rules;
}

}  // namespace probity::settlement

#endif  // PROBITY_TESTS_SERVICES_SETTLEMENT_DOMAIN_POLICIES_H_
