// The handlers of ConsequenceService for settlement holds (G19).
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "common/money/money.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "probity/scoring/v1/consequence_service.pb.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/consequences/consequence_convert.h"
#include "services/scoring/api/consequences/consequence_service.h"
#include "services/scoring/api/consequences/measures.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/domain/consequences/hold.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/consequences/measure_store.h"

namespace probity::scoring::consequences {
namespace {

constexpr size_t kMaxReason = 500;
constexpr size_t kMaxLabel = 200;
constexpr size_t kMaxCode = 32;
constexpr char kFirstDayOfMonth[] = "-01";

// True if the code is a veto item of the policy, or one that fraud makes so.
absl::StatusOr<bool> IsFraudItem(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file,
                                 const std::string& code, absl::CivilDay today) {
  PROBITY_ASSIGN_OR_RETURN(
      const PolicyRef policy,
      MeasurePolicy(env, tx, MeasureSubject::kInstitution, file.institution_id, today));
  const policy::CatalogueItem* item = policy::FindItem(*policy, code);
  return item != nullptr && (item->veto || item->veto_if_fraud);
}

bool IsOpen(const Measure& measure) {
  return measure.kind == MeasureKind::kHold &&
         (measure.status == MeasureStatus::kRequested || measure.status == MeasureStatus::kInForce);
}

absl::StatusOr<v1::RequestHoldResponse> Ask(const ServiceEnv& env, sql::Tx& tx,
                                            const rpc::Call& call,
                                            const v1::RequestHoldRequest& request) {
  FieldCheck check;
  CheckLabel(request.violation_code(), 1, kMaxCode, "violation_code", check);
  CheckLabel(request.refusal_record(), 0, kMaxLabel, "refusal_record", check);
  CheckLength(request.reason(), 1, kMaxReason, "reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const CaseFile file,
                           LoadCaseForUpdate(tx, env.region, request.case_id()));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Measure> of_case,
                           MeasuresOfCase(tx, env.region, file.case_id));
  if (std::any_of(of_case.begin(), of_case.end(), IsOpen)) {
    return Precondition(Reason::k_MEASURE_STATE,
                        "the case has a hold, or one waits for approval; 已有暂停结算");
  }
  const RecordedAt at = Now(env);
  HoldRequest hold;
  hold.person = call.caller.person;
  hold.refusal_record = request.refusal_record();
  hold.reason = request.reason();
  PROBITY_ASSIGN_OR_RETURN(hold.fraud_item, IsFraudItem(env, tx, file, request.violation_code(),
                                                        calendar::DateOf(at.time)));
  PROBITY_ASSIGN_OR_RETURN(Measure measure, RequestHold(file, hold));
  measure.basis = "《医疗保障基金使用监督管理条例》 30";
  PROBITY_ASSIGN_OR_RETURN(
      const Measure kept,
      Keep(env, tx, std::move(measure),
           {"HOLD_REQUESTED", hold.person,
            absl::StrCat(request.violation_code(), " ", request.reason()), at}));
  v1::RequestHoldResponse response;
  *response.mutable_measure() = ToProto(kept);
  return response;
}

absl::StatusOr<v1::ApproveHoldResponse> Answer(const ServiceEnv& env, sql::Tx& tx,
                                               const rpc::Call& call,
                                               const v1::ApproveHoldRequest& request) {
  FieldCheck check;
  CheckLabel(request.document(), 1, kMaxLabel, "document", check);
  CheckLength(request.reason(), 1, kMaxReason, "reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(Measure measure,
                           LoadMeasureForUpdate(tx, env.region, request.measure_id()));
  PROBITY_RETURN_IF_ERROR(CheckRecordEtag(measure.etag, request.etag()));
  CaseFile file;
  if (!measure.case_id.empty()) {
    PROBITY_ASSIGN_OR_RETURN(file, LoadCase(tx, env.region, {measure.case_id, ""}));
  }
  const RecordedAt at = Now(env);
  PROBITY_ASSIGN_OR_RETURN(measure, AnswerHold(std::move(measure), file, call.caller.person,
                                               request.approved(), calendar::DateOf(at.time)));
  PROBITY_ASSIGN_OR_RETURN(
      const Measure kept,
      Keep(env, tx, std::move(measure),
           {request.approved() ? "HOLD_APPROVED" : "HOLD_REFUSED", call.caller.person,
            absl::StrCat(request.document(), " ", request.reason()), at}));
  v1::ApproveHoldResponse response;
  *response.mutable_measure() = ToProto(kept);
  return response;
}

absl::Status CheckAmount(const v1::RecordHeldAmountRequest& request) {
  FieldCheck check;
  const bool month = request.month().size() == 7 &&
                     calendar::ParseDate(absl::StrCat(request.month(), kFirstDayOfMonth)).ok();
  check.Check(month, "month", "a month YYYY-MM");
  check.Check(request.amount_fen() >= 0 && request.amount_fen() <= money::kMaxInputFen,
              "amount_fen", "0 to 10^15 fen");
  CheckLabel(request.document(), 0, kMaxLabel, "document", check);
  return check.Result();
}

// A month that is recorded already with the same sum is no change.
absl::StatusOr<v1::RecordHeldAmountResponse> Amount(const ServiceEnv& env, sql::Tx& tx,
                                                    const rpc::Call& call,
                                                    const v1::RecordHeldAmountRequest& request) {
  PROBITY_RETURN_IF_ERROR(CheckAmount(request));
  PROBITY_ASSIGN_OR_RETURN(Measure measure,
                           LoadMeasureForUpdate(tx, env.region, request.measure_id()));
  if (measure.kind != MeasureKind::kHold || measure.status != MeasureStatus::kInForce) {
    return Precondition(Reason::k_MEASURE_STATE, "no hold is in force; 无执行中的暂停结算");
  }
  v1::RecordHeldAmountResponse response;
  PROBITY_ASSIGN_OR_RETURN(const std::vector<HeldAmount> held,
                           HeldAmountsOf(tx, env.region, measure.measure_id));
  for (const HeldAmount& one : held) {
    if (one.month != request.month()) continue;
    if (one.amount_fen == request.amount_fen()) {
      *response.mutable_measure() = ToProto(measure);
      return response;
    }
    return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_ALREADY_EXISTS,
                  absl::StrCat("for ", one.month, " another sum is recorded; 该月已登记"));
  }
  const RecordedAt at = Now(env);
  PROBITY_RETURN_IF_ERROR(InsertHeldAmount(
      tx, env.region,
      {measure.measure_id, request.month(), request.amount_fen(), request.document(),
       call.caller.person, absl::ToUnixMicros(at.time), at.scenario}));
  measure.held_fen += request.amount_fen();
  PROBITY_ASSIGN_OR_RETURN(
      const Measure kept,
      Keep(env, tx, std::move(measure),
           {"AMOUNT_HELD", call.caller.person,
            absl::StrCat(request.month(), " ", money::FormatYuan(request.amount_fen())), at}));
  *response.mutable_measure() = ToProto(kept);
  return response;
}

