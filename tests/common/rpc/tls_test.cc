// Who gets in over TLS, and how everybody else is refused.
#include <openssl/ssl.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "common/rpc/address.h"
#include "grpcpp/generic/async_generic_service.h"
#include "tests/common/rpc/harness.h"
#include "tests/common/rpc/tls_client.h"
#include "tests/support/pki.h"

namespace probity::rpc {
namespace {

using options::v1::ROLE_CASE_OFFICER;
using options::v1::ROLE_DIRECTOR;
using options::v1::ROLE_INSPECTOR;
using probity::testing::CertificateText;
using probity::testing::Pki;
using ::testing::HasSubstr;

const Pki& SharedPki() {
  static const Pki pki;  // its folder goes with the program
  return pki;
}

ServeOptions Tls(const std::string& dir = SharedPki().Dir("scoring")) {
  ServeOptions options;
  options.tls_dir = dir;
  return options;
}

ChannelOptions From(const std::string& name) {
  ChannelOptions options;
  options.tls_dir = SharedPki().Dir(name);
  return options;
}

std::shared_ptr<grpc::Channel> Open(const std::string& address, const ChannelOptions& options) {
  auto channel = MakeChannel(address, options);
  EXPECT_TRUE(channel.ok()) << channel.status();
  return *std::move(channel);
}

std::string At(const NoteServer& server) {
  return absl::StrCat("127.0.0.1:", const_cast<NoteServer&>(server).server().port());
}

absl::StatusOr<FetchNoteResponse> Fetch(const std::shared_ptr<grpc::Channel>& channel,
                                        const CallOptions& options = {}) {
  const auto stub = NoteService::NewStub(channel);
  return Invoke(*stub, &NoteService::Stub::FetchNote, {}, options);
}

// A channel of gRPC's plain TLS, which shows what it is given and asks nothing about itself.
std::shared_ptr<grpc::Channel> Unchecked(const std::string& address, const std::string& own,
                                         const std::string& trusted) {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = probity::testing::ReadText(trusted + "/ca.crt");
  if (!own.empty()) {
    options.pem_cert_chain = probity::testing::ReadText(own + "/tls.crt");
    options.pem_private_key = probity::testing::ReadText(own + "/tls.key");
  }
  return grpc::CreateChannel(address, grpc::SslCredentials(options));
}

TEST(Tls, AServiceIsKnownByItsCertificate) {
  const NoteServer server(Tls());
  const auto answer = Fetch(Open(At(server), From("review")));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->caller(), "review");
}

TEST(Tls, AServicePeerMayCallOnlyTheMethodsThatNameIt) {
  NoteServer server(Tls());
  for (const std::string name : {"scoring", "settlement", "monitoring"}) {
    EXPECT_EQ(Outcome(Fetch(Open(At(server), From(name))).status()),
              "PERMISSION_DENIED/ROLE_REQUIRED")
        << name << " is not named by FetchNote";
  }
  EXPECT_EQ(Outcome(Fetch(Open(At(server), From("review-client"))).status()),
            "PERMISSION_DENIED/ROLE_REQUIRED");
  EXPECT_EQ(Outcome(Fetch(Open(At(server), From("client"))).status()),
            "UNAUTHENTICATED/UNAUTHENTICATED");
  const auto notes = NoteService::NewStub(Open(At(server), From("review")));
  EXPECT_EQ(Outcome(Invoke(*notes, &NoteService::Stub::GetNote, {}, {}).status()),
            "PERMISSION_DENIED/ROLE_REQUIRED")
      << "a service is no person";
}

TEST(Tls, TheCommitteesPortAnswersTerminalsOnlyAndTellsNobodyWhy) {
  const NoteServer server(Tls());
  const auto ask = [&](const std::string& name) {
    const auto stub = QuietService::NewStub(Open(At(server), From(name)));
    return Invoke(*stub, &QuietService::Stub::Ask, {}, {}).status();
  };
  EXPECT_TRUE(ask("review-client").ok()) << ask("review-client");
  for (const std::string name : {"client", "review", "scoring", "settlement", "monitoring"}) {
    const absl::Status status = ask(name);
    EXPECT_EQ(Outcome(status), "PERMISSION_DENIED/") << name;
    EXPECT_EQ(status.message(), "unavailable") << name;
  }
}

TEST(Tls, IdentitiesInMetadataCountForNothing) {
  const NoteServer server(Tls());
  CallOptions liar = As({ROLE_INSPECTOR, ROLE_CASE_OFFICER}, "officer-a");
  const auto workstation = NoteService::NewStub(Open(At(server), From("client")));
  EXPECT_EQ(Outcome(Invoke(*workstation, &NoteService::Stub::GetNote, {}, liar).status()),
            "UNAUTHENTICATED/UNAUTHENTICATED");
  const auto service = NoteService::NewStub(Open(At(server), From("review")));
  EXPECT_EQ(Outcome(Invoke(*service, &NoteService::Stub::GetNote, {}, liar).status()),
            "PERMISSION_DENIED/ROLE_REQUIRED");
  CallOptions other;
  other.caller = ServiceCaller("review");
  EXPECT_EQ(Outcome(Fetch(Open(At(server), From("settlement")), other).status()),
            "PERMISSION_DENIED/ROLE_REQUIRED")
      << "settlement says it is review";
}

// Certificates of our authority that name nobody this service answers. Their connection stands, and
// each call is refused with the reason.
TEST(Tls, ACertificateOfAnotherNameIsRefusedCallByCall) {
  NoteServer server(Tls());
  const std::vector<std::pair<std::string, std::string>> names = {
      {"elsewhere", "spiffe://elsewhere.example/probity/review"},
      {"upper", "spiffe://PROBITY.local/probity/review"},
      {"longer", "spiffe://probity.local/probity/review/x"},
      {"prefix", "spiffe://probity.local/review"},
      {"unknown", "spiffe://probity.local/probity/revue"},
      {"nameless", ""},
  };
  int64_t denied = server.server().denied_peers();
  for (const auto& [folder, uri] : names) {
    CertificateText text;
    text.uri = uri;
    ChannelOptions options;
    options.tls_dir = SharedPki().Issue(folder, text);
    const auto answer = Fetch(Open(At(server), options));
    EXPECT_TRUE(absl::IsUnauthenticated(answer.status())) << uri << ": " << answer.status();
    EXPECT_THAT(std::string(answer.status().message()), HasSubstr("SPIFFE name")) << uri;
    EXPECT_EQ(server.server().denied_peers(), ++denied) << uri;
  }
}

// What is wrong with a connection, and where it shows.
struct Refused {
  std::string what;
  std::shared_ptr<grpc::Channel> channel;
  std::string says;
};

TEST(Tls, AConnectionThatDoesNotHoldNeverStands) {
  const Pki stranger;
  const std::string own = SharedPki().Dir("review");
  CertificateText past;
  past.uri = "spiffe://probity.local/probity/review";
  past.from = absl::Now() - absl::Hours(48);
  past.until = absl::Now() - absl::Minutes(5);
  CertificateText elsewhere;
  elsewhere.uri = "spiffe://probity.local/probity/scoring";
  elsewhere.hosts = {"good.local"};
  const std::string expired = SharedPki().Issue("expired", past);
  const NoteServer server(Tls());
  const NoteServer misnamed(Tls(SharedPki().Issue("misnamed", elsewhere)));
  const NoteServer impostor(Tls(SharedPki().Dir("client")));
  ChannelOptions unknown;
  unknown.tls_dir = SharedPki().Mix("unknown-authority", own, stranger.Dir("review"));
  const std::vector<Refused> cases = {
      {"no certificate", Unchecked(At(server), "", own), ""},
      {"a certificate of another authority", Unchecked(At(server), stranger.Dir("review"), own),
       ""},
      {"an expired certificate", Unchecked(At(server), expired, own), ""},
      {"a server of an unknown authority", Open(At(server), unknown), ""},
      {"a server of another host name", Open(At(misnamed), From("review")), "ostname"},
      {"a workstation posing as a server", Open(At(impostor), From("review")), ""},
      {"plaintext to a TLS port",
       grpc::CreateChannel(At(server), grpc::InsecureChannelCredentials()), ""},
  };
  for (const Refused& c : cases) {
    const absl::Status status = Fetch(c.channel).status();
    EXPECT_TRUE(absl::IsUnavailable(status)) << c.what << ": " << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.says)) << c.what;
  }
  EXPECT_TRUE(Fetch(Unchecked(At(server), own, own)).ok()) << "the way all of them were called";
}

