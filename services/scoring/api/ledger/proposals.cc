#include "services/scoring/store/ledger/proposals.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "probity/scoring/v1/proposal_service.pb.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/consequences/termination.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/ledger/handlers.h"
#include "services/scoring/api/registrar.h"

namespace probity::scoring {
namespace {

constexpr size_t kMaxReason = 500;
constexpr size_t kMaxDocument = 200;

std::string IdText(const std::string& bytes) {
  const absl::StatusOr<Id> id = Id::FromBytes(bytes);
  return id.ok() ? id->Text() : "";
}

v1::ProposalOutcome OutcomeMessage(ProposalOutcome outcome) {
  return static_cast<v1::ProposalOutcome>(static_cast<int>(outcome) + 1);
}

absl::StatusOr<v1::Proposal> ProposalMessage(const ServiceEnv& env, sql::Tx& tx,
                                             const Proposal& one) {
  v1::Proposal message;
  message.set_proposal_id(IdText(one.proposal_id));
  message.set_subject_kind(ToProto(one.subject.kind));
  message.set_subject_id(one.subject.id);
  for (const absl::string_view line : absl::StrSplit(one.occurrences, '\n')) {
    message.add_occurrences(std::string(line));
  }
  message.set_window_first_date(DateText(one.window.first));
  message.set_window_last_date(DateText(one.window.last));
  message.set_policy_sha256(one.policy_sha256);
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy, env.policies.BySha(tx, one.policy_sha256));
  if (static_cast<size_t>(one.rule) < policy->multi_year.size()) {
    for (const policy::LegalBasis& basis :
         policy->multi_year[static_cast<size_t>(one.rule)].legal_basis) {
      message.add_legal_bases(policy::CiteBasis(basis));
    }
  }
  message.set_case_id(one.case_id.empty() ? "" : IdText(one.case_id));
  message.set_proposed_date(DateText(one.date));
  message.set_outcome(OutcomeMessage(one.outcome()));
  if (!one.decision.has_value()) return message;
  message.set_decided_by(one.decision->actor);
  message.set_decided_date(DateText(one.decision->date));
  message.set_reason(one.decision->reason);
  message.set_document(one.decision->document);
  // The cancellation bears the proposal's id.
  if (one.outcome() == ProposalOutcome::kAdopted) message.set_measure_id(message.proposal_id());
  return message;
}

absl::StatusOr<v1::ListProposalsResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                               const v1::ListProposalsRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  ProposalFilter filter;
  filter.open_only = request.open_only();
  filter.after = page.cursor;
  filter.limit = page.size + 1;
  if (!request.subject_id().empty()) {
    const std::optional<policy::SubjectKind> kind = FromProto(request.subject_kind());
    PROBITY_RETURN_IF_ERROR(
        FieldCheck().Check(kind.has_value(), "subject_kind", "required with subject_id").Result());
    filter.subject = Subject{*kind, request.subject_id()};
  }
  v1::ListProposalsResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(std::vector<Proposal> found, ListProposals(tx, env.region, filter));
    if (static_cast<int64_t>(found.size()) > page.size) {
      found.pop_back();
      response.set_next_page_token(env.page_tokens.Next(call, request, found.back().proposal_id));
    }
    for (const Proposal& one : found) {
      PROBITY_ASSIGN_OR_RETURN(*response.add_proposals(), ProposalMessage(env, tx, one));
    }
    return absl::OkStatus();
  }));
  return response;
}

// What the adopted proposal orders, from the day after the decision was served.
absl::Status Terminate(const ServiceEnv& env, sql::Tx& tx, const Proposal& one,
                       absl::CivilDay served, const RecordedAt& at) {
  CancellationOrder order;
  order.measure_id = one.proposal_id;
  order.subject = one.subject.person() ? MeasureSubject::kPerson : MeasureSubject::kInstitution;
  order.subject_id = one.subject.id;
  order.case_id = one.case_id.empty() ? "" : IdText(one.case_id);
  order.served = served;
  order.since = one.date;
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy, env.policies.BySha(tx, one.policy_sha256));
  if (static_cast<size_t>(one.rule) < policy->multi_year.size()) {
    order.basis =
        consequences::CiteBases(policy->multi_year[static_cast<size_t>(one.rule)].legal_basis);
  }
  order.document = one.decision->document;
  order.reason = one.decision->reason;
  order.person = one.decision->actor;
  return consequences::Terminate(env, tx, order, one.policy_sha256, at).status();
}

absl::StatusOr<v1::DecideProposalResponse> Decide(const ServiceEnv& env, sql::Tx& tx,
                                                  const rpc::Call& call,
                                                  const v1::DecideProposalRequest& request) {
  FieldCheck check;
  CheckLength(request.reason(), 1, kMaxReason, "reason", check);
  CheckLength(request.document(), 1, kMaxDocument, "document", check);
  const absl::StatusOr<Id> id = Id::Parse(request.proposal_id());
  check.Check(id.ok(), "proposal_id", "an id, 26 symbols");
  const RecordedAt at = Now(env);
  check.Check(request.adopt() || request.served_date().empty(), "served_date",
              "of an adopted proposal only");
  const absl::CivilDay served =
      DateField(request.served_date(), "served_date", calendar::DateOf(at.time), check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(Proposal one, GetProposal(tx, env.region, id->Bytes()));
  ProposalDecision decision;
  decision.outcome = request.adopt() ? ProposalOutcome::kAdopted : ProposalOutcome::kRejected;
  decision.reason = request.reason();
  decision.document = request.document();
  decision.actor = call.caller.person;
  decision.date = calendar::DateOf(at.time);
  decision.recorded_time = absl::ToUnixMicros(at.time);
  decision.scenario = at.scenario;
  PROBITY_RETURN_IF_ERROR(InsertProposalDecision(tx, env.region, one.proposal_id, decision));
  ledger::Fields fields;
  fields.AddHex("proposal_id", one.proposal_id)
      .Add("outcome", static_cast<int64_t>(decision.outcome))
      .Add("actor", decision.actor)
      .Add("reason", decision.reason)
      .Add("document", decision.document);
  PROBITY_RETURN_IF_ERROR(
      AppendAudit(tx, env.region, AuditKind::kProposalDecided, fields, at).status());
  one.decision = std::move(decision);
  if (request.adopt()) PROBITY_RETURN_IF_ERROR(Terminate(env, tx, one, served, at));
  v1::DecideProposalResponse response;
  PROBITY_ASSIGN_OR_RETURN(*response.mutable_proposal(), ProposalMessage(env, tx, one));
  return response;
}

}  // namespace

void RegisterProposalService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.ProposalService.")
      .Read("ListProposals", &List)
      .Change("DecideProposal", &Decide);
}

}  // namespace probity::scoring
