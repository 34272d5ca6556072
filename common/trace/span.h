// A finished piece of work, as a collector of traces is told of it: which method of which service,
// how it ended, when. Nothing of what was in the call, nobody's name.
#ifndef PROBITY_COMMON_TRACE_SPAN_H_
#define PROBITY_COMMON_TRACE_SPAN_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/trace/context.h"

namespace probity::trace {

enum class Kind { kServer, kClient };

struct Span {
  SpanContext self;
  std::string parent_span_id;  // empty: the head of its trace
  Kind kind = Kind::kServer;
  std::string service;  // "probity.scoring.v1.CaseService"
  std::string method;   // "OpenCase"
  absl::StatusCode code = absl::StatusCode::kOk;
  absl::Time start;
  absl::Time end;
};

// Takes a span without waiting for anything; from any thread. Empty: spans are not kept.
using Sink = std::function<void(Span)>;

}  // namespace probity::trace

#endif  // PROBITY_COMMON_TRACE_SPAN_H_
