// The steps of a person's scoring from the notice to the decision in force.
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/policy/choose.h"
#include "common/status/status.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/documents/person_documents.h"
#include "services/scoring/api/documents/serve.h"
#include "services/scoring/api/persons/person_convert.h"
#include "services/scoring/api/persons/person_handlers.h"
#include "services/scoring/api/persons/person_qualification.h"
#include "services/scoring/api/persons/scoring_flow.h"
#include "services/scoring/api/posting.h"
#include "services/scoring/domain/case_steps.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/balances.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/persons/persons.h"
#include "services/scoring/store/persons/scorings.h"

namespace probity::scoring {
namespace {

constexpr size_t kMaxObjection = 2000;
constexpr int64_t kAllScorings = 100'000;

template <typename Response>
Response Answer(const PersonScoring& scoring) {
  Response response;
  *response.mutable_scoring() = ToProto(scoring);
  return response;
}

// What the step itself needs of the record.
DocumentService StepService(const ServiceRecord& record) {
  return {record.method, record.served, record.receipt, record.signed_consent};
}

std::string ServedNote(const DocumentService& service) {
  return absl::StrCat("served ", DateText(service.served), " ", service.receipt);
}

absl::StatusOr<LoweredLines> LoweredOf(const v1::ConfirmPersonEntriesRequest& request) {
  FieldCheck check;
  LoweredLines lowered;
  for (int i = 0; i < request.lowered_size(); ++i) {
    const v1::LoweredLine& line = request.lowered(i);
    const std::string at = absl::StrCat("lowered[", i, "].");
    const int to = static_cast<int>(line.responsibility());
    check.Check(line.dropped() ? to == 0 : 1 <= to && to <= 3, at + "responsibility",
                "the lower responsibility found, or dropped");
    check.Check(!lowered.contains(line.item()), at + "item", "stands twice");
    lowered[line.item()] =
        line.dropped() ? std::nullopt : std::optional(static_cast<policy::Responsibility>(to));
  }
  CheckLength(request.reason(), 0, kMaxPersonReason, "reason", check);
  CheckLength(request.objection_answer(), 0, kMaxObjection, "objection_answer", check);
  CheckLength(request.suspend_reason(), 0, kMaxPersonReason, "suspend_reason", check);
  check.Check(request.waiver().empty() || IsLabel(request.waiver(), 1, 200), "waiver",
              "number of the signed waiver, up to 200 characters");
  check.Check(!request.etag().empty(), "etag", "required: the scoring's etag");
  PROBITY_RETURN_IF_ERROR(check.Result());
  return lowered;
}

// All scorings of the same person but this one. The person's row is locked by the caller.
absl::StatusOr<std::vector<PersonScoring>> OtherScorings(const ServiceEnv& env, sql::Tx& tx,
                                                         const PersonScoring& scoring) {
  PROBITY_ASSIGN_OR_RETURN(std::vector<PersonScoring> others,
                           ListScorings(tx, env.region, {scoring.person_id, "", "", kAllScorings}));
  std::erase_if(others,
                [&](const PersonScoring& one) { return one.scoring_id == scoring.scoring_id; });
  return others;
}

// What the decision weighs: the person's points by year, those decided and not yet served among
// them, and the version of the policy for each line by the lighter-new-rule test (G17). The
// policies are held by `shelf`.
absl::Status Weigh(const ServiceEnv& env, sql::Tx& tx, const PersonScoring& scoring,
                   const PolicyShelf& shelf, PersonDecision& decision) {
  const Subject subject = {policy::SubjectKind::kPerson, scoring.person_id};
  PROBITY_ASSIGN_OR_RETURN(const std::vector<PersonScoring> others,
                           OtherScorings(env, tx, scoring));
  const std::map<int32_t, int64_t> unserved = UnservedPoints(others);
  for (const PersonLine& line : scoring.lines) {
    const auto year = static_cast<int32_t>(line.act_end.year());
    PROBITY_ASSIGN_OR_RETURN(decision.balances[year], BalancePoints(tx, env.region, subject, year));
    const auto waiting = unserved.find(year);
    if (waiting != unserved.end()) decision.balances[year] += waiting->second;
    if (line.points == 0) continue;  // emergency: under no version scored
    policy::Acts acts;
    acts.items.push_back({line.code, 1, line.points});
    acts.other_points = decision.balances[year];
    PROBITY_ASSIGN_OR_RETURN(const policy::VersionChoice choice,
                             policy::ChooseVersion(*shelf, policy::SubjectKind::kPerson,
                                                   line.act_end, decision.today, acts));
    decision.policies[line.item] = choice.chosen;
  }
  return absl::OkStatus();
}

absl::Status CheckScoringEtag(const PersonScoring& scoring, const std::string& etag) {
  if (etag == absl::StrCat(scoring.etag)) return absl::OkStatus();
  return Refuse(absl::StatusCode::kAborted, Reason::k_ETAG_MISMATCH,
                "the scoring has moved since it was read; read it again; 已变动，请重新读取");
}

absl::StatusOr<Posted> Post(const ServiceEnv& env, sql::Tx& tx, const PersonScoring& scoring,
                            const std::string& actor) {
  Posting posting;
  PROBITY_ASSIGN_OR_RETURN(posting.case_id, Id::Parse(scoring.scoring_id));
  posting.subject = {policy::SubjectKind::kPerson, scoring.person_id};
  posting.effective_date = *scoring.effective;
  posting.actor = actor;
  PROBITY_ASSIGN_OR_RETURN(const std::vector<PersonScoring> others,
                           OtherScorings(env, tx, scoring));
  posting.chosen_months = MonthsAtService(scoring, others);
  for (const PersonLine& line : scoring.lines) {
    DecidedFinding finding;
    finding.item = line.item;
    finding.points = line.final_points;
    finding.act_start = line.act_start;
    finding.act_end = line.act_end;
    PROBITY_ASSIGN_OR_RETURN(finding.policy, env.policies.BySha(tx, line.policy_sha256));
    posting.findings.push_back(std::move(finding));
  }
  return PostPoints(tx, env, posting);
}

}  // namespace

absl::StatusOr<v1::RecordPersonNoticeServiceResponse> HandleRecordPersonNoticeService(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RecordPersonNoticeServiceRequest& request) {
  FieldCheck check;
  const ServiceRecord record = ServiceRecordField(request.service(), check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const PersonScoring before,
                           LoadScoringForUpdate(tx, env.region, request.scoring_id()));
  const ScoringMoment now = MomentOf(env, call.caller.person);
  PROBITY_RETURN_IF_ERROR(CheckScoringState(before, ScoringState::kProposed));
  // Before the calendar is asked: a date that is wrong may lie beyond it.
  const DocumentService service = StepService(record);
  PROBITY_RETURN_IF_ERROR(CheckService(service, before.proposed, now.today));
  PROBITY_RETURN_IF_ERROR(
      ServePersonDocument(env, tx, now.at, now.actor, before, before.notice_no, record));
  PROBITY_ASSIGN_OR_RETURN(const absl::CivilDay last,
                           StartObjectionWindow(env, tx, before, service.served, now));
  PROBITY_ASSIGN_OR_RETURN(PersonScoring after,
                           RecordPersonNotice(before, service, now.today, last));
  PROBITY_ASSIGN_OR_RETURN(
      const PersonScoring saved,
      EndScoringStep(env, tx, before, std::move(after), now, ServedNote(service)));
  return Answer<v1::RecordPersonNoticeServiceResponse>(saved);
}

absl::StatusOr<v1::FilePersonObjectionResponse> HandleFilePersonObjection(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::FilePersonObjectionRequest& request) {
  FieldCheck check;
  CheckLength(request.objection(), 1, kMaxObjection, "objection", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const PersonScoring before,
                           LoadScoringForUpdate(tx, env.region, request.scoring_id()));
  const ScoringMoment now = MomentOf(env, call.caller.person);
  PROBITY_ASSIGN_OR_RETURN(PersonScoring after,
                           FilePersonObjection(before, request.objection(), now.today));
  PROBITY_ASSIGN_OR_RETURN(
      const PersonScoring saved,
      EndScoringStep(env, tx, before, std::move(after), now, "objection filed / 提出异议"));
  return Answer<v1::FilePersonObjectionResponse>(saved);
}

absl::StatusOr<v1::ConfirmPersonEntriesResponse> HandleConfirmPersonEntries(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::ConfirmPersonEntriesRequest& request) {
  PersonDecision decision;
  PROBITY_ASSIGN_OR_RETURN(decision.lowered, LoweredOf(request));
  PROBITY_ASSIGN_OR_RETURN(const PersonScoring before,
                           LoadScoringForUpdate(tx, env.region, request.scoring_id()));
  PROBITY_RETURN_IF_ERROR(CheckScoringEtag(before, request.etag()));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile file, LoadCase(tx, env.region, {before.case_id, ""}));
  PROBITY_RETURN_IF_ERROR(CheckNotOfficer(
      file, call.caller.person,
      "points of persons are decided by somebody who did not investigate; 承办人不得作出决定"));
  PROBITY_ASSIGN_OR_RETURN(const Person person, LockPerson(tx, env.region, before.person_id));
  const ScoringMoment now = MomentOf(env, call.caller.person);
  decision.person = now.actor;
  decision.today = now.today;
  decision.reason = request.reason();
  decision.objection_answer = request.objection_answer();
  decision.waiver = request.waiver();
  decision.suspend_months = request.suspend_months();
  decision.suspend_reason = request.suspend_reason();
  PROBITY_ASSIGN_OR_RETURN(const PolicyShelf shelf, env.policies.All(tx));
  PROBITY_RETURN_IF_ERROR(Weigh(env, tx, before, shelf, decision));
  PROBITY_ASSIGN_OR_RETURN(PersonScoring after, ConfirmPerson(before, decision));
  if (after.state == ScoringState::kConfirmed) {
    PROBITY_ASSIGN_OR_RETURN(after.decision_no,
                             IssuePersonDecision(env, tx, now.at, now.actor, person, after));
  }
  PROBITY_ASSIGN_OR_RETURN(
      const PersonScoring saved,
      EndScoringStep(env, tx, before, std::move(after), now, request.reason()));
  return Answer<v1::ConfirmPersonEntriesResponse>(saved);
}

