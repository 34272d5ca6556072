// The life of a run, as rules over values: which step may follow, who may take it.
//
//   DRAFT → FROZEN → CALCULATED → REVIEWED → LOCKED;  DRAFT…REVIEWED → ABANDONED
//
// The refusals are FAILED_PRECONDITION RUN_STATE (wrong state), SAME_OFFICER (PERMISSION_DENIED:
// preparer, reviewer and locker are different persons), YEAR_NOT_OVER and REPLAY_MISMATCH as named
// below.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_RUN_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_RUN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/calendar/date.h"

namespace probity::settlement {

// The numbers are those of the API.
enum class RunKind { kRates = 1, kFinal = 2, kSupplementary = 3, kResplit = 4 };
enum class RunState {
  kDraft = 1,
  kFrozen = 2,
  kCalculated = 3,
  kReviewed = 4,
  kLocked = 5,
  kAbandoned = 6
};

// "RATES", …; "DRAFT", …
std::string_view RunKindName(RunKind kind);
std::string_view RunStateName(RunState state);
std::optional<RunKind> ParseRunKind(std::string_view name);
std::optional<RunState> ParseRunState(std::string_view name);

struct Run {
  std::string run_id;  // 26 symbols
  int32_t year = 0;
  int32_t number = 0;  // of the year, from 1
  RunKind kind = RunKind::kRates;
  RunState state = RunState::kDraft;
  int64_t etag = 1;  // counts the changes
  int64_t units = 0;
  int64_t budget_changes = 0;  // imports of the year that had changed something when it was frozen
  std::string inputs_sha256;   // from FROZEN on
  std::string facts_sha256;    // from FROZEN on
  std::string result_sha256;   // from CALCULATED on
  std::string engine_version;
  std::string prepared_by;  // created it
  std::string frozen_by;
  std::string calculated_by;
  std::string reviewed_by;         // issued the statements
  std::string signed_by_reviewer;  // first signature
  std::string locked_by;           // second signature
  std::string abandon_reason;
  int64_t sanction_orders_missing = 0;  // units with warning SANCTION_ORDER_MISSING
  int64_t created_time = 0;             // microseconds since 1970 (UTC)
  // Of runs that settle money.
  std::string corrects_run_id;     // of SUPPLEMENTARY and RESPLIT: the run whose factors count
  std::string reason;              // why it corrects
  int64_t reserve_fen = 0;         // what the region has for rewards
  int64_t floor_fen = 0;           // the reserve is not used below it
  int64_t pool_fen = 0;            // for everything together
  std::string director_signed_by;  // a correction that takes the reserve below its floor
  int64_t posted_units = 0;        // of a locked run: how many are in the ledger
  std::string locked_date;         // YYYY-MM-DD, when it was locked
  bool operator==(const Run&) const = default;
};

// True if the person froze, calculated or created the run.
bool Prepared(const Run& run, std::string_view person);

// The year must have ended by the business day `today`: YEAR_NOT_OVER.
absl::Status MayFreeze(const Run& run, calendar::Date today);
// FROZEN, or CALCULATED for a replay; only by the engine the run was frozen for.
absl::Status MayCalculate(const Run& run, std::string_view engine_version);
// YEAR_CLOSED if one of a year's runs is locked: nothing is imported into it or settled again.
absl::Status YearOpen(const std::vector<Run>& runs);
// YEAR_CLOSED if that kind of run can no longer be begun: rates are stated before money is settled,
// so locked RATES stop further RATES alone, a locked FINAL both. What a locked FINAL came to is
// only corrected.
absl::Status YearOpenFor(const std::vector<Run>& runs, RunKind kind);
// True for the kinds that settle money: FINAL, SUPPLEMENTARY, RESPLIT.
bool SettlesMoney(RunKind kind);
// True for SUPPLEMENTARY and RESPLIT, which correct a locked run.
bool Corrects(RunKind kind);
// The run a correction of the year corrects: the latest locked one that shared its money. What is
// under way already is finished first. RUN_NOT_LOCKED, RUN_STATE.
absl::StatusOr<Run> RunToCorrect(const std::vector<Run>& runs, int32_t year);
// Imports after the freeze are no part of the run: INPUTS_CHANGED_AFTER_FREEZE.
absl::Status InputsUnchanged(const Run& run, int64_t budget_changes_now);
absl::Status MayReview(const Run& run, std::string_view person);
absl::Status MayAbandon(const Run& run);

enum class Signature { kReviewer, kLocker };

struct Signer {
  std::string person;
  bool reviewer = false;  // roles held
  bool locker = false;
};

// Which signature this is: REVIEWER's first, LOCKER's second. The person who issued the statements
// may be the signing reviewer; the locker is neither. REPLAY_MISMATCH if the hash the signer saw is
// not the run's.
// The director's signature stands beside the other two. RUN_STATE, REPLAY_MISMATCH, SAME_OFFICER.
absl::Status MaySignAsDirector(const Run& run, std::string_view person,
                               std::string_view seen_result_sha256);

absl::StatusOr<Signature> MaySign(const Run& run, const Signer& signer,
                                  std::string_view seen_result_sha256);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_RUN_H_
