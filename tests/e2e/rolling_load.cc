// Callers who call one method on and on, without repeating what failed, until standard input ends;
// then one line of JSON says how it went. What rolling_test.py puts a service under.
//
//   rolling_load ADDRESS /package.Service/Method TLS_DIR TOKEN_FILE
//
// Four callers keep their connections, one makes new ones all the time.
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/rpc/channel.h"
#include "common/rpc/stub.h"
#include "google/protobuf/empty.pb.h"
#include "grpcpp/client_context.h"

namespace probity::rpc {
namespace {

constexpr int kKept = 4;
constexpr int kCallsOfOneConnection = 5;
constexpr absl::Duration kPause = absl::Milliseconds(10);

class AnyStub final : public ClientStub {
 public:
  using ClientStub::ClientStub;
  using ClientStub::Unary;
};

struct Whom {
  std::string address;
  std::string path;
  ChannelOptions options;
};

struct Tally {
  std::atomic<bool> ending = false;
  std::atomic<int64_t> answered = 0;
  std::mutex mutex;  // of what follows
  std::vector<std::string> failures;
};

absl::Status CallOnce(const AnyStub& stub, const std::string& path) {
  return CallAs({}, [&](grpc::ClientContext* context) {
    google::protobuf::Empty answer;  // its fields are unknown ones
    return stub.Unary(path.c_str(), context, google::protobuf::Empty(), &answer);
  });
}

void Count(const absl::Status& status, Tally& tally) {
  if (status.ok()) {
    ++tally.answered;
    return;
  }
  const std::lock_guard<std::mutex> lock(tally.mutex);
  tally.failures.push_back(
      absl::StrCat(absl::FormatTime(absl::Now(), absl::UTCTimeZone()), " ", status.ToString()));
}

// Calls over one channel, at most `calls` of them.
void CallOver(const Whom& whom, int64_t calls, Tally& tally) {
  const auto channel = MakeChannel(whom.address, whom.options);
  if (!channel.ok()) return Count(channel.status(), tally);
  const AnyStub stub(*channel);
  for (int64_t i = 0; i < calls && !tally.ending; ++i) {
    Count(CallOnce(stub, whom.path), tally);
    absl::SleepFor(kPause);
  }
}

// Without what JSON would ask to be escaped.
std::string JsonText(const std::string& text) {
  return absl::StrReplaceAll(absl::CHexEscape(text), {{"\\", "/"}});
}

void Report(const Tally& tally) {
  std::string failures;
  for (const std::string& failure : tally.failures) {
    absl::StrAppend(&failures, failures.empty() ? "" : ", ", "\"", JsonText(failure), "\"");
  }
  std::printf("{\"answered\": %lld, \"failures\": [%s]}\n",
              static_cast<long long>(tally.answered.load()), failures.c_str());
}

void Run(const Whom& whom) {
  Tally tally;
  std::vector<std::thread> callers;
  for (int i = 0; i < kKept; ++i) {
    callers.emplace_back([&] { CallOver(whom, INT64_MAX, tally); });
  }
  callers.emplace_back([&] {
    while (!tally.ending) CallOver(whom, kCallsOfOneConnection, tally);
  });
  while (std::getchar() != EOF) {
  }
  tally.ending = true;
  for (std::thread& caller : callers) caller.join();
  Report(tally);
}

}  // namespace
}  // namespace probity::rpc

int main(int argc, char** argv) {
  if (argc != 5) return 64;
  probity::rpc::Whom whom{argv[1], argv[2], {argv[3]}};
  whom.options.token_file = argv[4];
  probity::rpc::Run(whom);
  return 0;
}
