// SeatRound: does what is pending for a drawn round, whatever that is, and says where it got.
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/codes/text.h"
#include "common/status/status.h"
#include "services/review/api/abort.h"
#include "services/review/api/convene.h"
#include "services/review/api/convene_seats.h"
#include "services/review/api/hearing_admin_steps.h"
#include "services/review/domain/audit_bodies.h"
#include "services/review/domain/rules.h"
#include "services/review/store/hearing/results.h"
#include "services/review/store/roster/pool.h"

namespace probity::review {
namespace {

constexpr std::size_t kMaxVenueCharacters = 32;

absl::StatusOr<Meeting> MeetingOf(const v1::SeatRoundRequest& request) {
  const auto venue = codes::CodePoints(request.venue_code());
  const bool one_line =
      venue.has_value() && !venue->empty() && venue->size() <= kMaxVenueCharacters &&
      std::all_of(venue->begin(), venue->end(), [](char32_t c) { return c >= 0x20 && c != 0x7f; });
  FieldCheck check;
  check.Check(one_line, "venue_code", "one line of 1 to 32 characters");
  check.Check(request.starts_at_seconds() > 0, "starts_at_seconds", "seconds since 1970, UTC");
  PROBITY_RETURN_IF_ERROR(check.Result());
  return Meeting{absl::FromUnixSeconds(request.starts_at_seconds()), request.venue_code()};
}

absl::Status LogPanel(sql::Tx& tx, const Transcript& transcript) {
  const Seating seating = SeatingOf(transcript);
  const Bytes panel = PanelHash(transcript.round, seating.last_k, seating.seats);
  return hearing::AppendAudit(tx, AuditKind::kSeated,
                              SeatedBody(transcript.round, seating.last_k, panel))
      .status();
}

// DRAWN → SEATING: from now on the panel is being called.
absl::Status BeginSeating(const HearingEnv& env, const Bytes& round_id, absl::Time deadline) {
  return env.review.hearing.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const hearing::Round round, hearing::LockRound(tx, round_id));
    if (round.phase == Phase::kSeating) return absl::OkStatus();
    PROBITY_ASSIGN_OR_RETURN(const Convened convened, ConvenedIn(tx, round));
    PROBITY_RETURN_IF_ERROR(Enter(tx, env.review, round, Step::kInvite).status());
    return LogPanel(tx, convened.transcript);
  });
}

// All leavers stand up together, others are drawn for them; if too few are left to sit, the round
// is aborted. Says whether it goes on.
absl::StatusOr<bool> Replace(const HearingEnv& env, const SeatingView& view,
                             const std::vector<std::uint8_t>& leavers, absl::Time deadline) {
  const std::vector<PoolEntry> eligible = EligibleIn(view.transcript, view.entries);
  PROBITY_ASSIGN_OR_RETURN(const Transcript replaced,
                           ReplaceSeats(view.transcript, leavers, eligible));
  const bool enough = EnoughSit(SeatingOf(replaced).seats, SeatingRulesOf(view.round.committee));
  const Bytes& round_id = view.round.round_id;
  PROBITY_RETURN_IF_ERROR(env.review.hearing.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const hearing::Round round, LockFor(tx, round_id, Step::kReplace));
    PROBITY_ASSIGN_OR_RETURN(const Convened now, ConvenedIn(tx, round));
    if (now.transcript != view.transcript) {
      return LostRace("another call has replaced members meanwhile; ask again");
    }
    PROBITY_RETURN_IF_ERROR(StoreTranscript(tx, round_id, replaced));
    PROBITY_RETURN_IF_ERROR(LogPanel(tx, replaced));
    if (enough) return absl::OkStatus();
    return AbortIn(tx, env.review, round, Step::kCannotSeat, AbortCode::kSeatsEmpty);
  }));
  if (!enough) AfterAbort(env, round_id, deadline);
  return enough;
}

// SEATING → SEATED, unless another call made a later issue of codes.
absl::Status CompleteSeating(const HearingEnv& env, const Bytes& round_id, int issue_no,
                             absl::Time deadline) {
  PROBITY_RETURN_IF_ERROR(env.review.roster.Transact(
      deadline, [&](sql::Tx& tx) { return roster::EraseAnswerHashes(tx, round_id); }));
  return env.review.hearing.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const hearing::Round round, hearing::LockRound(tx, round_id));
    if (round.issue_no != issue_no) {
      return LostRace("another call has made voting codes meanwhile; look at the round again");
    }
    if (round.phase == Phase::kSeated) return absl::OkStatus();
    return Enter(tx, env.review, round, Step::kSeat).status();
  });
}

