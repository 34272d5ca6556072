#include "services/scoring/domain/procedure/recusal.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "common/status/status.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/procedure/act.h"
#include "services/scoring/api/procedure/convert.h"
#include "services/scoring/api/procedure/handlers.h"
#include "services/scoring/domain/cases/officer.h"
#include "services/scoring/store/cases/officers.h"
#include "services/scoring/store/institutions.h"
#include "services/scoring/store/procedure/records.h"

namespace probity::scoring {
namespace {

void CheckReasonField(const std::string& reason, FieldCheck& check) {
  CheckLength(reason, 1, kMaxRecordReason, "reason", check);
}

// Who comes shows a valid certificate like the officers before, and does not work for the party.
template <typename Request>
absl::Status CheckReplacement(const ServiceEnv& env, sql::Tx& tx, const Act& act,
                              const Request& request) {
  const std::string& person = request.replacement();
  if (person.empty()) return absl::OkStatus();
  std::vector<ShownCertificate> shown;
  if (request.has_certificate()) {
    const v1::ShownCertificate& one = request.certificate();
    shown.push_back({one.person(), one.name(), one.certificate_no()});
  }
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Officer> certificates,
                           OfficersOf(tx, env.region, {person}));
  PROBITY_RETURN_IF_ERROR(CheckShownCertificates({person}, certificates, shown, act.today));
  PROBITY_ASSIGN_OR_RETURN(const Institution institution,
                           GetInstitution(tx, env.region, act.file.institution_id));
  return CheckNobodyOfTheParty(institution, certificates);
}

// Saves the record and what it changes; the case as it then is.
template <typename Response>
absl::StatusOr<Response> Finish(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call, Act act,
                                RecusalResult result) {
  PROBITY_ASSIGN_OR_RETURN(const CaseRecord saved,
                           SaveAct(env, tx, call, act, std::move(result.record)));
  PROBITY_RETURN_IF_ERROR(
      ChangeOfficers(tx, env.region, act.file.case_id, result.change, saved.seq));
  std::vector<std::string>& officers = act.file.officers;
  officers.erase(std::remove(officers.begin(), officers.end(), result.change.out), officers.end());
  if (!result.change.in.empty()) officers.push_back(result.change.in);
  Response response;
  *response.mutable_record() = ToProto(saved);
  *response.mutable_case_() = ToProto(act.file, call);
  return response;
}

}  // namespace

absl::StatusOr<v1::RecuseOfficerResponse> HandleRecuseOfficer(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RecuseOfficerRequest& request) {
  FieldCheck check;
  CheckReasonField(request.reason(), check);
  CheckPerson(request.replacement(), Presence::kOptional, "replacement", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(Act act, BeginAct(env, tx, call, request.case_id()));
  PROBITY_RETURN_IF_ERROR(CheckReplacement(env, tx, act, request));
  PROBITY_ASSIGN_OR_RETURN(RecusalResult result,
                           RecuseOfficer(act.file, act.facts, call.caller.person,
                                         request.replacement(), request.reason(), act.today));
  return Finish<v1::RecuseOfficerResponse>(env, tx, call, std::move(act), std::move(result));
}

absl::StatusOr<v1::ApplyForRecusalResponse> HandleApplyForRecusal(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::ApplyForRecusalRequest& request) {
  FieldCheck check;
  CheckReasonField(request.reason(), check);
  CheckPerson(request.officer(), Presence::kRequired, "officer", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Act act, BeginAct(env, tx, call, request.case_id()));
  PROBITY_ASSIGN_OR_RETURN(
      CaseRecord record,
      ApplyForRecusal(act.file, act.facts, request.officer(), request.reason(), act.today));
  PROBITY_ASSIGN_OR_RETURN(record, SaveAct(env, tx, call, act, std::move(record)));
  v1::ApplyForRecusalResponse response;
  *response.mutable_record() = ToProto(record);
  return response;
}

absl::StatusOr<v1::RuleOnRecusalResponse> HandleRuleOnRecusal(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RuleOnRecusalRequest& request) {
  FieldCheck check;
  CheckReasonField(request.reason(), check);
  CheckPerson(request.replacement(), Presence::kOptional, "replacement", check);
  CheckNumber(request.document_no(), "document_no", check);
  RecusalRuling ruling;
  ruling.ruling = EnumField<Ruling>(request.ruling(), "ruling", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  ruling.application = request.application();
  ruling.reason = request.reason();
  ruling.document_no = request.document_no();
  ruling.replacement = request.replacement();
  PROBITY_ASSIGN_OR_RETURN(Act act, BeginAct(env, tx, call, request.case_id()));
  PROBITY_RETURN_IF_ERROR(CheckReplacement(env, tx, act, request));
  PROBITY_ASSIGN_OR_RETURN(RecusalResult result,
                           RuleOnRecusal(act.file, act.facts, ruling, act.today));
  return Finish<v1::RuleOnRecusalResponse>(env, tx, call, std::move(act), std::move(result));
}

}  // namespace probity::scoring
