#include "clients/probityctl/year/hearings.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/probityctl/year/ballots.h"
#include "clients/probityctl/year/supplied.h"
#include "common/id/uuid.h"
#include "common/status/status.h"

namespace probity::year {
namespace {

using review::v1::HearingAdminService;
namespace v1 = review::v1;
namespace role = options::v1;

constexpr int kGroups = 4;
// How long the outbox may take to hand the verdicts to scoring, which may be restarting.
constexpr absl::Duration kDelivery = absl::Seconds(90);
constexpr absl::Duration kPoll = absl::Milliseconds(20);

int RoundsFor(int waiting, int round_max) {
  return (waiting + round_max - 1) / round_max;
}

// H("probity/commit/v1" ‖ round ‖ group ‖ share)
absl::StatusOr<std::string> Commitment(std::string_view round_id, int group,
                                       std::string_view share) {
  PROBITY_ASSIGN_OR_RETURN(const std::string round, crypto::FromHex(round_id));
  std::string text = absl::StrCat("probity/commit/v1", round);
  crypto::AppendU8(text, static_cast<uint8_t>(group));
  return crypto::Sha256(text.append(share));
}

// A step that another attempt has already done is not an error: the phase tells.
bool AlreadyDone(const absl::Status& status) {
  return HasReason(status, Reason::k_WRONG_PHASE) || HasReason(status, Reason::k_CONFLICT) ||
         HasReason(status, Reason::k_COMMITMENT_EXISTS);
}

absl::Status Unless(bool (*tolerated)(const absl::Status&), const absl::Status& status) {
  return tolerated(status) ? absl::OkStatus() : status;
}

}  // namespace

Hearings::Hearings(Context& context, Procedure& procedure, Keyring& keyring,
                   std::filesystem::path notices, const policy::Committee& committee)
    : context_(context),
      procedure_(procedure),
      keyring_(keyring),
      notices_(std::move(notices)),
      committee_(committee) {
  for (const scenario::Case& one : context.scenario.cases) {
    by_mark_[MarkOf(context.scenario.sha256, one.ref)] = &one;
  }
}

absl::Status Hearings::Run() {
  PROBITY_ASSIGN_OR_RETURN(const bool suffices, RosterSuffices());
  if (!suffices) return absl::OkStatus();
  // What still lies queued from before a restart comes first; only an empty queue lets remanded
  // cases in again.
  for (;;) {
    PROBITY_ASSIGN_OR_RETURN(bool heard, Resume());
    PROBITY_RETURN_IF_ERROR(procedure_.Load());
    const auto queued = static_cast<int>(
        std::count_if(procedure_.cases().begin(), procedure_.cases().end(), [](const auto& entry) {
          return entry.second.state() == scoring::v1::CASE_STATE_COMMITTEE;
        }));
    if (queued > 0) {
      PROBITY_ASSIGN_OR_RETURN(const bool opened, HearQueue(queued));
      heard = heard || opened;
    }
    PROBITY_ASSIGN_OR_RETURN(const int waiting, procedure_.Settle());
    if (waiting == 0 || (!heard && waiting == queued)) return absl::OkStatus();
  }
}

absl::StatusOr<bool> Hearings::Resume() {
  PROBITY_ASSIGN_OR_RETURN(const v1::ListRoundsResponse open,
                           context_.bureau.Call(role::ROLE_SECRETARY, context_.bureau.hearings,
                                                &HearingAdminService::Stub::ListRounds, {}));
  for (const v1::Round& round : open.rounds()) {
    PROBITY_RETURN_IF_ERROR(Drive(round.round_id()).status());
  }
  return open.rounds_size() > 0;
}

absl::StatusOr<bool> Hearings::RosterSuffices() {
  PROBITY_ASSIGN_OR_RETURN(
      const v1::CheckRosterResponse roster,
      context_.bureau.Call(role::ROLE_ROSTER_CLERK, context_.bureau.roster,
                           &v1::RosterService::Stub::CheckRoster, v1::CheckRosterRequest()));
  return std::all_of(roster.groups().begin(), roster.groups().end(),
                     [](const v1::GroupCheck& group) { return group.enough_for_first(); });
}

absl::StatusOr<bool> Hearings::HearQueue(int waiting) {
  const int rounds = RoundsFor(waiting, committee_.round_max);
  context_.progress.Stage("双盲会审", "double-blind review", rounds);
  for (int n = 0; n < rounds; ++n) {
    const int size = waiting / rounds + (n < waiting % rounds ? 1 : 0);
    PROBITY_ASSIGN_OR_RETURN(const Heard heard, HearRound(size));
    if (heard == Heard::kNothing) {
      // Another start of this run may have opened the round that holds them.
      PROBITY_ASSIGN_OR_RETURN(const bool resumed, Resume());
      return resumed || n > 0;
    }
    if (heard == Heard::kAborted) return HearOneByOne();
    context_.progress.Step(n + 1);
  }
  return true;
}

// No case has to wait because another one has conflicts or lacks a quorum. It ends, for scoring
// gives out a case that cannot be heard a few times only.
absl::StatusOr<bool> Hearings::HearOneByOne() {
  int in_vain = 0;
  // A case that scoring withholds sits out one taking.
  while (in_vain < 2) {
    PROBITY_ASSIGN_OR_RETURN(const Heard heard, HearRound(1));
    in_vain = heard == Heard::kNothing ? in_vain + 1 : 0;
  }
  return true;
}

absl::StatusOr<Hearings::Heard> Hearings::HearRound(int cases) {
  PROBITY_ASSIGN_OR_RETURN(const absl::CivilDay day,
                           context_.calendar.FirstWorkdayAfter(context_.clock.today()));
  PROBITY_RETURN_IF_ERROR(context_.clock.AdvanceTo(day));
  const absl::StatusOr<v1::OpenRoundResponse> opened = OpenRound(cases);
  if (HasReason(opened.status(), Reason::k_NO_SHEETS)) return Heard::kNothing;
  PROBITY_RETURN_IF_ERROR(opened.status());
  PROBITY_ASSIGN_OR_RETURN(const v1::RoundPhase end, Drive(opened->round_id()));
  return end == v1::ROUND_PHASE_ABORTED ? Heard::kAborted : Heard::kHeard;
}

absl::StatusOr<v1::OpenRoundResponse> Hearings::OpenRound(int cases) {
  v1::OpenRoundRequest request;
  // A fresh id each time: what an interrupted opening left is found by ListRounds.
  request.set_request_id(RandomUuid(crypto::SystemEntropy()));
  request.set_kind(v1::ROUND_KIND_FIRST);
  request.set_max_cases(cases);
  const auto open = [&] {
    return context_.bureau.Call(role::ROLE_SECRETARY, context_.bureau.hearings,
                                &HearingAdminService::Stub::OpenRound, request);
  };
  if (cases >= committee_.round_min) {
    absl::StatusOr<v1::OpenRoundResponse> opened = open();
    // Fewer wait than there are cases: some may go to no round now.
    if (!HasReason(opened.status(), Reason::k_SMALL_ROUND)) return opened;
    request.set_request_id(RandomUuid(crypto::SystemEntropy()));
  }
  request.set_small_round_reason(std::string(kSmallRound));
  return open();
}

absl::StatusOr<v1::Round> Hearings::Get(const std::string& round_id) {
  v1::GetRoundRequest request;
  request.set_round_id(round_id);
  PROBITY_ASSIGN_OR_RETURN(v1::GetRoundResponse response,
                           context_.bureau.Call(role::ROLE_SECRETARY, context_.bureau.hearings,
                                                &HearingAdminService::Stub::GetRound, request));
  return std::move(*response.mutable_round());
}

absl::StatusOr<v1::RoundPhase> Hearings::Drive(const std::string& round_id) {
  v1::RoundPhase phase = v1::ROUND_PHASE_UNSPECIFIED;
  bool over = false;
  while (!over) {
    PROBITY_ASSIGN_OR_RETURN(const v1::Round round, Get(round_id));
    phase = round.phase();
    PROBITY_ASSIGN_OR_RETURN(over, Step(round));
  }
  PROBITY_RETURN_IF_ERROR(keyring_.Erase(round_id));
  return phase;
}

absl::StatusOr<bool> Hearings::Step(const v1::Round& round) {
  absl::Status status;
  switch (round.phase()) {
    case v1::ROUND_PHASE_OPENED:
      status = Commit(round);
      break;
    case v1::ROUND_PHASE_COMMITTED:
    case v1::ROUND_PHASE_FROZEN:
      status = Freeze(round);
      break;
    case v1::ROUND_PHASE_SCREENED:
      status = Reveal(round);
      if (status.ok()) status = Draw(round);
      break;
    case v1::ROUND_PHASE_DRAWN:
    case v1::ROUND_PHASE_SEATING:
      status = SeatPanel(round);
      break;
    case v1::ROUND_PHASE_SEATED:
      status = StartVoting(round);
      break;
    case v1::ROUND_PHASE_VOTING:
      status = Vote(round);
      if (status.ok()) status = Close(round);
      break;
    case v1::ROUND_PHASE_CLOSED: {
      const absl::Time until = absl::Now() + kDelivery;
      absl::StatusOr<v1::Round> now = round;
      while (now.ok() && now->phase() == v1::ROUND_PHASE_CLOSED && absl::Now() < until) {
        absl::SleepFor(kPoll);
        now = Get(round.round_id());
      }
      PROBITY_RETURN_IF_ERROR(now.status());
      if (now->phase() != v1::ROUND_PHASE_CLOSED) return true;
      return absl::UnavailableError("the verdicts have not reached scoring; run again to go on");
    }
    default:
      return true;  // DELIVERED or ABORTED
  }
  PROBITY_RETURN_IF_ERROR(Unless(AlreadyDone, status));
  return false;
}

absl::Status Hearings::Commit(const v1::Round& round) {
  for (int group = 1; group <= kGroups; ++group) {
    v1::CommitSeedRequest request;
    request.set_request_id(context_.RequestId("CommitSeed", round.round_id(), group));
    request.set_round_id(round.round_id());
    request.set_group(static_cast<v1::MemberGroup>(group));
    PROBITY_ASSIGN_OR_RETURN(
        *request.mutable_commitment(),
        Commitment(round.round_id(), group, keyring_.SeedShare(round.round_id(), group)));
    PROBITY_RETURN_IF_ERROR(
        Unless(AlreadyDone, context_.bureau
                                .Call(role::ROLE_GROUP_OFFICER, context_.bureau.hearings,
                                      &HearingAdminService::Stub::CommitSeed, request, group - 1)
                                .status()));
  }
  return absl::OkStatus();
}

absl::Status Hearings::Freeze(const v1::Round& round) {
  v1::FreezePoolRequest request;
  request.set_request_id(context_.RequestId("FreezePool", round.round_id()));
  request.set_round_id(round.round_id());
  const auto frozen = context_.bureau.Call(role::ROLE_SECRETARY, context_.bureau.hearings,
                                           &HearingAdminService::Stub::FreezePool, request);
  // The round is aborted then, and scoring keeps back the case that struck most members.
  if (HasReason(frozen.status(), Reason::k_NOT_DRAWABLE)) return absl::OkStatus();
  return frozen.status();
}

absl::Status Hearings::Reveal(const v1::Round& round) {
  for (int group = 1; group <= kGroups; ++group) {
    v1::RevealSeedRequest request;
    request.set_request_id(context_.RequestId("RevealSeed", round.round_id(), group));
    request.set_round_id(round.round_id());
    request.set_group(static_cast<v1::MemberGroup>(group));
    request.set_share(keyring_.SeedShare(round.round_id(), group));
    PROBITY_RETURN_IF_ERROR(
        Unless(AlreadyDone, context_.bureau
                                .Call(role::ROLE_GROUP_OFFICER, context_.bureau.hearings,
                                      &HearingAdminService::Stub::RevealSeed, request, group - 1)
                                .status()));
  }
  return absl::OkStatus();
}

absl::Status Hearings::Draw(const v1::Round& round) {
  v1::RunDrawRequest request;
  request.set_request_id(context_.RequestId("RunDraw", round.round_id()));
  request.set_round_id(round.round_id());
  return context_.bureau
      .Call(role::ROLE_SECRETARY, context_.bureau.hearings, &HearingAdminService::Stub::RunDraw,
            request)
      .status();
}

absl::Status Hearings::SeatPanel(const v1::Round& round) {
  v1::SeatRoundRequest request;
  request.set_request_id(RandomUuid(crypto::SystemEntropy()));  // it does what is pending
  request.set_round_id(round.round_id());
  request.set_starts_at_seconds(absl::ToUnixSeconds(context_.clock.now() + absl::Hours(1)));
  request.set_venue_code(std::string(kVenue));
  PROBITY_ASSIGN_OR_RETURN(const v1::SeatRoundResponse seated,
                           context_.bureau.Call(role::ROLE_SECRETARY, context_.bureau.hearings,
                                                &HearingAdminService::Stub::SeatRound, request));
  if (seated.phase() != v1::ROUND_PHASE_SEATING) return absl::OkStatus();
  // Issue 0: invitations. Every member accepts.
  PROBITY_RETURN_IF_ERROR(keyring_.Collect(notices_, round.round_id(), 0));
  PROBITY_ASSIGN_OR_RETURN(const std::string id, crypto::FromHex(round.round_id()));
  for (const auto& [seat, code] : keyring_.Codes(round.round_id(), 0)) {
    PROBITY_RETURN_IF_ERROR(ForMember(round.round_id(), [&, &code = code] {
      return clients::RespondInvitation(*context_.bureau.committee,
                                        context_.bureau.As(role::ROLE_MEMBER_CLIENT), id, code,
                                        v1::INVITATION_ANSWER_ACCEPT);
    }));
  }
  return absl::OkStatus();
}

absl::Status Hearings::StartVoting(const v1::Round& round) {
  PROBITY_RETURN_IF_ERROR(keyring_.Collect(notices_, round.round_id(), round.issue_no()));
  v1::StartVotingRequest request;
  request.set_request_id(context_.RequestId("StartVoting", round.round_id()));
  request.set_round_id(round.round_id());
  return context_.bureau
      .Call(role::ROLE_SECRETARY, context_.bureau.hearings, &HearingAdminService::Stub::StartVoting,
            request)
      .status();
}

absl::Status Hearings::Vote(const v1::Round& round) {
  const absl::Time closes_at = absl::FromUnixSeconds(round.closes_at_seconds());
  // The clock moves to the close only after the last ballot.
  if (context_.clock.now() >= closes_at) return absl::OkStatus();
  PROBITY_RETURN_IF_ERROR(procedure_.Load());
  PROBITY_ASSIGN_OR_RETURN(const std::string id, crypto::FromHex(round.round_id()));
  for (const auto& [number, code] : keyring_.Codes(round.round_id(), round.issue_no())) {
    const clients::Seat seat(*context_.bureau.committee,
                             context_.bureau.As(role::ROLE_MEMBER_CLIENT), id, code);
    PROBITY_RETURN_IF_ERROR(CastAll(round.round_id(), seat, number));
  }
  return absl::OkStatus();
}

absl::Status Hearings::ForMember(const std::string& round_id,
                                 const std::function<absl::Status()>& call) {
  return AsMember(call, [&] { return Get(round_id).status(); });
}

absl::Status Hearings::CastAll(const std::string& round_id, const clients::Seat& seat,
                               int seat_number) {
  v1::ListSheetsResponse list;
  PROBITY_RETURN_IF_ERROR(ForMember(round_id, [&]() -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(list, seat.ListSheets());
    return absl::OkStatus();
  }));
  for (const v1::SheetEntry& entry : list.sheets()) {
    PROBITY_RETURN_IF_ERROR(ForMember(round_id, [&]() -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(const scoring::v1::SheetBody sheet, seat.GetSheet(entry.serial()));
      PROBITY_ASSIGN_OR_RETURN(const auto answers, Answers(sheet, seat_number));
      if (answers.empty()) return absl::OkStatus();
      return seat.Submit(entry.serial(), 1, answers, kBallotText).status();
    }));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::FindingAnswer>> Hearings::Answers(
    const scoring::v1::SheetBody& sheet, int seat) const {
  PROBITY_ASSIGN_OR_RETURN(const std::string mark, MarkInText(sheet.defence()));
  const auto found = by_mark_.find(mark);
  if (found == by_mark_.end()) {
    return NotFound(Reason::k_UNKNOWN_CASE, "a sheet carries the mark of no case of this folder");
  }
  return AnswersOf(*found->second, procedure_.cases().at(found->second->ref), sheet, seat);
}

absl::Status Hearings::Close(const v1::Round& round) {
  PROBITY_RETURN_IF_ERROR(context_.clock.AdvanceTo(
      absl::FromUnixSeconds(round.closes_at_seconds()) + absl::Seconds(1)));
  v1::CloseRoundRequest request;
  request.set_request_id(context_.RequestId("CloseRound", round.round_id()));
  request.set_round_id(round.round_id());
  return context_.bureau
      .Call(role::ROLE_SECRETARY, context_.bureau.hearings, &HearingAdminService::Stub::CloseRound,
            request)
      .status();
}

}  // namespace probity::year
