// Unsealing for a court: two officers of different groups, a day between, each step a leaf. What is
// handed out is sealed to both officers' keys still.
#include <string>
#include <vector>

#include "common/codes/codes.h"
#include "common/codes/text.h"
#include "common/id/id.h"
#include "common/rpc/idempotency.h"
#include "common/status/status.h"
#include "services/review/api/court.h"
#include "services/review/api/hearing_admin_steps.h"
#include "services/review/domain/audit_bodies.h"
#include "services/review/store/hearing/results.h"
#include "services/review/store/hearing/unseals.h"
#include "services/review/store/roster/envelopes.h"

namespace probity::review {
namespace {

using hearing::Unseal;
using hearing::UnsealState;

constexpr char kService[] = "probity.review.v1.HearingAdminService.";
constexpr std::size_t kMaxOrderCharacters = 64;

// The caller, if it is one of the two officers.
absl::StatusOr<KeyOfficer> Officer(const ReviewEnv& env, const rpc::Call& call) {
  if (!env.settings.officers.has_value()) {
    return Precondition(Reason::k_OFFICER_KEYS_REQUIRED,
                        "no officers' keys are configured, so nothing is kept to be unsealed");
  }
  const auto officer = OfficerNamed(*env.settings.officers, call.caller.person);
  if (officer.has_value()) return *officer;
  return Denied(Reason::k_NOT_KEY_OFFICER,
                "only the two officers to whose keys it is sealed have it unsealed");
}

bool IsOrderNo(const std::string& text) {
  const auto points = codes::CodePoints(text);
  if (!points.has_value() || points->empty() || points->size() > kMaxOrderCharacters) return false;
  for (const char32_t point : *points) {
    if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return false;
  }
  return true;
}

absl::StatusOr<Bytes> ParseUnsealId(const std::string& text) {
  const absl::StatusOr<std::string> bytes = crypto::FromHex(text);
  if (bytes.ok() && bytes->size() == kIdBytes) return *bytes;
  return BadRequest({{"unseal_id", "must be the 32 hex digits of an unsealing"}});
}

absl::Status WrongState(const Unseal& unseal, UnsealState expected) {
  if (unseal.state == expected) return absl::OkStatus();
  return Precondition(Reason::k_UNSEAL_STATE, "this unsealing is not at that step");
}

absl::StatusOr<v1::RequestUnsealResponse> Request(const ReviewEnv& env, sql::Tx& tx,
                                                  const rpc::Call& call,
                                                  const v1::RequestUnsealRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const KeyOfficer officer, Officer(env, call));
  PROBITY_ASSIGN_OR_RETURN(const Bytes round_id, ParseRoundId(request.round_id()));
  const bool bare = codes::AreSymbols(request.serial(), codes::kSerialSymbols);
  const absl::StatusOr<std::string> serial =
      bare ? absl::StatusOr<std::string>(request.serial()) : codes::ParseSerial(request.serial());
  FieldCheck check;
  check.Check(serial.ok(), "serial", "a case's 10 symbols, or as it is shown")
      .Check(IsOrderNo(request.order_no()), "order_no", "1 to 64 characters in one line")
      .Check(request.reason_code() >= v1::UNSEAL_REASON_COURT_ORDER &&
                 request.reason_code() <= v1::UNSEAL_REASON_SUPERVISION_ORDER,
             "reason_code", "one of the three");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const hearing::Round round, hearing::LockRound(tx, round_id));
  PROBITY_RETURN_IF_ERROR(CheckMayCall("ListOutcomes", round));
  PROBITY_ASSIGN_OR_RETURN(const auto minutes, hearing::MinutesOf(tx, round_id, *serial));
  if (!minutes.has_value()) {
    return Precondition(Reason::k_NOTHING_SEALED,
                        "nothing of such a case was sealed when the round was closed");
  }
  Unseal unseal;
  unseal.unseal_id = RandomId(env.entropy).Bytes();
  unseal.round_id = round_id;
  unseal.serial = *serial;
  unseal.order_no = request.order_no();
  unseal.reason = static_cast<int>(request.reason_code());
  unseal.first_person = officer.person;
  PROBITY_RETURN_IF_ERROR(hearing::InsertUnseal(tx, unseal));
  PROBITY_RETURN_IF_ERROR(
      hearing::AppendAudit(
          tx, AuditKind::kUnsealRequested,
          UnsealRequestedBody(round_id, unseal.unseal_id, officer.group,
                              static_cast<std::uint8_t>(unseal.reason), unseal.order_no))
          .status());
  v1::RequestUnsealResponse response;
  response.set_unseal_id(crypto::Hex(unseal.unseal_id));
  return response;
}

// Another person of another group than who asked.
absl::Status CheckSecond(const ReviewEnv& env, const Unseal& unseal, const KeyOfficer& officer) {
  const auto first = OfficerNamed(*env.settings.officers, unseal.first_person);
  if (officer.person != unseal.first_person && first.has_value() && first->group != officer.group) {
    return absl::OkStatus();
  }
  return Denied(Reason::k_UNSEAL_SAME_GROUP,
                "an unsealing is approved by the officer of another group than asked for it");
}

