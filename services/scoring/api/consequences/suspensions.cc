// The handlers of ConsequenceService that read measures, order suspensions and lift them.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/clock/clock.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "probity/scoring/v1/consequence_service.pb.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/clocks/clocks.h"
#include "services/scoring/api/consequences/consequence_convert.h"
#include "services/scoring/api/consequences/consequence_service.h"
#include "services/scoring/api/consequences/measures.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/domain/clocks/count.h"
#include "services/scoring/domain/consequences/fee.h"
#include "services/scoring/domain/institution.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/consequences/measure_store.h"

namespace probity::scoring::consequences {
namespace {

constexpr size_t kMaxReason = 500;
constexpr size_t kMaxLabel = 200;
constexpr size_t kMaxScopeRef = 100;
constexpr size_t kMaxSubjectId = 64;

// Ids in columns of ASCII.
void CheckSubjectId(std::string_view id, std::string_view field, FieldCheck& check) {
  const bool plain = std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < 0x7F; });
  check.Check(!id.empty() && id.size() <= kMaxSubjectId && plain, field,
              "1 to 64 printable ASCII characters");
}

// Whose measures may be seen: an institution asks for itself.
absl::Status CheckSeen(const rpc::Call& call, MeasureSubject subject, std::string_view subject_id) {
  if (!call.caller.Has(options::v1::ROLE_INSTITUTION)) return absl::OkStatus();
  if (subject != MeasureSubject::kInstitution) return CheckOwn(call, "");
  return CheckOwn(call, subject_id);
}

absl::StatusOr<MeasureFilter> FilterOf(const v1::ListMeasuresRequest& request) {
  FieldCheck check;
  MeasureFilter filter;
  if (request.subject() != v1::MEASURE_SUBJECT_UNSPECIFIED) {
    filter.subject = SubjectField(request.subject(), "subject", check);
  }
  if (request.kind() != v1::MEASURE_KIND_UNSPECIFIED) {
    filter.kind = KindField(request.kind(), "kind", check);
  }
  filter.subject_id = request.subject_id();
  if (!filter.subject_id.empty()) CheckSubjectId(filter.subject_id, "subject_id", check);
  if (!request.on_date().empty()) {
    filter.on_day = DateField(request.on_date(), "on_date", absl::CivilDay(), check);
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  return filter;
}

absl::StatusOr<v1::ListMeasuresResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                              const v1::ListMeasuresRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(MeasureFilter filter, FilterOf(request));
  PROBITY_RETURN_IF_ERROR(
      CheckSeen(call, filter.subject.value_or(MeasureSubject::kInstitution), filter.subject_id));
  if (call.caller.Has(options::v1::ROLE_INSTITUTION)) {
    filter.subject = MeasureSubject::kInstitution;
  }
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  filter.after = page.cursor;
  filter.limit = page.size + 1;
  std::vector<Measure> found;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(found, ListMeasures(tx, env.region, filter));
    return absl::OkStatus();
  }));
  v1::ListMeasuresResponse response;
  if (static_cast<int64_t>(found.size()) > page.size) {
    found.pop_back();
    response.set_next_page_token(env.page_tokens.Next(call, request, found.back().measure_id));
  }
  for (const Measure& one : found) *response.add_measures() = ToProto(one);
  return response;
}

absl::StatusOr<v1::GetMeasureResponse> Get(const ServiceEnv& env, const rpc::Call& call,
                                           const v1::GetMeasureRequest& request) {
  v1::GetMeasureResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    response.Clear();
    PROBITY_ASSIGN_OR_RETURN(const Measure found,
                             LoadMeasure(tx, env.region, request.measure_id()));
    PROBITY_RETURN_IF_ERROR(CheckSeen(call, found.subject, found.subject_id));
    PROBITY_ASSIGN_OR_RETURN(const std::vector<MeasureEvent> events,
                             EventsOf(tx, env.region, request.measure_id()));
    *response.mutable_measure() = ToProto(found);
    for (const MeasureEvent& event : events) *response.add_events() = ToProto(event);
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<SuspensionOrder> OrderOf(const v1::OrderSuspensionRequest& request,
                                        const std::string& person) {
  FieldCheck check;
  SuspensionOrder order;
  order.kind = KindField(request.kind(), "kind", check);
  order.subject = SubjectField(request.subject(), "subject", check);
  CheckSubjectId(request.subject_id(), "subject_id", check);
  order.subject_id = request.subject_id();
  check.Check(v1::MeasureScope_IsValid(request.scope()), "scope", "a scope, or unspecified");
  if (request.scope() != v1::MEASURE_SCOPE_UNSPECIFIED) {
    order.scope = static_cast<MeasureScope>(request.scope());
  }
  CheckLabel(request.scope_ref(), 0, kMaxScopeRef, "scope_ref", check);
  order.scope_ref = request.scope_ref();
  order.case_id = request.case_id();
  check.Check(!request.served_date().empty(), "served_date", "a date YYYY-MM-DD");
  order.served = DateField(request.served_date(), "served_date", absl::CivilDay(), check);
  check.Check(request.months() >= 0, "months", "not negative");
  check.Check(request.days() >= 0, "days", "not negative");
  order.months = request.months();
  order.days = request.days();
  CheckLabel(request.basis(), 1, kMaxLabel, "basis", check);
  CheckLabel(request.document(), 1, kMaxLabel, "document", check);
  CheckLength(request.reason(), 1, kMaxReason, "reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  order.basis = request.basis();
  order.document = request.document();
  order.reason = request.reason();
  order.person = person;
  return order;
}

absl::StatusOr<v1::OrderSuspensionResponse> Order(const ServiceEnv& env, sql::Tx& tx,
                                                  const rpc::Call& call,
                                                  const v1::OrderSuspensionRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const SuspensionOrder order, OrderOf(request, call.caller.person));
  const RecordedAt at = Now(env);
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                           MeasurePolicy(env, tx, order.subject, order.subject_id, order.served));
  PROBITY_ASSIGN_OR_RETURN(Measure measure,
                           OrderSuspension(order, policy->measures, calendar::DateOf(at.time)));
  if (!order.case_id.empty()) {
    PROBITY_RETURN_IF_ERROR(LoadCase(tx, env.region, {order.case_id, ""}).status());
  }
  measure.policy_sha256 = policy->sha256;
  PROBITY_ASSIGN_OR_RETURN(const Measure kept, Keep(env, tx, std::move(measure),
                                                    {"ORDERED", order.person, order.reason, at}));
  v1::OrderSuspensionResponse response;
  *response.mutable_measure() = ToProto(kept);
  return response;
}

