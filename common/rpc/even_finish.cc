#include "common/rpc/even_finish.h"

#include <string>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace probity::rpc {

absl::Status NoteAsOfAnError() {
  absl::Status note = absl::UnknownError("Server returned error");
  const auto add = [&note](absl::string_view url, std::string value) {
    note.SetPayload(url, absl::Cord(std::move(value)));
  };
  add("type.googleapis.com/grpc.status.str.file", "src/core/lib/surface/call.cc");
  add("type.googleapis.com/grpc.status.int.file_line", std::to_string(__LINE__));
  add("type.googleapis.com/grpc.status.time.created_time",
      absl::FormatTime(absl::RFC3339_full, absl::Now(), absl::UTCTimeZone()));
  add("type.googleapis.com/grpc.status.int.grpc_status",
      std::to_string(static_cast<int>(absl::StatusCode::kPermissionDenied)));
  add("type.googleapis.com/grpc.status.str.grpc_message", "unavailable");
  return note;
}

}  // namespace probity::rpc
