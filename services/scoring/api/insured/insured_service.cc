#include "services/scoring/api/insured/insured_service.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/consequences/follow_insured.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/registrar.h"
#include "services/scoring/domain/institution.h"
#include "services/scoring/domain/persons/identity.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/insured/insured_persons.h"

namespace probity::scoring {
namespace {

constexpr size_t kMaxReason = 500;
constexpr size_t kMaxDocument = 200;

absl::Status Audit(const ServiceEnv& env, sql::Tx& tx, const Insured& insured,
                   const RecordedAt& at) {
  const InsuredEvent& event = insured.events.back();
  ledger::Fields fields;
  fields.Add("actor", event.actor)
      .Add("insured_id", insured.insured_id)
      .Add("seq", event.seq)
      .Add("kind", static_cast<int64_t>(event.kind))
      .Add("months", int64_t{event.months})
      .Add("reason", event.reason)
      .Add("document", event.document);
  if (event.span.has_value()) {
    fields.Add("from_date", DateText(event.span->first)).Add("to_date", DateText(event.span->last));
  }
  return AppendAudit(tx, env.region, AuditKind::kInsuredMeasureMoved, fields, at).status();
}

// Reason and document of a step; neither may carry an identity number.
absl::Status CheckTexts(const std::string& reason, const std::string& document,
                        bool with_document) {
  FieldCheck check;
  CheckLength(reason, 1, kMaxReason, "reason", check);
  check.Check(!with_document || IsLabel(document, 1, kMaxDocument), "document",
              "number of the document, 1 to 200 characters");
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_RETURN_IF_ERROR(CheckNoIdNumber(reason, "reason"));
  return CheckNoIdNumber(document, "document");
}

using MakeEvent = std::function<absl::StatusOr<InsuredEvent>(const Insured&, absl::CivilDay today)>;

// One event: load the person under a lock, let `make` decide, append.
template <typename Response>
absl::StatusOr<Response> Change(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                const std::string& insured_id, const MakeEvent& make) {
  PROBITY_ASSIGN_OR_RETURN(Insured insured, LoadInsuredForUpdate(tx, env.region, insured_id));
  const RecordedAt at = Now(env);
  const absl::CivilDay today = calendar::DateOf(at.time);
  PROBITY_ASSIGN_OR_RETURN(InsuredEvent event, make(insured, today));
  event.actor = call.caller.person;
  event.business_date = today;
  event.recorded_time = absl::ToUnixMicros(at.time);
  event.scenario = at.scenario;
  PROBITY_RETURN_IF_ERROR(AppendInsuredEvent(tx, env.region, insured, std::move(event)));
  PROBITY_RETURN_IF_ERROR(Audit(env, tx, insured, at));
  PROBITY_RETURN_IF_ERROR(consequences::FollowInsured(env, tx, insured, at));
  Response response;
  *response.mutable_insured() = ToProto(insured, today);
  return response;
}

absl::StatusOr<v1::RegisterInsuredResponse> Register(const ServiceEnv& env, sql::Tx& tx,
                                                     const rpc::Call& call,
                                                     const v1::RegisterInsuredRequest& request) {
  const std::string& id = request.insured_id();
  if (!IsInsuredId(id)) {
    PROBITY_RETURN_IF_ERROR(CheckNoIdNumber(id, "insured_id"));
    return FieldCheck()
        .Check(false, "insured_id", "64 hex digits of a hash, or 1 to 32 of A-Z 0-9 - _")
        .Result();
  }
  const RecordedAt at = Now(env);
  const absl::Status inserted =
      InsertInsured(tx, env.region, id, call.caller.person, absl::ToUnixMicros(at.time));
  if (absl::IsAlreadyExists(inserted)) {
    return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_ALREADY_EXISTS,
                  "this pseudonym is registered already");
  }
  PROBITY_RETURN_IF_ERROR(inserted);
  ledger::Fields fields;
  fields.Add("actor", call.caller.person).Add("insured_id", id);
  PROBITY_RETURN_IF_ERROR(
      AppendAudit(tx, env.region, AuditKind::kInsuredRegistered, fields, at).status());
  v1::RegisterInsuredResponse response;
  *response.mutable_insured() = ToProto(Insured{id, {}}, calendar::DateOf(at.time));
  return response;
}

absl::StatusOr<v1::RequestOfflineResponse> RequestOffline(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RequestOfflineRequest& request) {
  PROBITY_RETURN_IF_ERROR(CheckTexts(request.reason(), request.document(), true));
  return Change<v1::RequestOfflineResponse>(
      env, tx, call, request.insured_id(),
      [&](const Insured& insured, absl::CivilDay today) -> absl::StatusOr<InsuredEvent> {
        PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                                 env.policies.For(tx, policy::SubjectKind::kPerson, today));
        PROBITY_RETURN_IF_ERROR(CheckOfflineRequest(insured, policy->persons->insured_offline,
                                                    request.months(), today));
        InsuredEvent event;
        event.kind = InsuredEventKind::kOfflineRequested;
        event.months = request.months();
        event.reason = request.reason();
        event.document = request.document();
        event.policy_sha256 = policy->sha256;
        return event;
      });
}

