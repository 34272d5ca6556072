#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/id/id.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/api/case_flow.h"
#include "services/scoring/api/case_handlers.h"
#include "services/scoring/api/cases/procedure_policy.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/documents/serve.h"
#include "services/scoring/api/evidence/custody_log.h"
#include "services/scoring/api/posting.h"
#include "services/scoring/domain/case_decision.h"
#include "services/scoring/domain/institution.h"
#include "services/scoring/domain/reversal.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/balances.h"
#include "services/scoring/store/finding_store.h"
#include "services/scoring/store/institutions.h"

namespace probity::scoring {
namespace {

constexpr size_t kMaxReason = 500;

absl::StatusOr<YearBalances> BalancesOf(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                        const Subject& subject) {
  YearBalances balances;
  for (const FindingFile& finding : file.findings) {
    const auto year = static_cast<int32_t>(finding.act_end.year());
    if (balances.contains(year)) continue;
    PROBITY_ASSIGN_OR_RETURN(balances[year], BalancePoints(tx, env.region, subject, year));
  }
  return balances;
}

absl::StatusOr<Confirmation> ConfirmationOf(const v1::ConfirmCaseRequest& request) {
  FieldCheck check;
  Confirmation confirmation;
  for (const v1::FinalPoints& one : request.lowered()) {
    check.Check(confirmation.lowered.emplace(one.item(), one.points()).second, "lowered",
                absl::StrCat("item ", one.item(), " is named twice"));
  }
  for (const v1::FinalRecovery& one : request.lowered_recovery()) {
    check.Check(confirmation.lowered_recovery.emplace(one.item(), one.recovery_fen()).second,
                "lowered_recovery", absl::StrCat("item ", one.item(), " is named twice"));
  }
  CheckLength(request.reason(), 0, kMaxReason, "reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  confirmation.reason = request.reason();
  return confirmation;
}

absl::Status AuditDecision(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                           const CaseFile& file) {
  ledger::Fields fields;
  fields.Add("actor", call.caller.person)
      .Add("case_id", file.case_id)
      .Add("decision", static_cast<int64_t>(file.decision))
      .Add("decided_date", DateText(file.decided))
      .Add("policy_sha256", file.policy_sha256)
      .Add("policy_choice", file.policy_choice)
      .Add("reason", file.decision_reason);
  for (const FindingFile& finding : file.findings) {
    fields.Add("item", int64_t{finding.item})
        .Add("notified_points", finding.notified_points)
        .Add("final_points", finding.final_points)
        .Add("notified_recovery_fen", finding.recovery_fen)
        .Add("final_recovery_fen", finding.final_recovery_fen.value_or(0));
  }
  return AppendAudit(tx, env.region, AuditKind::kDecisionChosen, fields, Now(env)).status();
}

absl::StatusOr<Posting> PostingOf(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                  const std::string& actor) {
  Posting posting;
  PROBITY_ASSIGN_OR_RETURN(posting.case_id, Id::Parse(file.case_id));
  PROBITY_ASSIGN_OR_RETURN(const Institution institution,
                           GetInstitution(tx, env.region, file.institution_id));
  posting.subject = institution.subject();
  posting.effective_date = *file.effective;
  posting.actor = actor;
  PROBITY_ASSIGN_OR_RETURN(posting.policy, env.policies.BySha(tx, file.policy_sha256));
  for (const FindingFile& finding : file.findings) {
    if (finding.final_points == 0) continue;
    DecidedFinding decided;
    PROBITY_ASSIGN_OR_RETURN(decided.policy, env.policies.BySha(tx, finding.policy_sha256));
    decided.item = finding.item;
    decided.points = finding.final_points;
    decided.act_start = finding.act_start;
    decided.act_end = finding.act_end;
    decided.veto = IsVeto(*decided.policy, finding);
    posting.findings.push_back(std::move(decided));
  }
  return posting;
}

// Nothing is posted for a dismissed case; the balance stays as it is.
absl::StatusOr<Posted> Post(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                            const std::string& actor) {
  if (file.final_points > 0) {
    PROBITY_ASSIGN_OR_RETURN(const Posting posting, PostingOf(env, tx, file, actor));
    return PostPoints(tx, env, posting);
  }
  PROBITY_ASSIGN_OR_RETURN(const Institution institution,
                           GetInstitution(tx, env.region, file.institution_id));
  Posted nothing;
  PROBITY_ASSIGN_OR_RETURN(nothing.balance_points,
                           BalancePoints(tx, env.region, institution.subject(),
                                         static_cast<int32_t>(LastActEnd(file).year())));
  return nothing;
}

// Both persons with what each of them said (G22), whether or not points are posted back.
absl::Status AuditApproval(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                           const CaseFile& file, const std::string& reason) {
  ledger::Fields fields;
  fields.Add("actor", file.reversal->person)
      .Add("approver", call.caller.person)
      .Add("case_id", file.case_id)
      .Add("document", file.reversal->document)
      .Add("reason", file.reversal->reason)
      .Add("approval_reason", reason);
  return AppendAudit(tx, env.region, AuditKind::kReversalApproved, fields, Now(env)).status();
}

template <typename Response>
Response AnswerPosted(const CaseFile& file, const Posted& posted, const rpc::Call& call) {
  auto response = Answer<Response>(file, call);
  for (const std::string& entry_id : posted.entry_ids) response.add_entry_ids(entry_id);
  response.set_balance_points(posted.balance_points);
  return response;
}

}  // namespace

absl::StatusOr<v1::ConfirmCaseResponse> HandleConfirmCase(const ServiceEnv& env, sql::Tx& tx,
                                                          const rpc::Call& call,
                                                          const v1::ConfirmCaseRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(Confirmation confirmation, ConfirmationOf(request));
  PROBITY_ASSIGN_OR_RETURN(
      const Step step, BeginStep(env, tx, CaseStep::kConfirmCase, request, EtagRule::kRequired));
  PROBITY_RETURN_IF_ERROR(CheckEvidenceUsable(env, tx, request.case_id()));
  PROBITY_ASSIGN_OR_RETURN(const Institution institution,
                           GetInstitution(tx, env.region, step.before.institution_id));
  PROBITY_ASSIGN_OR_RETURN(const PolicyShelf policies, env.policies.All(tx));
  PROBITY_ASSIGN_OR_RETURN(const YearBalances balances,
                           BalancesOf(env, tx, step.before, institution.subject()));
  PROBITY_ASSIGN_OR_RETURN(
      confirmation.versions,
      ChooseVersions(step.before, *policies, institution.kind, balances, step.today));
  confirmation.person = call.caller.person;
  confirmation.today = step.today;
  PROBITY_ASSIGN_OR_RETURN(CaseFile after, ConfirmCase(step.before, confirmation));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved,
                           EndStep(env, tx, call, step, std::move(after), request.reason()));
  if (saved.decision == Decision::kDismissed) {
    PROBITY_RETURN_IF_ERROR(ReleaseActs(tx, env.region, saved));
  }
  PROBITY_RETURN_IF_ERROR(AuditDecision(env, tx, call, saved));
  return Answer<v1::ConfirmCaseResponse>(saved, call);
}

absl::StatusOr<v1::RecordDecisionServiceResponse> HandleRecordDecisionService(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RecordDecisionServiceRequest& request) {
  FieldCheck check;
  const DocumentService service = ServiceField(request, check);
  const ServiceRecord record = MakeServiceRecord(service, request.details(), check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Step step,
                           BeginStep(env, tx, CaseStep::kRecordDecisionService, request));
  PROBITY_ASSIGN_OR_RETURN(CaseFile after, RecordDecisionService(step.before, service, step.today));
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                           ProcedurePolicy(env, tx, step.before, service.served));
  PROBITY_RETURN_IF_ERROR(CheckServedDate(env, *policy, record, *step.before.decided, step.today));
  PROBITY_ASSIGN_OR_RETURN(
      const CaseFile saved,
      EndStep(env, tx, call, step, std::move(after),
              absl::StrCat("served ", DateText(service.served), " ", service.receipt)));
  PROBITY_RETURN_IF_ERROR(ServeLatest(env, tx, step.at, call.caller.person, saved,
                                      DocumentType::kPointsDecision, record));
  PROBITY_ASSIGN_OR_RETURN(const Posted posted, Post(env, tx, saved, call.caller.person));
  return AnswerPosted<v1::RecordDecisionServiceResponse>(saved, posted, call);
}