absl::StatusOr<v1::RecordPersonDecisionServiceResponse> HandleRecordPersonDecisionService(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RecordPersonDecisionServiceRequest& request) {
  FieldCheck check;
  const ServiceRecord record = ServiceRecordField(request.service(), check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const PersonScoring before,
                           LoadScoringForUpdate(tx, env.region, request.scoring_id()));
  const ScoringMoment now = MomentOf(env, call.caller.person);
  const DocumentService service = StepService(record);
  PROBITY_ASSIGN_OR_RETURN(PersonScoring after, RecordPersonDecision(before, service, now.today));
  PROBITY_RETURN_IF_ERROR(
      ServePersonDocument(env, tx, now.at, now.actor, before, before.decision_no, record));
  PROBITY_ASSIGN_OR_RETURN(const Person person, LockPerson(tx, env.region, before.person_id));
  const std::vector<std::string> sites = OtherSites(person, before.institution_id, service.served);
  PROBITY_RETURN_IF_ERROR(InsertTells(tx, env.region, before.scoring_id, sites));
  PROBITY_ASSIGN_OR_RETURN(const Posted posted, Post(env, tx, after, now.actor));
  PROBITY_ASSIGN_OR_RETURN(
      const PersonScoring saved,
      EndScoringStep(env, tx, before, std::move(after), now, ServedNote(service)));
  auto response = Answer<v1::RecordPersonDecisionServiceResponse>(saved);
  PROBITY_ASSIGN_OR_RETURN(const std::vector<TellRow> tells,
                           TellsOf(tx, env.region, saved.scoring_id));
  AddTells(tells, *response.mutable_scoring());
  for (const std::string& id : posted.entry_ids) response.add_entry_ids(id);
  response.set_balance_points(posted.balance_points);
  PROBITY_ASSIGN_OR_RETURN(*response.mutable_qualification(),
                           QualificationOf(env, tx, person, service.served + 1));
  return response;
}

