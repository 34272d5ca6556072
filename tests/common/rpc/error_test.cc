#include "common/rpc/error.h"

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/common/rpc/harness.h"

namespace probity::rpc {
namespace {

constexpr char kChinese[] = "会审";

// What a client of the server sees of `status`.
absl::Status OverTheWire(const absl::Status& status) {
  Handlers handlers;
  handlers.get = [&](const Call&, const GetNoteRequest&) -> absl::StatusOr<GetNoteResponse> {
    return status;
  };
  NoteServer server({}, handlers);
  return Invoke(server.notes(), &NoteService::Stub::GetNote, {}, As({options::v1::ROLE_INSPECTOR}))
      .status();
}

google::rpc::Status Wire(const absl::Status& status) {
  google::rpc::Status wire;
  EXPECT_TRUE(wire.ParseFromString(ToGrpc(status).error_details()));
  return wire;
}

absl::Status ManyViolations(int count, const std::string& text) {
  std::vector<FieldViolation> violations;
  for (int i = 0; i < count; ++i)
    violations.push_back({absl::StrCat("rows[", i, "].points"), text});
  return BadRequest(violations);
}

TEST(Error, KeepsCodeTextReasonFactsAndFieldsOverTheWire) {
  const absl::Status refused =
      WithDetail(absl::StatusCode::kFailedPrecondition, "扣分 exceeds the notice",
                 {"G8_HEAVIER_THAN_NOTIFIED",
                  {{"notified_points", "3"}, {"proposed_points", "6"}},
                  {{"findings[2].points", "heavier than notified"}}});
  const absl::Status seen = OverTheWire(refused);
  EXPECT_EQ(seen.code(), refused.code());
  EXPECT_EQ(seen.message(), refused.message());
  const RefusalDetail detail = DetailOf(seen);
  EXPECT_EQ(detail.reason, "G8_HEAVIER_THAN_NOTIFIED");
  EXPECT_EQ(detail.metadata, DetailOf(refused).metadata);
  EXPECT_EQ(detail.violations, DetailOf(refused).violations);
}

TEST(Error, SpeaksGoogleRpcUnderTheDomainProbity) {
  const google::rpc::Status wire = Wire(NotFound(Reason::k_UNKNOWN_CASE, "no such case"));
  google::rpc::ErrorInfo info;
  ASSERT_EQ(wire.details_size(), 1);
  ASSERT_TRUE(wire.details(0).UnpackTo(&info));
  EXPECT_EQ(info.domain(), "probity");
  EXPECT_EQ(info.reason(), "UNKNOWN_CASE");
}

struct GeneralCase {
  absl::StatusCode code;
  std::string reason;
};

TEST(Error, NoErrorLeavesWithoutAReason) {
  const std::vector<GeneralCase> cases = {
      {absl::StatusCode::kCancelled, "DEADLINE_TOO_SHORT"},
      {absl::StatusCode::kInvalidArgument, "BAD_REQUEST"},
      {absl::StatusCode::kDeadlineExceeded, "DEADLINE_TOO_SHORT"},
      {absl::StatusCode::kNotFound, "NOT_FOUND"},
      {absl::StatusCode::kAlreadyExists, "ALREADY_EXISTS"},
      {absl::StatusCode::kPermissionDenied, "ROLE_REQUIRED"},
      {absl::StatusCode::kResourceExhausted, "QUEUE_FULL"},
      {absl::StatusCode::kFailedPrecondition, "CONFLICT"},
      {absl::StatusCode::kAborted, "CONFLICT"},
      {absl::StatusCode::kUnavailable, "DEPENDENCY_UNAVAILABLE"},
      {absl::StatusCode::kUnauthenticated, "UNAUTHENTICATED"},
      {absl::StatusCode::kUnimplemented, "BAD_REQUEST"},
      {absl::StatusCode::kInternal, "INTERNAL"},
  };
  for (const GeneralCase& c : cases) {
    EXPECT_EQ(DetailOf(FromGrpc(ToGrpc(absl::Status(c.code, "x")))).reason, c.reason);
  }
}

TEST(Error, ListsTheFieldsThatFitAndCountsTheRest) {
  const absl::Status seen = OverTheWire(ManyViolations(1000, "must be between 1 and 12"));
  const RefusalDetail detail = DetailOf(seen);
  ASSERT_GT(detail.violations.size(), 20u);
  EXPECT_EQ(detail.violations[0].field, "rows[0].points");
  EXPECT_EQ(detail.metadata.at(kOmittedKey), absl::StrCat(1000 - detail.violations.size()));
}

TEST(Error, CountsNothingWhenEveryFieldFits) {
  const RefusalDetail detail = DetailOf(FromGrpc(ToGrpc(ManyViolations(5, "bad"))));
  EXPECT_EQ(detail.violations.size(), 5u);
  EXPECT_FALSE(detail.metadata.contains(kOmittedKey));
}

// gRPC replaces the whole status once trailers exceed 8 KiB; percent-encoding triples Chinese text.
TEST(Error, TheLargestPossibleRefusalStillArrives) {
  std::string text;
  while (text.size() < 2000) text += kChinese;
  RefusalDetail largest = DetailOf(ManyViolations(500, text));
  for (int i = 0; i < 100; ++i) largest.metadata[absl::StrCat("fact_", i)] = text;
  const absl::Status refused = WithDetail(absl::StatusCode::kInvalidArgument, text, largest);
  EXPECT_LE(ToGrpc(refused).error_details().size(), kMaxDetailBytes);
  const absl::Status seen = OverTheWire(refused);
  EXPECT_EQ(Outcome(seen), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_GT(DetailOf(seen).violations.size(), 0u);
}

TEST(Error, ARetryDelayTravelsAsRetryInfo) {
  const google::rpc::Status wire =
      Wire(Refuse(absl::StatusCode::kResourceExhausted, Reason::k_QUEUE_FULL, "full",
                  {{kRetryDelayKey, "1250"}}));
  google::rpc::RetryInfo retry;
  ASSERT_EQ(wire.details_size(), 2);
  ASSERT_TRUE(wire.details(1).UnpackTo(&retry));
  EXPECT_EQ(retry.retry_delay().seconds(), 1);
  EXPECT_EQ(retry.retry_delay().nanos(), 250'000'000);
}

TEST(Error, AForeignStatusKeepsCodeAndText) {
  const absl::Status seen = FromGrpc(
      grpc::Status(grpc::StatusCode::UNAVAILABLE, "failed to connect", "not a message\xff"));
  EXPECT_EQ(seen, absl::UnavailableError("failed to connect"));
}

TEST(Error, ControlCharactersDoNotTravel) {
  EXPECT_EQ(ToGrpc(absl::NotFoundError("a\nb\rc")).error_message(), "a b c");
}

}  // namespace
}  // namespace probity::rpc
