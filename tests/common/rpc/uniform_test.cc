// The port of the committee: a refusal tells nothing, not even why.
#include <chrono>
#include <future>
#include <stdexcept>
#include <thread>

#include "absl/strings/str_cat.h"
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

// A call that starts right after a tick takes about one step, whatever its outcome.
TEST(ReplyGrid, AnswersAndRefusalsWaitForTheNextTick) {
  ServeOptions serve;
  serve.reply_grid = absl::Milliseconds(100);
  NoteServer server(serve, Troubled());
  CallRaw(server.channel(), kAskPath, AskBytes("fine"), Member());  // ends right after a tick
  for (const std::string cause : {"fine", "unknown", "fine", "phase"}) {
    const absl::Time before = absl::Now();
    CallRaw(server.channel(), kAskPath, AskBytes(cause), Member());
    EXPECT_GT(absl::Now() - before, absl::Milliseconds(50)) << cause;
  }
  const absl::Time before = absl::Now();
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(
        Invoke(server.notes(), &NoteService::Stub::GetNote, {}, As({options::v1::ROLE_INSPECTOR}))
            .ok());
  }
  EXPECT_LT(absl::Now() - before, absl::Milliseconds(250)) << "other services do not wait";
}

TEST(ReplyGrid, CanBeSwitchedOff) {
  ServeOptions serve;
  serve.reply_grid = absl::ZeroDuration();
  NoteServer server(serve);
  EXPECT_TRUE(CallRaw(server.channel(), kAskPath, AskBytes("fine"), Member()).status.ok());
}

}  // namespace
}  // namespace probity::rpc
