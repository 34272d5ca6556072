// One trace through two servers, as a collector sees it; and what no collector ever sees.
#include <algorithm>
#include <future>
#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/metrics/metrics.h"
#include "common/rpc/otlp_exporter.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/slice.h"
#include "tests/common/rpc/harness.h"
#include "tests/common/rpc/observed/collector.h"
#include "tests/support/pki.h"

namespace probity::rpc {
namespace {

using opentelemetry::proto::trace::v1::Status;
using SpanProto = opentelemetry::proto::trace::v1::Span;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kTrace[] = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr char kGiven[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
constexpr char kGetNote[] = "probity.rpctest.v1.NoteService/GetNote";
constexpr char kFetchNote[] = "probity.rpctest.v1.NoteService/FetchNote";

// The back asks nobody; the front's handlers ask the back, as one service asks another.
class Pair {
 public:
  explicit Pair(const std::string& collector)
      : front_spans_(Sender("front", collector)),
        back_spans_(Sender("back", collector)),
        back_(Telling(back_spans_)),
        channel_(MakeChannel(absl::StrCat("127.0.0.1:", back_.server().port()),
                             {.spans = SinkOf(front_spans_)})
                     .value()),
        stub_(NoteService::NewStub(channel_)),
        front_(Telling(front_spans_), Asking()) {}

  NoteServer& front() { return front_; }
  metrics::Registry& registry() { return registry_; }
  // One call as a job makes it, outside of any call.
  void AskBack() { Fetch().status().IgnoreError(); }

 private:
  std::shared_ptr<OtlpExporter> Sender(const std::string& service, const std::string& collector) {
    OtlpOptions options;
    options.endpoint = collector;
    options.service = service;
    options.pace = absl::Milliseconds(20);
    return OtlpExporter::Start(options, registry_).value();
  }
  static trace::Sink SinkOf(const std::shared_ptr<OtlpExporter>& exporter) {
    return [exporter](trace::Span span) { exporter->Take(std::move(span)); };
  }
  static ServeOptions Telling(const std::shared_ptr<OtlpExporter>& exporter) {
    ServeOptions options;
    options.spans = SinkOf(exporter);
    return options;
  }
  absl::StatusOr<FetchNoteResponse> Fetch() {
    CallOptions options;
    options.caller = ServiceCaller("review");
    return Invoke(*stub_, &NoteService::Stub::FetchNote, {}, options);
  }
  Handlers Asking() {
    Handlers handlers;
    handlers.get = [this](const Call&, const GetNoteRequest&) -> absl::StatusOr<GetNoteResponse> {
      PROBITY_RETURN_IF_ERROR(Fetch().status());
      return GetNoteResponse();
    };
    handlers.ask = [this](const Call&, const AskRequest&) -> absl::StatusOr<AskResponse> {
      PROBITY_RETURN_IF_ERROR(Fetch().status());
      return AskResponse();
    };
    return handlers;
  }

  metrics::Registry registry_;
  std::shared_ptr<OtlpExporter> front_spans_;
  std::shared_ptr<OtlpExporter> back_spans_;
  NoteServer back_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<NoteService::Stub> stub_;
  NoteServer front_;
};

// A call that says which trace it belongs to.
void CallWithin(NoteServer& server, const std::string& path, const std::string& traceparent,
                options::v1::Role role) {
  grpc::GenericStub stub(server.channel());
  grpc::ClientContext context;
  Prepare(As({role}), context);
  context.AddMetadata("traceparent", traceparent);
  const grpc::Slice empty;
  const grpc::ByteBuffer request(&empty, 1);
  grpc::ByteBuffer response;
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, path, grpc::StubOptions(), &request, &response,
                 [&](grpc::Status status) { done.set_value(std::move(status)); });
  EXPECT_TRUE(done.get_future().get().ok());
}

bool SeenAtBack(const std::vector<Collected>& spans, size_t times) {
  return std::count_if(spans.begin(), spans.end(), [](const Collected& one) {
           return one.service == "back";
         }) >= static_cast<std::ptrdiff_t>(times);
}

TEST(Spans, ACallThroughTwoServersIsOneTraceWithEachSpanUnderItsCaller) {
  Collector collector;
  Pair pair(collector.address());
  CallWithin(pair.front(), absl::StrCat("/", kGetNote), kGiven, options::v1::ROLE_INSPECTOR);
  const auto spans = collector.Await([](const auto& seen) { return seen.size() >= 3; });
  ASSERT_EQ(spans.size(), 3U);
  const Collected* const served = Find(spans, "front", kGetNote, SpanProto::SPAN_KIND_SERVER);
  const Collected* const asked = Find(spans, "front", kFetchNote, SpanProto::SPAN_KIND_CLIENT);
  const Collected* const answered = Find(spans, "back", kFetchNote, SpanProto::SPAN_KIND_SERVER);
  ASSERT_TRUE(served != nullptr && asked != nullptr && answered != nullptr);
  for (const Collected& one : spans) {
    EXPECT_EQ(absl::BytesToHexString(one.span.trace_id()), kTrace) << one.span.name();
    EXPECT_LE(one.span.start_time_unix_nano(), one.span.end_time_unix_nano());
  }
  EXPECT_EQ(absl::BytesToHexString(served->span.parent_span_id()), "00f067aa0ba902b7");
  EXPECT_EQ(asked->span.parent_span_id(), served->span.span_id());
  EXPECT_EQ(answered->span.parent_span_id(), asked->span.span_id());
}

TEST(Spans, ACallThatNamesNoTraceBeginsOneAndSoDoesAJob) {
  Collector collector;
  Pair pair(collector.address());
  CallWithin(pair.front(), absl::StrCat("/", kGetNote), "not a traceparent",
             options::v1::ROLE_INSPECTOR);
  pair.AskBack();
  const auto spans = collector.Await([](const auto& seen) { return seen.size() >= 5; });
  ASSERT_EQ(spans.size(), 5U);
  std::set<std::string> traces;
  int heads = 0;
  for (const Collected& one : spans) {
    traces.insert(one.span.trace_id());
    heads += one.span.parent_span_id().empty() ? 1 : 0;
  }
  EXPECT_EQ(traces.size(), 2U);
  EXPECT_EQ(heads, 2);
}

TEST(Spans, HoldServiceMethodAndCodeAndNothingElse) {
  Collector collector;
  Pair pair(collector.address());
  CallWithin(pair.front(), absl::StrCat("/", kGetNote), kGiven, options::v1::ROLE_INSPECTOR);
  CallRaw(pair.front().channel(), absl::StrCat("/", kGetNote), "",
          As({options::v1::ROLE_SUPERVISOR}, "person-4711"));
  CallRaw(pair.front().channel(), "/no.such.Service/Case-4711", "",
          As({options::v1::ROLE_INSPECTOR}));
  const auto spans = collector.Await([](const auto& seen) { return seen.size() >= 5; });
  ASSERT_EQ(spans.size(), 5U);
  for (const Collected& one : spans) {
    EXPECT_THAT(one.span.SerializeAsString(), Not(HasSubstr("4711")));
    std::vector<std::string> keys;
    for (const auto& attribute : one.span.attributes()) keys.push_back(attribute.key());
    EXPECT_THAT(keys, ::testing::ElementsAre("rpc.system", "rpc.service", "rpc.method",
                                             "rpc.grpc.status_code"));
    const int64_t code = one.span.attributes(3).value().int_value();
    EXPECT_EQ(one.span.status().code(),
              code == 0 ? Status::STATUS_CODE_UNSET : Status::STATUS_CODE_ERROR);
  }
  EXPECT_NE(Find(spans, "front", "unknown/unknown", SpanProto::SPAN_KIND_SERVER), nullptr);
}

TEST(Spans, AMembersCallHasNoneAndWhatItCausesDoesNotBelongToIt) {
  Collector collector;
  Pair pair(collector.address());
  CallWithin(pair.front(), "/probity.rpctest.v1.QuietService/Ask", kGiven,
             options::v1::ROLE_MEMBER_CLIENT);
  pair.AskBack();  // its spans come after what the member's call had left
  const auto spans = collector.Await([](const auto& seen) { return SeenAtBack(seen, 2); });
  for (const Collected& one : spans) {
    EXPECT_NE(absl::BytesToHexString(one.span.trace_id()), kTrace) << one.span.name();
    EXPECT_THAT(one.span.name(), Not(HasSubstr("QuietService")));
  }
  const Collected* const caused = Find(spans, "back", kFetchNote, SpanProto::SPAN_KIND_SERVER);
  ASSERT_NE(caused, nullptr);
  EXPECT_EQ(caused->span.parent_span_id(), "");
}

TEST(Spans, ATraceNobodyWantsKeptIsPassedOnAndNotSent) {
  Collector collector;
  Pair pair(collector.address());
  CallWithin(pair.front(), absl::StrCat("/", kGetNote),
             "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
             options::v1::ROLE_INSPECTOR);
  pair.AskBack();
  const auto spans = collector.Await([](const auto& seen) { return SeenAtBack(seen, 1); });
  for (const Collected& one : spans) EXPECT_NE(absl::BytesToHexString(one.span.trace_id()), kTrace);
}

TEST(Spans, LinesOfTheLogNameTheTrace) {
  CapturedLog log;
  NoteServer server;
  CallWithin(server, absl::StrCat("/", kGetNote), kGiven, options::v1::ROLE_INSPECTOR);
  ASSERT_EQ(log.lines().size(), 1U);
  EXPECT_THAT(log.lines()[0], HasSubstr(absl::StrCat("\"trace\":\"", kTrace, "\"}")));
}

trace::Span SomeSpan() {
  trace::Span span;
  span.self = trace::NewSpan();
  span.service = "a.Service";
  span.method = "Method";
  span.start = absl::FromUnixMillis(1'000);
  span.end = absl::FromUnixMillis(1'001);
  return span;
}

metrics::Counter Dropped(metrics::Registry& registry) {
  return registry.MakeCounter("probity_trace_spans_dropped_total",
                              "Spans no collector took, or not in time");
}

TEST(OtlpExporter, ACollectorThatIsAwayCostsSpansAndNobodyTime) {
  metrics::Registry registry;
  OtlpOptions options;
  options.endpoint = "127.0.0.1:1";  // nobody listens there
  options.queue = 100;
  options.batch = 1'000;  // none is full
  options.pace = absl::Hours(1);
  options.farewell = absl::Milliseconds(100);
  auto exporter = OtlpExporter::Start(options, registry);
  ASSERT_TRUE(exporter.ok()) << exporter.status();
  for (int i = 0; i < 150; ++i) (*exporter)->Take(SomeSpan());
  EXPECT_EQ(Dropped(registry).value(), 50) << "what does not fit into the queue";
  exporter->reset();
  EXPECT_EQ(Dropped(registry).value(), 150) << "what nobody took in the end";
}

// A sending under way may have five seconds; the process that ends has not.
TEST(OtlpExporter, TheEndWaitsForNoCollectorAndSaysOnceWhatWasLeft) {
  const CapturedLog log;
  metrics::Registry registry;
  OtlpOptions options;
  options.endpoint = "127.0.0.1:1";  // nobody listens there
  options.batch = 10;
  auto exporter = OtlpExporter::Start(options, registry);
  ASSERT_TRUE(exporter.ok()) << exporter.status();
  for (int i = 0; i < 25; ++i) (*exporter)->Take(SomeSpan());
  absl::SleepFor(absl::Milliseconds(200));  // the first ten are being sent
  const absl::Time before = absl::Now();
  exporter->reset();
  EXPECT_LT(absl::Now() - before, absl::Seconds(3)) << "a second, and what a busy machine adds";
  EXPECT_EQ(Dropped(registry).value(), 25);
  const std::vector<std::string> lines = log.lines();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines[0], AllOf(HasSubstr("spans_left"), HasSubstr("25")));
}

TEST(OtlpExporter, SendsWhatWaitsWhenItEndsInBatches) {
  Collector collector;
  metrics::Registry registry;
  OtlpOptions options;
  options.endpoint = collector.address();
  options.service = "probity-scoring";
  options.batch = 10;
  options.pace = absl::Hours(1);
  options.farewell = absl::Seconds(30);
  auto exporter = OtlpExporter::Start(options, registry);
  ASSERT_TRUE(exporter.ok()) << exporter.status();
  for (int i = 0; i < 25; ++i) (*exporter)->Take(SomeSpan());
  exporter->reset();
  EXPECT_EQ(collector.spans().size(), 25U);
  EXPECT_EQ(Dropped(registry).value(), 0);
}

// As a collector is configured that takes from Probity alone; it knows nothing of health.
std::shared_ptr<grpc::ServerCredentials> MutualTls(const std::string& folder) {
  grpc::SslServerCredentialsOptions options(
      GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = testing::ReadText(folder + "/ca.crt");
  options.pem_key_cert_pairs.push_back(
      {testing::ReadText(folder + "/tls.key"), testing::ReadText(folder + "/tls.crt")});
  return grpc::SslServerCredentials(options);
}

// How many of three spans a collector gets that shows this folder's certificate.
size_t SentOverTls(const testing::Pki& pki, const std::string& folder) {
  Collector collector(MutualTls(folder));
  metrics::Registry registry;
  OtlpOptions options;
  options.endpoint = absl::StrCat("localhost:", collector.port());
  options.tls_dir = pki.Dir("scoring");
  options.pace = absl::Hours(1);
  options.farewell = absl::Seconds(20);
  auto exporter = OtlpExporter::Start(options, registry);
  EXPECT_TRUE(exporter.ok()) << exporter.status();
  for (int i = 0; i < 3; ++i) (*exporter)->Take(SomeSpan());
  exporter->reset();
  EXPECT_EQ(Dropped(registry).value(), 3 - static_cast<int64_t>(collector.spans().size()));
  return collector.spans().size();
}

TEST(OtlpExporter, SpeaksMutualTlsToACollectorOfTheSameAuthorityAndOfThatHost) {
  const testing::Pki pki;
  testing::CertificateText here;
  here.hosts = {"localhost"};
  EXPECT_EQ(SentOverTls(pki, pki.Issue("collector", here)), 3U);
  testing::CertificateText elsewhere;
  elsewhere.hosts = {"elsewhere.example"};
  EXPECT_EQ(SentOverTls(pki, pki.Issue("misnamed", elsewhere)), 0U);
}

TEST(OtlpExporter, IsRefusedOffLoopbackWithoutTls) {
  metrics::Registry registry;
  OtlpOptions options;
  options.endpoint = "10.0.0.5:4317";
  EXPECT_TRUE(absl::IsInvalidArgument(OtlpExporter::Start(options, registry).status()));
}

}  // namespace
}  // namespace probity::rpc
