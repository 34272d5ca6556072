#include "services/scoring/api/consequences/joint_punishment_service.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/crypto/crypto.h"
#include "common/id/id.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "probity/scoring/v1/joint_punishment_service.pb.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/consequences/consequence_convert.h"
#include "services/scoring/api/consequences/measures.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/domain/consequences/nomination.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/consequences/measure_store.h"
#include "services/scoring/store/consequences/nomination_store.h"

namespace probity::scoring {
namespace {

using consequences::CheckRecordEtag;
using consequences::IdText;

constexpr size_t kMaxPerson = 128;
constexpr size_t kMaxDuty = 100;
constexpr size_t kMaxCause = 500;
constexpr size_t kMaxLabel = 200;
constexpr int64_t kPageRows = 1000;

v1::Nomination ToProto(const Nomination& one) {
  v1::Nomination to;
  to.set_nomination_id(IdText(one.nomination_id));
  to.set_case_id(one.case_id);
  to.set_institution_id(one.institution_id);
  to.set_person(one.person);
  to.set_duty(one.duty);
  to.set_cause(one.cause);
  to.set_basis(one.basis);
  to.set_state(static_cast<v1::NominationState>(one.state));
  to.set_nominated_by(one.nominated_by);
  to.set_decided_by(one.decided_by);
  to.set_minutes(one.minutes);
  to.set_reason(one.reason);
  to.set_start_date(DateText(one.start));
  to.set_end_date(DateText(one.end));
  to.set_ended_date(DateText(one.ended));
  to.set_etag(absl::StrCat(one.etag));
  return to;
}

absl::StatusOr<Nomination> Keep(const ServiceEnv& env, sql::Tx& tx, Nomination nomination,
                                const std::string& actor, const RecordedAt& at) {
  PROBITY_ASSIGN_OR_RETURN(const Nomination kept,
                           SaveNomination(tx, env.region, std::move(nomination)));
  ledger::Fields fields;
  fields.Add("actor", actor)
      .AddHex("nomination_id", kept.nomination_id)
      .Add("etag", kept.etag)
      .Add("case_id", kept.case_id)
      .Add("person", kept.person)
      .Add("duty", kept.duty)
      .Add("cause", kept.cause)
      .Add("basis", kept.basis)
      .Add("state", static_cast<int64_t>(kept.state))
      .Add("minutes", kept.minutes)
      .Add("reason", kept.reason)
      .Add("start_date", DateText(kept.start))
      .Add("end_date", DateText(kept.end))
      .Add("ended_date", DateText(kept.ended));
  PROBITY_RETURN_IF_ERROR(
      AppendAudit(tx, env.region, AuditKind::kNominationChanged, fields, at).status());
  return kept;
}

bool InEffect(CaseState state) {
  switch (state) {
    case CaseState::kEffective:
    case CaseState::kExecuted:
    case CaseState::kClosed:
    case CaseState::kArchived:
    case CaseState::kReconsideration:
    case CaseState::kLitigation:
      return true;
    default:
      return false;
  }
}

absl::StatusOr<bool> VetoStands(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file) {
  for (const FindingFile& finding : file.findings) {
    if (finding.final_points == 0 || finding.policy_sha256.empty()) continue;
    PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy, env.policies.BySha(tx, finding.policy_sha256));
    const policy::CatalogueItem* item = policy::FindItem(*policy, finding.code);
    if (item == nullptr) continue;
    if (item->veto || (item->veto_if_fraud && finding.fraud_intent)) return true;
  }
  return false;
}

absl::StatusOr<bool> Cancelled(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<Measure> measures,
      MeasuresOf(tx, env.region, MeasureSubject::kInstitution, file.institution_id));
  return std::any_of(measures.begin(), measures.end(), [&](const Measure& one) {
    return one.kind == MeasureKind::kCancellation && one.status == MeasureStatus::kInForce &&
           one.case_id == file.case_id;
  });
}

