// Watching a server's health: what a watch sees, and that a flood of them is stopped as one of
// calls is.
#include <fcntl.h>

#include <future>

#include "absl/strings/str_cat.h"
#include "common/rpc/error.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "grpcpp/create_channel_posix.h"
#include "grpcpp/generic/generic_stub.h"
#include "tests/common/rpc/harness.h"
#include "tests/common/rpc/limits/loopback.h"

namespace probity::rpc {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

constexpr char kReady[] = "readiness";

ServeOptions WithAdmin() {
  ServeOptions options;
  options.admin_listen = "127.0.0.1:0";
  return options;
}

// One connection from 127.0.0.LAST; when it is gone, calls on it fail.
std::shared_ptr<grpc::Channel> Connect(int port, int last = kOne) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at = Loopback(last, 0);
  EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
  at = Loopback(kOne, port);
  EXPECT_EQ(connect(fd, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
  return grpc::CreateInsecureChannelFromFd("server", fd);
}

HealthCheckRequest Asking(const std::string& name) {
  HealthCheckRequest request;
  request.set_service(name);
  return request;
}

// A watch that stands until it goes.
class Watch {
 public:
  explicit Watch(const std::shared_ptr<grpc::Channel>& channel, const std::string& name = kReady)
      : stub_(grpc::health::v1::Health::NewStub(channel)),
        stream_(stub_->Watch(&context_, Asking(name))) {}
  ~Watch() { Cancel(); }

  void Cancel() { context_.TryCancel(); }
  // What it is told next, or how it ended.
  std::string Next() {
    HealthCheckResponse told;
    if (stream_->Read(&told)) return HealthCheckResponse::ServingStatus_Name(told.status());
    return Outcome(FromGrpc(stream_->Finish()));
  }

 private:
  grpc::ClientContext context_;
  const std::unique_ptr<grpc::health::v1::Health::Stub> stub_;
  const std::unique_ptr<grpc::ClientReader<HealthCheckResponse>> stream_;
};

// As a probe asks.
std::string Check(const std::shared_ptr<grpc::Channel>& channel) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(10)));
  HealthCheckResponse told;
  const grpc::Status status =
      grpc::health::v1::Health::NewStub(channel)->Check(&context, Asking("liveness"), &told);
  return status.ok() ? HealthCheckResponse::ServingStatus_Name(told.status())
                     : Outcome(FromGrpc(status));
}

TEST(Watch, IsToldWhatIsAndWhatChanges) {
  NoteServer server(WithAdmin());
  for (const int port : {server.server().port(), server.server().admin_port()}) {
    const auto channel = Connect(port);
    Watch ready(channel);
    Watch alive(channel, "liveness");
    Watch nobody(channel, "nobody");
    EXPECT_EQ(ready.Next(), "SERVING");
    EXPECT_EQ(alive.Next(), "SERVING");
    EXPECT_EQ(nobody.Next(), "SERVICE_UNKNOWN");
    server.server().SetReady(false);
    EXPECT_EQ(ready.Next(), "NOT_SERVING");
    server.server().SetReady(true);
    EXPECT_EQ(ready.Next(), "SERVING");
  }
}

TEST(Watch, SeesTheDrainAndEndsWithTheServer) {
  NoteServer server(WithAdmin());
  const auto main = Connect(server.server().port());
  const auto admin = Connect(server.server().admin_port());
  Watch of_main(main);
  Watch of_admin(admin);
  EXPECT_EQ(of_main.Next(), "SERVING");
  EXPECT_EQ(of_admin.Next(), "SERVING");
  const absl::Time before = absl::Now();
  server.server().Drain();
  EXPECT_LT(absl::Now() - before, absl::Seconds(10)) << "nobody waits for watches to go";
  for (Watch* const watch : {&of_main, &of_admin}) {
    EXPECT_EQ(watch->Next(), "NOT_SERVING");
    EXPECT_EQ(watch->Next(), "UNAVAILABLE/SHUTTING_DOWN");
  }
}

