#include "common/rpc/channel.h"

#include <thread>

#include "absl/strings/str_cat.h"
#include "tests/common/rpc/harness.h"

namespace probity::rpc {
namespace {

TEST(MakeChannel, SpeaksPlaintextOnLoopbackOnly) {
  EXPECT_TRUE(MakeChannel("127.0.0.1:7101").ok());
  EXPECT_TRUE(MakeChannel("localhost:7101").ok());
  EXPECT_TRUE(MakeChannel("[::1]:7101").ok());
  for (const std::string address : {"10.0.0.1:7101", "scoring:7101", "127.0.0.1", "7101", ""}) {
    EXPECT_TRUE(absl::IsInvalidArgument(MakeChannel(address).status())) << address;
  }
}

struct PassingCase {
  absl::Status status;
  bool passing;
};

TEST(Retry, IsForFailuresThatSayNothingAboutTheRequest) {
  const std::vector<PassingCase> cases = {
      {absl::UnavailableError("connection refused"), true},
      {absl::CancelledError("lost in a drain"), true},
      {Refuse(absl::StatusCode::kResourceExhausted, Reason::k_QUEUE_FULL, "full"), true},
      {Refuse(absl::StatusCode::kResourceExhausted, Reason::k_STORAGE_FULL, "disk"), false},
      {absl::AbortedError("lost race"), false},
      {absl::DeadlineExceededError("late"), false},
      {absl::InternalError("bug"), false},
      {absl::PermissionDeniedError("unavailable"), false},
  };
  for (const PassingCase& c : cases) EXPECT_EQ(IsPassing(c.status), c.passing) << c.status;
}

TEST(Retry, RepeatsUntilItSucceedsAndNoLonger) {
  int attempts = 0;
  const absl::Status status = Retry(absl::Now() + absl::Seconds(10), [&] {
    return ++attempts < 4 ? absl::UnavailableError("down") : absl::OkStatus();
  });
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(attempts, 4);
}

TEST(Retry, GivesTheLastFailureBackWhenTimeIsUp) {
  int attempts = 0;
  const absl::Time before = absl::Now();
  const absl::Status status = Retry(before + absl::Milliseconds(400), [&] {
    ++attempts;
    return absl::UnavailableError("down");
  });
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_GE(attempts, 3);
  EXPECT_LE(attempts, 12) << "pauses grow";
  EXPECT_LT(absl::Now() - before, absl::Seconds(1));
}

TEST(Retry, DoesNotRepeatUnlessAsked) {
  int attempts = 0;
  EXPECT_FALSE(Retry(absl::InfinitePast(), [&] {
                 ++attempts;
                 return absl::UnavailableError("down");
               }).ok());
  EXPECT_EQ(attempts, 1);
}

TEST(Invoke, FailsAtOnceWhenNobodyListens) {
  const auto channel = MakeChannel("127.0.0.1:1");
  ASSERT_TRUE(channel.ok());
  const auto stub = NoteService::NewStub(*channel);
  const absl::Time before = absl::Now();
  const auto answer = Invoke(*stub, &NoteService::Stub::GetNote, {}, CallOptions());
  EXPECT_TRUE(absl::IsUnavailable(answer.status())) << answer.status();
  EXPECT_LT(absl::Now() - before, absl::Seconds(5));
}

TEST(Invoke, OutlivesARestartOfTheServer) {
  int port = 0;
  {
    NoteServer first;
    port = first.server().port();
  }
  const auto channel = MakeChannel(absl::StrCat("127.0.0.1:", port));
  ASSERT_TRUE(channel.ok());
  const auto stub = NoteService::NewStub(*channel);
  CallOptions options = As({options::v1::ROLE_INSPECTOR});
  options.retry_until = absl::Now() + absl::Seconds(20);
  absl::StatusOr<GetNoteResponse> answer;
  std::thread caller([&] { answer = Invoke(*stub, &NoteService::Stub::GetNote, {}, options); });
  absl::SleepFor(absl::Milliseconds(500));
  ServeOptions serve;
  serve.listen = absl::StrCat("127.0.0.1:", port);
  NoteServer second(serve);
  caller.join();
  EXPECT_TRUE(answer.ok()) << answer.status();
}

TEST(Invoke, ForwardsAnEarlierDeadline) {
  NoteServer server;
  CallOptions options = As({options::v1::ROLE_INSPECTOR});
  options.deadline = absl::Now() - absl::Seconds(1);
  EXPECT_TRUE(absl::IsDeadlineExceeded(
      Invoke(server.notes(), &NoteService::Stub::GetNote, {}, options).status()));
}

}  // namespace
}  // namespace probity::rpc