absl::StatusOr<v1::NominateResponse> Nominate(const ServiceEnv& env, sql::Tx& tx,
                                              const rpc::Call& call,
                                              const v1::NominateRequest& request) {
  FieldCheck check;
  CheckLabel(request.person(), 1, kMaxPerson, "person", check);
  CheckLabel(request.duty(), 1, kMaxDuty, "duty", check);
  CheckLength(request.cause(), 1, kMaxCause, "cause", check);
  CheckLabel(request.basis(), 1, kMaxLabel, "basis", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const CaseFile file,
                           LoadCaseForUpdate(tx, env.region, request.case_id()));
  if (!InEffect(file.state)) {
    return Precondition(Reason::k_WRONG_STATE, "the decision has not taken effect; 决定尚未生效",
                        {{"state", std::string(CaseStateName(file.state))}});
  }
  PROBITY_ASSIGN_OR_RETURN(const bool veto, VetoStands(env, tx, file));
  PROBITY_ASSIGN_OR_RETURN(const bool cancelled, Cancelled(env, tx, file));
  PROBITY_RETURN_IF_ERROR(CheckSerious(veto, cancelled));
  const RecordedAt at = Now(env);
  Nomination nomination;
  nomination.nomination_id = TimeOrderedId(at.time, env.entropy).Bytes();
  nomination.case_id = file.case_id;
  nomination.institution_id = file.institution_id;
  nomination.person = request.person();
  nomination.duty = request.duty();
  nomination.cause = request.cause();
  nomination.basis = request.basis();
  nomination.nominated_by = call.caller.person;
  const absl::StatusOr<Nomination> kept =
      Keep(env, tx, std::move(nomination), call.caller.person, at);
  if (absl::IsAlreadyExists(kept.status())) {
    return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_ALREADY_EXISTS,
                  "the case has nominated this person; 该人员已提名");
  }
  PROBITY_RETURN_IF_ERROR(kept.status());
  v1::NominateResponse response;
  *response.mutable_nomination() = ToProto(*kept);
  return response;
}

absl::StatusOr<policy::MonthRange> RangeOf(const ServiceEnv& env, sql::Tx& tx,
                                           const Nomination& nomination, absl::CivilDay today) {
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                           consequences::MeasurePolicy(env, tx, MeasureSubject::kInstitution,
                                                       nomination.institution_id, today));
  return policy->measures.joint_punishment;
}

absl::StatusOr<v1::DecideNominationResponse> Decide(const ServiceEnv& env, sql::Tx& tx,
                                                    const rpc::Call& call,
                                                    const v1::DecideNominationRequest& request) {
  FieldCheck check;
  CheckLabel(request.minutes(), 1, kMaxLabel, "minutes", check);
  CheckLength(request.reason(), 1, kMaxCause, "reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(Nomination nomination,
                           LoadNominationForUpdate(tx, env.region, request.nomination_id()));
  PROBITY_RETURN_IF_ERROR(CheckRecordEtag(nomination.etag, request.etag()));
  const RecordedAt at = Now(env);
  const absl::CivilDay today = calendar::DateOf(at.time);
  PROBITY_ASSIGN_OR_RETURN(const policy::MonthRange range, RangeOf(env, tx, nomination, today));
  PROBITY_ASSIGN_OR_RETURN(nomination,
                           DecideNomination(std::move(nomination),
                                            {call.caller.person, request.listed(), request.months(),
                                             request.minutes(), request.reason()},
                                            range, today));
  PROBITY_ASSIGN_OR_RETURN(const Nomination kept,
                           Keep(env, tx, std::move(nomination), call.caller.person, at));
  v1::DecideNominationResponse response;
  *response.mutable_nomination() = ToProto(kept);
  return response;
}

absl::StatusOr<v1::ExitListResponse> Exit(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                          const v1::ExitListRequest& request) {
  FieldCheck check;
  CheckLabel(request.document(), 1, kMaxLabel, "document", check);
  CheckLength(request.reason(), 1, kMaxCause - kMaxLabel - 1, "reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(Nomination nomination,
                           LoadNominationForUpdate(tx, env.region, request.nomination_id()));
  PROBITY_RETURN_IF_ERROR(CheckRecordEtag(nomination.etag, request.etag()));
  const RecordedAt at = Now(env);
  const absl::CivilDay today = calendar::DateOf(at.time);
  PROBITY_ASSIGN_OR_RETURN(const policy::MonthRange range, RangeOf(env, tx, nomination, today));
  PROBITY_ASSIGN_OR_RETURN(
      nomination, ExitList(std::move(nomination),
                           absl::StrCat(request.document(), " ", request.reason()), range, today));
  PROBITY_ASSIGN_OR_RETURN(const Nomination kept,
                           Keep(env, tx, std::move(nomination), call.caller.person, at));
  v1::ExitListResponse response;
  *response.mutable_nomination() = ToProto(kept);
  return response;
}

