// Small policies for domain tests: the bands of the founding scheme, nothing else.
#ifndef PROBITY_TESTS_SERVICES_SCORING_DOMAIN_POLICIES_H_
#define PROBITY_TESTS_SERVICES_SCORING_DOMAIN_POLICIES_H_

#include <optional>
#include <utility>
#include <vector>

#include "common/policy/policy.h"

namespace probity::scoring {

// [0,12) 500→100 bp, [12,18) -200, [18,24) -500 and 1 month, [24,30) 3 months, [30,∞) cancelled.
inline policy::Policy MedicalPolicy() {
  using namespace policy;
  const auto band = [](int64_t lower, std::optional<int64_t> upper, std::vector<Effect> effects) {
    return Band{lower, true, upper, false, std::move(effects)};
  };
  Policy policy;
  policy.policy_id = "medical";
  policy.sha256 = "medical";
  policy.subject_kind = SubjectKind::kMedical;
  policy.bands = {band(0, 12, {RateLinear{0, 500, 11, 100}}), band(12, 18, {RateStep{-200}}),
                  band(18, 24, {RateStep{-500}, Suspend{1, 1}}),
                  band(24, 30, {RateStep{-500}, Suspend{3, 3}}),
                  band(30, std::nullopt, {RateStep{-500}, Terminate{1}})};
  return policy;
}

// [0,12] both qualifications, (12,18] 1 month, (18,24] 3 months, (24,∞) cancelled.
inline policy::Policy PharmacyPolicy() {
  using namespace policy;
  Policy policy;
  policy.policy_id = "pharmacy";
  policy.sha256 = "pharmacy";
  policy.subject_kind = SubjectKind::kPharmacy;
  policy.bands = {{0,
                   true,
                   12,
                   true,
                   {Grant{Qualification::kRemoteOutpatient, GrantStart::kNextYear},
                    Grant{Qualification::kSpecialOutpatient, GrantStart::kNextYear}}},
                  {12, false, 18, true, {Suspend{1, 1}}},
                  {18, false, 24, true, {Suspend{3, 3}}},
                  {24, false, std::nullopt, false, {Terminate{1}}}};
  return policy;
}

}  // namespace probity::scoring

#endif  // PROBITY_TESTS_SERVICES_SCORING_DOMAIN_POLICIES_H_
