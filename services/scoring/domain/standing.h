// What a year of ledger entries means for a subject: points, band, rate and consequence. A
// pure fold, so the same entries give the same standing whenever and wherever it is asked for.
//
// Assumed rules, numbered as in docs/assumptions.md:
//   D9  a posting that crosses several bands fires the highest alone; a band fires once in a year.
//   D10 a higher band reached during a suspension lengthens it from its first day.
//   D12 suspension and cancellation begin the day after the decision was served; months end with
//       the corresponding day (民法典 201, 202).
// Points carried from a predecessor whose decision took effect before the succession have had their
// consequence there: they fire nothing and raise the peak to what came from that predecessor.
// A reversal leaves what the remaining decisions bring about by themselves: the part of a
// suspension not yet served falls away, served days are not given back, and a band whose crossing
// was undone may fire again.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_STANDING_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_STANDING_H_

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "common/calendar/date.h"
#include "common/policy/policy.h"
#include "services/scoring/domain/entry.h"
#include "services/scoring/domain/ledger/crossing.h"

namespace probity::scoring {

// From which side the ledger is read: what was in force on `date`, by what was known at `known`
// (microseconds since 1970) and up to entry `known_seq`.
struct AsOf {
  absl::CivilDay date = absl::CivilDay::max();
  int64_t known = std::numeric_limits<int64_t>::max();
  // The same by the ledger's numbers, which tell apart what was recorded at one moment.
  int64_t known_seq = std::numeric_limits<int64_t>::max();
};

bool Visible(const Entry& entry, const AsOf& at);

struct Consequence {
  int32_t suspend_months = 0;  // of the band that fired; 0 if none or cancelled
  std::optional<calendar::Period> suspension;
  bool cancelled = false;
  std::optional<absl::CivilDay> cancelled_date;  // first day without designation
  bool operator==(const Consequence&) const = default;
};

struct Standing {
  // Of the decisions that stand, less repairs that stand; never below 0. What lapsed at the year's
  // end is still the year's points: `expired` tells that they are counted no more.
  int64_t points = 0;
  std::string band;     // "[12,18)"
  int32_t rate_bp = 0;  // the band's; 0 for a kind without a rate
  Consequence consequence;
  std::vector<policy::Qualification> qualifications;
  bool veto = false;  // a finding of a veto item stands
  // Days suspended in this year beside consequence.suspension: suspensions served before a further
  // one, or cut short by a reversal or a cancellation. Ascending, without overlap.
  std::vector<calendar::Period> earlier_suspensions;
  std::optional<absl::CivilDay> expired;  // from when the year's points no longer count (EXPIRE)
  int64_t expired_points = 0;             // of `points`, those that an EXPIRE ended
  int64_t expired_seq = 0;                // the last one's number; 0 while points have not lapsed
  std::vector<Crossing> crossings;        // those that stand, in the order they took place
  bool operator==(const Standing&) const = default;
};

// The policy that reads the year as a whole, and the versions the decisions pinned, by sha256: a
// decision's own version says what its crossing brings. A version not listed counts as `year`.
struct StandingRules {
  const policy::Policy& year;
  std::map<std::string, const policy::Policy*> decided = {};
};

// `entries`: those of one subject and one year, by recorded_seq. A crossing takes place on the
// day the last of the decisions behind it was served, whatever the order of recording.
Standing FoldStanding(const StandingRules& rules, const std::vector<Entry>& entries,
                      const AsOf& at = {});

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_STANDING_H_
