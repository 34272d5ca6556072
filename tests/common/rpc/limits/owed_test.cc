// A call whose client owes something is not waited for longer than there is patience.
#include <atomic>
#include <future>
#include <list>
#include <memory>

#include "absl/strings/str_cat.h"
#include "grpcpp/generic/generic_stub.h"
#include "tests/common/rpc/harness.h"

namespace probity::rpc {
namespace {

constexpr char kGetPath[] = "/probity.rpctest.v1.NoteService/GetNote";
constexpr char kAskPath[] = "/probity.rpctest.v1.QuietService/Ask";
constexpr char kImportPath[] = "/probity.rpctest.v1.NoteService/ImportNotes";

ServeOptions Impatient() {
  ServeOptions serve;
  serve.patience = absl::Milliseconds(300);
  return serve;
}

// A call that was opened and has sent so many messages; how it ends without the next one.
grpc::Status EndOfSilence(NoteServer& server, const std::string& path, const CallOptions& options,
                          const std::vector<std::string>& messages = {}) {
  grpc::GenericStub stub(server.channel());
  grpc::ClientContext context;
  Prepare(options, context);
  grpc::CompletionQueue events;
  const auto call = stub.PrepareCall(&context, path, &events);
  const auto next = [&events] {
    void* tag = nullptr;
    bool ok = false;
    EXPECT_TRUE(events.Next(&tag, &ok));
  };
  call->StartCall(nullptr);
  next();
  for (const std::string& message : messages) {
    const grpc::Slice slice(message);
    call->Write(grpc::ByteBuffer(&slice, 1), nullptr);
    next();
  }
  grpc::Status status;
  call->Finish(&status, nullptr);
  next();
  events.Shutdown();
  return status;
}

CallOptions Patient(options::v1::Role role) {
  CallOptions call_options = As({role});
  call_options.timeout = absl::Seconds(60);
  return call_options;
}

TEST(Message, ThatDoesNotComeIsNotWaitedFor) {
  NoteServer server(Impatient());
  const absl::Status status =
      FromGrpc(EndOfSilence(server, kGetPath, Patient(options::v1::ROLE_INSPECTOR)));
  EXPECT_EQ(Outcome(status), "DEADLINE_EXCEEDED/DEADLINE_TOO_SHORT");
  EXPECT_TRUE(
      Invoke(server.notes(), &NoteService::Stub::GetNote, {}, As({options::v1::ROLE_INSPECTOR}))
          .ok());
}

TEST(Message, TheNextOfAnImportIsNotWaitedForEither) {
  NoteServer server(Impatient());
  const absl::Status status = FromGrpc(
      EndOfSilence(server, kImportPath, Patient(options::v1::ROLE_CASE_OFFICER), {"", ""}));
  EXPECT_EQ(Outcome(status), "DEADLINE_EXCEEDED/DEADLINE_TOO_SHORT");
  EXPECT_EQ(server.CountNotes(), 0);
}

TEST(Message, OfTheCommitteesPortIsRefusedLikeEverythingElse) {
  NoteServer server(Impatient());
  const grpc::Status status =
      EndOfSilence(server, kAskPath, Patient(options::v1::ROLE_MEMBER_CLIENT));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(status.error_message(), "unavailable");
  EXPECT_EQ(status.error_details(), "");
}

// More calls of one person than may send at a time: nobody else waits for them, and they end.
TEST(Message, OfAnotherPersonIsTakenMeanwhile) {
  ServeOptions serve;
  serve.patience = absl::Seconds(2);
  NoteServer server(serve);
  std::vector<std::future<grpc::Status>> silent;
  for (int i = 0; i < 2 * kMessagesAtOnce; ++i) {
    silent.push_back(std::async(std::launch::async, [&] {
      CallOptions slow = Patient(options::v1::ROLE_INSPECTOR);
      slow.caller.person = "slow";
      return EndOfSilence(server, kGetPath, slow);
    }));
  }
  absl::SleepFor(absl::Milliseconds(200));
  EXPECT_TRUE(
      Invoke(server.notes(), &NoteService::Stub::GetNote, {}, As({options::v1::ROLE_INSPECTOR}))
          .ok());
  for (auto& end : silent) {
    EXPECT_EQ(Outcome(FromGrpc(end.get())), "DEADLINE_EXCEEDED/DEADLINE_TOO_SHORT");
  }
}

TEST(Message, ThatDoesNotComeDoesNotHoldUpADrain) {
  ServeOptions serve = Impatient();
  serve.max_deadline = absl::Seconds(20);
  NoteServer server(serve);
  auto silent = std::async(std::launch::async, [&] {
    return EndOfSilence(server, kGetPath, Patient(options::v1::ROLE_INSPECTOR));
  });
  absl::SleepFor(absl::Milliseconds(50));
  const absl::Time before = absl::Now();
  server.server().Drain();
  EXPECT_LT(absl::Now() - before, absl::Seconds(10));
  EXPECT_FALSE(silent.get().ok());
}

TEST(Calls, OfOneAddressAtOnceAreBounded) {
  std::promise<void> open;
  const std::shared_future<void> opened = open.get_future().share();
  std::atomic<int> inside = 0;
  Handlers handlers;
  handlers.get = [&](const Call&, const GetNoteRequest&) {
    ++inside;
    opened.wait();
    return absl::StatusOr<GetNoteResponse>(GetNoteResponse());
  };
  handlers.ask = [&](const Call&, const AskRequest&) {
    ++inside;
    opened.wait();
    return absl::StatusOr<AskResponse>(AskResponse());
  };
  ServeOptions serve;
  serve.workers = 2;
  serve.calls_per_address = 2;
  NoteServer server(serve, handlers);
  const CallOptions inspector = As({options::v1::ROLE_INSPECTOR});
  const CallOptions member = As({options::v1::ROLE_MEMBER_CLIENT});
  std::vector<std::future<RawAnswer>> busy;
  busy.push_back(std::async(std::launch::async,
                            [&] { return CallRaw(server.channel(), kGetPath, "", inspector); }));
  busy.push_back(std::async(std::launch::async,
                            [&] { return CallRaw(server.channel(), kAskPath, "", member); }));
  while (inside < 2) absl::SleepFor(absl::Milliseconds(2));
  EXPECT_EQ(Outcome(FromGrpc(CallRaw(server.channel(), kGetPath, "", inspector).status)),
            "RESOURCE_EXHAUSTED/QUEUE_FULL");
  const RawAnswer refused = CallRaw(server.channel(), kAskPath, "", member);
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::PERMISSION_DENIED)
      << "the committee's port has one refusal";
  EXPECT_EQ(refused.status.error_message(), "unavailable");
  EXPECT_EQ(refused.status.error_details(), "");
  EXPECT_TRUE(refused.trailing.empty());
  open.set_value();
  for (auto& answer : busy) EXPECT_TRUE(answer.get().status.ok());
}

// An answer that stays with us because its client does not take it.
class Untaken {
 public:
  explicit Untaken(const std::shared_ptr<grpc::Channel>& channel) : stub_(channel) {
    Prepare(Patient(options::v1::ROLE_MEMBER_CLIENT), context_);
    call_ = stub_.PrepareCall(&context_, kAskPath, &events_);
    call_->StartCall(nullptr);
    Next();
    const grpc::Slice nothing;
    call_->WriteLast(grpc::ByteBuffer(&nothing, 1), grpc::WriteOptions(), nullptr);
    Next();
  }
  ~Untaken() {
    context_.TryCancel();
    grpc::Status status;
    call_->Finish(&status, nullptr);
    Next();
    events_.Shutdown();
  }