TEST(Tls, APlaintextServerIsNotSpokenTo) {
  const NoteServer server;
  EXPECT_TRUE(absl::IsUnavailable(Fetch(Open(At(server), From("review"))).status()));
}

TEST(Tls, VersionsBeforeOneTwoAreRefused) {
  NoteServer server(Tls());
  const auto shake = [&](int version) {
    return ShakeHands(server.server().port(), SharedPki().Dir("review"), version);
  };
  const auto newest = shake(TLS1_3_VERSION);
  ASSERT_TRUE(newest.ok()) << newest.status();
  EXPECT_EQ(newest->version, "TLSv1.3");
  const auto older = shake(TLS1_2_VERSION);
  ASSERT_TRUE(older.ok()) << older.status();
  EXPECT_EQ(older->version, "TLSv1.2");
  for (const int version : {TLS1_1_VERSION, TLS1_VERSION}) {
    const absl::Status refused = shake(version).status();
    EXPECT_THAT(std::string(refused.message()), HasSubstr("eof")) << "the server hangs up";
  }
}

// "PERSON:ROLES" is the token of that person; anything else does not hold.
absl::StatusOr<CallerContext> Verify(std::string_view token) {
  const size_t colon = token.find(':');
  if (token == "throws") throw std::runtime_error("thrown by a verifier");
  if (colon == std::string_view::npos) {
    return Refuse(absl::StatusCode::kUnauthenticated, Reason::k_UNAUTHENTICATED, "no such token");
  }
  CallerContext caller;
  caller.person = token.substr(0, colon);
  for (const char role : token.substr(colon + 1)) {
    caller.roles.insert(role == 'I'   ? ROLE_INSPECTOR
                        : role == 'C' ? ROLE_CASE_OFFICER
                        : role == 'L' ? options::v1::ROLE_LEGAL_REVIEWER
                        : role == 'S' ? options::v1::ROLE_SERVICE
                        : role == 'H' ? options::v1::ROLE_INSTITUTION
                                      : options::v1::ROLE_MEMBER_CLIENT);
  }
  return caller;
}

