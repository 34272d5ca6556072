#include "common/rpc/server.h"

#include <future>

#include "absl/strings/str_cat.h"
#include "common/rpc/address.h"
#include "google/protobuf/descriptor.pb.h"
#include "grpc/reflection/v1alpha/reflection.grpc.pb.h"
#include "grpcpp/generic/generic_stub.h"
#include "tests/common/rpc/harness.h"

namespace probity::rpc {
namespace {

using grpc::reflection::v1alpha::ServerReflection;
using grpc::reflection::v1alpha::ServerReflectionRequest;
using grpc::reflection::v1alpha::ServerReflectionResponse;

ServeOptions WithAdmin() {
  ServeOptions options;
  options.admin_listen = "127.0.0.1:0";
  return options;
}

std::shared_ptr<grpc::Channel> ChannelTo(int port) {
  const auto channel = MakeChannel(absl::StrCat("127.0.0.1:", port));
  EXPECT_TRUE(channel.ok());
  return *channel;
}

// grpc.health.v1 by its wire form: the request's field 1 is the service, the answer's field 1 the
// status, 1 SERVING, 2 NOT_SERVING.
std::string Health(int port, const std::string& name) {
  const auto channel = ChannelTo(port);
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(5)));
  std::string bytes;
  if (!name.empty())
    bytes = absl::StrCat("\x0a", std::string(1, static_cast<char>(name.size())), name);
  const grpc::Slice slice(bytes);
  const grpc::ByteBuffer request(&slice, 1);
  grpc::ByteBuffer response;
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::StubOptions(), &request, &response,
                 [&](grpc::Status status) { done.set_value(std::move(status)); });
  const grpc::Status status = done.get_future().get();
  if (!status.ok()) return absl::StatusCodeToString(FromGrpc(status).code());
  grpc::Slice answer;
  EXPECT_TRUE(response.DumpToSingleSlice(&answer).ok());
  const std::string text(reinterpret_cast<const char*>(answer.begin()), answer.size());
  return text == "\x08\x01" ? "SERVING" : text == "\x08\x02" ? "NOT_SERVING" : "?";
}

ServerReflectionResponse Reflect(int port, const ServerReflectionRequest& request) {
  const auto stub = ServerReflection::NewStub(ChannelTo(port));
  grpc::ClientContext context;
  const auto conversation = stub->ServerReflectionInfo(&context);
  EXPECT_TRUE(conversation->Write(request));
  ServerReflectionResponse response;
  EXPECT_TRUE(conversation->Read(&response));
  conversation->WritesDone();
  EXPECT_TRUE(conversation->Finish().ok());
  return response;
}

TEST(Health, TellsEachNameApartAndFollowsReadiness) {
  NoteServer server(WithAdmin());
  for (const int port : {server.server().port(), server.server().admin_port()}) {
    server.server().SetReady(true);
    EXPECT_EQ(Health(port, "liveness"), "SERVING");
    EXPECT_EQ(Health(port, "readiness"), "SERVING");
    EXPECT_EQ(Health(port, "probity.rpctest.v1.NoteService"), "SERVING");
    EXPECT_EQ(Health(port, "nobody"), "NOT_FOUND");
    server.server().SetReady(false);
    EXPECT_EQ(Health(port, "liveness"), "SERVING") << "not ready is not dead";
    EXPECT_EQ(Health(port, "readiness"), "NOT_SERVING");
    EXPECT_EQ(Health(port, "probity.rpctest.v1.NoteService"), "NOT_SERVING");
    EXPECT_EQ(Health(port, ""), "NOT_SERVING");
  }
}

TEST(Health, IsNotReadyBeforeItIsSetSo) {
  Router router;
  ServeOptions options = WithAdmin();
  const auto server = Server::Start(router, options);
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ(Health((*server)->admin_port(), "readiness"), "NOT_SERVING");
  EXPECT_EQ(Health((*server)->admin_port(), "liveness"), "SERVING");
}

