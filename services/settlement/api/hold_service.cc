#include "services/settlement/api/hold_service.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "google/protobuf/util/time_util.h"
#include "probity/settlement/v1/hold_service.pb.h"
#include "services/settlement/store/holds.h"
#include "services/settlement/store/years.h"

namespace probity::settlement {
namespace {

using google::protobuf::util::TimeUtil;

constexpr size_t kMaxReason = 500;    // bytes
constexpr size_t kMaxDocument = 200;  // bytes
constexpr size_t kMaxId = 32;
constexpr int32_t kNoYear = 0;

v1::PaymentHold ToProto(const PaymentHold& hold) {
  v1::PaymentHold message;
  message.set_hold_id(hold.hold_id);
  message.set_institution_id(hold.institution_id);
  message.set_reason(hold.reason);
  message.set_document(hold.document);
  message.set_placed_by(hold.placed_by);
  *message.mutable_placed_time() = TimeUtil::MicrosecondsToTimestamp(hold.placed_time);
  message.set_released_by(hold.released_by);
  message.set_release_reason(hold.release_reason);
  if (hold.released_time.has_value()) {
    *message.mutable_released_time() = TimeUtil::MicrosecondsToTimestamp(*hold.released_time);
  }
  return message;
}

absl::Status RecordHold(const ServiceEnv& env, sql::Tx& tx, AuditKind kind, const rpc::Call& call,
                        const PaymentHold& hold) {
  ledger::Fields fields;
  fields.Add("actor", call.caller.person)
      .Add("hold_id", hold.hold_id)
      .Add("institution_id", hold.institution_id)
      .Add("document", hold.document);
  return AppendAudit(tx, env.region, kind, fields, Now(env));
}

absl::StatusOr<v1::PlacePaymentHoldResponse> Place(const ServiceEnv& env, sql::Tx& tx,
                                                   const rpc::Call& call,
                                                   const v1::PlacePaymentHoldRequest& request) {
  const auto within = [](const std::string& text, size_t most) {
    return !text.empty() && text.size() <= most;
  };
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(within(request.institution_id(), kMaxId), "institution_id", "1 to 32 characters")
          .Check(within(request.reason(), kMaxReason), "reason", "1 to 500 bytes")
          .Check(within(request.document(), kMaxDocument), "document", "1 to 200 bytes")
          .Result());
  // Holds are placed and released one after another: the row of no year stands for all of them.
  PROBITY_RETURN_IF_ERROR(LockYear(tx, env.region, kNoYear).status());
  PROBITY_ASSIGN_OR_RETURN(const auto running,
                           RunningHold(tx, env.region, request.institution_id()));
  if (running.has_value()) {
    return Precondition(Reason::k_HOLD_STATE,
                        absl::StrCat("hold ", running->hold_id, " runs already"),
                        {{"hold_id", running->hold_id}});
  }
  PaymentHold hold;
  hold.hold_id = TimeOrderedId(env.clock.Now(), env.entropy).Text();
  hold.institution_id = request.institution_id();
  hold.reason = request.reason();
  hold.document = request.document();
  hold.placed_by = call.caller.person;
  hold.placed_time = absl::ToUnixMicros(env.clock.Now());
  PROBITY_RETURN_IF_ERROR(InsertHold(tx, env.region, hold));
  PROBITY_RETURN_IF_ERROR(RecordHold(env, tx, AuditKind::kHoldPlaced, call, hold));
  v1::PlacePaymentHoldResponse response;
  *response.mutable_hold() = ToProto(hold);
  return response;
}

absl::StatusOr<v1::ReleasePaymentHoldResponse> Release(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::ReleasePaymentHoldRequest& request) {
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(!request.reason().empty() && request.reason().size() <= kMaxReason, "reason",
                 "1 to 500 bytes")
          .Result());
  PROBITY_ASSIGN_OR_RETURN(PaymentHold hold, GetHold(tx, env.region, request.hold_id()));
  hold.released_by = call.caller.person;
  hold.release_reason = request.reason();
  hold.released_time = absl::ToUnixMicros(env.clock.Now());
  PROBITY_RETURN_IF_ERROR(ReleaseHold(tx, env.region, hold));
  PROBITY_RETURN_IF_ERROR(RecordHold(env, tx, AuditKind::kHoldReleased, call, hold));
  v1::ReleasePaymentHoldResponse response;
  *response.mutable_hold() = ToProto(hold);
  return response;
}

absl::StatusOr<v1::ListPaymentHoldsResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                                  const v1::ListPaymentHoldsRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  v1::ListPaymentHoldsResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    response.Clear();
    PROBITY_ASSIGN_OR_RETURN(auto holds,
                             HoldsAfter(tx, env.region, {request.institution_id(), !request.all()},
                                        page.cursor, page.size + 1));
    if (static_cast<int64_t>(holds.size()) > page.size) {
      holds.pop_back();
      response.set_next_page_token(env.page_tokens.Next(call, request, holds.back().hold_id));
    }
    for (const PaymentHold& hold : holds) *response.add_holds() = ToProto(hold);
    return absl::OkStatus();
  }));
  return response;
}

}  // namespace

void RegisterHoldService(const ServiceEnv& env, rpc::Router& router) {
  router.Mutation<v1::PlacePaymentHoldRequest, v1::PlacePaymentHoldResponse>(
      "probity.settlement.v1.HoldService.PlacePaymentHold", env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& request) {
        return Place(env, tx, call, request);
      });
  router.Mutation<v1::ReleasePaymentHoldRequest, v1::ReleasePaymentHoldResponse>(
      "probity.settlement.v1.HoldService.ReleasePaymentHold", env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& request) {
        return Release(env, tx, call, request);
      });
  router.Unary<v1::ListPaymentHoldsRequest, v1::ListPaymentHoldsResponse>(
      "probity.settlement.v1.HoldService.ListPaymentHolds",
      [&env](const rpc::Call& call, const auto& request) { return List(env, call, request); });
}

}  // namespace probity::settlement
