#include "common/rpc/error.h"

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/text.h"
#include "common/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace probity::rpc {
namespace {

constexpr char kDomain[] = "probity";
constexpr size_t kMaxFactBytes = 256;
constexpr size_t kMaxViolationBytes = 512;
// Left free for the ErrorInfo that is finished last, when the number of omitted rows is known.
constexpr size_t kReserve = 64;

// The reason of a status whose maker gave none, so that no error leaves without one.
std::string_view GeneralReason(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kUnimplemented:
      return ReasonName(Reason::k_BAD_REQUEST);
    case absl::StatusCode::kNotFound:
      return ReasonName(Reason::k_NOT_FOUND);
    case absl::StatusCode::kAlreadyExists:
      return ReasonName(Reason::k_ALREADY_EXISTS);
    case absl::StatusCode::kPermissionDenied:
      return ReasonName(Reason::k_ROLE_REQUIRED);
    case absl::StatusCode::kUnauthenticated:
      return ReasonName(Reason::k_UNAUTHENTICATED);
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kFailedPrecondition:
      return ReasonName(Reason::k_CONFLICT);
    case absl::StatusCode::kResourceExhausted:
      return ReasonName(Reason::k_QUEUE_FULL);
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kCancelled:
      return ReasonName(Reason::k_DEADLINE_TOO_SHORT);
    case absl::StatusCode::kUnavailable:
      return ReasonName(Reason::k_DEPENDENCY_UNAVAILABLE);
    default:
      return ReasonName(Reason::k_INTERNAL);
  }
}

google::rpc::ErrorInfo InfoOf(const absl::Status& status, const RefusalDetail& detail) {
  google::rpc::ErrorInfo info;
  info.set_reason(detail.reason.empty() ? std::string(GeneralReason(status.code()))
                                        : detail.reason);
  info.set_domain(kDomain);
  size_t budget = kMaxDetailBytes / 2;
  for (const auto& [key, value] : detail.metadata) {
    const std::string fact = OneLine(value, kMaxFactBytes);
    if (key.size() + fact.size() + 8 > budget) break;
    budget -= key.size() + fact.size() + 8;
    (*info.mutable_metadata())[key] = fact;
  }
  return info;
}

std::optional<google::rpc::RetryInfo> RetryOf(const RefusalDetail& detail) {
  const auto delay = detail.metadata.find(kRetryDelayKey);
  int64_t millis = 0;
  if (delay == detail.metadata.end() || !absl::SimpleAtoi(delay->second, &millis) || millis < 0) {
    return std::nullopt;
  }
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(millis / 1000);
  retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(millis % 1000) * 1'000'000);
  return retry;
}

// As many violations as fit into `budget` bytes; the rest is counted.
google::rpc::BadRequest Violations(const RefusalDetail& detail, size_t budget, int64_t* omitted) {
  google::rpc::BadRequest bad;
  *omitted = static_cast<int64_t>(detail.violations.size());
  for (const FieldViolation& violation : detail.violations) {
    google::rpc::BadRequest::FieldViolation row;
    row.set_field(OneLine(violation.field, kMaxFactBytes));
    row.set_description(OneLine(violation.description, kMaxViolationBytes));
    const size_t size = row.ByteSizeLong() + 4;
    if (size > budget) break;
    budget -= size;
    *bad.add_field_violations() = std::move(row);
    --*omitted;
  }
  return bad;
}

}  // namespace

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const RefusalDetail detail = DetailOf(status);
  google::rpc::Status wire;
  wire.set_code(static_cast<int>(status.code()));
  wire.set_message(OneLine(ToStd(status.message()), kMaxTextBytes));
  google::rpc::ErrorInfo info = InfoOf(status, detail);
  wire.add_details()->PackFrom(info);
  if (const auto retry = RetryOf(detail)) wire.add_details()->PackFrom(*retry);
  if (!detail.violations.empty()) {
    int64_t omitted = 0;
    const size_t used = wire.ByteSizeLong() + 2 * kReserve;
    const google::rpc::BadRequest bad =
        Violations(detail, used < kMaxDetailBytes ? kMaxDetailBytes - used : 0, &omitted);
    if (omitted > 0) {
      (*info.mutable_metadata())[kOmittedKey] = absl::StrCat(omitted);
      wire.mutable_details(0)->PackFrom(info);
    }
    wire.add_details()->PackFrom(bad);
  }
  return grpc::Status(static_cast<grpc::StatusCode>(wire.code()), wire.message(),
                      wire.SerializeAsString());
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  google::rpc::Status wire;
  if (status.error_details().empty() || !wire.ParseFromString(status.error_details())) {
    return absl::Status(code, status.error_message());
  }
  RefusalDetail detail;
  for (const google::protobuf::Any& any : wire.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad;
    if (any.UnpackTo(&info)) {
      detail.reason = info.reason();
      detail.metadata.insert(info.metadata().begin(), info.metadata().end());
    } else if (any.UnpackTo(&bad)) {
      for (const auto& row : bad.field_violations()) {
        detail.violations.push_back({row.field(), row.description()});
      }
    }
  }
  return WithDetail(code, status.error_message(), detail);
}

}  // namespace probity::rpc