TEST(Health, SaysNotReadyWhileTheDrainStillListens) {
  ServeOptions options = WithAdmin();
  options.drain_delay = absl::Milliseconds(1500);
  NoteServer server(options);
  const int admin = server.server().admin_port();
  auto drained = std::async(std::launch::async, [&] { server.server().Drain(); });
  while (Health(admin, "readiness") == "SERVING") absl::SleepFor(absl::Milliseconds(10));
  EXPECT_EQ(Health(admin, "readiness"), "NOT_SERVING");
  EXPECT_TRUE(Invoke(server.notes(), &NoteService::Stub::GetNote, {}, Inspector()).ok());
  drained.get();
}

TEST(Drain, LetsARunningCallFinishAndRefusesNewOnes) {
  std::promise<void> entered;
  Handlers handlers;
  handlers.get = [&](const Call&, const GetNoteRequest&) {
    entered.set_value();
    absl::SleepFor(absl::Milliseconds(400));
    GetNoteResponse response;
    response.set_text("done");
    return absl::StatusOr<GetNoteResponse>(response);
  };
  NoteServer server({}, handlers);
  auto running = std::async(std::launch::async, [&] {
    return Invoke(server.notes(), &NoteService::Stub::GetNote, {}, Inspector());
  });
  entered.get_future().get();
  auto drained = std::async(std::launch::async, [&] { server.server().Drain(); });
  absl::SleepFor(absl::Milliseconds(100));
  const auto fresh = NoteService::NewStub(ChannelTo(server.server().port()));
  EXPECT_TRUE(
      absl::IsUnavailable(Invoke(*fresh, &NoteService::Stub::GetNote, {}, Inspector()).status()));
  const auto answer = running.get();
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->text(), "done");
  drained.get();
}

TEST(Drain, AnswersCallsThatWaitInTheQueue) {
  Handlers handlers;
  handlers.get = [](const Call&, const GetNoteRequest&) {
    absl::SleepFor(absl::Milliseconds(100));
    return absl::StatusOr<GetNoteResponse>(GetNoteResponse());
  };
  ServeOptions options;
  options.workers = 1;
  NoteServer server(options, handlers);
  std::vector<std::future<absl::Status>> calls;
  for (int i = 0; i < 5; ++i) {
    calls.push_back(std::async(std::launch::async, [&] {
      return Invoke(server.notes(), &NoteService::Stub::GetNote, {}, Inspector()).status();
    }));
  }
  absl::SleepFor(absl::Milliseconds(150));
  server.server().Drain();
  for (auto& call : calls) {
    const absl::Status status = call.get();
    EXPECT_TRUE(status.ok()) << status;
  }
}

TEST(Start, APortInUseIsRefusedByName) {
  NoteServer first;
  Router router;
  ServeOptions options;
  options.listen = absl::StrCat("127.0.0.1:", first.server().port());
  const absl::Status status = Server::Start(router, options).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()),
              testing::AllOf(testing::HasSubstr("in use"), testing::HasSubstr(options.listen)));
}

TEST(Start, AnAdminPortInUseIsRefusedAndFreesTheFirst) {
  NoteServer first;
  Router router;
  ServeOptions options;
  options.admin_listen = absl::StrCat("127.0.0.1:", first.server().port());
  const absl::Status status = Server::Start(router, options).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr(options.admin_listen));
}

TEST(Start, AnythingButLoopbackIsRefused) {
  Router router;
  for (const std::string address : {"0.0.0.0:0", "10.1.2.3:7101", "[::]:0", "example:7101"}) {
    ServeOptions options;
    options.listen = address;
    const absl::Status status = Server::Start(router, options).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << address << ": " << status;
    EXPECT_THAT(std::string(status.message()), testing::HasSubstr("loopback")) << address;
  }
}

