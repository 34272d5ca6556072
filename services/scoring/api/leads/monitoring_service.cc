#include "services/scoring/api/leads/monitoring_service.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/calendar/date.h"
#include "common/id/uuid.h"
#include "common/status/status.h"
#include "probity/scoring/v1/monitoring_service.pb.h"
#include "services/scoring/api/leads/intake.h"
#include "services/scoring/api/leads/lead_convert.h"
#include "services/scoring/store/leads/report_store.h"

namespace probity::scoring {
namespace {

using Request = v1::ReportLeadsRequest;
using Response = v1::ReportLeadsResponse;

// Items of one transaction: as many as a message may hold.
constexpr size_t kBatch = 500;
constexpr int kAttempts = 5;
constexpr int kListed = 1000;
constexpr size_t kMaxId = 64;
constexpr size_t kMaxDetail = 500;
// Each of a delivery's many transactions is short, however long the stream may last.
constexpr absl::Duration kPatience = absl::Seconds(30);

absl::Time Soon(const rpc::Call& call) {
  return std::min(call.deadline, absl::Now() + kPatience);
}

std::string DetailText(const absl::Status& status) {
  std::string text;
  for (const FieldViolation& one : DetailOf(status).violations) {
    absl::StrAppend(&text, text.empty() ? "" : "; ", one.field, ": ", one.description);
  }
  return CutTo(text.empty() ? std::string(status.message()) : text, kMaxDetail);
}

absl::StatusOr<Delivery> DeliveryOf(const rpc::Call& call, const Request& first) {
  const absl::StatusOr<std::string> id = ParseUuid(first.request_id());
  FieldCheck check;
  check.Check(id.ok(), "request_id",
              "must be a UUID made by the caller, the same for every attempt");
  check.Check(IsSourceSystem(first.source_system()), "source_system", "1 to 32 of a-z 0-9 - _");
  check.Check(v1::CaseSource_IsValid(first.source()), "source", "a known source");
  PROBITY_RETURN_IF_ERROR(check.Result());
  const bool stated = first.source() != v1::CASE_SOURCE_UNSPECIFIED;
  return Delivery{*id, first.source_system(),
                  stated ? static_cast<CaseSource>(first.source()) : CaseSource::kOnlineMonitoring,
                  call.caller.person};
}

// The delivery begins, or goes on where a cut one ended.
absl::Status Begin(const ServiceEnv& env, const rpc::Call& call, const Delivery& delivery) {
  return env.database.Transact(Soon(call), [&](sql::Tx& tx) -> absl::Status {
    const absl::Status inserted =
        InsertDelivery(tx, env.region, delivery, absl::ToUnixMicros(Now(env).time));
    if (!absl::IsAlreadyExists(inserted)) return inserted;
    PROBITY_ASSIGN_OR_RETURN(const std::optional<Delivery> begun,
                             FindDelivery(tx, env.region, delivery.delivery_id));
    if (begun == delivery) return absl::OkStatus();
    return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_REQUEST_ID_REUSED,
                  "request_id names a delivery of another source or person; make a new one");
  });
}

// A delivery on its way: items are gathered to a transaction's worth and counted as decided.
class Intake {
 public:
  Intake(const ServiceEnv& env, const rpc::Call& call, const Delivery& delivery)
      : env_(env), call_(call), delivery_(delivery) {}

