// Repair of points (记分修复) and its undoing. What a region offers is policy data; the list it
// ships with is empty, so that every repair is refused until a policy names one.
//
// Rules (precedent: the traffic points scheme; all ASSUMED): so many points for so many minutes of
// an activity, whole units only; at most so many points in a period; not while the points stand in
// a band that terminates (满分); not while a finding of a veto item stands, unless the policy
// allows it; never more points than there are; only in the year itself, for its points lapse with
// it. A repair lowers points and what settlement reads from them; it lifts no consequence.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_LEDGER_REPAIR_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_LEDGER_REPAIR_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/policy/policy.h"
#include "services/scoring/domain/entry.h"
#include "services/scoring/domain/standing.h"

namespace probity::scoring {

// What the subject did, and when it is asked for.
struct Repair {
  std::string code;     // of the policy's `reductions`
  int64_t minutes = 0;  // of the activity
  absl::CivilDay today;
};

// One subject's year, as it stands.
struct YearAccount {
  int32_t year = 0;
  const policy::Policy& policy;  // in force today for the kind
  const Standing& standing;
  const std::vector<Entry>& entries;  // by recorded_seq
};

// Points taken back by repairs that stand.
int64_t RepairedPoints(const std::vector<Entry>& entries);

// The points this repair takes back. REPAIR_YEAR_OVER, REPAIR_NOT_OFFERED (metadata `code`),
// BAD_REQUEST (fewer minutes than one unit), REPAIR_FULL_SCORE, REPAIR_AFTER_FRAUD, REPAIR_CAP
// (metadata `left`: what may still be repaired), REPAIR_EXCEEDS_POINTS.
absl::StatusOr<int64_t> PointsOfRepair(const YearAccount& account, const Repair& repair);

// The REDUCE entry of that repair, if it stands. REPAIR_NOT_STANDING if there is none or it was
// restored.
absl::StatusOr<Entry> StandingRepair(const std::vector<Entry>& entries, std::string_view repair_id);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_LEDGER_REPAIR_H_
