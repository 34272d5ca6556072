#include "common/rpc/refusals.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/rpc/error.h"
#include "common/status/status.h"

namespace probity::rpc {
namespace {

constexpr absl::Duration kRetryDelay = absl::Milliseconds(100);

}  // namespace

absl::Status QueueFull(std::string_view text) {
  return Refuse(absl::StatusCode::kResourceExhausted, Reason::k_QUEUE_FULL, text,
                {{kRetryDelayKey, absl::StrCat(absl::ToInt64Milliseconds(kRetryDelay))}});
}

absl::Status TooLate() {
  return Refuse(absl::StatusCode::kDeadlineExceeded, Reason::k_DEADLINE_TOO_SHORT,
                "the deadline passed before the call's turn came; nothing was changed");
}

absl::Status MessageOverdue() {
  return Refuse(absl::StatusCode::kDeadlineExceeded, Reason::k_DEADLINE_TOO_SHORT,
                "no whole message came in time; send it again");
}

absl::Status NobodyAnswers(std::string_view path) {
  return Refuse(absl::StatusCode::kUnimplemented, Reason::k_BAD_REQUEST,
                absl::StrCat("nobody answers ", ToAbsl(path), " here"));
}

absl::Status NoMessage() {
  return BadRequest({{"request", "the call carried no message"}});
}

}  // namespace probity::rpc
