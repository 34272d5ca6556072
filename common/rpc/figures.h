// The figures every service shows, under the names users of Prometheus know; the head of
// deploy/k8s/base/alerts.yaml lists them, docs/observability.md says what is not among them.
#ifndef PROBITY_COMMON_RPC_FIGURES_H_
#define PROBITY_COMMON_RPC_FIGURES_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/metrics/metrics.h"
#include "common/rpc/router.h"
#include "common/sql/database.h"

namespace probity::rpc {

// How long transactions wait for a connection, and how often one meets another. What is done in
// silence (trace::Silence) is not counted. The registry outlives the database.
sql::Observer ObserveSql(metrics::Registry& registry);

// Whether a failure says that a log or a ledger does not agree with itself, or with what others
// were told of it.
bool IsAuditFailure(const absl::Status& status);
metrics::Counter AuditFailures(metrics::Registry& registry);

// Counts and times answered calls. Services of uniform refusals have no figures at all: how many of
// their calls there were would be the turnout.
class CallFigures {
 public:
  CallFigures(metrics::Registry& registry, const Router& router);

  // `method` is null where nobody answers the call's path, which is not shown.
  void Answered(const Router::Method* method, const absl::Status& status, absl::Duration took);

 private:
  struct OfMethod {
    metrics::Labels labels;
    metrics::Counter fine;
    metrics::Counter internal;
    metrics::Histogram seconds;
  };
  void Add(const google::protobuf::MethodDescriptor& method);
  metrics::Counter Handled(const metrics::Labels& labels, absl::StatusCode code);

  metrics::Registry& registry_;
  const metrics::Counter audit_failures_;
  std::map<const google::protobuf::MethodDescriptor*, OfMethod> methods_;
};

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_FIGURES_H_
