#include "common/trace/context.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::trace {
namespace {

constexpr size_t kTraceBytes = 16;
constexpr size_t kSpanBytes = 8;
// version "-" trace "-" span "-" flags
constexpr size_t kTraceAt = 3;
constexpr size_t kSpanAt = 36;
constexpr size_t kFlagsAt = 53;
constexpr size_t kLength = 55;

struct Thread {
  const SpanContext* span = nullptr;
  bool silent = false;
};

Thread& This() {
  thread_local Thread thread;
  return thread;
}

bool IsHex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string Bytes(std::string_view hex) {
  return absl::HexStringToBytes(ToAbsl(hex));
}

bool IsZero(const std::string& bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char byte) { return byte == '\0'; });
}

// All zeros mean "none" and come up once in 2^64 times.
std::string NewId(size_t bytes) {
  std::string id;
  do {
    id = crypto::SystemEntropy()(bytes);
  } while (IsZero(id));
  return id;
}

// The form of version 00; a later one has at least that, and a dash before what it adds.
bool WellFormed(std::string_view text) {
  if (text.size() < kLength || text[kTraceAt - 1] != '-' || text[kSpanAt - 1] != '-' ||
      text[kFlagsAt - 1] != '-') {
    return false;
  }
  const std::string_view version = text.substr(0, 2);
  if (!IsHex(version) || version == "ff") return false;
  if (text.size() > kLength && (version == "00" || text[kLength] != '-')) return false;
  return IsHex(text.substr(kTraceAt, 2 * kTraceBytes)) &&
         IsHex(text.substr(kSpanAt, 2 * kSpanBytes)) && IsHex(text.substr(kFlagsAt, 2));
}

}  // namespace

SpanContext NewSpan(const std::optional<SpanContext>& parent) {
  if (parent.has_value()) return {parent->trace_id, NewId(kSpanBytes), parent->sampled};
  return {NewId(kTraceBytes), NewId(kSpanBytes), true};
}

std::optional<SpanContext> ParseTraceparent(std::string_view text) {
  if (!WellFormed(text)) return std::nullopt;
  SpanContext span;
  span.trace_id = Bytes(text.substr(kTraceAt, 2 * kTraceBytes));
  span.span_id = Bytes(text.substr(kSpanAt, 2 * kSpanBytes));
  span.sampled = (Bytes(text.substr(kFlagsAt, 2))[0] & 1) != 0;
  if (IsZero(span.trace_id) || IsZero(span.span_id)) return std::nullopt;
  return span;
}

std::string TraceparentText(const SpanContext& span) {
  return absl::StrCat("00-", absl::BytesToHexString(span.trace_id), "-",
                      absl::BytesToHexString(span.span_id), span.sampled ? "-01" : "-00");
}

Scope::Scope(const SpanContext& span) : span_(span), before_(std::exchange(This().span, &span_)) {}
Scope::~Scope() {
  This().span = before_;
}

Silence::Silence() : before_(std::exchange(This().silent, true)) {}
Silence::~Silence() {
  This().silent = before_;
}

const SpanContext* Current() {
  return This().silent ? nullptr : This().span;
}

bool Silent() {
  return This().silent;
}

std::string CurrentTraceId() {
  const SpanContext* const span = Current();
  return span == nullptr ? "" : absl::BytesToHexString(span->trace_id);
}

}  // namespace probity::trace
