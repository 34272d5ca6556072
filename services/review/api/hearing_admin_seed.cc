// CommitSeed and RevealSeed: four officers, each with the share of one group.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/review/api/hearing_admin.h"
#include "services/review/api/hearing_admin_steps.h"
#include "services/review/domain/audit_bodies.h"
#include "services/review/domain/draw.h"
#include "services/review/store/hearing/openings.h"
#include "services/review/store/hearing/results.h"

namespace probity::review {
namespace {

constexpr char kCommitSeed[] = "probity.review.v1.HearingAdminService.CommitSeed";
constexpr char kRevealSeed[] = "probity.review.v1.HearingAdminService.RevealSeed";

absl::StatusOr<Group> CheckFields(v1::MemberGroup group, const std::string& bytes,
                                  std::string_view field) {
  FieldCheck check;
  check.Check(IsGroup(group), "group", "one of the four groups")
      .Check(bytes.size() == kHashBytes, field, "32 bytes");
  PROBITY_RETURN_IF_ERROR(check.Result());
  return static_cast<Group>(group);
}

absl::Status NotThisOfficer() {
  return Denied(Reason::k_SEPARATION_OF_DUTIES,
                "each group's share is held by one officer, and no officer holds two of a round");
}

// The caller takes the group's share on, or holds it already.
absl::Status TakeShare(sql::Tx& tx, const rpc::Call& call, const Bytes& round_id, Group group) {
  PROBITY_ASSIGN_OR_RETURN(const auto holders, hearing::DutiesOf(tx, round_id));
  for (const hearing::DutyHolder& holder : holders) {
    if (holder.duty == hearing::Duty::kAskedAbort) continue;
    const bool same_person = holder.person == call.caller.person;
    const bool same_share = holder.duty == hearing::ShareOf(group);
    if (same_person && same_share) return absl::OkStatus();
    if (same_person) return NotThisOfficer();
    if (same_share) {
      return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_COMMITMENT_EXISTS,
                    "another officer has committed for this group");
    }
  }
  return hearing::TakeDuty(tx, round_id, hearing::ShareOf(group), call.caller.person);
}

bool Committed(const std::vector<hearing::SeedPart>& parts, Group group) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](const hearing::SeedPart& part) { return part.group == group; });
}

absl::StatusOr<v1::CommitSeedResponse> CommitSeed(const HearingEnv& env, sql::Tx& tx,
                                                  const rpc::Call& call,
                                                  const v1::CommitSeedRequest& request,
                                                  const Bytes& round_id) {
  PROBITY_ASSIGN_OR_RETURN(const Group group,
                           CheckFields(request.group(), request.commitment(), "commitment"));
  PROBITY_ASSIGN_OR_RETURN(const hearing::Round round, LockFor(tx, round_id, Step::kCommitSeed));
  PROBITY_RETURN_IF_ERROR(TakeShare(tx, call, round_id, group));
  PROBITY_ASSIGN_OR_RETURN(const auto before, hearing::SeedParts(tx, round_id));
  PROBITY_RETURN_IF_ERROR(hearing::InsertCommitment(tx, round_id, group, request.commitment()));
  v1::CommitSeedResponse response;
  response.set_phase(ToProto(round.phase));
  if (Committed(before, group)) return response;
  if (before.size() + 1 == kGroupCount) {
    PROBITY_ASSIGN_OR_RETURN(const Phase phase, Enter(tx, env.review, round, Step::kLastCommit));
    response.set_phase(ToProto(phase));
  }
  PROBITY_RETURN_IF_ERROR(hearing::AppendAudit(tx, AuditKind::kCommit,
                                               CommitBody(round_id, group, request.commitment()))
                              .status());
  return response;
}

absl::Status CheckHolder(sql::Tx& tx, const rpc::Call& call, const Bytes& round_id, Group group) {
  PROBITY_ASSIGN_OR_RETURN(const auto holders, hearing::DutiesOf(tx, round_id));
  const bool holds = std::any_of(holders.begin(), holders.end(), [&](const auto& holder) {
    return holder.duty == hearing::ShareOf(group) && holder.person == call.caller.person;
  });
  return holds ? absl::OkStatus() : NotThisOfficer();
}

absl::StatusOr<v1::RevealSeedResponse> RevealSeed(sql::Tx& tx, const rpc::Call& call,
                                                  const v1::RevealSeedRequest& request,
                                                  const Bytes& round_id) {
  PROBITY_ASSIGN_OR_RETURN(const Group group,
                           CheckFields(request.group(), request.share(), "share"));
  PROBITY_ASSIGN_OR_RETURN(const hearing::Round round, LockFor(tx, round_id, Step::kRevealSeed));
  PROBITY_RETURN_IF_ERROR(CheckHolder(tx, call, round_id, group));
  PROBITY_ASSIGN_OR_RETURN(const auto parts, hearing::SeedParts(tx, round_id));
  v1::RevealSeedResponse response;
  response.set_phase(ToProto(round.phase));
  for (const hearing::SeedPart& part : parts) {
    if (part.group != group) continue;
    PROBITY_RETURN_IF_ERROR(CheckShare(round_id, group, part.commitment, request.share()));
    if (!part.share.empty()) return response;
  }
  PROBITY_RETURN_IF_ERROR(hearing::SetShare(tx, round_id, group, request.share()));
  PROBITY_RETURN_IF_ERROR(
      hearing::AppendAudit(tx, AuditKind::kReveal, RevealBody(round_id, group, request.share()))
          .status());
  return response;
}

}  // namespace

void RegisterSeed(const HearingEnv& env, rpc::Router& router) {
  RegisterStep<v1::CommitSeedRequest, v1::CommitSeedResponse>(
      kCommitSeed, env, router,
      [&env](sql::Tx& tx, const rpc::Call& call, const v1::CommitSeedRequest& request,
             const Bytes& round_id) { return CommitSeed(env, tx, call, request, round_id); });
  RegisterStep<v1::RevealSeedRequest, v1::RevealSeedResponse>(
      kRevealSeed, env, router,
      [](sql::Tx& tx, const rpc::Call& call, const v1::RevealSeedRequest& request,
         const Bytes& round_id) { return RevealSeed(tx, call, request, round_id); });
}

}  // namespace probity::review
