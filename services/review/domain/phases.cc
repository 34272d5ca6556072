#include "services/review/domain/phases.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::review {
namespace {

using enum Phase;

constexpr Transition kTransitions[] = {
    {Step::kCommitSeed, "CommitSeed", kOpened, kOpened},
    {Step::kLastCommit, "CommitSeed", kOpened, kCommitted},
    {Step::kFreezePool, "FreezePool", kCommitted, kFrozen},
    {Step::kScreenPool, "FreezePool", kFrozen, kScreened},
    {Step::kNotDrawable, "FreezePool", kFrozen, kAborted},
    {Step::kRevealSeed, "RevealSeed", kScreened, kScreened},
    {Step::kRunDraw, "RunDraw", kScreened, kDrawn},
    {Step::kTimeOut, "", kOpened, kAborted},
    {Step::kTimeOut, "", kScreened, kAborted},
    {Step::kInvite, "SeatRound", kDrawn, kSeating},
    {Step::kReplace, "SeatRound", kSeating, kSeating},
    {Step::kCannotSeat, "SeatRound", kSeating, kAborted},
    {Step::kRespond, "RespondInvitation", kSeating, kSeating},
    {Step::kSeat, "SeatRound", kSeating, kSeated},
    {Step::kReportLostCode, "ReportLostCode", kSeated, kSeated},
    {Step::kReissue, "SeatRound", kSeated, kSeated},
    {Step::kStartVoting, "StartVoting", kSeated, kVoting},
    {Step::kVote, "ListSheets", kVoting, kVoting},
    {Step::kVote, "GetSheet", kVoting, kVoting},
    {Step::kVote, "SubmitBallot", kVoting, kVoting},
    {Step::kVote, "GetBallot", kVoting, kVoting},
    {Step::kExtendVoting, "ExtendVoting", kVoting, kVoting},
    {Step::kClose, "CloseRound", kVoting, kClosed},
    {Step::kCloseNoQuorum, "CloseRound", kVoting, kAborted},
    {Step::kDeliver, "", kClosed, kDelivered},
    {Step::kReadResults, "ListOutcomes", kClosed, kClosed},
    {Step::kReadResults, "ListOutcomes", kDelivered, kDelivered},
    {Step::kReadResults, "GetDrawTranscript", kClosed, kClosed},
    {Step::kReadResults, "GetDrawTranscript", kDelivered, kDelivered},
    {Step::kReadResults, "ListReceipts", kClosed, kClosed},
    {Step::kReadResults, "ListReceipts", kDelivered, kDelivered},
    {Step::kAbort, "AbortRound", kOpened, kAborted},
    {Step::kAbort, "AbortRound", kCommitted, kAborted},
    {Step::kAbort, "AbortRound", kFrozen, kAborted},
    {Step::kAbort, "AbortRound", kScreened, kAborted},
    {Step::kAskAbort, "AbortRound", kDrawn, kDrawn},
    {Step::kAskAbort, "AbortRound", kSeating, kSeating},
    {Step::kAskAbort, "AbortRound", kSeated, kSeated},
    {Step::kAskAbort, "AbortRound", kVoting, kVoting},
    {Step::kApproveAbort, "ApproveAbort", kDrawn, kAborted},
    {Step::kApproveAbort, "ApproveAbort", kSeating, kAborted},
    {Step::kApproveAbort, "ApproveAbort", kSeated, kAborted},
    {Step::kApproveAbort, "ApproveAbort", kVoting, kAborted},
};

constexpr std::array<std::string_view, 12> kNames = {"",         "OPENED", "COMMITTED", "FROZEN",
                                                     "SCREENED", "DRAWN",  "SEATING",   "SEATED",
                                                     "VOTING",   "CLOSED", "DELIVERED", "ABORTED"};

}  // namespace

std::string_view PhaseName(Phase phase) {
  const auto number = static_cast<std::size_t>(phase);
  return number < kNames.size() ? kNames[number] : kNames[0];
}

std::span<const Transition> Transitions() {
  return kTransitions;
}

absl::StatusOr<Phase> Advance(Step step, Phase from) {
  const auto found = std::find_if(std::begin(kTransitions), std::end(kTransitions),
                                  [&](const Transition& transition) {
                                    return transition.step == step && transition.from == from;
                                  });
  if (found != std::end(kTransitions)) return found->to;
  const std::string phase(PhaseName(from));
  return Precondition(Reason::k_WRONG_PHASE,
                      absl::StrCat("the round is ", phase, ", which does not allow this step"),
                      {{"phase", phase}});
}

bool MayCall(std::string_view rpc, Phase from) {
  return !rpc.empty() && std::any_of(std::begin(kTransitions), std::end(kTransitions),
                                     [&](const Transition& transition) {
                                       return transition.rpc == rpc && transition.from == from;
                                     });
}

bool IsFinal(Phase phase) {
  return phase == kDelivered || phase == kAborted;
}

Reached ReachedBy(Phase phase_before_abort) {
  if (phase_before_abort == kVoting) return Reached::kVoting;
  return phase_before_abort == kSeated ? Reached::kSeated : Reached::kBeforeSeated;
}

}  // namespace probity::review
