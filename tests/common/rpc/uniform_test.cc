// The port of the committee: a refusal tells nothing, not even why.
#include <algorithm>
#include <chrono>
#include <future>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/rpc/reply_grid.h"
#include "tests/common/rpc/harness.h"

namespace probity::rpc {
namespace {

constexpr char kAskPath[] = "/probity.rpctest.v1.QuietService/Ask";

CallOptions Member() {
  return As({options::v1::ROLE_MEMBER_CLIENT});
}

std::string AskBytes(const std::string& question) {
  AskRequest request;
  request.set_question(question);
  return request.SerializeAsString();
}

// What an observer of the answer sees.
std::string Observed(const RawAnswer& answer) {
  std::string seen = absl::StrCat(answer.status.error_code(), "|", answer.status.error_message(),
                                  "|", answer.status.error_details(), "|");
  for (const auto& [key, value] : answer.initial) absl::StrAppend(&seen, key, "=", value, ";");
  absl::StrAppend(&seen, "|");
  for (const auto& [key, value] : answer.trailing) absl::StrAppend(&seen, key, "=", value, ";");
  return seen;
}

Handlers Troubled() {
  Handlers handlers;
  handlers.ask = [](const Call&, const AskRequest& request) -> absl::StatusOr<AskResponse> {
    const std::string& cause = request.question();
    if (cause == "unknown") return NotFound(Reason::k_UNKNOWN_ROUND, "no such round");
    if (cause == "phase") return Precondition(Reason::k_WRONG_PHASE, "not voting");
    if (cause == "range") return BadRequest({{"points", "out of range"}});
    if (cause == "storage") return absl::UnavailableError("database gone");
    if (cause == "bug") return absl::InternalError("column missing");
    if (cause == "throw") throw std::runtime_error("boom");
    AskResponse response;
    if (cause == "huge") response.set_answer(std::string(kMaxMessageBytes, 'x'));
    return response;
  };
  return handlers;
}

TEST(UniformRefusal, IsOneAnswerForEveryCause) {
  NoteServer server({}, Troubled());
  const std::string constant = "7|unavailable|||";
  for (const std::string cause : {"unknown", "phase", "range", "storage", "bug", "throw", "huge"}) {
    EXPECT_EQ(Observed(CallRaw(server.channel(), kAskPath, AskBytes(cause), Member())), constant)
        << cause;
  }
  const std::string fine = AskBytes("fine");
  EXPECT_EQ(Observed(CallRaw(server.channel(), kAskPath, "\x0a\x7fzz", Member())), constant)
      << "malformed bytes";
  EXPECT_EQ(Observed(CallRaw(server.channel(), kAskPath, "\x0a\x02\xd6\xd0", Member())), constant)
      << "text that is not UTF-8";
  EXPECT_EQ(Observed(CallRaw(server.channel(), kAskPath, fine, As({options::v1::ROLE_SECRETARY}))),
            constant)
      << "a wrong role";
  EXPECT_EQ(Observed(CallRaw(server.channel(), kAskPath, fine, As({}, ""))), constant)
      << "no caller";
  EXPECT_EQ(
      Observed(CallRaw(server.channel(), kAskPath, fine,
                       As({options::v1::ROLE_CASE_OFFICER, options::v1::ROLE_GROUP_OFFICER}))),
      constant)
      << "incompatible roles";
  EXPECT_EQ(
      Observed(CallRaw(server.channel(), "/probity.rpctest.v1.QuietService/Nope", fine, Member())),
      constant)
      << "an unknown method";
  EXPECT_TRUE(CallRaw(server.channel(), kAskPath, fine, Member()).status.ok());
}

TEST(UniformRefusal, ATooShortDeadlineIsRefusedAlike) {
  ServeOptions serve;
  serve.min_deadline = absl::Seconds(20);
  NoteServer server(serve);
  EXPECT_EQ(Observed(CallRaw(server.channel(), kAskPath, AskBytes("fine"), Member())),
            "7|unavailable|||");
}

TEST(UniformRefusal, LeavesNoLogLine) {
  CapturedLog log;
  {
    NoteServer server({}, Troubled());
    for (const std::string cause : {"fine", "unknown", "bug", "throw"}) {
      CallRaw(server.channel(), kAskPath, AskBytes(cause), Member());
    }
    CallRaw(server.channel(), kAskPath, "\x0a\x02\xd6\xd0", Member());
    CallRaw(server.channel(), kAskPath, AskBytes("fine"), As({}, ""));
  }
  EXPECT_THAT(log.lines(), testing::IsEmpty());
}

TEST(UniformRefusal, AFullQueueIsWaitedForNotRefused) {
  std::promise<void> open;
  const std::shared_future<void> opened = open.get_future().share();
  Handlers handlers;
  handlers.ask = [&](const Call&, const AskRequest&) {
    opened.wait();
    return absl::StatusOr<AskResponse>(AskResponse());
  };
  ServeOptions serve;
  serve.workers = 1;
  serve.queue = 1;
  NoteServer server(serve, handlers);
  std::vector<std::future<RawAnswer>> answers;
  for (int i = 0; i < 8; ++i) {
    answers.push_back(std::async(std::launch::async, [&] {
      return CallRaw(server.channel(), kAskPath, AskBytes("fine"), Member());
    }));
  }
  absl::SleepFor(absl::Milliseconds(200));
  open.set_value();
  for (auto& answer : answers) EXPECT_TRUE(answer.get().status.ok());
}

// Calls one after the other need one tick each, because each begins after its predecessor's.
TEST(ReplyGrid, AnswersAndRefusalsWaitForTheNextTick) {
  constexpr absl::Duration kStep = absl::Milliseconds(150);
  ServeOptions serve;
  serve.reply_grid = kStep;
  NoteServer server(serve, Troubled());
  const std::vector<std::string> causes = {"fine", "unknown", "fine", "phase", "fine", "range"};
  const absl::Time before = absl::Now();
  for (const std::string& cause : causes) {
    CallRaw(server.channel(), kAskPath, AskBytes(cause), Member());
  }
  EXPECT_GE(absl::Now() - before, kStep * (causes.size() - 1));

  const absl::Time other = absl::Now();
  for (size_t i = 0; i < causes.size(); ++i) {
    EXPECT_TRUE(
        Invoke(server.notes(), &NoteService::Stub::GetNote, {}, As({options::v1::ROLE_INSPECTOR}))
            .ok());
  }
  EXPECT_LT(absl::Now() - other, kStep * (causes.size() - 1)) << "other services do not wait";
}

// Offers at all phases of a step leave at one phase. The median forgives a late wake-up or two.
TEST(ReplyGrid, RepliesLeaveAtOnePhaseWhateverTheirWorkTook) {
  constexpr int64_t kStepMs = 60;
  constexpr int kReplies = 9;
  std::mutex mutex;
  std::vector<ReplyGrid::Clock::time_point> sent;
  {
    ReplyGrid grid(absl::Milliseconds(kStepMs));
    for (int i = 0; i < kReplies; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(kStepMs + 7));
      grid.AtNextTick([&] {
        const std::lock_guard<std::mutex> lock(mutex);
        sent.push_back(ReplyGrid::Clock::now());
      });
    }
  }
  ASSERT_EQ(sent.size(), static_cast<size_t>(kReplies)) << "every reply is sent, the last too";
  std::vector<int64_t> phases;  // in ms, against the first
  for (const auto& time : sent) {
    const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(time - sent[0]);
    const int64_t phase = since.count() % kStepMs;
    phases.push_back(std::min(phase, kStepMs - phase));
  }
  std::sort(phases.begin(), phases.end());
  EXPECT_LE(phases[kReplies / 2], 5);
}

TEST(ReplyGrid, CanBeSwitchedOff) {
  ServeOptions serve;
  serve.reply_grid = absl::ZeroDuration();
  NoteServer server(serve);
  EXPECT_TRUE(CallRaw(server.channel(), kAskPath, AskBytes("fine"), Member()).status.ok());
}

}  // namespace
}  // namespace probity::rpc
