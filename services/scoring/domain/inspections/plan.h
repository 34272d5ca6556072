// What an inspection campaign sets out to do, and the pool that follows from it. The draw itself is
// common/draw.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_INSPECTIONS_PLAN_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_INSPECTIONS_PLAN_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/draw/inspection_draw.h"
#include "common/policy/policy.h"
#include "services/scoring/domain/cases/officer.h"
#include "services/scoring/domain/institution.h"

namespace probity::scoring {

struct PlanStratum {
  policy::SubjectKind kind = policy::SubjectKind::kMedical;
  std::string district;  // empty: all
  int32_t count = 0;
  bool operator==(const PlanStratum&) const = default;
};

struct CampaignPlan {
  std::string title;
  int32_t year = 0;
  std::vector<PlanStratum> strata;
  int32_t inspectors_each = draw::kMinInspectors;
  std::optional<absl::CivilDay> not_inspected_since;
  int32_t weight_per_point = 0;  // 0: every institution is as likely as the other
  bool operator==(const CampaignPlan&) const = default;
};

// BAD_REQUEST naming every field out of range and every stratum that overlaps another.
absl::Status CheckPlan(const CampaignPlan& plan);

// "MEDICAL", or "MEDICAL/东区" with a district.
std::string StratumName(const PlanStratum& stratum);

// What a pool is made of: the registers and records as they are on one day.
struct PoolSources {
  std::vector<Institution> institutions;  // ascending by id
  std::set<std::string> inspected;        // ids inspected since the plan's date
  std::map<std::string, int64_t> points;  // of the year and the one before, by id
  // By id, what institutions that were changed have been called.
  std::vector<std::pair<std::string, std::string>> former_names;
  std::vector<Officer> officers;  // certificates of any person and date
  absl::CivilDay today;
};

// Institutions of the plan's strata that are designated today and not inspected lately, and persons
// with a certificate valid today. Somebody whose unit is an institution, by id or by a name it has
// or had, is barred from it.
draw::Campaign BuildPool(const CampaignPlan& plan, const std::string& campaign_id,
                         const PoolSources& sources);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_INSPECTIONS_PLAN_H_
