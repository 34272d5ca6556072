// Qualifications (异地门诊结算, 门诊特殊疾病服务): granted for a year by the points of the year
// before (D8), not renewed above the band that grants them, revoked when points of that year rise
// later.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_QUALIFICATION_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_QUALIFICATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "common/policy/policy.h"

namespace probity::scoring {

// The numbers are those of measure.proto.
enum class QualificationAction { kGrant = 1, kNotRenewed = 2, kRevoke = 3 };

struct QualificationChange {
  std::string institution_id;
  policy::Qualification qualification = policy::Qualification::kRemoteOutpatient;
  int32_t year = 0;  // in which it holds
  int32_t seq = 0;   // counts up from 1 within institution, qualification and year
  QualificationAction action = QualificationAction::kGrant;
  absl::CivilDay effective;
  int32_t points_year = 0;
  int64_t points = 0;
  std::string policy_sha256;

  bool operator==(const QualificationChange&) const = default;
};

// One that the policy's bands grant, and the year in which it holds for points of `points_year`.
struct Offered {
  policy::Qualification qualification;
  int32_t year = 0;
};
std::vector<Offered> OfferedBy(const policy::Policy& policy, int32_t points_year);

// What decides for one institution.
struct QualificationFacts {
  std::string institution_id;
  int32_t points_year = 0;
  int64_t points = 0;
  bool cancelled = false;  // no longer designated, for whatever year's points
  absl::CivilDay decided;  // today: a later change takes effect the day after
};

// The changes that make `last` (the last change of each qualification and year) what the points
// say; none if it is so already. Until the year begins a change takes effect on its 1 January.
std::vector<QualificationChange> DecideQualifications(const policy::Policy& policy,
                                                      const QualificationFacts& facts,
                                                      const std::vector<QualificationChange>& last);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_QUALIFICATION_H_