TEST(Reflection, ListsTheRoutersServices) {
  NoteServer server(WithAdmin());
  ServerReflectionRequest request;
  request.set_list_services("*");
  std::vector<std::string> names;
  const ServerReflectionResponse response = Reflect(server.server().admin_port(), request);
  for (const auto& service : response.list_services_response().service()) {
    names.push_back(service.name());
  }
  EXPECT_THAT(names, testing::ElementsAre("probity.rpctest.v1.NoteService",
                                          "probity.rpctest.v1.QuietService",
                                          "probity.rpctest.v1.TransferService"));
}

TEST(Reflection, GivesTheFilesOfASymbolWithAllTheyImport) {
  NoteServer server(WithAdmin());
  ServerReflectionRequest request;
  request.set_file_containing_symbol("probity.rpctest.v1.NoteService.GetNote");
  const ServerReflectionResponse response = Reflect(server.server().admin_port(), request);
  std::vector<std::string> files;
  for (const std::string& bytes : response.file_descriptor_response().file_descriptor_proto()) {
    google::protobuf::FileDescriptorProto file;
    ASSERT_TRUE(file.ParseFromString(bytes));
    files.push_back(file.name());
  }
  EXPECT_THAT(files, testing::UnorderedElementsAre("notes.proto", "probity/options/v1/access.proto",
                                                   "probity/options/v1/duration.proto",
                                                   "google/protobuf/descriptor.proto"));
}

TEST(Reflection, FindsTheAccessOptionByNumber) {
  NoteServer server(WithAdmin());
  ServerReflectionRequest request;
  request.mutable_file_containing_extension()->set_containing_type("google.protobuf.MethodOptions");
  request.mutable_file_containing_extension()->set_extension_number(50001);
  EXPECT_GT(Reflect(server.server().admin_port(), request)
                .file_descriptor_response()
                .file_descriptor_proto_size(),
            0);
  request.set_all_extension_numbers_of_type("google.protobuf.MethodOptions");
  EXPECT_THAT(Reflect(server.server().admin_port(), request)
                  .all_extension_numbers_response()
                  .extension_number(),
              testing::Contains(50001));
}

TEST(Reflection, SaysWhatItDoesNotKnow) {
  NoteServer server(WithAdmin());
  ServerReflectionRequest request;
  request.set_file_containing_symbol("probity.Nothing");
  EXPECT_EQ(Reflect(server.server().admin_port(), request).error_response().error_code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST(Reflection, IsNotOnTheServicesPort) {
  NoteServer server(WithAdmin());
  const auto stub = ServerReflection::NewStub(ChannelTo(server.server().port()));
  grpc::ClientContext context;
  const auto conversation = stub->ServerReflectionInfo(&context);
  ServerReflectionResponse response;
  EXPECT_FALSE(conversation->Read(&response));
  EXPECT_EQ(conversation->Finish().error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

struct AddressCase {
  std::string text;
  std::string host;
  int port;
  bool loopback;
};

TEST(Address, IsHostAndPort) {
  const std::vector<AddressCase> cases = {
      {"127.0.0.1:7101", "127.0.0.1", 7101, true},
      {"127.8.9.1:0", "127.8.9.1", 0, true},
      {"localhost:65535", "localhost", 65535, true},
      {"[::1]:7101", "::1", 7101, true},
      {"0.0.0.0:7101", "0.0.0.0", 7101, false},
      {"scoring:7101", "scoring", 7101, false},
      {"127.evil.example:7101", "127.evil.example", 7101, false},
  };
  for (const AddressCase& c : cases) {
    const auto address = ParseAddress(c.text);
    ASSERT_TRUE(address.ok()) << c.text << address.status();
    EXPECT_EQ(address->host, c.host);
    EXPECT_EQ(address->port, c.port);
    EXPECT_EQ(IsLoopback(*address), c.loopback) << c.text;
    EXPECT_EQ(AddressText(*address), c.text);
  }
  for (const std::string text : {"", ":7101", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                                 "127.0.0.1:-1", "::1:7101", "127.0.0.1:http"}) {
    EXPECT_FALSE(ParseAddress(text).ok()) << text;
  }
}

}  // namespace
}  // namespace probity::rpc
