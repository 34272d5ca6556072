// Invitations: answer codes, the answers, and who must be replaced.
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/codes/codes.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "services/review/api/convene_seats.h"
#include "services/review/store/roster/members.h"

namespace probity::review {
namespace {

using roster::Invitation;
using roster::InvitationState;

std::map<Bytes, Invitation> ByMember(const std::vector<Invitation>& invitations) {
  std::map<Bytes, Invitation> by_member;
  for (const Invitation& one : invitations) by_member[one.member_id] = one;
  return by_member;
}

std::set<Bytes> Sitting(const SeatingView& view) {
  std::set<Bytes> sitting;
  for (const Sitter& sitter : view.sitters) {
    if (sitter.member.has_value()) sitting.insert(sitter.member->member_id);
  }
  return sitting;
}

Invitation Drawn(const SeatingView& view, const Bytes& member_id, std::int64_t now_seconds) {
  return {view.round.round_id, member_id, Bytes(), now_seconds, InvitationState::kDrawn};
}

// The codes of a batch as rows keep them. A row that was answered meanwhile keeps its answer.
absl::Status StoreAnswerHashes(sql::Tx& tx, const SeatingView& view,
                               const std::map<Bytes, Bytes>& hashes, std::int64_t answer_by) {
  PROBITY_ASSIGN_OR_RETURN(const auto rows, roster::InvitationsOf(tx, view.round.round_id));
  for (Invitation row : rows) {
    const auto hash = hashes.find(row.member_id);
    if (hash == hashes.end()) continue;
    if (row.state != InvitationState::kDrawn) {
      return LostRace("another call has sent invitations meanwhile; ask again");
    }
    row.answer_hash = hash->second;
    row.answer_by_seconds = answer_by;
    PROBITY_RETURN_IF_ERROR(roster::SetInvitation(tx, row));
  }
  return absl::OkStatus();
}

// Only what this batch sent: another call may have made other codes meanwhile.
absl::Status MarkSent(sql::Tx& tx, const SeatingView& view, const std::map<Bytes, Bytes>& hashes) {
  PROBITY_ASSIGN_OR_RETURN(const auto rows, roster::InvitationsOf(tx, view.round.round_id));
  for (Invitation row : rows) {
    const auto hash = hashes.find(row.member_id);
    const bool ours = hash != hashes.end() && hash->second == row.answer_hash;
    if (!ours || row.state != InvitationState::kDrawn) continue;
    row.state = InvitationState::kSent;
    PROBITY_RETURN_IF_ERROR(roster::SetInvitation(tx, row));
  }
  return absl::OkStatus();
}

}  // namespace

Batch::~Batch() {
  for (Notice& notice : notices) crypto::Cleanse(notice.code);
}

absl::StatusOr<std::vector<std::string>> ContactsOf(const ReviewEnv& env,
                                                    const std::vector<Bytes>& member_ids,
                                                    absl::Time deadline) {
  std::vector<roster::Member> members;
  PROBITY_RETURN_IF_ERROR(env.roster.Read(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(members, roster::MembersOf(tx, member_ids));
    return absl::OkStatus();
  }));
  std::map<Bytes, Bytes> sealed;
  for (const roster::Member& member : members) sealed[member.member_id] = member.contact_sealed;
  std::vector<std::string> contacts;
  for (const Bytes& member_id : member_ids) {
    PROBITY_ASSIGN_OR_RETURN(contacts.emplace_back(),
                             env.keys.OpenContact(member_id, sealed[member_id]));
  }
  return contacts;
}

absl::StatusOr<std::vector<Invitation>> Reconcile(const ReviewEnv& env, const SeatingView& view,
                                                  absl::Time deadline) {
  std::vector<Invitation> after;
  PROBITY_RETURN_IF_ERROR(env.roster.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
    std::set<Bytes> missing = Sitting(view);
    PROBITY_ASSIGN_OR_RETURN(const auto rows, roster::InvitationsOf(tx, view.round.round_id));
    for (Invitation row : rows) {
      if (missing.erase(row.member_id) > 0 || row.state == InvitationState::kReplaced) continue;
      row.state = InvitationState::kReplaced;
      row.answer_hash.clear();
      PROBITY_RETURN_IF_ERROR(roster::SetInvitation(tx, row));
    }
    std::vector<Invitation> called;
    for (const Bytes& member_id : missing) {
      called.push_back(Drawn(view, member_id, NowSeconds(env)));
    }
    if (!called.empty()) PROBITY_RETURN_IF_ERROR(roster::InsertInvitations(tx, called));
    PROBITY_ASSIGN_OR_RETURN(after, roster::InvitationsOf(tx, view.round.round_id));
    return absl::OkStatus();
  }));
  return after;
}