// GetNote answers who asked.
Handlers Echo() {
  Handlers handlers;
  handlers.get = [](const Call& call, const GetNoteRequest&) -> absl::StatusOr<GetNoteResponse> {
    GetNoteResponse response;
    response.set_text(call.caller.person);
    return response;
  };
  return handlers;
}

ServeOptions WithTokens() {
  ServeOptions options = Tls();
  options.tokens = &Verify;
  return options;
}

CallOptions With(const std::string& token) {
  CallOptions options;
  options.token = token;
  return options;
}

absl::StatusOr<GetNoteResponse> Get(const std::shared_ptr<grpc::Channel>& channel,
                                    const CallOptions& options) {
  const auto stub = NoteService::NewStub(channel);
  return Invoke(*stub, &NoteService::Stub::GetNote, {}, options);
}

TEST(Token, NamesThePersonOfOneCallAndNotOfItsConnection) {
  const NoteServer server(WithTokens(), Echo());
  const auto channel = Open(At(server), From("client"));
  std::vector<std::thread> persons;
  for (const std::string person : {"anna", "bela", "cleo", "dora"}) {
    persons.emplace_back([&, person] {
      for (int i = 0; i < 50; ++i) {
        const auto answer = Get(channel, With(person + ":I"));
        ASSERT_TRUE(answer.ok()) << answer.status();
        ASSERT_EQ(answer->text(), person);
      }
    });
  }
  for (std::thread& thread : persons) thread.join();
  EXPECT_EQ(Outcome(Get(channel, {}).status()), "UNAUTHENTICATED/UNAUTHENTICATED")
      << "nobody's call on a connection others spoke over";
}

struct TokenCase {
  std::string token;
  std::string outcome;
};

TEST(Token, GrantsWhatAPersonMayBeAndNoMore) {
  const NoteServer server(WithTokens(), Echo());
  const auto channel = Open(At(server), From("client"));
  const std::vector<TokenCase> cases = {
      {"anna:I", "OK"},
      {"anna:IC", "OK"},
      {"anna:", "PERMISSION_DENIED/ROLE_REQUIRED"},
      {"anna:L", "PERMISSION_DENIED/ROLE_REQUIRED"},
      {"anna:CL", "PERMISSION_DENIED/ROLES_INCOMPATIBLE"},
      {"anna:IS", "UNAUTHENTICATED/UNAUTHENTICATED"},
      {"anna:IM", "UNAUTHENTICATED/UNAUTHENTICATED"},
      {"anna:IH", "UNAUTHENTICATED/UNAUTHENTICATED"},
      {":I", "UNAUTHENTICATED/UNAUTHENTICATED"},
      {"public:I", "UNAUTHENTICATED/UNAUTHENTICATED"},
      {"review-client:I", "UNAUTHENTICATED/UNAUTHENTICATED"},
      {"expired", "UNAUTHENTICATED/UNAUTHENTICATED"},
  };
  for (const TokenCase& c : cases) {
    EXPECT_EQ(Outcome(Get(channel, With(c.token)).status()), c.outcome) << c.token;
  }
  EXPECT_EQ(Get(channel, With("throws")).status().code(), absl::StatusCode::kInternal);
  EXPECT_TRUE(Get(channel, With("anna:I")).ok()) << "the server goes on";
}

