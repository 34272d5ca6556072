// The real services, each a process, and a collector: one trace from review to scoring and from
// settlement to scoring, with each span under its caller's; none of a committee member.
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/channel.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "probity/review/v1/committee_service.grpc.pb.h"
#include "probity/review/v1/roster_service.grpc.pb.h"
#include "tests/common/rpc/observed/collector.h"
#include "tests/support/process.h"

namespace probity {
namespace {

using SpanProto = opentelemetry::proto::trace::v1::Span;
using rpc::Collected;
using ::testing::HasSubstr;

constexpr char kTrace[] = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr char kCheckRoster[] = "probity.review.v1.RosterService/CheckRoster";
constexpr char kGetPolicy[] = "probity.scoring.v1.PolicyService/GetPolicy";
constexpr char kListHeads[] = "probity.scoring.v1.WitnessService/ListHeads";

std::string Traceparent(const std::string& trace) {
  return absl::StrCat("00-", trace, "-00f067aa0ba902b7-01");
}

std::string ReadAll(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Three services that tell the collector.
class Bureau {
 public:
  explicit Bureau(const std::string& collector) : collector_(collector) {
    scoring_ = Start("scoring", {"--database", Database("scoring"), "--keys-dir", Path("keys")});
    review_ = Start("review", {"--roster-database", Database("roster"), "--hearing-database",
                               Database("hearing"), "--notices-dir", Path("notices"), "--keys-dir",
                               Path("keys"), "--scoring-address", scoring_});
    Start("settlement", {"--database", Database("settlement"), "--scoring-address", scoring_});
  }

  const std::string& review() const { return review_; }
  std::string LogOf(const std::string& name) const { return ReadAll(Path(name + ".log")); }

 private:
  std::string Path(const std::string& name) const { return absl::StrCat(home_.path(), "/", name); }
  std::string Database(const std::string& name) const {
    return absl::StrCat("sqlite:", Path(name), ".db");
  }

  // The address it answers at, once it is ready.
  std::string Start(const std::string& name, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {absl::StrCat(PROBITY_BINARY_DIR, "/probity-", name),
                                         "--listen", "127.0.0.1:0", "--otlp-endpoint", collector_});
    testing::Child::Options options;
    options.log = Path(name + ".log");
    children_.push_back(testing::Child::Start(arguments, options).value());
    const absl::Time end = absl::Now() + absl::Seconds(60);
    while (absl::Now() < end && children_.back().Running()) {
      const std::string log = LogOf(name);
      if (const size_t ready = log.find("\"event\":\"ready\""); ready != std::string::npos) {
        const std::string key = "\"listen\":\"";
        const size_t start = log.find(key, ready) + key.size();
        return log.substr(start, log.find('"', start) - start);
      }
      absl::SleepFor(absl::Milliseconds(20));
    }
    ADD_FAILURE() << name << " did not start:\n" << LogOf(name);
    return "";
  }

  const testing::TempDir home_;
  const std::string collector_;
  std::vector<testing::Child> children_;
  std::string scoring_;
  std::string review_;
};

// A call to review as one within a trace.
template <typename Stub, typename Request, typename Response>
void Within(const std::string& trace, Stub& stub,
            grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
            options::v1::Role role) {
  rpc::CallOptions options;
  options.caller.person = "tester";
  options.caller.roles = {role};
  grpc::ClientContext context;
  rpc::Prepare(options, context);
  context.AddMetadata("traceparent", Traceparent(trace));
  Response response;
  (stub.*method)(&context, Request(), &response);  // there are neither policies nor rounds
}

std::vector<Collected> AwaitAll(const rpc::Collector& collector) {
  return collector.Await([](const std::vector<Collected>& seen) {
    return rpc::Find(seen, "probity-review", kCheckRoster, SpanProto::SPAN_KIND_SERVER) &&
           rpc::Find(seen, "probity-review", kGetPolicy, SpanProto::SPAN_KIND_CLIENT) &&
           rpc::Find(seen, "probity-scoring", kGetPolicy, SpanProto::SPAN_KIND_SERVER) &&
           rpc::Find(seen, "probity-settlement", kListHeads, SpanProto::SPAN_KIND_CLIENT) &&
           rpc::Find(seen, "probity-scoring", kListHeads, SpanProto::SPAN_KIND_SERVER);
  });
}

// The spans of one service whose parent is `span`.
std::vector<Collected> Under(const std::vector<Collected>& spans, const std::string& service,
                             const SpanProto& span) {
  std::vector<Collected> found;
  for (const Collected& one : spans) {
    if (one.service == service && one.span.parent_span_id() == span.span_id()) found.push_back(one);
  }
  return found;
}

class ServiceTrace : public ::testing::Test {
 protected:
  // The one span of scoring under a span of another service; both are of one trace.
  static void ExpectAnsweredByScoring(const std::vector<Collected>& spans, const Collected& asked) {
    const std::vector<Collected> answered = Under(spans, "probity-scoring", asked.span);
    ASSERT_EQ(answered.size(), 1U) << asked.service << " " << asked.span.name();
    EXPECT_EQ(answered[0].span.name(), asked.span.name());
    EXPECT_EQ(answered[0].span.kind(), SpanProto::SPAN_KIND_SERVER);
    EXPECT_EQ(answered[0].span.trace_id(), asked.span.trace_id());
  }
};

TEST_F(ServiceTrace, GoesFromReviewAndFromSettlementToScoring) {
  rpc::Collector collector;
  const Bureau bureau(collector.address());
  const auto channel = rpc::MakeChannel(bureau.review()).value();
  const auto roster = review::v1::RosterService::NewStub(channel);
  Within(kTrace, *roster, &review::v1::RosterService::Stub::CheckRoster,
         options::v1::ROLE_ROSTER_CLERK);
  const std::vector<Collected> spans = AwaitAll(collector);

  const Collected* const served =
      rpc::Find(spans, "probity-review", kCheckRoster, SpanProto::SPAN_KIND_SERVER);
  ASSERT_NE(served, nullptr);
  EXPECT_EQ(absl::BytesToHexString(served->span.trace_id()), kTrace);
  EXPECT_EQ(absl::BytesToHexString(served->span.parent_span_id()), "00f067aa0ba902b7");
  const std::vector<Collected> asked = Under(spans, "probity-review", served->span);
  ASSERT_FALSE(asked.empty());
  for (const Collected& one : asked) {
    EXPECT_EQ(one.span.name(), kGetPolicy);
    ExpectAnsweredByScoring(spans, one);
  }

  // A job's call is the head of a trace.
  const Collected* const looked =
      rpc::Find(spans, "probity-settlement", kListHeads, SpanProto::SPAN_KIND_CLIENT);
  ASSERT_NE(looked, nullptr);
  EXPECT_EQ(looked->span.parent_span_id(), "");
  ExpectAnsweredByScoring(spans, *looked);

  const std::string line = absl::StrCat("\"trace\":\"", kTrace, "\"");
  EXPECT_THAT(bureau.LogOf("review"), HasSubstr(line));
  EXPECT_THAT(bureau.LogOf("scoring"), HasSubstr(line));
}

TEST_F(ServiceTrace, HasNothingOfACommitteeMember) {
  rpc::Collector collector;
  const Bureau bureau(collector.address());
  const auto channel = rpc::MakeChannel(bureau.review()).value();
  const auto committee = review::v1::CommitteeService::NewStub(channel);
  const std::string members = "0af7651916cd43dd8448eb211c80319c";
  Within(members, *committee, &review::v1::CommitteeService::Stub::ListSheets,
         options::v1::ROLE_MEMBER_CLIENT);
  const auto roster = review::v1::RosterService::NewStub(channel);
  Within(kTrace, *roster, &review::v1::RosterService::Stub::CheckRoster,
         options::v1::ROLE_ROSTER_CLERK);
  for (const Collected& one : AwaitAll(collector)) {
    EXPECT_NE(absl::BytesToHexString(one.span.trace_id()), members) << one.span.name();
    EXPECT_THAT(one.span.name(), ::testing::Not(HasSubstr("CommitteeService")));
  }
  for (const char* service : {"review", "scoring", "settlement"}) {
    EXPECT_THAT(bureau.LogOf(service), ::testing::Not(HasSubstr(members))) << service;
  }
}

}  // namespace
}  // namespace probity