absl::Status CheckMeeting(const ReviewEnv& env, const hearing::Round& round,
                          const Meeting& meeting) {
  const absl::Time now = env.clock.Now();
  if (meeting.starts_at <= now) {
    return Precondition(Reason::k_TOO_SHORT_NOTICE, "the meeting must lie ahead");
  }
  const int hours = round.committee.notice_hours_max;
  FieldCheck check;
  check.Check(meeting.starts_at <= now + absl::Hours(hours), "starts_at_seconds",
              absl::StrCat("members are called at short notice, at most ", hours, " hours ahead"));
  return check.Result();
}

absl::Status Invite(const ReviewEnv& env, const SeatingView& view,
                    const std::vector<Invitation>& invitations, const Meeting& meeting,
                    absl::Time deadline) {
  const std::map<Bytes, Invitation> by_member = ByMember(invitations);
  const absl::Time answer_by =
      absl::FromUnixSeconds(NowSeconds(env)) + absl::Minutes(view.round.committee.answer_minutes);
  Batch batch;
  std::vector<Bytes> called;
  std::map<Bytes, Bytes> hashes;
  for (const Sitter& sitter : view.sitters) {
    if (!sitter.member.has_value()) continue;
    const Bytes& member_id = sitter.member->member_id;
    if (by_member.at(member_id).state != InvitationState::kDrawn) continue;
    called.push_back(member_id);
    batch.notices.push_back({.round_id = view.round.round_id,
                             .issue_no = 0,
                             .seat = sitter.seat.number,
                             .contact = {},
                             .code = codes::MakeCode(env.entropy),
                             .starts_at = meeting.starts_at,
                             .until = answer_by,
                             .venue_code = meeting.venue_code});
    hashes[member_id] = codes::CodeHash(view.round.round_id, batch.notices.back().code);
  }
  if (called.empty()) return absl::OkStatus();
  PROBITY_RETURN_IF_ERROR(CheckMeeting(env, view.round, meeting));
  PROBITY_ASSIGN_OR_RETURN(const auto contacts, ContactsOf(env, called, deadline));
  for (std::size_t i = 0; i < called.size(); ++i) batch.notices[i].contact = contacts[i];
  PROBITY_RETURN_IF_ERROR(env.roster.Transact(deadline, [&](sql::Tx& tx) {
    return StoreAnswerHashes(tx, view, hashes, absl::ToUnixSeconds(answer_by));
  }));
  PROBITY_RETURN_IF_ERROR(env.notifier.Send(batch.notices));
  return env.roster.Transact(deadline, [&](sql::Tx& tx) { return MarkSent(tx, view, hashes); });
}

std::vector<std::uint8_t> Leavers(const SeatingView& view,
                                  const std::vector<Invitation>& invitations,
                                  std::int64_t now_seconds) {
  const std::map<Bytes, Invitation> by_member = ByMember(invitations);
  std::vector<std::uint8_t> leavers;
  for (const Sitter& sitter : view.sitters) {
    if (!sitter.member.has_value()) continue;
    const Invitation& row = by_member.at(sitter.member->member_id);
    const bool silent = row.state == InvitationState::kSent && now_seconds > row.answer_by_seconds;
    if (silent || row.state == InvitationState::kDeclined) leavers.push_back(sitter.seat.number);
  }
  return leavers;
}

bool IsComplete(const SeatingView& view, const std::vector<Invitation>& invitations) {
  const std::map<Bytes, Invitation> by_member = ByMember(invitations);
  for (const Sitter& sitter : view.sitters) {
    if (!sitter.member.has_value()) continue;
    if (by_member.at(sitter.member->member_id).state != InvitationState::kAccepted) return false;
  }
  return true;
}

}  // namespace probity::review
