// From a decision that has taken effect to points: ledger entries, the year's balance and the
// bands crossed, in the caller's transaction. Nobody else writes any of the three.
#ifndef PROBITY_SERVICES_SCORING_API_POSTING_H_
#define PROBITY_SERVICES_SCORING_API_POSTING_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/id/id.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/api/policy_book.h"
#include "services/scoring/domain/ledger/subject.h"

namespace probity::scoring {

// A finding as decided. The year of its points is that of `act_end` (D6).
struct DecidedFinding {
  int32_t item = 0;    // 1..32
  int64_t points = 0;  // final; 0 (not upheld, or lowered to nothing) posts no entry
  absl::CivilDay act_start;
  absl::CivilDay act_end;
  bool veto = false;  // of the catalogue item; counts only if points are posted
  PolicyRef policy;   // the version chosen for this act; null: Posting::policy
};

struct Posting {
  Id case_id;
  Subject subject;
  std::vector<DecidedFinding> findings;  // any order
  PolicyRef policy;                      // the version chosen at confirmation (G17)
  absl::CivilDay effective_date;         // the day the decision was served
  std::string actor;                     // person who recorded the service
  // Months of suspension the decision chose, where the band it crosses leaves a range (G14); 0
  // takes the shortest.
  int32_t chosen_months = 0;
};

struct Reversal {
  Id case_id;
  Subject subject;
  absl::CivilDay effective_date;  // from which the points no longer count
  std::string actor;              // person who asked for it
  std::string approver;           // the second person (G22); empty for what merely follows
  std::string reason;
  std::string document;
};

struct Posted {
  std::vector<std::string> entry_ids;   // by item
  std::map<int32_t, int64_t> balances;  // of the subject after the posting, by year touched
  int64_t balance_points = 0;           // of the latest year touched; 0 if none
};

// Writes one POST entry per finding with points, in item order, brings the balance of each year up
// to date, records each band crossed, once in the year, and hands it to consequences/apply.h.
// Leaves audit leaves of the posting and of what follows. ALREADY_EXISTS if points of the case
// stand already; INTERNAL if an item repeats or points are negative.
absl::StatusOr<Posted> PostPoints(sql::Tx& tx, const ServiceEnv& env, const Posting& posting);

// Writes one REVERSE entry against each POST of the case that stands. A crossing that the remaining
// decisions do not bring is undone: what it brought ends with `effective_date`, served time stays
// served. A reversal is never reversed: a case decided anew posts anew, with a new revision.
// `balance_points` is 0 and `entry_ids` empty if nothing stood.
absl::StatusOr<Posted> ReversePoints(sql::Tx& tx, const ServiceEnv& env, const Reversal& reversal);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_POSTING_H_