absl::StatusOr<v1::ReleaseHoldResponse> Release(const ServiceEnv& env, sql::Tx& tx,
                                                const rpc::Call& call,
                                                const v1::ReleaseHoldRequest& request) {
  FieldCheck check;
  const bool known = request.outcome() == v1::HOLD_OUTCOME_NOTHING_FOUND ||
                     request.outcome() == v1::HOLD_OUTCOME_COOPERATED;
  check.Check(known, "outcome", "NOTHING_FOUND or COOPERATED; fraud is found by a decision");
  CheckLength(request.reason(), 1, kMaxReason, "reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(Measure measure,
                           LoadMeasureForUpdate(tx, env.region, request.measure_id()));
  PROBITY_RETURN_IF_ERROR(CheckRecordEtag(measure.etag, request.etag()));
  const RecordedAt at = Now(env);
  PROBITY_ASSIGN_OR_RETURN(
      measure, ReleaseHold(std::move(measure), static_cast<HoldOutcome>(request.outcome()),
                           calendar::DateOf(at.time)));
  PROBITY_ASSIGN_OR_RETURN(
      const Measure kept,
      Keep(env, tx, std::move(measure), {"RELEASED", call.caller.person, request.reason(), at}));
  v1::ReleaseHoldResponse response;
  *response.mutable_measure() = ToProto(kept);
  return response;
}

}  // namespace

void RegisterHolds(const ServiceEnv& env, rpc::Router& router) {
  constexpr char kService[] = "probity.scoring.v1.ConsequenceService.";
  router.Mutation<v1::RequestHoldRequest, v1::RequestHoldResponse>(
      absl::StrCat(kService, "RequestHold"), env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& request) {
        return Ask(env, tx, call, request);
      });
  router.Mutation<v1::ApproveHoldRequest, v1::ApproveHoldResponse>(
      absl::StrCat(kService, "ApproveHold"), env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& request) {
        return Answer(env, tx, call, request);
      });
  router.Mutation<v1::RecordHeldAmountRequest, v1::RecordHeldAmountResponse>(
      absl::StrCat(kService, "RecordHeldAmount"), env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& request) {
        return Amount(env, tx, call, request);
      });
  router.Mutation<v1::ReleaseHoldRequest, v1::ReleaseHoldResponse>(
      absl::StrCat(kService, "ReleaseHold"), env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& request) {
        return Release(env, tx, call, request);
      });
}

}  // namespace probity::scoring::consequences
