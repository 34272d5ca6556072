// PutMember and ListMembers.
#include <optional>
#include <string>
#include <vector>

#include "common/codes/text.h"
#include "common/crypto/crypto.h"
#include "common/id/id.h"
#include "common/planted/planted.h"
#include "common/rpc/idempotency.h"
#include "common/status/status.h"
#include "probity/review/v1/roster_service.pb.h"
#include "services/review/api/roster_audit.h"
#include "services/review/api/roster_handlers.h"
#include "services/review/store/roster/members.h"

namespace probity::review {
namespace {

using roster::MemberState;

constexpr std::size_t kLongestName = 100;
constexpr std::size_t kLongestContact = 200;
// A mask of one length, whatever it hides; its ends are enough to tell two entries apart.
constexpr char kMask[] = "****";
constexpr std::size_t kShownFrom = 8;  // shorter contacts are hidden altogether
constexpr std::size_t kShownEnd = 2;

absl::Status Check(const v1::Member& member) {
  FieldCheck check;
  check.Check(IsBureauCode(member.member_no()), "member.member_no",
              "must be 1 to 32 printable characters without spaces");
  check.Check(IsGroup(member.group()), "member.group", "must be one of the four groups");
  check.Check(IsOneLine(member.name(), kLongestName), "member.name", "must be 1 to 100 characters");
  check.Check(member.employer_code().empty() || IsBureauCode(member.employer_code()),
              "member.employer_code", "must be empty or 1 to 32 printable characters");
  check.Check(member.contact().empty() || IsOneLine(member.contact(), kLongestContact),
              "member.contact", "must be at most 200 characters in one line");
  check.Check(
      member.state() >= v1::MEMBER_STATE_ACTIVE && member.state() <= v1::MEMBER_STATE_RETIRED,
      "member.state", "must be ACTIVE, SUSPENDED or RETIRED");
  return check.Result();
}

roster::Member FromProto(const ReviewEnv& env, const v1::Member& asked, const Bytes& member_id) {
  return {member_id,
          asked.member_no(),
          static_cast<Group>(asked.group()),
          asked.name(),
          asked.employer_code(),
          env.keys.SealContact(member_id, asked.contact()),
          static_cast<MemberState>(asked.state())};
}

// Who leaves an employer conflicts with it for the policy's look-back. When the member came there
// is not on record and matters to nobody: the row tells its last day.
absl::Status KeepFormerEmployer(sql::Tx& tx, const ReviewEnv& env, const roster::Member& before,
                                const roster::Member& after) {
  if (before.employer_code.empty() || before.employer_code == after.employer_code) {
    return absl::OkStatus();
  }
  const absl::CivilDay today = Today(env.clock);
  return roster::InsertAffiliation(
      tx, {before.member_id, RandomId(env.entropy).Bytes(), AffiliationKind::kFormerEmployer,
           before.employer_code, today, today});
}

// An empty contact keeps the one there is: answers show it masked, so nobody can send it back.
absl::StatusOr<Bytes> Put(sql::Tx& tx, const ReviewEnv& env, const v1::Member& asked) {
  PROBITY_ASSIGN_OR_RETURN(const std::optional<roster::Member> known,
                           roster::FindByNo(tx, asked.member_no()));
  if (!known.has_value()) {
    if (asked.contact().empty()) {
      return BadRequest({{"member.contact", "is required for a new member: notices go there"}});
    }
    Bytes member_id = RandomId(env.entropy).Bytes();
    if (PROBITY_PLANTED(kMemberIdFromName)) {
      member_id.replace(8, 8, crypto::Sha256(asked.name()), 0, 8);
    }
    const roster::Member made = FromProto(env, asked, member_id);
    PROBITY_RETURN_IF_ERROR(roster::InsertMember(tx, made));
    return made.member_id;
  }
  roster::Member changed = FromProto(env, asked, known->member_id);
  if (asked.contact().empty()) changed.contact_sealed = known->contact_sealed;
  PROBITY_RETURN_IF_ERROR(roster::UpdateMember(tx, changed));
  PROBITY_RETURN_IF_ERROR(KeepFormerEmployer(tx, env, *known, changed));
  return changed.member_id;
}

absl::StatusOr<std::string> IdText(const Bytes& bytes) {
  PROBITY_ASSIGN_OR_RETURN(const Id id, Id::FromBytes(bytes));
  return id.Text();
}

absl::StatusOr<v1::PutMemberResponse> PutMember(const ReviewEnv& env, const rpc::Call& call,
                                                const v1::PutMemberRequest& request) {
  PROBITY_RETURN_IF_ERROR(Check(request.member()));
  PROBITY_ASSIGN_OR_RETURN(
      v1::PutMemberResponse response,
      rpc::Idempotent<v1::PutMemberResponse>(
          env.roster, call, request, [&](sql::Tx& tx) -> absl::StatusOr<v1::PutMemberResponse> {
            PROBITY_ASSIGN_OR_RETURN(const Bytes member_id, Put(tx, env, request.member()));
            PROBITY_RETURN_IF_ERROR(RecordRosterChange(tx, env, request));
            v1::PutMemberResponse made;
            PROBITY_ASSIGN_OR_RETURN(*made.mutable_member_id(), IdText(member_id));
            return made;
          }));
  PROBITY_RETURN_IF_ERROR(LogWaitingRosterChanges(env, call.deadline));
  return response;
}

std::string Masked(const std::string& contact) {
  const auto points = codes::CodePoints(contact);
  if (!points.has_value() || points->size() < kShownFrom) return kMask;
  // The start of the character that many characters before the end.
  std::size_t at = contact.size();
  for (std::size_t shown = 0; shown < kShownEnd; ++shown) {
    do {
      --at;
    } while ((static_cast<unsigned char>(contact[at]) & 0xC0) == 0x80);
  }
  return kMask + contact.substr(at);
}

absl::StatusOr<v1::Member> ToProto(const ReviewEnv& env, const roster::Member& member) {
  v1::Member shown;
  shown.set_member_no(member.member_no);
  shown.set_group(static_cast<v1::MemberGroup>(member.group));
  shown.set_name(member.name);
  shown.set_employer_code(member.employer_code);
  PROBITY_ASSIGN_OR_RETURN(const std::string contact,
                           env.keys.OpenContact(member.member_id, member.contact_sealed));
  shown.set_contact(Masked(contact));
  shown.set_state(static_cast<v1::MemberState>(member.state));
  PROBITY_ASSIGN_OR_RETURN(*shown.mutable_member_id(), IdText(member.member_id));
  return shown;
}

absl::StatusOr<v1::ListMembersResponse> ListMembers(const ReviewEnv& env, const rpc::Call& call,
                                                    const v1::ListMembersRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  std::optional<Group> group;
  if (request.group() != v1::MEMBER_GROUP_UNSPECIFIED) {
    if (!IsGroup(request.group())) return BadRequest({{"group", "is none of the four groups"}});
    group = static_cast<Group>(request.group());
  }
  std::vector<roster::Member> members;
  PROBITY_RETURN_IF_ERROR(env.roster.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(members, roster::MembersAfter(tx, group, page.cursor, page.size + 1));
    return absl::OkStatus();
  }));
  const bool more = members.size() > static_cast<std::size_t>(page.size);
  if (more) members.pop_back();
  v1::ListMembersResponse response;
  for (const roster::Member& member : members) {
    PROBITY_ASSIGN_OR_RETURN(*response.add_members(), ToProto(env, member));
  }
  if (more) {
    response.set_next_page_token(env.page_tokens.Next(call, request, members.back().member_no));
  }
  return response;
}

}  // namespace

void RegisterRosterMembers(const ReviewEnv& env, rpc::Router& router) {
  router.Unary<v1::PutMemberRequest, v1::PutMemberResponse>(
      "probity.review.v1.RosterService.PutMember",
      [&env](const rpc::Call& call, const v1::PutMemberRequest& request) {
        return PutMember(env, call, request);
      });
  router.Unary<v1::ListMembersRequest, v1::ListMembersResponse>(
      "probity.review.v1.RosterService.ListMembers",
      [&env](const rpc::Call& call, const v1::ListMembersRequest& request) {
        return ListMembers(env, call, request);
      });
}

}  // namespace probity::review