  absl::Status Take(const Request& message) {
    const absl::CivilDay today = Today(env_.clock);
    for (const v1::ReportedLead& lead : message.leads()) {
      FieldCheck check;
      ReportItem item;
      item.report = ReportField(lead, today, CodeRule::kRequired, "", check);
      item.report.source_system = delivery_.source_system;
      item.report.source = delivery_.source;
      item.report.received = today;
      item.report.reported_by = call_.caller.person;
      item.origin = {delivery_.delivery_id, next_++};
      item.fault = check.Result();
      items_.push_back(std::move(item));
      if (items_.size() == kBatch) PROBITY_RETURN_IF_ERROR(Flush());
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Response> Finish() {
    PROBITY_RETURN_IF_ERROR(Flush());
    response_.set_received(next_);
    return std::move(response_);
  }

 private:
  absl::Status Flush() {
    if (items_.empty()) return absl::OkStatus();
    absl::Status status;
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      status = Store();
      if (!absl::IsAlreadyExists(status)) break;  // else others take the same acts: look again
    }
    if (absl::IsAlreadyExists(status)) {
      return LostRace("others report the same acts at the same time; send the stream again");
    }
    PROBITY_RETURN_IF_ERROR(status);
    Count();
    items_.clear();
    return absl::OkStatus();
  }

  absl::Status Store() {
    return env_.database.Transact(Soon(call_), [&](sql::Tx& tx) -> absl::Status {
      rejections_.clear();
      PROBITY_ASSIGN_OR_RETURN(taken_, TakeReports(env_, tx, items_, Now(env_)));
      for (size_t i = 0; i < items_.size(); ++i) {
        const absl::Status& refusal = taken_[i].refusal;
        if (refusal.ok()) continue;
        rejections_.push_back({items_[i].origin.index, CutTo(items_[i].report.external_id, kMaxId),
                               DetailOf(refusal).reason, DetailText(refusal)});
      }
      return PutRejections(tx, env_.region, delivery_.delivery_id, rejections_);
    });
  }

  void Count() {
    for (const TakenItem& one : taken_) {
      switch (one.taken) {
        case Taken::kNew:
          response_.set_new_leads(response_.new_leads() + 1);
          response_.set_accepted(response_.accepted() + 1);
          break;
        case Taken::kJoined:
          response_.set_joined(response_.joined() + 1);
          response_.set_accepted(response_.accepted() + 1);
          break;
        case Taken::kDuplicate:
          response_.set_duplicates(response_.duplicates() + 1);
          break;
        case Taken::kConflict:
          response_.set_conflicts(response_.conflicts() + 1);
          break;
        case Taken::kMalformed:
          response_.set_malformed(response_.malformed() + 1);
          break;
      }
    }
    for (const Rejection& one : rejections_) {
      if (response_.rejected_size() == kListed) break;
      *response_.add_rejected() = ToProto(one);
    }
  }

  const ServiceEnv& env_;
  const rpc::Call& call_;
  const Delivery& delivery_;
  int64_t next_ = 0;
  std::vector<ReportItem> items_;
  std::vector<TakenItem> taken_;
  std::vector<Rejection> rejections_;
  Response response_;
};

absl::StatusOr<Response> ReportLeads(const ServiceEnv& env, const rpc::Call& call,
                                     rpc::Source& source) {
  Request message;
  PROBITY_RETURN_IF_ERROR(source.Read(&message).status());
  PROBITY_ASSIGN_OR_RETURN(const Delivery delivery, DeliveryOf(call, message));
  const std::string request_id = message.request_id();
  PROBITY_RETURN_IF_ERROR(Begin(env, call, delivery));
  Intake intake(env, call, delivery);
  bool more = true;
  while (more) {
    PROBITY_RETURN_IF_ERROR(intake.Take(message));
    PROBITY_ASSIGN_OR_RETURN(more, source.Read(&message));
    FieldCheck check;
    check.Check(!more || message.request_id().empty() || message.request_id() == request_id,
                "request_id", "in the first message only");
    check.Check(!more || message.source_system().empty() ||
                    message.source_system() == delivery.source_system,
                "source_system", "in the first message only");
    PROBITY_RETURN_IF_ERROR(check.Result());
  }
  PROBITY_ASSIGN_OR_RETURN(Response response, intake.Finish());
  response.set_delivery_id(request_id);
  return response;
}

absl::StatusOr<v1::ListRejectedLeadsResponse> ListRejected(
    const ServiceEnv& env, const rpc::Call& call, const v1::ListRejectedLeadsRequest& request) {
  const absl::StatusOr<std::string> id = ParseUuid(request.delivery_id());
  PROBITY_RETURN_IF_ERROR(
      FieldCheck().Check(id.ok(), "delivery_id", "the request_id of a delivery").Result());
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  int64_t first = 0;
  if (!page.cursor.empty() && !absl::SimpleAtoi(page.cursor, &first)) {
    return absl::InternalError("a cursor that is no index");
  }
  std::vector<Rejection> found;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const std::optional<Delivery> delivery,
                             FindDelivery(tx, env.region, *id));
    if (!delivery.has_value()) {
      return NotFound(Reason::k_UNKNOWN_DELIVERY, "no such delivery; 无此批次");
    }
    PROBITY_ASSIGN_OR_RETURN(found, ListRejections(tx, env.region, *id, first, page.size + 1));
    return absl::OkStatus();
  }));
  v1::ListRejectedLeadsResponse response;
  if (static_cast<int64_t>(found.size()) > page.size) {
    response.set_next_page_token(
        env.page_tokens.Next(call, request, absl::StrCat(found.back().index)));
    found.pop_back();
  }
  for (const Rejection& one : found) *response.add_rejected() = ToProto(one);
  return response;
}

}  // namespace

void RegisterMonitoringService(const ServiceEnv& env, rpc::Router& router) {
  router.Upload<Request, Response>("probity.scoring.v1.MonitoringService.ReportLeads",
                                   [&env](const rpc::Call& call, rpc::Source& source) {
                                     return ReportLeads(env, call, source);
                                   });
  router.Unary<v1::ListRejectedLeadsRequest, v1::ListRejectedLeadsResponse>(
      "probity.scoring.v1.MonitoringService.ListRejectedLeads",
      [&env](const rpc::Call& call, const auto& request) {
        return ListRejected(env, call, request);
      });
}

}  // namespace probity::scoring
