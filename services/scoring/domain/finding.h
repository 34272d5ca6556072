// What may be written down as a finding: guards G3, G4, G14 and the catalogue's ranges and caps.
// G16 (the same act in another case) is held by a unique key of the store.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_FINDING_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_FINDING_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/policy/policy.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/cases/grounds.h"

namespace probity::scoring {

// All facts of the case's sheet together, so that they and a full defence always fit on one sheet.
inline constexpr size_t kMaxFactsBytes = 2048;
inline constexpr size_t kMaxFactsOfCaseBytes = 3072;

// In the policy's point_scale. An item counted by instances need not have a cap; without a bound a
// slip of the pen would take a year out of what settlement computes with (10^6).
inline constexpr int64_t kMaxFindingPoints = 10'000;

// The catalogue item of a finding. UNKNOWN_VIOLATION_CODE if the policy has none, G3_WRONG_KIND if
// it is one of another kind of subject. `policy` is of the institution's kind; `others` are the
// remaining policies, by which a code of another kind is told from an unknown one.
absl::StatusOr<const policy::CatalogueItem*> ItemFor(const policy::Policy& policy,
                                                     const std::vector<policy::Policy>& others,
                                                     std::string_view code);

// The last day on which a case may be opened for an act that ended on `act_end` (G4, 处罚法 36):
// the item's own limitation, else the policy's; 29 February counts to 28 February.
// Where life, health or financial safety was harmed it is the policy's longer limitation.
absl::CivilDay LimitationEnd(const policy::Policy& policy, const policy::CatalogueItem& item,
                             absl::CivilDay act_end, bool safety_harmed = false);

// G4_LIMITATION if the case was opened later than that.
absl::Status CheckLimitation(const policy::Policy& policy, const policy::CatalogueItem& item,
                             absl::CivilDay act_end, absl::CivilDay opened,
                             bool safety_harmed = false);

// POINTS_OUT_OF_RANGE unless the catalogue gives `points` for one finding: a fixed value, a value
// of the range, or a whole number of instances up to kMaxFindingPoints. Caps are CheckCap's.
absl::Status CheckPoints(const policy::CatalogueItem& item, int64_t points);

// CAP_PER_CASE if the case's findings of this code, with `points` more, exceed the item's cap.
absl::Status CheckCap(const policy::CatalogueItem& item, const CaseFile& file, int64_t points);

// G14_REASON_REQUIRED if a value other than the default was chosen from a range without a reason.
absl::Status CheckChoiceReason(const policy::CatalogueItem& item, int64_t points,
                               std::string_view reason);

// The case with the finding added, in state INVESTIGATING. `today` bounds act_end. Refuses, beside
// the above, CheckGrounds and WRONG_STATE: NOT_AN_OFFICER_OF_THE_CASE; BAD_REQUEST for an item
// already there, more than 32 findings, dates out of order or too much text.
struct NewFinding {
  FindingFile finding;
  const policy::Policy& policy;  // in force on act_end, of the institution's kind
  const std::vector<policy::Policy>& others;
  std::vector<PriorFinding> priors = {};  // of the same institution, in other cases
};
absl::StatusOr<CaseFile> AddFinding(CaseFile file, const NewFinding& added, std::string_view person,
                                    absl::CivilDay today);

// Whether a finding that the case has may be notified with these points instead: the catalogue, its
// grounds and the cap, as for AddFinding.
absl::Status CheckRaisedPoints(const CaseFile& file, const NewFinding& raised);

// Refuses UNKNOWN_FINDING, NOT_AN_OFFICER_OF_THE_CASE, WRONG_STATE.
absl::StatusOr<CaseFile> RemoveFinding(CaseFile file, int32_t item, std::string_view person);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_FINDING_H_
