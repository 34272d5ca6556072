// The blinded sheet (盲审材料) of a case, as values: only what the committee may see of it, in
// classes too wide to point at anybody. Whether the free texts name somebody is sheet_scan.h's.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_SHEET_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_SHEET_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/policy/policy.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/evidence/evidence.h"
#include "services/scoring/domain/sheets/anonymity.h"

namespace probity::scoring {

inline constexpr size_t kMaxSheetTextBytes = 2048;
inline constexpr size_t kMaxSheetTextsBytes = 5120;

// What the committee may give a finding: from the catalogue's minimum of a range, or one instance,
// else the notified points themselves, up to the notified points; from 0 if the catalogue no longer
// has the item (null), because a version put later covers the day of the act.
struct PointsBounds {
  int64_t floor = 0;
  int64_t ceiling = 0;
  bool operator==(const PointsBounds&) const = default;
};
PointsBounds BoundsOf(const policy::CatalogueItem* item, int64_t notified_points);

struct SheetFindingPlan {
  int32_t item = 0;  // stays in scoring
  std::string code;
  ShownFinding shown;
  PointsBounds bounds;
  std::string facts;
};

struct SheetPlan {
  std::vector<SheetFindingPlan> findings;  // the undecided ones, by item
  bool supermajority = false;
  std::string defence;
  std::vector<EvidenceKind> evidence;  // kinds the case has evidence of, ascending, each once
  int32_t attachments = 0;
};

// How many instances the points of a finding speak of; none where the item does not count them.
CountBand CountOf(const policy::CatalogueItem* item, int64_t notified_points);

// Points one year of an institution has or may get.
struct YearPoints {
  int64_t balance = 0;     // of the ledger
  int64_t other_open = 0;  // at stake in its other open cases
  int64_t this_case = 0;   // at stake in this one
};

// The supermajority mark: in some year everything together reaches a band that suspends or cancels,
// and everything but this case stands in a milder one. `policies` holds the policy of each year.
bool NeedsSupermajority(const std::map<int32_t, YearPoints>& years,
                        const std::map<int32_t, const policy::Policy*>& policies);

// Points at stake by year, for YearPoints.
std::map<int32_t, int64_t> AtStakeByYear(const CaseFile& file);

// Texts of the sheet where an officer took names out; what is not given stays as filed.
struct Redaction {
  std::string defence;                   // empty: as filed
  std::map<int32_t, std::string> facts;  // by item
};

// BAD_REQUEST for texts that do not fit. Asked again of what replaced words.
absl::Status CheckTexts(const SheetPlan& sheet);

// The texts a sheet of the case would have in any state, and no more: for scanning them beforehand.
// UNKNOWN_FINDING, BAD_REQUEST as below.
absl::StatusOr<SheetPlan> TextsToScan(const CaseFile& file, const Redaction& redaction);

// The sheet of the undecided findings and the case in state COMMITTEE. `items` holds the catalogue
// item of each finding, by item number. UNKNOWN_FINDING for redacted facts of an item that is not
// undecided; BAD_REQUEST for texts that do not fit.
struct Referral {
  CaseFile file;
  SheetPlan sheet;
};
absl::StatusOr<Referral> ReferToReview(CaseFile file,
                                       const std::map<int32_t, const policy::CatalogueItem*>& items,
                                       const Redaction& redaction, bool supermajority);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_SHEET_H_
