#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/case_handlers.h"
#include "services/scoring/api/leads/lead_convert.h"
#include "services/scoring/api/leads/lead_handlers.h"
#include "services/scoring/domain/institution.h"
#include "services/scoring/domain/leads/lead.h"
#include "services/scoring/store/institutions.h"
#include "services/scoring/store/leads/lead_store.h"

namespace probity::scoring {
namespace {

constexpr size_t kMaxText = 500;
constexpr size_t kMaxName = 100;
constexpr int kMaxLeads = 100;

// A lead on which a step is taken; the clock is read once.
struct LeadStep {
  Lead before;
  RecordedAt at;
  absl::CivilDay today;
};

absl::StatusOr<LeadStep> Begin(const ServiceEnv& env, sql::Tx& tx, const std::string& lead_id,
                               const std::string& etag) {
  LeadStep step;
  PROBITY_ASSIGN_OR_RETURN(step.before, LoadLeadForUpdate(tx, env.region, lead_id));
  if (!etag.empty() && etag != absl::StrCat(step.before.etag)) {
    return Refuse(absl::StatusCode::kAborted, Reason::k_ETAG_MISMATCH,
                  "the lead has moved since it was read; read it again; 线索已变动，请重新读取");
  }
  step.at = Now(env);
  step.today = calendar::DateOf(step.at.time);
  return step;
}

absl::StatusOr<Lead> Save(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                          const LeadStep& step, Lead after, std::string note) {
  LeadEvent event;
  event.actor = call.caller.person;
  event.business_date = step.today;
  event.recorded_time = absl::ToUnixMicros(step.at.time);
  event.note = std::move(note);
  event.scenario = step.at.scenario;
  PROBITY_ASSIGN_OR_RETURN(Lead saved,
                           SaveLead(tx, env.region, step.before, std::move(after), event));
  ledger::Fields fields;
  fields.Add("actor", event.actor)
      .Add("lead_id", saved.lead_id)
      .Add("from", static_cast<int64_t>(step.before.state))
      .Add("to", static_cast<int64_t>(saved.state))
      .Add("case_id", saved.case_id)
      .Add("note", event.note);
  PROBITY_RETURN_IF_ERROR(
      AppendAudit(tx, env.region, AuditKind::kLeadMoved, fields, step.at).status());
  return saved;
}

template <typename Response>
Response Answer(const Lead& lead, const LeadStep& step) {
  Response response;
  *response.mutable_lead() = ToProto(lead, step.today);
  return response;
}

}  // namespace

absl::StatusOr<v1::VerifyLeadResponse> HandleVerifyLead(const ServiceEnv& env, sql::Tx& tx,
                                                        const rpc::Call& call,
                                                        const v1::VerifyLeadRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const LeadStep step, Begin(env, tx, request.lead_id(), request.etag()));
  PROBITY_ASSIGN_OR_RETURN(Lead after, StartVerification(step.before, call.caller.person));
  PROBITY_ASSIGN_OR_RETURN(const Lead saved, Save(env, tx, call, step, std::move(after), ""));
  return Answer<v1::VerifyLeadResponse>(saved, step);
}

absl::StatusOr<v1::ExtendVerificationResponse> HandleExtendVerification(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::ExtendVerificationRequest& request) {
  FieldCheck check;
  CheckLength(request.reason(), 1, kMaxText, "reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const LeadStep step, Begin(env, tx, request.lead_id(), request.etag()));
  PROBITY_ASSIGN_OR_RETURN(const Institution institution,
                           GetInstitution(tx, env.region, step.before.act.institution_id));
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                           env.policies.For(tx, institution.kind, step.before.received));
  PROBITY_ASSIGN_OR_RETURN(const std::optional<absl::CivilDay> due,
                           VerifyDue(*policy, env.calendar, step.before.received, true));
  PROBITY_ASSIGN_OR_RETURN(Lead after, ExtendVerification(step.before, due, step.today));
  PROBITY_ASSIGN_OR_RETURN(const Lead saved,
                           Save(env, tx, call, step, std::move(after), request.reason()));
  return Answer<v1::ExtendVerificationResponse>(saved, step);
}

