#include "common/rpc/figures.h"

#include <vector>

#include "common/status/status.h"
#include "common/trace/context.h"
#include "google/protobuf/descriptor.h"

namespace probity::rpc {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

constexpr char kHandled[] = "grpc_server_handled_total";
constexpr char kHandledHelp[] = "Calls answered, by the code of the answer";
constexpr char kUnknown[] = "unknown";

// From a read of one row to the longest deadline of a call.
std::vector<absl::Duration> Bounds() {
  std::vector<absl::Duration> bounds;
  for (const int ms : {5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10'000, 30'000}) {
    bounds.push_back(absl::Milliseconds(ms));
  }
  return bounds;
}

// As other gRPC servers write codes in figures.
std::string NameOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
      return "OK";
    case absl::StatusCode::kCancelled:
      return "Canceled";
    case absl::StatusCode::kInvalidArgument:
      return "InvalidArgument";
    case absl::StatusCode::kDeadlineExceeded:
      return "DeadlineExceeded";
    case absl::StatusCode::kNotFound:
      return "NotFound";
    case absl::StatusCode::kAlreadyExists:
      return "AlreadyExists";
    case absl::StatusCode::kPermissionDenied:
      return "PermissionDenied";
    case absl::StatusCode::kResourceExhausted:
      return "ResourceExhausted";
    case absl::StatusCode::kFailedPrecondition:
      return "FailedPrecondition";
    case absl::StatusCode::kAborted:
      return "Aborted";
    case absl::StatusCode::kOutOfRange:
      return "OutOfRange";
    case absl::StatusCode::kUnimplemented:
      return "Unimplemented";
    case absl::StatusCode::kInternal:
      return "Internal";
    case absl::StatusCode::kUnavailable:
      return "Unavailable";
    case absl::StatusCode::kDataLoss:
      return "DataLoss";
    case absl::StatusCode::kUnauthenticated:
      return "Unauthenticated";
    default:
      return "Unknown";
  }
}

metrics::Labels LabelsOf(const std::string& service, const std::string& method) {
  return {{"grpc_service", service}, {"grpc_method", method}};
}

}  // namespace

sql::Observer ObserveSql(metrics::Registry& registry) {
  const metrics::Histogram wait = registry.MakeHistogram(
      "probity_pool_wait_seconds", "Wait of a transaction for a connection", Bounds());
  const metrics::Counter conflicts = registry.MakeCounter(
      "probity_sql_conflicts_total", "Transactions undone because they met another");
  sql::Observer observer;
  observer.waited = [wait](absl::Duration waited) {
    if (!trace::Silent()) wait.Observe(waited);
  };
  observer.conflict = [conflicts] {
    if (!trace::Silent()) conflicts.Add();
  };
  return observer;
}

bool IsAuditFailure(const absl::Status& status) {
  if (absl::IsAborted(status)) return false;  // a race: whoever asks again learns what is wrong
  return HasReason(status, Reason::k_LEDGER_BROKEN) ||
         HasReason(status, Reason::k_HEAD_NOT_FOLLOWING) ||
         HasReason(status, Reason::k_HEAD_SIGNATURE) ||
         HasReason(status, Reason::k_HEAD_OF_ANOTHER_KEY);
}

metrics::Counter AuditFailures(metrics::Registry& registry) {
  return registry.MakeCounter("probity_audit_failures_total",
                              "Findings that a log or ledger does not agree with itself");
}

CallFigures::CallFigures(metrics::Registry& registry, const Router& router)
    : registry_(registry), audit_failures_(AuditFailures(registry)) {
  for (const std::string& name : router.Services()) {
    const ServiceDescriptor& service = *DescriptorPool::generated_pool()->FindServiceByName(name);
    if (service.options().GetExtension(options::v1::uniform_refusal)) continue;
    for (int i = 0; i < service.method_count(); ++i) Add(*service.method(i));
  }
}

// Success and mistakes stand there before the first of them: what a figure grows by is seen only
// between two readings.
void CallFigures::Add(const MethodDescriptor& method) {
  OfMethod& made = methods_[&method];
  made.labels = LabelsOf(method.service()->full_name(), method.name());
  made.fine = Handled(made.labels, absl::StatusCode::kOk);
  made.internal = Handled(made.labels, absl::StatusCode::kInternal);
  made.seconds = registry_.MakeHistogram(
      "grpc_server_handling_seconds", "From a call's arrival to its answer", Bounds(), made.labels);
}

metrics::Counter CallFigures::Handled(const metrics::Labels& labels, absl::StatusCode code) {
  metrics::Labels with_code = labels;
  with_code["grpc_code"] = NameOf(code);
  return registry_.MakeCounter(kHandled, kHandledHelp, with_code);
}

void CallFigures::Answered(const Router::Method* method, const absl::Status& status,
                           absl::Duration took) {
  if (IsAuditFailure(status)) audit_failures_.Add();
  const auto found = method == nullptr ? methods_.end() : methods_.find(method->descriptor);
  if (found == methods_.end()) {
    return Handled(LabelsOf(kUnknown, kUnknown), status.code()).Add();
  }
  const OfMethod& figures = found->second;
  figures.seconds.Observe(took);
  if (status.ok()) return figures.fine.Add();
  if (absl::IsInternal(status)) return figures.internal.Add();
  Handled(figures.labels, status.code()).Add();
}

}  // namespace probity::rpc