 private:
  void Next() {
    void* tag = nullptr;
    bool ok = false;
    EXPECT_TRUE(events_.Next(&tag, &ok));
  }

  grpc::ClientContext context_;
  grpc::CompletionQueue events_;
  grpc::GenericStub stub_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
};

// gRPC tells us late that a client took its answer; by then it may well have asked again.
TEST(Calls, ThatAreAnsweredTakeNoPlaceOfOnesThatAreNot) {
  std::atomic<int> answered = 0;
  Handlers handlers;
  handlers.ask = [&](const Call&, const AskRequest& request) {
    AskResponse response;
    // Larger than a client lets come unasked, but for those that are taken.
    response.set_answer(std::string(request.question().empty() ? 1'000'000 : 1, 'x'));
    ++answered;
    return absl::StatusOr<AskResponse>(response);
  };
  ServeOptions serve;
  serve.calls_per_address = 2;
  NoteServer server(serve, handlers);
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);  // or it lets more and more come unasked
  const auto slow = grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", server.server().port()),
                                              grpc::InsecureChannelCredentials(), arguments);
  const CallOptions member = As({options::v1::ROLE_MEMBER_CLIENT});
  const auto ask = [&] {
    AskRequest request;
    request.set_question("?");
    return Invoke(server.quiet(), &QuietService::Stub::Ask, request, member);
  };
  std::list<Untaken> untaken;
  for (int i = 0; i < 2 * (kCallsNotOver - 1); ++i) {
    untaken.emplace_back(slow);
    while (answered <= 2 * i) absl::SleepFor(absl::Milliseconds(2));
    absl::SleepFor(absl::Milliseconds(30));  // until the tick after it
    const auto taken = ask();
    EXPECT_TRUE(taken.ok()) << i << ": " << taken.status();
  }
}

TEST(Calls, GivenUpOverAndOverCostTheConnection) {
  std::promise<void> open;
  const std::shared_future<void> opened = open.get_future().share();
  Handlers handlers;
  handlers.get = [&](const Call&, const GetNoteRequest&) {
    opened.wait();
    return absl::StatusOr<GetNoteResponse>(GetNoteResponse());
  };
  NoteServer server({}, handlers);
  // Of those that are given up at once some never leave this side.
  constexpr int64_t kTooMany = 30 * kWastedCalls;
  int64_t given_up = 0;
  grpc_connectivity_state state = GRPC_CHANNEL_READY;
  const auto channel = MakeChannel(absl::StrCat("127.0.0.1:", server.server().port()));
  ASSERT_TRUE(channel.ok());
  ASSERT_TRUE((*channel)->WaitForConnected(absl::ToChronoTime(absl::Now() + absl::Seconds(10))));
  grpc::GenericStub stub(*channel);
  grpc::CompletionQueue events;
  while (state == GRPC_CHANNEL_READY && given_up < kTooMany) {
    grpc::ClientContext context;
    Prepare(As({options::v1::ROLE_INSPECTOR}), context);
    const auto call = stub.PrepareCall(&context, kGetPath, &events);
    call->StartCall(nullptr);
    void* tag = nullptr;
    bool ok = false;
    events.Next(&tag, &ok);
    context.TryCancel();
    grpc::Status status;
    call->Finish(&status, nullptr);
    events.Next(&tag, &ok);
    ++given_up;
    state = (*channel)->GetState(false);
  }
  events.Shutdown();
  open.set_value();
  EXPECT_NE(state, GRPC_CHANNEL_READY);
  EXPECT_GE(given_up, kWastedCalls);
  EXPECT_LT(given_up, kTooMany);
}

}  // namespace
}  // namespace probity::rpc
