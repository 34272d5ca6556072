// The balance of a year enters a worse band (记分档次): what brings a consequence about.
//
// Rules, numbered as in docs/assumptions.md:
//   D9  a posting that crosses several bands fires the highest alone (policy: `crossing`), and a
//       band fires once in a period (policy: `once_per_period`).
//   Falling back by repair does not make a band fire again: the highest balance so far counts.
//   Falling back by reversal does: the crossing is undone as if the revoked decision had never
//   been, and what the remaining decisions bring by themselves stands or fires in its place.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_LEDGER_CROSSING_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_LEDGER_CROSSING_H_

#include <cstdint>
#include <string>

#include "absl/time/civil_time.h"
#include "common/policy/evaluate.h"
#include "services/scoring/domain/ledger/subject.h"

namespace probity::scoring {

struct Crossing {
  Subject subject;
  int32_t year = 0;
  std::string band;            // "[18,24)"
  int64_t band_first = 0;      // its lowest number of points
  policy::Outcome effects;     // what the band brings, by the version the decision pinned
  int32_t suspend_months = 0;  // as chosen by the decision within the band's range; 0 = none
  std::string policy_sha256;   // that version
  std::string case_id;         // 16 bytes, of the posting that crossed
  int64_t entry_seq = 0;       // its last entry: the crossing's number in the region
  int64_t points_before = 0;   // of the year
  int64_t points_after = 0;    // `points_after - points_before` is what this one event added
  // The day the last of the decisions behind it was served: consequences begin the day after (D12).
  absl::CivilDay effective_date;

  bool operator==(const Crossing&) const = default;
};

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_LEDGER_CROSSING_H_
