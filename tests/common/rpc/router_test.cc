#include "common/rpc/router.h"

#include <future>
#include <stdexcept>
#include <thread>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/common/rpc/harness.h"

namespace probity::rpc {
namespace {

constexpr char kGetPath[] = "/probity.rpctest.v1.NoteService/GetNote";

absl::Status Get(NoteServer& server, const CallOptions& options = Inspector()) {
  return Invoke(server.notes(), &NoteService::Stub::GetNote, {}, options).status();
}

// A `get` that waits until it is let go, so that a test can fill the workers.
struct Gate {
  std::promise<void> open;
  std::shared_future<void> opened = open.get_future().share();
  std::atomic<int> inside = 0;
  std::atomic<int> ran = 0;

  Handlers Guarding() {
    Handlers handlers;
    handlers.get = [this](const Call&, const GetNoteRequest&) {
      ++inside;
      opened.wait();
      ++ran;
      return absl::StatusOr<GetNoteResponse>(GetNoteResponse());
    };
    return handlers;
  }
  void AwaitInside(int count) const {
    while (inside < count) absl::SleepFor(absl::Milliseconds(2));
  }
};

TEST(Router, AnswersACallWithWhatTheHandlerReturned) {
  NoteServer server;
  GetNoteRequest request;
  request.set_key("案");
  const auto answer = Invoke(server.notes(), &NoteService::Stub::GetNote, request, Inspector());
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->text(), "about 案");
}

TEST(Router, TellsTheHandlerWhoCallsWhatAndUntilWhen) {
  Call seen;
  Handlers handlers;
  handlers.get = [&](const Call& call, const GetNoteRequest&) {
    seen = call;
    return absl::StatusOr<GetNoteResponse>(GetNoteResponse());
  };
  NoteServer server({}, handlers);
  CallOptions options = As({options::v1::ROLE_INSPECTOR}, "p-17");
  options.timeout = absl::Seconds(3);
  const absl::Time before = absl::Now();
  ASSERT_TRUE(Get(server, options).ok());
  EXPECT_EQ(seen.caller.person, "p-17");
  EXPECT_EQ(seen.method, "probity.rpctest.v1.NoteService.GetNote");
  EXPECT_GT(seen.deadline, before + absl::Seconds(2));
  EXPECT_LT(seen.deadline, absl::Now() + absl::Seconds(3));
  EXPECT_FALSE(seen.cancelled()) << "an answered call was not cancelled";
}

TEST(Router, BoundsACallWithoutDeadlineByTheServersMaximum) {
  absl::Time deadline;
  Handlers handlers;
  handlers.get = [&](const Call& call, const GetNoteRequest&) {
    deadline = call.deadline;
    return absl::StatusOr<GetNoteResponse>(GetNoteResponse());
  };
  ServeOptions serve;
  serve.max_deadline = absl::Seconds(2);
  NoteServer server(serve, handlers);
  CallOptions options = Inspector();
  options.timeout = absl::InfiniteDuration();
  ASSERT_TRUE(Get(server, options).ok());
  EXPECT_LT(deadline, absl::Now() + absl::Seconds(2));
}

TEST(Router, LetsACallOnAWholeRegionLastAsLongAsATransferAndNoLongerThanItsCaller) {
  absl::Duration left;
  Handlers handlers;
  handlers.put = [&](sql::Tx&, const Call& call, const PutNoteRequest&) {
    left = call.deadline - absl::Now();
    return absl::StatusOr<PutNoteResponse>(PutNoteResponse());
  };
  ServeOptions serve;
  serve.max_deadline = absl::Seconds(2);
  serve.max_transfer = absl::Minutes(2);
  NoteServer server(serve, handlers);
  CallOptions options = As({options::v1::ROLE_CASE_OFFICER});
  const auto put = [&](const std::string& request_id) {
    PutNoteRequest request;
    request.set_request_id(request_id);
    return Invoke(server.notes(), &NoteService::Stub::PutNote, request, options).status();
  };
  options.timeout = absl::InfiniteDuration();
  ASSERT_TRUE(put("00000000-0000-4000-8000-000000000001").ok());
  EXPECT_GT(left, absl::Minutes(1));
  EXPECT_LT(left, absl::Minutes(2));
  options.timeout = absl::Minutes(1);
  ASSERT_TRUE(put("00000000-0000-4000-8000-000000000002").ok());
  EXPECT_GT(left, serve.max_deadline);
  EXPECT_LT(left, absl::Seconds(90));
}

TEST(Router, RefusesACallThatCannotEndInTime) {
  ServeOptions serve;
  serve.min_deadline = absl::Seconds(5);
  NoteServer server(serve);
  CallOptions options = Inspector();
  options.timeout = absl::Seconds(4);
  EXPECT_EQ(Outcome(Get(server, options)), "DEADLINE_EXCEEDED/DEADLINE_TOO_SHORT");
}

TEST(Router, DropsACallWhoseDeadlinePassedInTheQueue) {
  Gate gate;
  ServeOptions serve;
  serve.workers = 1;
  NoteServer server(serve, gate.Guarding());
  std::thread busy([&] { EXPECT_TRUE(Get(server).ok()); });
  gate.AwaitInside(1);
  CallOptions options = Inspector();
  options.timeout = absl::Milliseconds(200);
  EXPECT_TRUE(absl::IsDeadlineExceeded(Get(server, options)));
  absl::SleepFor(options.timeout / 2);  // the server counts from the call's arrival
  gate.open.set_value();
  busy.join();
  server.server().Drain();
  EXPECT_EQ(gate.ran, 1) << "the dropped call's handler must not run";
}

TEST(Router, RefusesWithARetryDelayWhenTheQueueIsFull) {
  Gate gate;
  ServeOptions serve;
  serve.workers = 2;
  serve.queue = 1;
  NoteServer server(serve, gate.Guarding());
  std::vector<std::thread> busy;
  for (int i = 0; i < 2; ++i) busy.emplace_back([&] { EXPECT_TRUE(Get(server).ok()); });
  gate.AwaitInside(2);
  // One of these takes the only place in the queue, the other is refused.
  std::vector<std::future<RawAnswer>> raced;
  for (int i = 0; i < 2; ++i) {
    raced.push_back(std::async(
        std::launch::async, [&] { return CallRaw(server.channel(), kGetPath, "", Inspector()); }));
  }
  std::future<RawAnswer>* refused = nullptr;
  while (refused == nullptr) {
    for (auto& answer : raced) {
      if (answer.wait_for(std::chrono::milliseconds(5)) == std::future_status::ready) {
        refused = &answer;
      }
    }
  }
  const RawAnswer answer = refused->get();
  EXPECT_EQ(Outcome(FromGrpc(answer.status)), "RESOURCE_EXHAUSTED/QUEUE_FULL");
  google::rpc::Status wire;
  google::rpc::RetryInfo retry;
  ASSERT_TRUE(wire.ParseFromString(answer.status.error_details()));
  ASSERT_EQ(wire.details_size(), 2);
  ASSERT_TRUE(wire.details(1).UnpackTo(&retry));
  EXPECT_GT(retry.retry_delay().nanos(), 0);
  gate.open.set_value();
  for (std::thread& thread : busy) thread.join();
  for (auto& other : raced) {
    if (other.valid()) {
      EXPECT_TRUE(other.get().status.ok());
    }
  }
}

TEST(Router, AnExceptionIsAnIncidentAndTheServerLivesOn) {
  CapturedLog log;
  Handlers handlers;
  handlers.get = [](const Call&, const GetNoteRequest& request) -> absl::StatusOr<GetNoteResponse> {
    if (request.key() == "int") throw 42;
    if (request.key() == "error") throw std::out_of_range("index 7");
    return GetNoteResponse();
  };
  NoteServer server({}, handlers);
  for (const std::string key : {"int", "error"}) {
    GetNoteRequest request;
    request.set_key(key);
    const absl::Status status =
        Invoke(server.notes(), &NoteService::Stub::GetNote, request, Inspector()).status();
    EXPECT_EQ(Outcome(status), "INTERNAL/INTERNAL") << key;
    EXPECT_THAT(std::string(status.message()), testing::Not(testing::HasSubstr("index 7")));
    const std::string incident = DetailOf(status).metadata.at("incident");
    EXPECT_THAT(log.lines(), testing::Contains(testing::AllOf(testing::HasSubstr("\"incident\""),
                                                              testing::HasSubstr(incident))))
        << key;
  }
  EXPECT_THAT(log.lines(), testing::Contains(testing::HasSubstr("index 7")));
  EXPECT_TRUE(Get(server).ok());
}

TEST(Router, OurOwnFailuresKeepTheirTextInTheLog) {
  Handlers handlers;
  handlers.get = [](const Call&, const GetNoteRequest&) -> absl::StatusOr<GetNoteResponse> {
    return absl::InternalError("column note.body is missing");
  };
  NoteServer server({}, handlers);
  const absl::Status status = Get(server);
  EXPECT_EQ(Outcome(status), "INTERNAL/INTERNAL");
  EXPECT_THAT(std::string(status.message()), testing::Not(testing::HasSubstr("column")));
}

struct BytesCase {
  std::string rule;
  std::string bytes;
};

TEST(Router, BytesThatAreNoMessageAreABadRequest) {
  NoteServer server;
  const std::vector<BytesCase> cases = {
      {"a length beyond the end", "\x0a\x7fzz"},
      {"a field number of zero", std::string("\x00\x01", 2)},
      {"text that is GBK, not UTF-8", "\x0a\x04\xd6\xd0\xce\xc4"},
  };
  for (const BytesCase& c : cases) {
    const RawAnswer answer = CallRaw(server.channel(), kGetPath, c.bytes, Inspector());
    EXPECT_EQ(Outcome(FromGrpc(answer.status)), "INVALID_ARGUMENT/BAD_REQUEST") << c.rule;
  }
  EXPECT_TRUE(CallRaw(server.channel(), kGetPath, "", Inspector()).status.ok())
      << "an empty message is a message";
}

TEST(Router, AnUnknownMethodIsUnimplemented) {
  NoteServer server;
  for (const std::string path :
       {"/probity.rpctest.v1.NoteService/Nope", "/nobody.Service/GetNote", "/", "/x"}) {
    const RawAnswer answer = CallRaw(server.channel(), path, "", Inspector());
    EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << path;
  }
}

TEST(Router, AnAnswerTooLargeToTravelIsOurFailureNotTheTransports) {
  Handlers handlers;
  handlers.get = [](const Call&, const GetNoteRequest&) {
    GetNoteResponse response;
    response.set_text(std::string(kMaxMessageBytes, 'x'));
    return absl::StatusOr<GetNoteResponse>(response);
  };
  NoteServer server({}, handlers);
  EXPECT_EQ(Outcome(Get(server)), "INTERNAL/INTERNAL");
}

TEST(Router, LogsOneLineForEachCallAndNeverItsContent) {
  CapturedLog log;
  {
    NoteServer server;
    GetNoteRequest request;
    request.set_key("secret-key");
    ASSERT_TRUE(Invoke(server.notes(), &NoteService::Stub::GetNote, request,
                       As({options::v1::ROLE_INSPECTOR}, "p-1"))
                    .ok());
    ASSERT_FALSE(Get(server, As({options::v1::ROLE_DIRECTOR}, "p-2")).ok());
  }
  std::vector<std::string> rpcs;
  for (const std::string& line : log.lines()) {
    if (line.find("\"event\":\"rpc\"") != std::string::npos) rpcs.push_back(line);
    EXPECT_THAT(line, testing::Not(testing::HasSubstr("secret-key")));
  }
  ASSERT_EQ(rpcs.size(), 2u);
  EXPECT_THAT(
      rpcs[0],
      testing::AllOf(
          testing::HasSubstr(R"("method":"probity.rpctest.v1.NoteService.GetNote","code":"OK")"),
          testing::HasSubstr(R"("person":"p-1")"), testing::HasSubstr("\"ms\":")));
  EXPECT_THAT(rpcs[1], testing::AllOf(testing::HasSubstr(R"("code":"PERMISSION_DENIED")"),
                                      testing::HasSubstr(R"("reason":"ROLE_REQUIRED")")));
}

absl::StatusOr<AskResponse> Answer(const Call&, const AskRequest&) {
  return AskResponse();
}

TEST(Verify, AServedServiceHasAHandlerForEveryMethod) {
  Router router;
  router.Unary<AskRequest, AskResponse>("probity.rpctest.v1.HalfService.One", &Answer);
  EXPECT_THAT(std::string(router.Verify().message()),
              testing::HasSubstr("HalfService.Two has no handler"));
  router.Unary<AskRequest, AskResponse>("probity.rpctest.v1.HalfService.Two", &Answer);
  EXPECT_TRUE(router.Verify().ok()) << router.Verify();
}

TEST(Verify, AHandlerFitsItsDescriptor) {
  const std::string notes = "probity.rpctest.v1.NoteService.";
  Router router;
  router.Unary<AskRequest, AskResponse>("probity.rpctest.v1.QuietService.Nope", &Answer);
  router.Unary<AskRequest, AskResponse>(notes + "GetNote", &Answer);
  router.Unary<AskRequest, AskResponse>(notes + "ListNotes", &Answer);
  router.Unary<AskRequest, AskResponse>(notes + "ImportNotes", &Answer);
  router.Unary<AskRequest, AskResponse>("probity.rpctest.v1.QuietService.Ask", &Answer);
  router.Unary<AskRequest, AskResponse>("probity.rpctest.v1.QuietService.Ask", &Answer);
  const std::string wrong(router.Verify().message());
  for (const std::string text :
       {"QuietService.Nope is in no proto", "GetNote takes probity.rpctest.v1.GetNoteRequest",
        "ListNotes is a server stream on one side only",
        "ImportNotes is a client stream on one side only", "QuietService.Ask has two handlers"}) {
    EXPECT_THAT(wrong, testing::HasSubstr(text));
  }
}

TEST(Verify, AMethodThatAdmitsServicesNamesThem) {
  Router router;
  for (const std::string method : {"AnyService", "NoService", "UnknownService"}) {
    router.Unary<AskRequest, AskResponse>("probity.rpctest.v1.LooseService." + method, &Answer);
  }
  const std::string wrong(router.Verify().message());
  EXPECT_THAT(wrong, testing::HasSubstr("LooseService.AnyService must name in `services`"));
  EXPECT_THAT(wrong, testing::HasSubstr("LooseService.NoService must name in `services`"));
  EXPECT_THAT(wrong, testing::HasSubstr("LooseService.UnknownService names the service revue"));
}

}  // namespace
}  // namespace probity::rpc