// The last day to answer an application for restoration; without such a deadline in the policy, the
// day it is to take effect.
absl::StatusOr<absl::CivilDay> LiftDue(const ServiceEnv& env, sql::Tx& tx, const Measure& measure,
                                       absl::CivilDay today, absl::CivilDay free_from) {
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                           MeasurePolicy(env, tx, measure.subject, measure.subject_id, today));
  const policy::Deadline* deadline = policy::FindDeadline(*policy, kRestoreReview);
  if (deadline == nullptr) return free_from;
  return clocks::LastDay(*deadline, env.calendar, today);
}

// The clock of the answer, for whoever took the application; a new application starts it anew.
absl::Status StartReview(const ServiceEnv& env, sql::Tx& tx, const Measure& measure,
                         const RecordedAt& at) {
  clocks::ClockStart start;
  start.event = calendar::DateOf(at.time);
  PROBITY_ASSIGN_OR_RETURN(
      start.policy, MeasurePolicy(env, tx, measure.subject, measure.subject_id, start.event));
  if (policy::FindDeadline(*start.policy, kRestoreReview) == nullptr) return absl::OkStatus();
  start.subject = ReviewOf(measure);
  start.key = kRestoreReview;
  if (measure.subject == MeasureSubject::kInstitution) start.institution_id = measure.subject_id;
  start.officer = measure.lift->person;
  start.supersede = true;
  return clocks::StartClock(env, tx, at, start).status();
}

absl::StatusOr<v1::RequestLiftResponse> AskLift(const ServiceEnv& env, sql::Tx& tx,
                                                const rpc::Call& call,
                                                const v1::RequestLiftRequest& request) {
  FieldCheck check;
  LiftRequest lift;
  check.Check(!request.free_from_date().empty(), "free_from_date", "a date YYYY-MM-DD");
  lift.free_from = DateField(request.free_from_date(), "free_from_date", absl::CivilDay(), check);
  CheckLength(request.reason(), 1, kMaxReason, "reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(Measure measure,
                           LoadMeasureForUpdate(tx, env.region, request.measure_id()));
  PROBITY_RETURN_IF_ERROR(CheckRecordEtag(measure.etag, request.etag()));
  const RecordedAt at = Now(env);
  const absl::CivilDay today = calendar::DateOf(at.time);
  lift.person = call.caller.person;
  lift.reason = request.reason();
  PROBITY_ASSIGN_OR_RETURN(lift.due, LiftDue(env, tx, measure, today, lift.free_from));
  PROBITY_ASSIGN_OR_RETURN(measure, RequestLift(std::move(measure), lift, today));
  PROBITY_ASSIGN_OR_RETURN(
      const Measure kept,
      Keep(env, tx, std::move(measure), {"LIFT_REQUESTED", lift.person, request.reason(), at}));
  PROBITY_RETURN_IF_ERROR(StartReview(env, tx, kept, at));
  v1::RequestLiftResponse response;
  *response.mutable_measure() = ToProto(kept);
  return response;
}

