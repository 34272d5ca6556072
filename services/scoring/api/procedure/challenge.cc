#include "services/scoring/domain/procedure/challenge.h"

#include <string>
#include <utility>
#include <vector>

#include "common/calendar/date.h"
#include "common/planted/planted.h"
#include "common/status/status.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/clocks/clocks.h"
#include "services/scoring/api/procedure/challenge.h"
#include "services/scoring/api/procedure/convert.h"
#include "services/scoring/api/procedure/handlers.h"
#include "services/scoring/domain/institution.h"
#include "services/scoring/domain/procedure/records.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/procedure/challenges.h"

namespace probity::scoring {
namespace {

constexpr size_t kMaxTarget = 200;

// Nothing of why a challenge does not count reaches the party.
absl::Status Store(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call, Challenge challenge) {
  const absl::StatusOr<CaseFile> file = LoadCaseForUpdate(tx, env.region, challenge.case_id);
  if (PROBITY_PLANTED(kChallengeAnswered) && !file.ok()) return file.status();
  if (HasReason(file.status(), Reason::k_UNKNOWN_CASE)) return absl::OkStatus();
  PROBITY_RETURN_IF_ERROR(file.status());
  if (file->institution_id != call.caller.institution_id) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Challenge> filed,
                           ChallengesOf(tx, env.region, challenge.case_id));
  const RecordedAt at = Now(env);
  challenge.date = calendar::DateOf(at.time);
  challenge.recorded_time = absl::ToUnixMicros(at.time);
  challenge.scenario = at.scenario;
  const absl::StatusOr<PolicyRef> policy = clocks::ProcedurePolicy(env, tx, *file, challenge.date);
  if (HasReason(policy.status(), Reason::k_POLICY_NOT_IN_FORCE)) return absl::OkStatus();
  PROBITY_RETURN_IF_ERROR(policy.status());
  if (!AcceptsChallenge(*file, filed.size(), (*policy)->committee.challenges_per_case)) {
    return absl::OkStatus();
  }
  return InsertChallenge(tx, env.region, std::move(challenge)).status();
}

}  // namespace

v1::Challenge ToProto(const Challenge& challenge) {
  v1::Challenge message;
  message.set_case_id(challenge.case_id);
  message.set_challenge_no(challenge.challenge_no);
  message.set_target_kind(static_cast<v1::ChallengeTarget>(challenge.target_kind));
  message.set_target(challenge.target);
  message.set_reason(challenge.reason);
  message.set_date(calendar::FormatDate(challenge.date));
  *message.mutable_recorded_time() = Moment(challenge.recorded_time);
  if (!challenge.ruling.has_value()) return message;
  message.set_ruling(static_cast<v1::Ruling>(challenge.ruling->ruling));
  message.set_ruling_reason(challenge.ruling->reason);
  message.set_ruled_by(challenge.ruling->actor);
  return message;
}

absl::StatusOr<v1::FileChallengeResponse> HandleFileChallenge(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::FileChallengeRequest& request) {
  FieldCheck check;
  Challenge challenge;
  challenge.target_kind = EnumField<ChallengeTarget>(request.target_kind(), "target_kind", check);
  check.Check(IsLabel(request.target(), 1, kMaxTarget), "target",
              "one line of 1 to 200 characters, without spaces around it");
  CheckLength(request.reason(), 1, kMaxRecordReason, "reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  challenge.case_id = request.case_id();
  challenge.target = request.target();
  challenge.reason = request.reason();
  challenge.actor = call.caller.person;
  PROBITY_RETURN_IF_ERROR(Store(env, tx, call, std::move(challenge)));
  return v1::FileChallengeResponse();
}

absl::StatusOr<v1::RuleOnChallengeResponse> HandleRuleOnChallenge(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RuleOnChallengeRequest& request) {
  FieldCheck check;
  ChallengeRuling ruling;
  ruling.ruling = EnumField<Ruling>(request.ruling(), "ruling", check);
  CheckLength(request.reason(), 1, kMaxRecordReason, "reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const CaseFile file,
                           LoadCaseForUpdate(tx, env.region, request.case_id()));
  PROBITY_RETURN_IF_ERROR(CheckFileOpen(file, "RuleOnChallenge"));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Challenge> filed,
                           ChallengesOf(tx, env.region, request.case_id()));
  const int64_t number = request.challenge_no();
  if (number < 1 || number > static_cast<int64_t>(filed.size())) {
    return NotFound(Reason::k_UNKNOWN_RECORD, "the case has no such challenge; 无此回避申请");
  }
  const RecordedAt at = Now(env);
  ruling.reason = request.reason();
  ruling.actor = call.caller.person;
  ruling.date = calendar::DateOf(at.time);
  ruling.recorded_time = absl::ToUnixMicros(at.time);
  ruling.scenario = at.scenario;
  PROBITY_RETURN_IF_ERROR(InsertRuling(tx, env.region, request.case_id(), number, ruling));
  Challenge ruled = filed[static_cast<size_t>(number - 1)];
  ruled.ruling = ruling;
  v1::RuleOnChallengeResponse response;
  *response.mutable_challenge() = ToProto(ruled);
  return response;
}

}  // namespace probity::scoring
