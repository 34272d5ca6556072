// Invitations: answer codes, the answers, and who must be replaced.
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/codes/codes.h"
#include "common/crypto/crypto.h"
#include "common/planted/planted.h"
#include "common/rpc/log.h"
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

// One invitation that is not out yet: its code goes into the notice, the hash into its row.
absl::Status InviteOne(sql::Tx& tx, const ReviewEnv& env, const Sitter& sitter, Invitation row,
                       const Notice& common, Batch& batch) {
  Notice& notice = batch.notices.emplace_back(common);
  notice.seat = sitter.seat.number;
  notice.code = codes::MakeCode(env.entropy);
  PROBITY_ASSIGN_OR_RETURN(const auto members,
                           roster::MembersOf(tx, std::vector<Bytes>{row.member_id}));
  PROBITY_ASSIGN_OR_RETURN(notice.contact,
                           env.keys.OpenContact(row.member_id, members.front().contact_sealed));
  row.answer_hash = codes::CodeHash(row.round_id, notice.code);
  row.answer_by_seconds = absl::ToUnixSeconds(notice.until);
  row.state = InvitationState::kSent;
  return roster::SetInvitation(tx, row);
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
  if (PROBITY_PLANTED(kNameInLog)) {
    for (const roster::Member& one : members) {
      rpc::Log(rpc::Severity::kInfo, "invited", {{"to", crypto::Hex(one.name)}});
    }
  }
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
    const absl::Status inserted =
        called.empty() ? absl::OkStatus() : roster::InsertInvitations(tx, called);
    if (absl::IsAlreadyExists(inserted)) {
      return LostRace("another call is seating the round; ask again");
    }
    PROBITY_RETURN_IF_ERROR(inserted);
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

absl::Status Invite(const ReviewEnv& env, const SeatingView& view, const Meeting& meeting,
                    absl::Time deadline) {
  const Bytes& round_id = view.round.round_id;
  const absl::Time answer_by =
      absl::FromUnixSeconds(NowSeconds(env)) + absl::Minutes(view.round.committee.answer_minutes);
  Notice common;
  common.round_id = round_id;
  common.starts_at = meeting.starts_at;
  common.until = answer_by;
  common.venue_code = meeting.venue_code;
  return env.roster.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const auto rows, roster::InvitationsOf(tx, round_id));
    const std::map<Bytes, Invitation> by_member = ByMember(rows);
    Batch batch;
    for (const Sitter& sitter : view.sitters) {
      if (!sitter.member.has_value()) continue;
      const auto row = by_member.find(sitter.member->member_id);
      if (row == by_member.end() || row->second.state != InvitationState::kDrawn) continue;
      PROBITY_RETURN_IF_ERROR(InviteOne(tx, env, sitter, row->second, common, batch));
    }
    if (batch.notices.empty()) return absl::OkStatus();
    PROBITY_RETURN_IF_ERROR(CheckMeeting(env, view.round, meeting));
    // Inside the transaction, which holds the rows: no other call may make other codes for a notice
    // that is on its way. Should the commit fail, the next attempt's notices replace these.
    return env.notifier.Send(batch.notices);
  });
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