absl::StatusOr<v1::ListNominationsResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                                 const v1::ListNominationsRequest& request) {
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(v1::NominationState_IsValid(request.state()), "state", "a state, or unspecified")
          .Result());
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  NominationFilter filter;
  if (request.state() != v1::NOMINATION_STATE_UNSPECIFIED) {
    filter.state = static_cast<NominationState>(request.state());
  }
  filter.after = page.cursor;
  filter.limit = page.size + 1;
  std::vector<Nomination> found;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(found, ListNominations(tx, env.region, filter));
    return absl::OkStatus();
  }));
  v1::ListNominationsResponse response;
  if (static_cast<int64_t>(found.size()) > page.size) {
    found.pop_back();
    response.set_next_page_token(env.page_tokens.Next(call, request, found.back().nomination_id));
  }
  for (const Nomination& one : found) *response.add_nominations() = ToProto(one);
  return response;
}

absl::StatusOr<std::vector<Nomination>> OnTheList(const ServiceEnv& env, sql::Tx& tx,
                                                  absl::CivilDay day) {
  std::vector<Nomination> listed;
  NominationFilter filter;
  filter.on_list = day;
  filter.limit = kPageRows;
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(const std::vector<Nomination> page,
                             ListNominations(tx, env.region, filter));
    listed.insert(listed.end(), page.begin(), page.end());
    if (static_cast<int64_t>(page.size()) < kPageRows) return listed;
    filter.after = page.back().nomination_id;
  }
}

absl::StatusOr<v1::ExportListResponse> Export(const ServiceEnv& env, sql::Tx& tx,
                                              const rpc::Call& call) {
  const RecordedAt at = Now(env);
  const absl::CivilDay today = calendar::DateOf(at.time);
  PROBITY_ASSIGN_OR_RETURN(std::vector<Nomination> listed, OnTheList(env, tx, today));
  for (Nomination& one : listed) one.nomination_id = IdText(one.nomination_id);
  const std::string file = ListFile(listed);
  const std::string sha256 = crypto::Hex(crypto::Sha256(file));
  ledger::Fields fields;
  fields.Add("actor", call.caller.person)
      .Add("list_date", calendar::FormatDate(today))
      .Add("persons", static_cast<int64_t>(listed.size()))
      .Add("sha256", sha256);
  PROBITY_ASSIGN_OR_RETURN(const ledger::Head head,
                           AppendAudit(tx, env.region, AuditKind::kJointListExported, fields, at));
  v1::ExportListResponse response;
  response.set_file(file);
  response.set_sha256(sha256);
  response.set_audit_seq(head.seq);
  response.set_audit_hash(crypto::Hex(head.hash));
  response.set_list_date(calendar::FormatDate(today));
  response.set_persons(static_cast<int32_t>(listed.size()));
  return response;
}

}  // namespace

void RegisterJointPunishmentService(const ServiceEnv& env, rpc::Router& router) {
  constexpr char kService[] = "probity.scoring.v1.JointPunishmentService.";
  router.Mutation<v1::NominateRequest, v1::NominateResponse>(
      absl::StrCat(kService, "Nominate"), env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& request) {
        return Nominate(env, tx, call, request);
      });
  router.Mutation<v1::DecideNominationRequest, v1::DecideNominationResponse>(
      absl::StrCat(kService, "DecideNomination"), env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& request) {
        return Decide(env, tx, call, request);
      });
  router.Mutation<v1::ExitListRequest, v1::ExitListResponse>(
      absl::StrCat(kService, "ExitList"), env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& request) {
        return Exit(env, tx, call, request);
      });
  router.Unary<v1::ListNominationsRequest, v1::ListNominationsResponse>(
      absl::StrCat(kService, "ListNominations"),
      [&env](const rpc::Call& call, const auto& request) { return List(env, call, request); });
  router.Mutation<v1::ExportListRequest, v1::ExportListResponse>(
      absl::StrCat(kService, "ExportList"), env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const v1::ExportListRequest&) {
        return Export(env, tx, call);
      });
}

namespace consequences {

absl::Status WithdrawNominations(const ServiceEnv& env, sql::Tx& tx, const StepDone& done) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Nomination> nominations,
                           NominationsOfCase(tx, env.region, done.after.case_id));
  for (const Nomination& one : nominations) {
    std::optional<Nomination> withdrawn = WithdrawNomination(one, calendar::DateOf(done.at.time));
    if (!withdrawn.has_value()) continue;
    PROBITY_RETURN_IF_ERROR(
        scoring::Keep(env, tx, *std::move(withdrawn), done.actor, done.at).status());
  }
  return absl::OkStatus();
}

}  // namespace consequences
}  // namespace probity::scoring
