// Entries that no decision of a case brings: repair and its undoing, points carried over to another
// subject, and the end of a year. Each in the caller's transaction.
#ifndef PROBITY_SERVICES_SCORING_API_LEDGER_ADJUST_H_
#define PROBITY_SERVICES_SCORING_API_LEDGER_ADJUST_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/entry.h"
#include "services/scoring/domain/ledger/subject.h"
#include "services/scoring/domain/standing.h"
#include "services/scoring/store/ledger/adjustments.h"

namespace probity::scoring {

// Checks a repair against the account, by the policy in force today, and fills in its points; or
// finds what a restoration undoes. From here to the end of the transaction nobody else changes the
// year. Refusals of PointsOfRepair and StandingRepair.
absl::Status CheckAdjustment(sql::Tx& tx, const ServiceEnv& env, Adjustment& adjustment);

// Records an approved adjustment as REDUCE or RESTORE; the entry's number.
absl::StatusOr<int64_t> RecordAdjustment(sql::Tx& tx, const ServiceEnv& env,
                                         const Adjustment& adjustment, const std::string& approver);

// Points of one subject's year that another takes over (CARRY): merger, split, re-registration. The
// predecessor keeps its own entries. What took effect before `effective_date` fires no band anew.
struct Carry {
  std::string event_id;  // 16 bytes: of the act that moves them; admits one CARRY for each `item`
  int32_t item = 1;      // 1..32
  int32_t revision = 1;  // one more than the last of (event_id, item), after a reversal of it
  Subject to;
  int32_t year = 0;
  int64_t points = 0;
  bool veto = false;
  int32_t chosen_months = 0;      // of the decision, should the points fire a band
  std::string policy_sha256;      // whose bands the points were given under
  absl::CivilDay decided_date;    // when the points took effect for the predecessor
  absl::CivilDay effective_date;  // for the successor: not before `decided_date`
  std::string actor;
  std::string approver;
  std::string reason;  // names the predecessor
  std::string document;
};
// ALREADY_EXISTS if this act carried its item already.
absl::StatusOr<Entry> CarryPoints(sql::Tx& tx, const ServiceEnv& env, const Carry& carry);

// Ends the year of a subject, or what was posted into it since (year_end.h); true if this call did.
// Whoever else did it, in this process or another, is no error. DATA_LOSS / LEDGER_BROKEN, and
// nothing recorded, if the balance is not what the entries come to.
absl::StatusOr<bool> ExpireYear(const ServiceEnv& env, absl::Time deadline, const Subject& subject,
                                int32_t year);

// Ends every past year that has points without an end; how many this call ended. A year that cannot
// be ended is logged and stays as it is, for VerifyStore to find, while the others end; only what
// the database cannot do now (UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED) stops the call.
absl::StatusOr<int64_t> ExpireDueYears(const ServiceEnv& env, absl::Time deadline);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_LEDGER_ADJUST_H_