absl::StatusOr<v1::RequestReconnectionResponse> RequestReconnection(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RequestReconnectionRequest& request) {
  PROBITY_RETURN_IF_ERROR(CheckTexts(request.reason(), request.document(), true));
  return Change<v1::RequestReconnectionResponse>(
      env, tx, call, request.insured_id(),
      [&](const Insured& insured, absl::CivilDay today) -> absl::StatusOr<InsuredEvent> {
        PROBITY_RETURN_IF_ERROR(CheckLiftRequest(insured, today));
        InsuredEvent event;
        event.kind = InsuredEventKind::kLiftRequested;
        event.reason = request.reason();
        event.document = request.document();
        return event;
      });
}

absl::StatusOr<v1::ApproveMeasureResponse> ApproveMeasure(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::ApproveMeasureRequest& request) {
  PROBITY_RETURN_IF_ERROR(CheckTexts(request.reason(), "", false));
  FieldCheck check;
  std::optional<absl::CivilDay> served;
  if (!request.served_date().empty()) {
    served = DateField(request.served_date(), "served_date", absl::CivilDay(), check);
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  return Change<v1::ApproveMeasureResponse>(
      env, tx, call, request.insured_id(),
      [&](const Insured& insured, absl::CivilDay today) -> absl::StatusOr<InsuredEvent> {
        PROBITY_ASSIGN_OR_RETURN(InsuredEvent event,
                                 Approve(insured, call.caller.person, served, today));
        event.reason = request.reason();
        return event;
      });
}

absl::StatusOr<v1::WithdrawMeasureResponse> WithdrawMeasure(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::WithdrawMeasureRequest& request) {
  PROBITY_RETURN_IF_ERROR(CheckTexts(request.reason(), "", false));
  return Change<v1::WithdrawMeasureResponse>(
      env, tx, call, request.insured_id(),
      [&](const Insured& insured, absl::CivilDay) -> absl::StatusOr<InsuredEvent> {
        if (Pending(insured) == nullptr) {
          return Precondition(Reason::k_MEASURE_STATE, "no request waits; 无待批事项");
        }
        InsuredEvent event;
        event.kind = InsuredEventKind::kWithdrawn;
        event.reason = request.reason();
        return event;
      });
}

absl::StatusOr<v1::GetInsuredResponse> Get(const ServiceEnv& env, const rpc::Call& call,
                                           const v1::GetInsuredRequest& request) {
  FieldCheck check;
  const absl::CivilDay day = DateField(request.date(), "date", Today(env.clock), check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  v1::GetInsuredResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const Insured insured,
                             LoadInsured(tx, env.region, request.insured_id()));
    *response.mutable_insured() = ToProto(insured, day);
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::ListInsuredResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                             const v1::ListInsuredRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  std::vector<Insured> found;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(found, InsuredAfter(tx, env.region, page.cursor, page.size + 1));
    return absl::OkStatus();
  }));
  v1::ListInsuredResponse response;
  if (static_cast<int64_t>(found.size()) > page.size) {
    found.pop_back();
    response.set_next_page_token(env.page_tokens.Next(call, request, found.back().insured_id));
  }
  for (const Insured& one : found) *response.add_insured() = ToProto(one, Today(env.clock));
  return response;
}

}  // namespace

v1::InsuredPerson ToProto(const Insured& insured, absl::CivilDay day) {
  v1::InsuredPerson message;
  message.set_insured_id(insured.insured_id);
  for (const OfflineMeasure& one : MeasuresOf(insured)) {
    v1::OfflineMeasure& measure = *message.add_measures();
    measure.set_from_date(DateText(one.span.first));
    measure.set_to_date(DateText(one.span.last));
    measure.set_months(one.months);
    measure.set_reason(one.reason);
    measure.set_document(one.document);
    measure.set_requested_by(one.requested_by);
    measure.set_approved_by(one.approved_by);
    if (one.as_ordered.has_value()) measure.set_ordered_to_date(DateText(one.as_ordered->last));
    measure.set_lift_reason(one.lift_reason);
    measure.set_lifted_by(one.lifted_by);
    if (one.span.Contains(day)) message.set_offline(true);
  }
  if (const InsuredEvent* const pending = Pending(insured); pending != nullptr) {
    message.set_pending(pending->kind == InsuredEventKind::kLiftRequested ? "LIFT" : "OFFLINE");
  }
  return message;
}

void RegisterInsuredService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.InsuredService.")
      .Change("RegisterInsured", &Register)
      .Change("RequestOffline", &RequestOffline)
      .Change("RequestReconnection", &RequestReconnection)
      .Change("ApproveMeasure", &ApproveMeasure)
      .Change("WithdrawMeasure", &WithdrawMeasure)
      .Read("GetInsured", &Get)
      .Read("ListInsured", &List);
}

}  // namespace probity::scoring