absl::StatusOr<v1::ApproveLiftResponse> GrantLift(const ServiceEnv& env, sql::Tx& tx,
                                                  const rpc::Call& call,
                                                  const v1::ApproveLiftRequest& request) {
  FieldCheck check;
  CheckLabel(request.document(), 1, kMaxLabel, "document", check);
  CheckLength(request.reason(), 1, kMaxReason, "reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(Measure measure,
                           LoadMeasureForUpdate(tx, env.region, request.measure_id()));
  PROBITY_RETURN_IF_ERROR(CheckRecordEtag(measure.etag, request.etag()));
  const RecordedAt at = Now(env);
  PROBITY_ASSIGN_OR_RETURN(
      measure, ApproveLift(std::move(measure), call.caller.person, calendar::DateOf(at.time)));
  PROBITY_RETURN_IF_ERROR(
      clocks::MeetClock(env, tx, at, ReviewOf(measure), kRestoreReview, calendar::DateOf(at.time)));
  PROBITY_ASSIGN_OR_RETURN(const Measure kept,
                           Keep(env, tx, std::move(measure),
                                {"LIFTED", call.caller.person,
                                 absl::StrCat(request.document(), " ", request.reason()), at}));
  v1::ApproveLiftResponse response;
  *response.mutable_measure() = ToProto(kept);
  return response;
}

absl::StatusOr<Fee> FeeOf(const v1::CheckFeeRequest& request) {
  FieldCheck check;
  Fee fee;
  fee.institution_id = request.institution_id();
  check.Check(IsInstitutionId(fee.institution_id), "institution_id", "1 to 32 of A-Z 0-9 - _");
  check.Check(!request.service_date().empty(), "service_date", "a date YYYY-MM-DD");
  fee.day = DateField(request.service_date(), "service_date", absl::CivilDay(), check);
  fee.department = request.department();
  fee.service_line = request.service_line();
  fee.person_id = request.person_id();
  fee.insured_id = request.insured_id();
  if (!fee.person_id.empty()) CheckSubjectId(fee.person_id, "person_id", check);
  if (!fee.insured_id.empty()) CheckSubjectId(fee.insured_id, "insured_id", check);
  fee.emergency = request.emergency();
  if (!request.admitted_date().empty()) {
    fee.admitted = DateField(request.admitted_date(), "admitted_date", absl::CivilDay(), check);
    check.Check(!check.ok() || *fee.admitted <= fee.day, "admitted_date", "not after service_date");
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  return fee;
}

absl::StatusOr<FeeAnswer> AnswerFee(const ServiceEnv& env, sql::Tx& tx, const Fee& fee) {
  PROBITY_ASSIGN_OR_RETURN(
      const PolicyRef policy,
      MeasurePolicy(env, tx, MeasureSubject::kInstitution, fee.institution_id, fee.day));
  std::vector<Measure> measures;
  const auto add = [&](MeasureSubject subject, const std::string& id) -> absl::Status {
    if (id.empty()) return absl::OkStatus();
    PROBITY_ASSIGN_OR_RETURN(const std::vector<Measure> some,
                             MeasuresOf(tx, env.region, subject, id));
    measures.insert(measures.end(), some.begin(), some.end());
    return absl::OkStatus();
  };
  PROBITY_RETURN_IF_ERROR(add(MeasureSubject::kInstitution, fee.institution_id));
  PROBITY_RETURN_IF_ERROR(add(MeasureSubject::kPerson, fee.person_id));
  PROBITY_RETURN_IF_ERROR(add(MeasureSubject::kInsured, fee.insured_id));
  return CheckFee(measures, fee, policy->measures.inpatients_until_discharge);
}

absl::StatusOr<v1::CheckFeeResponse> Fees(const ServiceEnv& env, const rpc::Call& call,
                                          const v1::CheckFeeRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Fee fee, FeeOf(request));
  FeeAnswer answer;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(answer, AnswerFee(env, tx, fee));
    return absl::OkStatus();
  }));
  v1::CheckFeeResponse response;
  response.set_settled(answer.settled);
  response.set_measure_id(IdText(answer.measure_id));
  response.set_ground(std::string(FeeGroundTitle(answer.ground)));
  return response;
}

}  // namespace

void RegisterSuspensions(const ServiceEnv& env, rpc::Router& router) {
  constexpr char kService[] = "probity.scoring.v1.ConsequenceService.";
  router.Unary<v1::ListMeasuresRequest, v1::ListMeasuresResponse>(
      absl::StrCat(kService, "ListMeasures"),
      [&env](const rpc::Call& call, const auto& request) { return List(env, call, request); });
  router.Unary<v1::GetMeasureRequest, v1::GetMeasureResponse>(
      absl::StrCat(kService, "GetMeasure"),
      [&env](const rpc::Call& call, const auto& request) { return Get(env, call, request); });
  router.Mutation<v1::OrderSuspensionRequest, v1::OrderSuspensionResponse>(
      absl::StrCat(kService, "OrderSuspension"), env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& request) {
        return Order(env, tx, call, request);
      });
  router.Mutation<v1::RequestLiftRequest, v1::RequestLiftResponse>(
      absl::StrCat(kService, "RequestLift"), env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& request) {
        return AskLift(env, tx, call, request);
      });
  router.Mutation<v1::ApproveLiftRequest, v1::ApproveLiftResponse>(
      absl::StrCat(kService, "ApproveLift"), env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& request) {
        return GrantLift(env, tx, call, request);
      });
  router.Unary<v1::CheckFeeRequest, v1::CheckFeeResponse>(
      absl::StrCat(kService, "CheckFee"),
      [&env](const rpc::Call& call, const auto& request) { return Fees(env, call, request); });
}

}  // namespace probity::scoring::consequences
