// Mitigation and aggravation (从轻、减轻、不予、从重): what grounds do to the points of a finding,
// as the policy in force on the act's end date provides (处罚法 32, 33).
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CASES_GROUNDS_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CASES_GROUNDS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "common/policy/policy.h"
#include "services/scoring/domain/case_file.h"

namespace probity::scoring {

// A finding of an earlier case of the institution, with points, whose decision stands.
struct PriorFinding {
  std::string code;
  absl::CivilDay act_end;

  bool operator==(const PriorFinding&) const = default;
};

// True if one of `priors` is of the same item and ended before this act, not longer before than the
// item's window for repetition; without a window, ever.
bool IsRepeated(const policy::CatalogueItem& item, const FindingFile& finding,
                const std::vector<PriorFinding>& priors);

// What the grounds together do.
//   none:           the points are 0
//   may be none:    0, or what the catalogue gives
//   lighter:        above 0 and below the catalogue's default, or one point
//   upper part:     of a range, its middle or more; repetition multiplies by the item's factor
// Lighter and heavier grounds together leave any value from 1 to the heavier one.
//
// Refuses G14_REASON_REQUIRED without a reason; GROUND_NOT_IN_POLICY for a ground the policy does
// not provide; GROUND_CONTRADICTED for a first breach that is none, a repetition of nothing, or
// harmless and heavier at once; POINTS_AGAINST_GROUND for points the grounds do not lead to.
absl::Status CheckGrounds(const policy::Policy& policy, const policy::CatalogueItem& item,
                          const FindingFile& finding, const std::vector<PriorFinding>& priors);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CASES_GROUNDS_H_