TEST(Watch, OfOneConnectionThereAreFew) {
  NoteServer server(WithAdmin());
  for (const int port : {server.server().port(), server.server().admin_port()}) {
    const auto channel = Connect(port);
    std::vector<std::unique_ptr<Watch>> standing;
    for (int i = 0; i < kHealthCallsPerConnection; ++i) {
      standing.push_back(std::make_unique<Watch>(channel));
      EXPECT_EQ(standing.back()->Next(), "SERVING");
    }
    EXPECT_EQ(Watch(channel).Next(), "RESOURCE_EXHAUSTED/QUEUE_FULL");
    EXPECT_EQ(Check(Connect(port)), "SERVING") << "a probe has a connection of its own";
    standing.clear();
    std::string told;
    const absl::Time end = absl::Now() + absl::Seconds(10);
    while (told != "SERVING" && absl::Now() < end) told = Watch(channel).Next();
    EXPECT_EQ(told, "SERVING") << "those that went make room";
  }
}

TEST(Watch, AFloodOfOneAddressIsRefusedAndOthersAreServed) {
  ServeOptions options;
  options.connections = 24;
  constexpr int kOfAddress = 12;  // half of them
  NoteServer server(options);
  const int port = server.server().port();
  std::vector<std::shared_ptr<grpc::Channel>> flood;
  std::vector<std::unique_ptr<Watch>> watches;
  int standing = 0;
  for (int i = 0; i < 5; ++i) {
    flood.push_back(Connect(port));
    for (int j = 0; j < kHealthCallsPerConnection; ++j) {
      watches.push_back(std::make_unique<Watch>(flood.back()));
      const std::string told = watches.back()->Next();
      if (told == "SERVING") {
        ++standing;
      } else {
        EXPECT_EQ(told, "RESOURCE_EXHAUSTED/QUEUE_FULL");
      }
    }
  }
  EXPECT_EQ(standing, kOfAddress);
  EXPECT_EQ(Check(Connect(port)), "SERVING") << "a probe from the same address";
  EXPECT_TRUE(Invoke(server.notes(), &NoteService::Stub::GetNote, {}, Inspector()).ok())
      << "a call from the same address";
  const auto elsewhere = Connect(port, kTwo);
  Watch honest(elsewhere);
  EXPECT_EQ(honest.Next(), "SERVING");
  server.server().SetReady(false);
  EXPECT_EQ(honest.Next(), "NOT_SERVING");
}

TEST(Watch, OpenedOnlyToBeGivenUpCostsTheConnection) {
  NoteServer server;
  const auto channel = Connect(server.server().port());
  constexpr int kTooMany = 30 * kWastedCalls;
  int given_up = 0;
  std::string told;
  while (told.rfind("UNAVAILABLE", 0) != 0 && given_up < kTooMany) {
    told = Watch(channel).Next();  // and gone
    ++given_up;
  }
  EXPECT_GE(given_up, kWastedCalls);
  EXPECT_LT(given_up, kTooMany);
  EXPECT_EQ(Check(Connect(server.server().port(), kTwo)), "SERVING");
}

TEST(Watch, ThatDoesNotSayOfWhatIsNotWaitedFor) {
  ServeOptions options;
  options.patience = absl::Milliseconds(300);
  NoteServer server(options);
  grpc::GenericStub stub(Connect(server.server().port()));
  grpc::ClientContext context;
  grpc::CompletionQueue events;
  const auto call = stub.PrepareCall(&context, "/grpc.health.v1.Health/Watch", &events);
  void* tag = nullptr;
  bool ok = false;
  call->StartCall(nullptr);
  ASSERT_TRUE(events.Next(&tag, &ok));
  grpc::Status status;
  call->Finish(&status, nullptr);
  ASSERT_TRUE(events.Next(&tag, &ok));
  events.Shutdown();
  EXPECT_EQ(Outcome(FromGrpc(status)), "DEADLINE_EXCEEDED/DEADLINE_TOO_SHORT");
}

TEST(Health, NamesAreShortAndMethodsAreTwo) {
  NoteServer server;
  const auto channel = Connect(server.server().port());
  EXPECT_EQ(Watch(channel, std::string(200, 'a')).Next(), "SERVICE_UNKNOWN");
  EXPECT_EQ(Watch(channel, std::string(201, 'a')).Next(), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(FromGrpc(CallRaw(channel, "/grpc.health.v1.Health/List", "", {}).status).code(),
            absl::StatusCode::kUnimplemented);
}

}  // namespace
}  // namespace probity::rpc