absl::StatusOr<v1::ApproveUnsealResponse> Approve(const ReviewEnv& env, sql::Tx& tx,
                                                  const rpc::Call& call,
                                                  const v1::ApproveUnsealRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const KeyOfficer officer, Officer(env, call));
  PROBITY_ASSIGN_OR_RETURN(const Bytes unseal_id, ParseUnsealId(request.unseal_id()));
  PROBITY_ASSIGN_OR_RETURN(Unseal unseal, hearing::LockUnseal(tx, unseal_id));
  PROBITY_RETURN_IF_ERROR(WrongState(unseal, UnsealState::kRequested));
  PROBITY_RETURN_IF_ERROR(CheckSecond(env, unseal, officer));
  unseal.second_person = officer.person;
  unseal.not_before_seconds = NowSeconds(env) + kUnsealDelaySeconds;
  unseal.state = UnsealState::kApproved;
  PROBITY_RETURN_IF_ERROR(hearing::UpdateUnseal(tx, unseal));
  PROBITY_RETURN_IF_ERROR(
      hearing::AppendAudit(
          tx, AuditKind::kUnsealApproved,
          UnsealApprovedBody(unseal.round_id, unseal_id, officer.group,
                             static_cast<std::uint64_t>(unseal.not_before_seconds)))
          .status());
  v1::ApproveUnsealResponse response;
  response.set_not_before_seconds(unseal.not_before_seconds);
  return response;
}

absl::StatusOr<v1::ExecuteUnsealResponse> Execute(const ReviewEnv& env, sql::Tx& tx,
                                                  const KeyOfficer& officer, const Bytes& unseal_id,
                                                  const std::vector<Bytes>& envelopes) {
  PROBITY_ASSIGN_OR_RETURN(Unseal unseal, hearing::LockUnseal(tx, unseal_id));
  PROBITY_RETURN_IF_ERROR(WrongState(unseal, UnsealState::kApproved));
  if (NowSeconds(env) < unseal.not_before_seconds) {
    return Precondition(Reason::k_UNSEAL_TOO_EARLY,
                        "an unsealing is executed 24 hours after its approval or later");
  }
  PROBITY_ASSIGN_OR_RETURN(const auto minutes,
                           hearing::MinutesOf(tx, unseal.round_id, unseal.serial));
  if (!minutes.has_value()) return absl::InternalError("sealed minutes are gone");
  unseal.state = UnsealState::kExecuted;
  PROBITY_RETURN_IF_ERROR(hearing::UpdateUnseal(tx, unseal));
  PROBITY_RETURN_IF_ERROR(
      hearing::AppendAudit(tx, AuditKind::kUnsealExecuted,
                           UnsealExecutedBody(unseal.round_id, unseal_id, officer.group))
          .status());
  v1::ExecuteUnsealResponse response;
  response.set_round_id(RoundIdText(unseal.round_id));
  response.set_serial(unseal.serial);
  response.set_minutes(*minutes);
  for (const Bytes& envelope : envelopes) response.add_envelopes(envelope);
  return response;
}

// The envelopes are read before the transaction that decides whether they are handed out.
absl::StatusOr<v1::ExecuteUnsealResponse> FetchAndExecute(const ReviewEnv& env,
                                                          const rpc::Call& call,
                                                          const v1::ExecuteUnsealRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const KeyOfficer officer, Officer(env, call));
  PROBITY_ASSIGN_OR_RETURN(const Bytes unseal_id, ParseUnsealId(request.unseal_id()));
  Unseal unseal;
  PROBITY_RETURN_IF_ERROR(env.hearing.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(unseal, hearing::GetUnseal(tx, unseal_id));
    return absl::OkStatus();
  }));
  std::vector<Bytes> envelopes;
  PROBITY_RETURN_IF_ERROR(env.roster.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(envelopes, roster::EnvelopesOf(tx, unseal.round_id));
    return absl::OkStatus();
  }));
  return rpc::Idempotent<v1::ExecuteUnsealResponse>(env.hearing, call, request, [&](sql::Tx& tx) {
    return Execute(env, tx, officer, unseal_id, envelopes);
  });
}

}  // namespace

void RegisterUnsealing(const HearingEnv& env, rpc::Router& router) {
  const std::string service = kService;
  router.Mutation<v1::RequestUnsealRequest, v1::RequestUnsealResponse>(
      service + "RequestUnseal", env.review.hearing,
      [&env](sql::Tx& tx, const rpc::Call& call, const v1::RequestUnsealRequest& request) {
        return Request(env.review, tx, call, request);
      });
  router.Mutation<v1::ApproveUnsealRequest, v1::ApproveUnsealResponse>(
      service + "ApproveUnseal", env.review.hearing,
      [&env](sql::Tx& tx, const rpc::Call& call, const v1::ApproveUnsealRequest& request) {
        return Approve(env.review, tx, call, request);
      });
  router.Unary<v1::ExecuteUnsealRequest, v1::ExecuteUnsealResponse>(
      service + "ExecuteUnseal",
      [&env](const rpc::Call& call, const v1::ExecuteUnsealRequest& request) {
        return FetchAndExecute(env.review, call, request);
      });
}

}  // namespace probity::review