absl::StatusOr<v1::ReverseDecisionResponse> HandleReverseDecision(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::ReverseDecisionRequest& request) {
  FieldCheck check;
  CheckLength(request.reason(), 1, kMaxReason, "reason", check);
  check.Check(IsLabel(request.document(), 1, 200), "document",
              "number of the judgment or decision, 1 to 200 characters");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Step step, BeginStep(env, tx, CaseStep::kReverseDecision, request,
                                                      EtagRule::kRequired));
  PROBITY_ASSIGN_OR_RETURN(
      CaseFile after,
      RequestReversal(step.before, {call.caller.person, request.reason(), request.document()}));
  const std::string note =
      absl::StrCat("reversal requested / 申请撤销: ", request.document(), " ", request.reason());
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved,
                           EndStep(env, tx, call, step, std::move(after), note));
  ledger::Fields fields;
  fields.Add("actor", call.caller.person)
      .Add("case_id", saved.case_id)
      .Add("reason", request.reason())
      .Add("document", request.document());
  PROBITY_RETURN_IF_ERROR(
      AppendAudit(tx, env.region, AuditKind::kReversalRequested, fields, Now(env)).status());
  return Answer<v1::ReverseDecisionResponse>(saved, call);
}

absl::StatusOr<v1::ApproveReversalResponse> HandleApproveReversal(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::ApproveReversalRequest& request) {
  FieldCheck check;
  CheckLength(request.reason(), 1, kMaxReason, "reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Step step, BeginStep(env, tx, CaseStep::kApproveReversal, request,
                                                      EtagRule::kRequired));
  PROBITY_ASSIGN_OR_RETURN(
      CaseFile after,
      ApproveReversal(step.before, {call.caller.person, request.reason()}, step.today));
  const ReversalRequest asked = *step.before.reversal;
  const std::string note =
      absl::StrCat("reversal approved, ", asked.document, " / 批准撤销: ", request.reason());
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved,
                           EndStep(env, tx, call, step, std::move(after), note));
  PROBITY_RETURN_IF_ERROR(AuditApproval(env, tx, call, saved, request.reason()));
  PROBITY_RETURN_IF_ERROR(ReleaseActs(tx, env.region, saved));
  PROBITY_ASSIGN_OR_RETURN(const Institution institution,
                           GetInstitution(tx, env.region, saved.institution_id));
  Reversal reversal;
  PROBITY_ASSIGN_OR_RETURN(reversal.case_id, Id::Parse(saved.case_id));
  reversal.subject = institution.subject();
  reversal.effective_date = step.today;
  reversal.actor = asked.person;
  reversal.approver = call.caller.person;
  reversal.reason = asked.reason;
  reversal.document = asked.document;
  PROBITY_ASSIGN_OR_RETURN(const Posted posted, ReversePoints(tx, env, reversal));
  return AnswerPosted<v1::ApproveReversalResponse>(saved, posted, call);
}

}  // namespace probity::scoring
