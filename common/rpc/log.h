// The service's own log: JSON lines on stderr, one per RPC and one per event worth an operator's
// time. Never a request's content, a name, a blind identity or a stored value. The logging library
// is an implementation detail of log.cc.
#ifndef PROBITY_COMMON_RPC_LOG_H_
#define PROBITY_COMMON_RPC_LOG_H_

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace probity::rpc {

enum class Severity { kInfo, kWarning, kError };

using LogFields = std::vector<std::pair<std::string, std::string>>;

// {"time":…,"level":…,"event":EVENT,FIELDS…,"trace":…}, the last if the thread is at one. Values
// are cut to one line of 400 bytes.
void Log(Severity severity, std::string_view event, const LogFields& fields = {});

// The line of one answered RPC.
struct RpcRecord {
  std::string_view method;
  std::string_view code;    // canonical name: OK, NOT_FOUND, …
  std::string_view reason;  // empty if OK
  absl::Duration took;
  std::string_view person;  // empty before the caller is known
};
void LogRpc(const RpcRecord& record);

// Sends lines to `sink` instead of stderr until called with nullptr. For tests.
void CaptureLog(std::function<void(const std::string& line)> sink);

// gRPC's own messages and common/sql's become events; protobuf's, which may quote what it failed to
// parse, vanish.
// Called once by Server.
void TameLibraryLogs();

}  // namespace probity::rpc

#endif  // PROBITY_COMMON_RPC_LOG_H_