absl::StatusOr<v1::RecordInstitutionToldResponse> HandleRecordInstitutionTold(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RecordInstitutionToldRequest& request) {
  FieldCheck check;
  const ScoringMoment now = MomentOf(env, call.caller.person);
  TellRow told;
  told.institution_id = request.institution_id();
  check.Check(!request.told_date().empty(), "told_date", "a date YYYY-MM-DD");
  told.told = DateField(request.told_date(), "told_date", now.today, check);
  check.Check(*told.told <= now.today, "told_date", "not in the future");
  told.receipt = request.receipt();
  check.Check(IsLabel(told.receipt, 1, 200), "receipt", "1 to 200 characters on one line");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const PersonScoring scoring,
                           LoadScoringForUpdate(tx, env.region, request.scoring_id()));
  PROBITY_RETURN_IF_ERROR(MarkTold(tx, env.region, scoring.scoring_id, told));
  ledger::Fields fields;
  fields.Add("actor", now.actor)
      .Add("scoring_id", scoring.scoring_id)
      .Add("institution_id", told.institution_id)
      .Add("told_date", DateText(told.told))
      .Add("receipt", told.receipt);
  PROBITY_RETURN_IF_ERROR(
      AppendAudit(tx, env.region, AuditKind::kInstitutionTold, fields, now.at).status());
  auto response = Answer<v1::RecordInstitutionToldResponse>(scoring);
  PROBITY_ASSIGN_OR_RETURN(const std::vector<TellRow> tells,
                           TellsOf(tx, env.region, scoring.scoring_id));
  AddTells(tells, *response.mutable_scoring());
  return response;
}

}  // namespace probity::scoring
