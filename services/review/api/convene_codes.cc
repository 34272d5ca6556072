// Voting codes: made once for a complete panel, or all anew; never one seat's alone.
#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "common/codes/codes.h"
#include "common/crypto/crypto.h"
#include "common/planted/planted.h"
#include "common/status/status.h"
#include "services/review/api/convene_seats.h"
#include "services/review/api/court.h"
#include "services/review/api/hearing_admin_steps.h"
#include "services/review/api/sealing.h"
#include "services/review/domain/ballot.h"
#include "services/review/store/hearing/ballots.h"
#include "services/review/store/roster/envelopes.h"
#include "services/review/store/roster/members.h"

namespace probity::review {
namespace {

hearing::CredentialRow CaseRow(const RoundSeal& seal, std::string_view code,
                               const std::string& serial, Group group) {
  hearing::CredentialRow row;
  row.cred_hash =
      codes::CredentialHash(seal.round_id, serial, codes::Credential(code, seal.round_id, serial));
  row.serial = serial;
  row.seal = SealGroup(seal, row.cred_hash, group);
  row.ballot = SealBallot(seal, row.cred_hash, AbsentBallotBytes());
  return row;
}

hearing::CredentialRow DoorRow(const RoundSeal& seal, std::string_view code,
                               const PoolEntry& member) {
  hearing::CredentialRow row;
  row.serial = std::string(codes::kDoorSerial);
  row.cred_hash =
      codes::CredentialHash(seal.round_id, row.serial, codes::DoorCredential(code, seal.round_id));
  row.seal = SealGroup(seal, row.cred_hash, member.group);
  row.ballot = SealDoor(seal, row.cred_hash, {member.draw, member.house, member.blind});
  return row;
}

// N + 1 rows for each member who sits, in the order of the notices.
std::vector<hearing::CredentialRow> CompleteSet(const RoundSeal& seal, const SeatingView& view,
                                                const Batch& batch,
                                                const std::vector<hearing::SheetRow>& sheets) {
  std::vector<hearing::CredentialRow> rows;
  auto notice = batch.notices.begin();
  for (const Sitter& sitter : view.sitters) {
    if (!sitter.member.has_value()) continue;
    rows.push_back(DoorRow(seal, notice->code, *sitter.member));
    for (const hearing::SheetRow& sheet : sheets) {
      rows.push_back(CaseRow(seal, notice->code, sheet.serial, sitter.member->group));
    }
    ++notice;
  }
  return rows;
}

absl::Status FillBatch(const ReviewEnv& env, const SeatingView& view, const Meeting& meeting,
                       absl::Time deadline, Batch& batch) {
  std::vector<Bytes> members;
  for (const Sitter& sitter : view.sitters) {
    if (!sitter.member.has_value()) continue;
    members.push_back(sitter.member->member_id);
    batch.notices.push_back(
        {.round_id = view.round.round_id,
         .issue_no = view.round.issue_no + 1,
         .seat = sitter.seat.number,
         .contact = {},
         .code = codes::MakeCode(env.entropy),
         .starts_at = meeting.starts_at,
         .until = meeting.starts_at + absl::Minutes(view.round.committee.voting_minutes),
         .venue_code = meeting.venue_code});
  }
  PROBITY_ASSIGN_OR_RETURN(const auto contacts, ContactsOf(env, members, deadline));
  for (std::size_t i = 0; i < contacts.size(); ++i) batch.notices[i].contact = contacts[i];
  return absl::OkStatus();
}

// The set replaces whatever was out before, under the next issue number.
absl::Status StoreSet(const ReviewEnv& env, const SeatingView& view, const Batch& batch,
                      absl::Time deadline) {
  return env.hearing.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const hearing::Round now, hearing::LockRound(tx, view.round.round_id));
    const int issue_no = view.round.issue_no + 1;
    if (now.phase != view.round.phase || now.issue_no >= issue_no) {
      return LostRace("another call has made voting codes meanwhile; look at the round again");
    }
    PROBITY_ASSIGN_OR_RETURN(const auto sheets, hearing::SheetsOf(tx, now.round_id));
    PROBITY_ASSIGN_OR_RETURN(const Bytes wrapped, hearing::WrappedRoundKey(tx, now.round_id));
    PROBITY_ASSIGN_OR_RETURN(Bytes key, env.keys.UnwrapRoundKey(now.round_id, wrapped));
    auto rows = CompleteSet({now.round_id, key, env.entropy}, view, batch, sheets);
    crypto::Cleanse(key);
    for (hearing::CredentialRow& row : rows) row.issue_no = issue_no;
    if (PROBITY_PLANTED(kSeatOrder)) {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].issue_no += static_cast<int>(i / (sheets.size() + 1));
      }
    }
    if (PROBITY_PLANTED(kSingleSeatReissue) && issue_no > 1) {
      PROBITY_ASSIGN_OR_RETURN(const auto old, hearing::CredentialsOf(tx, now.round_id));
      std::copy(old.begin(), old.end() - static_cast<std::ptrdiff_t>(sheets.size() + 1),
                rows.begin());
    }
    PROBITY_RETURN_IF_ERROR(hearing::ReplaceCredentials(tx, now.round_id, std::move(rows)));
    return hearing::SetIssue(tx, now.round_id, issue_no);
  });
}

// For a court: each code under its member's number, sealed. In the order of the notices.
absl::Status KeepEnvelopes(const ReviewEnv& env, const SeatingView& view, const Batch& batch,
                           absl::Time deadline) {
  if (!env.settings.officers.has_value()) return absl::OkStatus();
  return env.roster.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
    std::vector<roster::Envelope> envelopes;
    auto notice = batch.notices.begin();
    for (const Sitter& sitter : view.sitters) {
      if (!sitter.member.has_value()) continue;
      const Bytes& member_id = sitter.member->member_id;
      PROBITY_ASSIGN_OR_RETURN(const auto members,
                               roster::MembersOf(tx, std::vector<Bytes>{member_id}));
      PROBITY_ASSIGN_OR_RETURN(Bytes sealed,
                               SealEnvelope(env, *env.settings.officers, view.round.round_id,
                                            members.front().member_no, notice->code));
      envelopes.push_back({member_id, std::move(sealed)});
      ++notice;
    }
    return roster::ReplaceEnvelopes(tx, view.round.round_id, std::move(envelopes));
  });
}

}  // namespace

absl::StatusOr<int> IssueVotingCodes(const HearingEnv& env, const SeatingView& view,
                                     const Meeting& meeting, absl::Time deadline) {
  PROBITY_RETURN_IF_ERROR(CheckMeeting(env.review, view.round, meeting));
  Batch batch;
  PROBITY_RETURN_IF_ERROR(FillBatch(env.review, view, meeting, deadline, batch));
  PROBITY_RETURN_IF_ERROR(StoreSet(env.review, view, batch, deadline));
  PROBITY_RETURN_IF_ERROR(KeepEnvelopes(env.review, view, batch, deadline));
  // What lies in the outgoing folder of earlier batches opens nothing any more.
  PROBITY_RETURN_IF_ERROR(env.review.notifier.Withdraw(view.round.round_id));
  PROBITY_RETURN_IF_ERROR(env.review.notifier.Send(batch.notices));
  return view.round.issue_no + 1;
}

}  // namespace probity::review
