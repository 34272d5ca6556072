// Which piece of work a thread is at, across services: W3C Trace Context (Recommendation, level 1),
// of which `traceparent` alone is spoken. A server opens a scope while it handles a call; calls it
// makes from there carry on the trace, and its lines of the log name it.
#ifndef PROBITY_COMMON_TRACE_CONTEXT_H_
#define PROBITY_COMMON_TRACE_CONTEXT_H_

#include <optional>
#include <string>
#include <string_view>

namespace probity::trace {

inline constexpr char kTraceparent[] = "traceparent";

struct SpanContext {
  std::string trace_id;  // 16 random bytes, not all zero
  std::string span_id;   // 8 random bytes, not all zero
  bool sampled = true;   // whether whoever began the trace wants it kept
};

// A new piece of work: within `parent`'s trace, or at the head of a new one.
SpanContext NewSpan(const std::optional<SpanContext>& parent = std::nullopt);

// "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"; none for what is not of that form. Of
// a version above 00, what that version may have added behind is passed over.
std::optional<SpanContext> ParseTraceparent(std::string_view text);
std::string TraceparentText(const SpanContext& span);

// While it lives, its thread works at `span`. Scopes nest.
class Scope {
 public:
  explicit Scope(const SpanContext& span);
  ~Scope();
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;

 private:
  const SpanContext span_;
  const SpanContext* const before_;
};

// While it lives, what its thread does leaves neither trace nor figure: the work of a committee
// member's call, of which nobody may learn even that there was one (docs/blindness.md).
class Silence {
 public:
  Silence();
  ~Silence();
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  const bool before_;
};

// Of this thread; null outside of every scope and in silence.
const SpanContext* Current();
bool Silent();

// The current trace in hex, for lines of the log; empty if there is none.
std::string CurrentTraceId();

}  // namespace probity::trace

#endif  // PROBITY_COMMON_TRACE_CONTEXT_H_
