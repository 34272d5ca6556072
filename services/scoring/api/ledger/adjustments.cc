#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/ledger/adjust.h"
#include "services/scoring/api/ledger/handlers.h"
#include "services/scoring/store/balances.h"
#include "services/scoring/store/institutions.h"

namespace probity::scoring {
namespace {

constexpr size_t kMaxReason = 500;
constexpr size_t kMaxDocument = 200;
constexpr size_t kMaxCode = 32;

std::string IdText(const std::string& bytes) {
  const absl::StatusOr<Id> id = Id::FromBytes(bytes);
  return id.ok() ? id->Text() : "";
}

v1::Adjustment AdjustmentMessage(const Adjustment& one) {
  v1::Adjustment message;
  message.set_adjustment_id(IdText(one.adjustment_id));
  message.set_kind(static_cast<v1::EntryKind>(one.kind));
  message.set_subject_kind(ToProto(one.subject.kind));
  message.set_subject_id(one.subject.id);
  message.set_year(one.year);
  message.set_code(one.code);
  message.set_minutes(one.minutes);
  message.set_points(one.points);
  message.set_repair_id(IdText(one.repair_id));
  message.set_reason(one.reason);
  message.set_document(one.document);
  message.set_requested_by(one.actor);
  message.set_requested_date(DateText(one.date));
  message.set_state(v1::ADJUSTMENT_STATE_REQUESTED);
  if (!one.decision.has_value()) return message;
  message.set_state(one.decision->approved ? v1::ADJUSTMENT_STATE_APPROVED
                                           : v1::ADJUSTMENT_STATE_REFUSED);
  message.set_decided_by(one.decision->actor);
  message.set_decided_date(DateText(one.decision->date));
  message.set_decision_reason(one.decision->reason);
  message.set_recorded_seq(one.decision->entry_seq);
  return message;
}

// Bytes of an id field; "" and a violation if it is none.
std::string IdField(const std::string& text, const char* field, FieldCheck& check) {
  const absl::StatusOr<Id> id = Id::Parse(text);
  check.Check(id.ok(), field, "an id, 26 symbols");
  return id.ok() ? id->Bytes() : "";
}

// An institution as its register has it; a person as named.
absl::StatusOr<Subject> SubjectField(const ServiceEnv& env, sql::Tx& tx, v1::SubjectKind kind,
                                     const std::string& id) {
  if (kind == v1::SUBJECT_KIND_PERSON) return Subject{policy::SubjectKind::kPerson, id};
  PROBITY_ASSIGN_OR_RETURN(const Institution institution, GetInstitution(tx, env.region, id));
  return institution.subject();
}

template <typename Request>
void CheckTexts(const Request& request, FieldCheck& check) {
  CheckLength(request.reason(), 1, kMaxReason, "reason", check);
  CheckLength(request.document(), 1, kMaxDocument, "document", check);
}

// Checks and stores a request of the caller.
absl::Status Ask(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call, Adjustment& one) {
  const RecordedAt at = Now(env);
  one.adjustment_id = TimeOrderedId(at.time, env.entropy).Bytes();
  if (one.kind == EntryKind::kReduce) one.repair_id = one.adjustment_id;
  one.actor = call.caller.person;
  one.date = calendar::DateOf(at.time);
  one.recorded_time = absl::ToUnixMicros(at.time);
  one.scenario = at.scenario;
  PROBITY_RETURN_IF_ERROR(CheckAdjustment(tx, env, one));
  PROBITY_RETURN_IF_ERROR(InsertAdjustment(tx, env.region, one));
  ledger::Fields fields;
  fields.AddHex("adjustment_id", one.adjustment_id)
      .Add("kind", static_cast<int64_t>(one.kind))
      .Add("subject_kind", static_cast<int64_t>(one.subject.kind))
      .Add("subject_id", one.subject.id)
      .Add("year", int64_t{one.year})
      .Add("points", one.points)
      .Add("actor", one.actor)
      .Add("reason", one.reason)
      .Add("document", one.document);
  return AppendAudit(tx, env.region, AuditKind::kAdjustmentRequested, fields, at).status();
}

// The adjustment once nobody else can decide it or change its year.
absl::StatusOr<Adjustment> AdjustmentForUpdate(const ServiceEnv& env, sql::Tx& tx,
                                               const std::string& id) {
  PROBITY_ASSIGN_OR_RETURN(const Adjustment seen, GetAdjustment(tx, env.region, id));
  PROBITY_RETURN_IF_ERROR(LockBalance(tx, env.region, seen.subject, seen.year));
  return GetAdjustment(tx, env.region, id);
}

absl::Status AuditDecision(const ServiceEnv& env, sql::Tx& tx, const Adjustment& one) {
  ledger::Fields fields;
  fields.AddHex("adjustment_id", one.adjustment_id)
      .Add("approved", static_cast<int64_t>(one.decision->approved))
      .Add("actor", one.decision->actor)
      .Add("reason", one.decision->reason)
      .Add("recorded_seq", one.decision->entry_seq);
  return AppendAudit(tx, env.region, AuditKind::kAdjustmentDecided, fields, Now(env)).status();
}

}  // namespace

absl::StatusOr<v1::ReducePointsResponse> HandleReducePoints(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::ReducePointsRequest& request) {
  FieldCheck check;
  CheckTexts(request, check);
  CheckLength(request.code(), 1, kMaxCode, "code", check);
  check.Check(request.minutes() > 0, "minutes", "at least 1");
  check.Check(IsInstitutionId(request.subject_id()), "subject_id", "1 to 32 of A-Z 0-9 - _");
  PROBITY_RETURN_IF_ERROR(check.Result());
  Adjustment one;
  one.kind = EntryKind::kReduce;
  PROBITY_ASSIGN_OR_RETURN(one.subject,
                           SubjectField(env, tx, request.subject_kind(), request.subject_id()));
  one.year = request.year();
  one.code = request.code();
  one.minutes = request.minutes();
  one.reason = request.reason();
  one.document = request.document();
  PROBITY_RETURN_IF_ERROR(Ask(env, tx, call, one));
  v1::ReducePointsResponse response;
  *response.mutable_adjustment() = AdjustmentMessage(one);
  return response;
}

absl::StatusOr<v1::RestorePointsResponse> HandleRestorePoints(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::RestorePointsRequest& request) {
  FieldCheck check;
  CheckTexts(request, check);
  const std::string repair_id = IdField(request.repair_id(), "repair_id", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const Adjustment repair, GetAdjustment(tx, env.region, repair_id));
  Adjustment one;
  one.kind = EntryKind::kRestore;
  one.subject = repair.subject;
  one.year = repair.year;
  one.code = repair.code;
  one.repair_id = repair_id;
  one.reason = request.reason();
  one.document = request.document();
  PROBITY_RETURN_IF_ERROR(Ask(env, tx, call, one));
  v1::RestorePointsResponse response;
  *response.mutable_adjustment() = AdjustmentMessage(one);
  return response;
}

absl::StatusOr<v1::DecideAdjustmentResponse> HandleDecideAdjustment(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::DecideAdjustmentRequest& request) {
  FieldCheck check;
  CheckLength(request.reason(), 1, kMaxReason, "reason", check);
  const std::string id = IdField(request.adjustment_id(), "adjustment_id", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(Adjustment one, AdjustmentForUpdate(env, tx, id));
  if (one.decision.has_value()) {
    return Precondition(Reason::k_ADJUSTMENT_DECIDED, "it has been decided; 该申请已作决定");
  }
  if (one.actor == call.caller.person) {
    return Denied(Reason::k_G22_TWO_PERSONS,
                  "who asked for it may not decide it; 申请人不得自行批准");
  }
  const RecordedAt at = Now(env);
  AdjustmentDecision decision;
  decision.approved = request.approve();
  decision.reason = request.reason();
  decision.actor = call.caller.person;
  decision.date = calendar::DateOf(at.time);
  decision.recorded_time = absl::ToUnixMicros(at.time);
  decision.scenario = at.scenario;
  if (decision.approved) {
    PROBITY_RETURN_IF_ERROR(CheckAdjustment(tx, env, one));
    PROBITY_ASSIGN_OR_RETURN(decision.entry_seq, RecordAdjustment(tx, env, one, decision.actor));
  }
  PROBITY_RETURN_IF_ERROR(InsertAdjustmentDecision(tx, env.region, id, decision));
  one.decision = std::move(decision);
  PROBITY_RETURN_IF_ERROR(AuditDecision(env, tx, one));
  v1::DecideAdjustmentResponse response;
  *response.mutable_adjustment() = AdjustmentMessage(one);
  PROBITY_ASSIGN_OR_RETURN(const int64_t points,
                           BalancePoints(tx, env.region, one.subject, one.year));
  response.set_balance_points(points);
  return response;
}

absl::StatusOr<v1::ListAdjustmentsResponse> HandleListAdjustments(
    const ServiceEnv& env, const rpc::Call& call, const v1::ListAdjustmentsRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  std::vector<Adjustment> found;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(found, ListAdjustments(tx, env.region,
                                                    {request.subject_id(), request.open_only(),
                                                     page.cursor, page.size + 1}));
    return absl::OkStatus();
  }));
  v1::ListAdjustmentsResponse response;
  if (static_cast<int64_t>(found.size()) > page.size) {
    found.pop_back();
    response.set_next_page_token(env.page_tokens.Next(call, request, found.back().adjustment_id));
  }
  for (const Adjustment& one : found) *response.add_adjustments() = AdjustmentMessage(one);
  return response;
}

}  // namespace probity::scoring
