// From the points of a year to what they bring about: suspensions, cancellation and the other
// effects of a band. Called by posting.cc, in its transaction and after its entries; nobody else
// opens or ends a consequence of points.
#ifndef PROBITY_SERVICES_SCORING_API_CONSEQUENCES_APPLY_H_
#define PROBITY_SERVICES_SCORING_API_CONSEQUENCES_APPLY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/api/policy_book.h"
#include "services/scoring/domain/ledger/crossing.h"
#include "services/scoring/domain/standing.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring::consequences {

// One subject's year after entries were recorded in it.
struct YearChange {
  Subject subject;
  int32_t year = 0;
  Standing standing;              // as folded from all entries of the year
  PolicyRef policy;               // that reads the year as a whole
  std::vector<Crossing> fired;    // bands entered by this change
  std::vector<Crossing> undone;   // crossings that no longer stand: their decision was revoked
  int64_t last_seq = 0;           // the last entry of the change
  absl::CivilDay effective_date;  // of that entry: a reversal's last day of what it ends
  std::string actor;
  RecordedAt at;
};

// Ends, from the day after `effective_date`, what only the undone crossings had brought; days
// served stay served. Called before ApplyCrossings, if any crossing was undone.
absl::Status CancelUnserved(sql::Tx& tx, const ServiceEnv& env, const YearChange& change);

// Opens, lengthens or turns into cancellation what the fired bands bring, from the day after
// Crossing::effective_date (D12). Called if any band fired.
absl::Status ApplyCrossings(sql::Tx& tx, const ServiceEnv& env, const YearChange& change);

}  // namespace probity::scoring::consequences

#endif  // PROBITY_SERVICES_SCORING_API_CONSEQUENCES_APPLY_H_
