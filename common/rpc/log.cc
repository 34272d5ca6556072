#include "common/rpc/log.h"

#include <grpc/support/log.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <mutex>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/rpc/text.h"
#include "common/status/status.h"
#include "common/trace/context.h"
#include "google/protobuf/stubs/logging.h"

namespace probity::rpc {
namespace {

constexpr size_t kMaxValueBytes = 400;

struct Capture {
  std::mutex mutex;
  std::function<void(const std::string&)> sink;
};

Capture& TheCapture() {
  static Capture* const capture = new Capture;
  return *capture;
}

spdlog::logger& Logger() {
  static spdlog::logger* const logger = [] {
    auto* made = new spdlog::logger("probity", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->set_level(spdlog::level::info);
    return made;
  }();
  return *logger;
}

spdlog::level::level_enum LevelOf(Severity severity) {
  switch (severity) {
    case Severity::kInfo:
      return spdlog::level::info;
    case Severity::kWarning:
      return spdlog::level::warn;
    case Severity::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

void Write(Severity severity, const std::string& line) {
  {
    Capture& capture = TheCapture();
    const std::lock_guard<std::mutex> lock(capture.mutex);
    if (capture.sink) {
      capture.sink(line);
      return;
    }
  }
  Logger().log(LevelOf(severity), spdlog::string_view_t(line));
}

std::string Head(Severity severity) {
  const spdlog::string_view_t level = spdlog::level::to_string_view(LevelOf(severity));
  return absl::StrCat("{\"time\":\"",
                      absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone()),
                      "\",\"level\":\"", absl::string_view(level.data(), level.size()), "\"");
}

void Put(std::string_view key, std::string_view value, std::string* line) {
  absl::StrAppend(line, ",", JsonString(key), ":", JsonString(OneLine(value, kMaxValueBytes)));
}

// The trace the thread is at, and the end of the line.
std::string Ended(std::string line) {
  const std::string trace = trace::CurrentTraceId();
  if (!trace.empty()) Put("trace", trace, &line);
  line.push_back('}');
  return line;
}

// What common/sql, which knows nothing of this log, has to say about an engine.
class SqlEvents final : public spdlog::sinks::base_sink<std::mutex> {
 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    const Severity severity = message.level >= spdlog::level::err    ? Severity::kError
                              : message.level >= spdlog::level::warn ? Severity::kWarning
                                                                     : Severity::kInfo;
    Log(severity, "sql", {{"text", {message.payload.data(), message.payload.size()}}});
  }
  void flush_() override {}
};

void FromGrpcLog(gpr_log_func_args* args) {
  const Severity severity =
      args->severity == GPR_LOG_SEVERITY_ERROR ? Severity::kWarning : Severity::kInfo;
  Log(severity, "grpc", {{"text", args->message}});
}

}  // namespace

void Log(Severity severity, std::string_view event, const LogFields& fields) {
  std::string line = Head(severity);
  Put("event", event, &line);
  for (const auto& [key, value] : fields) Put(key, value, &line);
  Write(severity, Ended(std::move(line)));
}

void LogRpc(const RpcRecord& record) {
  const bool ours = record.code == "INTERNAL" || record.code == "UNKNOWN" ||
                    record.code == "UNIMPLEMENTED" || record.code == "DATA_LOSS";
  const Severity severity = ours ? Severity::kError : Severity::kInfo;
  std::string line = Head(severity);
  Put("event", "rpc", &line);
  Put("method", record.method, &line);
  Put("code", record.code, &line);
  if (!record.reason.empty()) Put("reason", record.reason, &line);
  absl::StrAppendFormat(&line, ",\"ms\":%.1f", absl::ToDoubleMilliseconds(record.took));
  if (!record.person.empty()) Put("person", record.person, &line);
  Write(severity, Ended(std::move(line)));
}

void CaptureLog(std::function<void(const std::string&)> sink) {
  Capture& capture = TheCapture();
  const std::lock_guard<std::mutex> lock(capture.mutex);
  capture.sink = std::move(sink);
}

void TameLibraryLogs() {
  gpr_set_log_function(&FromGrpcLog);
  google::protobuf::SetLogHandler(nullptr);
  spdlog::set_default_logger(
      std::make_shared<spdlog::logger>("sql", std::make_shared<SqlEvents>()));
}

}  // namespace probity::rpc
