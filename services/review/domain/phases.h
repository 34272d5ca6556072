// The life of a round as data: which step leads from which phase to which.
#ifndef PROBITY_SERVICES_REVIEW_DOMAIN_PHASES_H_
#define PROBITY_SERVICES_REVIEW_DOMAIN_PHASES_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace probity::review {

// The numbers are stored and logged.
enum class Phase : std::uint8_t {
  kOpened = 1,
  kCommitted = 2,
  kFrozen = 3,
  kScreened = 4,
  kDrawn = 5,
  kSeating = 6,
  kSeated = 7,
  kVoting = 8,
  kClosed = 9,
  kDelivered = 10,
  kAborted = 11,
};
std::string_view PhaseName(Phase phase);  // "OPENED"

// What can happen to a round. A method with several endings is several steps: the caller knows
// which ending it reached only once its work is done.
enum class Step {
  kCommitSeed,      // CommitSeed, one to three commitments
  kLastCommit,      // CommitSeed, the fourth
  kFreezePool,      // FreezePool, part 1: pool fixed
  kScreenPool,      // FreezePool, part 2: eligible members fixed
  kNotDrawable,     // FreezePool, part 2: the draw condition is not met
  kRevealSeed,      // RevealSeed
  kRunDraw,         // RunDraw, once four shares are in
  kTimeOut,         // commitments or shares missing after reveal_minutes
  kInvite,          // SeatRound: first batch of invitations
  kReplace,         // SeatRound: leavers replaced, or nothing pending
  kCannotSeat,      // SeatRound: no candidate left and too few sit
  kRespond,         // RespondInvitation
  kSeat,            // SeatRound: panel complete, voting codes sent
  kReportLostCode,  // ReportLostCode
  kReissue,         // SeatRound: all voting codes made anew
  kStartVoting,     // StartVoting
  kVote,            // ListSheets, GetSheet, SubmitBallot, GetBallot
  kExtendVoting,    // ExtendVoting
  kClose,           // CloseRound
  kCloseNoQuorum,   // CloseRound: more than half of the cases lack a quorum
  kDeliver,         // the last acknowledgment of a verdict
  kReadResults,     // ListOutcomes, GetDrawTranscript, ListReceipts
  kAbort,           // AbortRound while nobody has been drawn
  kAskAbort,        // AbortRound from the draw on: asks for a group officer's approval
  kApproveAbort,    // ApproveAbort
};

struct Transition {
  Step step;
  std::string_view rpc;  // the method that takes the step; empty if the service takes it by itself
  Phase from;
  Phase to;  // equal to `from` if the step only needs the phase
};

// Every transition there is.
std::span<const Transition> Transitions();

// The phase a step leads to. FAILED_PRECONDITION, reason WRONG_PHASE with metadata `phase`, if
// the step cannot be taken from `from`.
absl::StatusOr<Phase> Advance(Step step, Phase from);

// True if some ending of the method `rpc` may be taken from `from`.
bool MayCall(std::string_view rpc, Phase from);

// True if nothing leads out of the phase any more.
bool IsFinal(Phase phase);

// How far an aborted round came, as scoring is told when the tokens go back: it decides whether
// the screening counts and whether the panel must be kept away from a later hearing.
enum class Reached : std::uint8_t { kBeforeSeated = 1, kSeated = 2, kVoting = 3 };
Reached ReachedBy(Phase phase_before_abort);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_DOMAIN_PHASES_H_