absl::StatusOr<v1::RejectLeadResponse> HandleRejectLead(const ServiceEnv& env, sql::Tx& tx,
                                                        const rpc::Call& call,
                                                        const v1::RejectLeadRequest& request) {
  FieldCheck check;
  CheckLength(request.reason(), 1, kMaxText, "reason", check);
  CheckLength(request.late_reason(), 0, kMaxText, "late_reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const LeadStep step, Begin(env, tx, request.lead_id(), request.etag()));
  LeadOutcome outcome;
  outcome.state = LeadState::kRejected;
  outcome.person = call.caller.person;
  outcome.reason = request.reason();
  outcome.late_reason = request.late_reason();
  PROBITY_ASSIGN_OR_RETURN(Lead after, Conclude(step.before, outcome, step.today));
  PROBITY_ASSIGN_OR_RETURN(const Lead saved,
                           Save(env, tx, call, step, std::move(after), request.reason()));
  return Answer<v1::RejectLeadResponse>(saved, step);
}

absl::StatusOr<v1::TransferLeadResponse> HandleTransferLead(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::TransferLeadRequest& request) {
  FieldCheck check;
  check.Check(IsLabel(request.authority(), 1, kMaxName), "authority",
              "the authority it goes to, 1 to 100 characters");
  check.Check(IsLabel(request.document(), 1, kMaxName), "document",
              "number of the letter of transfer, 1 to 100 characters");
  CheckLength(request.reason(), 1, kMaxText, "reason", check);
  CheckLength(request.late_reason(), 0, kMaxText, "late_reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const LeadStep step, Begin(env, tx, request.lead_id(), request.etag()));
  LeadOutcome outcome;
  outcome.state = LeadState::kTransferred;
  outcome.person = call.caller.person;
  outcome.reason = request.reason();
  outcome.transferred_to = request.authority();
  outcome.document = request.document();
  outcome.late_reason = request.late_reason();
  PROBITY_ASSIGN_OR_RETURN(Lead after, Conclude(step.before, outcome, step.today));
  PROBITY_ASSIGN_OR_RETURN(
      const Lead saved,
      Save(env, tx, call, step, std::move(after),
           absl::StrCat(request.authority(), " ", request.document(), ": ", request.reason())));
  return Answer<v1::TransferLeadResponse>(saved, step);
}

absl::StatusOr<v1::FileLeadResponse> HandleFileLead(const ServiceEnv& env, sql::Tx& tx,
                                                    const rpc::Call& call,
                                                    const v1::FileLeadRequest& request) {
  const std::set<std::string> ids(request.lead_ids().begin(), request.lead_ids().end());
  FieldCheck check;
  check.Check(request.lead_ids_size() >= 1 && request.lead_ids_size() <= kMaxLeads &&
                  ids.size() == static_cast<size_t>(request.lead_ids_size()),
              "lead_ids", "1 to 100 leads, each once");
  CheckLength(request.late_reason(), 0, kMaxText, "late_reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  v1::OpenCaseRequest open;
  for (const std::string& id : ids) {
    PROBITY_ASSIGN_OR_RETURN(LeadStep step, Begin(env, tx, id, ""));
    open.set_institution_id(step.before.act.institution_id);
    open.set_source(static_cast<v1::CaseSource>(step.before.source));
    open.add_lead_ids(id);
    if (request.late_reason().empty() || step.before.state != LeadState::kVerifying) continue;
    if (!step.before.verify_due.has_value() || step.today <= *step.before.verify_due) continue;
    Lead late = step.before;
    late.late_reason = request.late_reason();
    PROBITY_RETURN_IF_ERROR(
        Save(env, tx, call, step, std::move(late), request.late_reason()).status());
  }
  open.set_case_ref(request.case_ref());
  *open.mutable_officers() = request.officers();
  *open.mutable_certificates() = request.certificates();
  PROBITY_ASSIGN_OR_RETURN(v1::OpenCaseResponse opened, HandleOpenCase(env, tx, call, open));
  v1::FileLeadResponse response;
  *response.mutable_case_() = std::move(*opened.mutable_case_());
  return response;
}

absl::Status FileLeadsOf(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                         const CaseFile& opened, const RecordedAt& at) {
  std::vector<std::string> ids = opened.lead_ids;
  std::sort(ids.begin(), ids.end());
  for (const std::string& id : ids) {
    PROBITY_ASSIGN_OR_RETURN(const Lead lead, LoadLeadForUpdate(tx, env.region, id));
    const LeadStep step = {lead, at, calendar::DateOf(at.time)};
    if (lead.act.institution_id != opened.institution_id) {
      return Precondition(Reason::k_SEVERAL_INSTITUTIONS,
                          absl::StrCat("lead ", id, " concerns ", lead.act.institution_id,
                                       "; a case concerns one institution; 一案只涉一家机构"));
    }
    LeadOutcome outcome;
    outcome.state = LeadState::kFiled;
    outcome.person = call.caller.person;
    outcome.case_id = opened.case_id;
    PROBITY_ASSIGN_OR_RETURN(Lead after, Conclude(lead, outcome, step.today));
    PROBITY_RETURN_IF_ERROR(Save(env, tx, call, step, std::move(after), opened.case_ref).status());
  }
  return absl::OkStatus();
}

}  // namespace probity::scoring