TEST(Token, IsTakenFromWorkstationsOnly) {
  const NoteServer server(WithTokens(), Echo());
  for (const std::string name : {"review", "scoring", "monitoring", "review-client"}) {
    EXPECT_EQ(Outcome(Get(Open(At(server), From(name)), With("anna:I")).status()),
              "UNAUTHENTICATED/UNAUTHENTICATED")
        << name;
  }
}

TEST(Token, HoldsNowhereWithoutAProvider) {
  const NoteServer server(Tls(), Echo());
  EXPECT_EQ(Outcome(Get(Open(At(server), From("client")), With("anna:I")).status()),
            "UNAUTHENTICATED/UNAUTHENTICATED");
}

TEST(Token, IsNeitherSentNorTakenInPlaintext) {
  NoteServer server({}, Echo());
  CallOptions options = As({ROLE_INSPECTOR});
  ASSERT_TRUE(Get(server.channel(), options).ok());
  options.token = "anna:I";
  const CapturedLog log;
  EXPECT_FALSE(Get(server.channel(), options).ok());
  EXPECT_THAT(log.lines(), ::testing::IsEmpty()) << "the call must not have left";
  grpc::ClientContext careless;
  careless.AddMetadata("authorization", "Bearer anna:I");
  Prepare(As({ROLE_INSPECTOR}), careless);
  GetNoteResponse response;
  EXPECT_EQ(Outcome(FromGrpc(server.notes().GetNote(&careless, {}, &response))),
            "UNAUTHENTICATED/UNAUTHENTICATED");
  EXPECT_TRUE(absl::IsInvalidArgument(MakeChannel("127.0.0.1:1", {"", "token"}).status()));
}

TEST(Token, OfAFileIsReadForEachCall) {
  const NoteServer server(WithTokens(), Echo());
  const ScratchDir dir;
  ChannelOptions options = From("client");
  options.token_file = dir.Path("token");
  EXPECT_THAT(std::string(MakeChannel(At(server), options).status().message()),
              HasSubstr(options.token_file));
  probity::testing::WriteText(options.token_file, "anna:I\n");
  const auto channel = Open(At(server), options);
  EXPECT_EQ(Get(channel, {})->text(), "anna");
  probity::testing::WriteText(options.token_file, "bela:I\n");
  EXPECT_EQ(Get(channel, {})->text(), "bela");
  CallOptions own;
  own.token_file = dir.Path("own");
  const auto plain = Open(At(server), From("client"));
  EXPECT_THAT(std::string(Get(plain, own).status().message()), HasSubstr(own.token_file))
      << "a file that is not there fails the call by name";
  probity::testing::WriteText(own.token_file, "cleo:I");
  EXPECT_EQ(Get(plain, own)->text(), "cleo");
  EXPECT_EQ(Outcome(Get(channel, own).status()), "UNAUTHENTICATED/UNAUTHENTICATED")
      << "two tokens are none";
}

TEST(Readiness, CallsAreKeptFromAServerThatIsNotReady) {
  NoteServer server(Tls());
  const auto channel = Open(At(server), From("review"));
  ASSERT_TRUE(Fetch(channel).ok());
  server.server().SetReady(false);
  absl::Status status;
  for (int i = 0; i < 100 && status.ok(); ++i) {
    status = Fetch(channel).status();
    absl::SleepFor(absl::Milliseconds(20));
  }
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  server.server().SetReady(true);
  CallOptions patient;
  patient.retry_until = absl::Now() + absl::Seconds(20);
  EXPECT_TRUE(Fetch(channel, patient).ok());
}

TEST(Admin, OffLoopbackItHasHealthAndNothingElse) {
  ServeOptions options = Tls();
  options.admin_listen = "0.0.0.0:0";
  NoteServer server(options);
  const auto channel =
      Open(absl::StrCat("127.0.0.1:", server.server().admin_port()), ChannelOptions());
  EXPECT_EQ(CallRaw(channel, "/grpc.health.v1.Health/Check", "", {}).status.error_code(),
            grpc::StatusCode::OK);
  for (const std::string path : {"/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                                 "/probity.rpctest.v1.NoteService/GetNote"}) {
    EXPECT_EQ(CallRaw(channel, path, "", As({ROLE_DIRECTOR})).status.error_code(),
              grpc::StatusCode::UNIMPLEMENTED)
        << path;
  }
}

}  // namespace
}  // namespace probity::rpc