absl::Status SeatPending(const HearingEnv& env, const Bytes& round_id, const Meeting& meeting,
                         absl::Time deadline) {
  PROBITY_RETURN_IF_ERROR(BeginSeating(env, round_id, deadline));
  PROBITY_ASSIGN_OR_RETURN(SeatingView view, LoadSeating(env.review, round_id, deadline));
  PROBITY_ASSIGN_OR_RETURN(auto invitations, Reconcile(env.review, view, deadline));
  const auto leavers = Leavers(view, invitations, NowSeconds(env.review));
  if (!leavers.empty()) {
    PROBITY_ASSIGN_OR_RETURN(const bool goes_on, Replace(env, view, leavers, deadline));
    if (!goes_on) return absl::OkStatus();
    PROBITY_ASSIGN_OR_RETURN(view, LoadSeating(env.review, round_id, deadline));
    PROBITY_ASSIGN_OR_RETURN(invitations, Reconcile(env.review, view, deadline));
  }
  PROBITY_RETURN_IF_ERROR(Invite(env.review, view, meeting, deadline));
  if (!IsComplete(view, invitations)) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const int issue_no, IssueVotingCodes(env, view, meeting, deadline));
  return CompleteSeating(env, round_id, issue_no, deadline);
}

// A voting code was lost: all are made anew, so that nobody sees whose it was.
absl::Status ReissueIfReported(const HearingEnv& env, const Bytes& round_id, const Meeting& meeting,
                               absl::Time deadline) {
  bool reported = false;
  PROBITY_RETURN_IF_ERROR(env.review.roster.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(reported, roster::ReissueMarked(tx, round_id));
    return absl::OkStatus();
  }));
  if (!reported) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const SeatingView view, LoadSeating(env.review, round_id, deadline));
  PROBITY_RETURN_IF_ERROR(IssueVotingCodes(env, view, meeting, deadline).status());
  return env.review.roster.Transact(
      deadline, [&](sql::Tx& tx) { return roster::ClearReissue(tx, round_id); });
}

absl::StatusOr<v1::SeatRoundResponse> AnswerSeating(const HearingEnv& env, const rpc::Call& call,
                                                    const v1::SeatRoundRequest& request,
                                                    const Bytes& round_id) {
  return rpc::Idempotent<v1::SeatRoundResponse>(
      env.review.hearing, call, request, [&](sql::Tx& tx) -> absl::StatusOr<v1::SeatRoundResponse> {
        PROBITY_ASSIGN_OR_RETURN(const hearing::Round round, hearing::GetRound(tx, round_id));
        v1::SeatRoundResponse response;
        response.set_issue_no(round.issue_no);
        response.set_phase(ToProto(round.phase));
        return response;
      });
}

}  // namespace

absl::StatusOr<SeatingView> LoadSeating(const ReviewEnv& env, const Bytes& round_id,
                                        absl::Time deadline) {
  PROBITY_ASSIGN_OR_RETURN(Convened convened, LoadConvened(env, round_id, deadline));
  PROBITY_ASSIGN_OR_RETURN(std::vector<PoolEntry> entries, LoadEntries(env, round_id, deadline));
  std::map<Bytes, PoolEntry> by_draw;
  for (const PoolEntry& entry : entries) by_draw[entry.draw] = entry;
  SeatingView view{
      std::move(convened.round), std::move(convened.transcript), std::move(entries), {}};
  for (const Seat& seat : SeatingOf(view.transcript).seats) {
    Sitter& sitter = view.sitters.emplace_back(Sitter{seat, std::nullopt});
    if (!seat.draw.has_value()) continue;
    const auto member = by_draw.find(*seat.draw);
    if (member == by_draw.end()) return absl::InternalError("a drawn member is not in the pool");
    sitter.member = member->second;
  }
  return view;
}

absl::StatusOr<v1::SeatRoundResponse> SeatRound(const HearingEnv& env, const rpc::Call& call,
                                                const v1::SeatRoundRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Bytes round_id, ParseRoundId(request.round_id()));
  PROBITY_ASSIGN_OR_RETURN(const Meeting meeting, MeetingOf(request));
  PROBITY_ASSIGN_OR_RETURN(
      auto stored, rpc::StoredAnswer<v1::SeatRoundResponse>(env.review.hearing, call, request));
  if (stored.has_value()) return *std::move(stored);
  PROBITY_ASSIGN_OR_RETURN(const hearing::Round round,
                           ReadRound(env.review, round_id, call.deadline));
  if (!AbortedFor(round, AbortCode::kSeatsEmpty)) {
    PROBITY_RETURN_IF_ERROR(CheckMayCall("SeatRound", round));
    PROBITY_RETURN_IF_ERROR(round.phase == Phase::kSeated
                                ? ReissueIfReported(env, round_id, meeting, call.deadline)
                                : SeatPending(env, round_id, meeting, call.deadline));
  }
  return AnswerSeating(env, call, request, round_id);
}

}  // namespace probity::review
