#include "services/review/jobs/schedule.h"

#include <vector>

#include "common/status/status.h"
#include "services/review/api/abort.h"
#include "services/review/api/close.h"
#include "services/review/api/convene.h"
#include "services/review/api/roster_audit.h"
#include "services/review/store/hearing/rounds.h"

namespace probity::review {
namespace {

absl::Status CloseDue(const HearingEnv& env, const hearing::Round& round, absl::Time deadline) {
  Phase phase = round.phase;
  const absl::Status closed =
      env.review.hearing.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(phase, CloseIn(tx, env.review, round.round_id));
        return absl::OkStatus();
      });
  if (closed.ok()) AfterClose(env, round.round_id, phase, deadline);
  return closed;
}

// The secretary, or another replica, was quicker, or extended the vote.
bool Elsewhere(const absl::Status& status) {
  return HasReason(status, Reason::k_WRONG_PHASE) || HasReason(status, Reason::k_CONFLICT) ||
         HasReason(status, Reason::k_TOO_EARLY);
}

absl::Status RunDueOf(const HearingEnv& env, const hearing::Round& round, absl::Time deadline) {
  switch (round.phase) {
    case Phase::kOpened:
    case Phase::kScreened:
      return AbortIfOverdue(env, round.round_id, deadline).status();
    case Phase::kVoting:
      if (NowSeconds(env.review) < round.closes_at_seconds) return absl::OkStatus();
      return CloseDue(env, round, deadline);
    default:
      return absl::OkStatus();
  }
}

}  // namespace

absl::Status RunDue(const HearingEnv& env, absl::Time deadline) {
  std::vector<hearing::Round> rounds;
  PROBITY_RETURN_IF_ERROR(env.review.hearing.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(rounds, hearing::UnfinishedRounds(tx));
    return absl::OkStatus();
  }));
  absl::Status first;
  for (const hearing::Round& round : rounds) {
    const absl::Status status = RunDueOf(env, round, deadline);
    if (!Elsewhere(status)) first.Update(status);
  }
  return first;
}

absl::Status Recover(const HearingEnv& env, absl::Time deadline) {
  absl::Status first = ForgetLeftPeople(env.review, deadline);
  first.Update(LogWaitingRosterChanges(env.review, deadline));
  first.Update(FinishOpenings(env, deadline));
  return first;
}

}  // namespace probity::review
