#include "common/status/status.h"

#include "gtest/gtest.h"
#include "probity/options/v1/reason.pb.h"

namespace probity {
namespace {

// Reasons are API: what a C++ refusal names must be what the proto publishes, number by number.
TEST(ReasonTest, IsTheSameListInCodeAndOnTheWire) {
  const google::protobuf::EnumDescriptor* published = options::v1::Reason_descriptor();
  int named = 0;
#define PROBITY_SAME_REASON(name, expected)                                             \
  {                                                                                     \
    const auto* value = published->FindValueByName("REASON_" #name);                    \
    ASSERT_NE(value, nullptr) << #name << " is missing in reason.proto";                \
    EXPECT_EQ(value->number(), expected) << #name << " has another number on the wire"; \
    EXPECT_EQ(ReasonName(Reason::k_##name), #name);                                     \
    ++named;                                                                            \
  }
  PROBITY_REASONS(PROBITY_SAME_REASON)
#undef PROBITY_SAME_REASON
  EXPECT_EQ(published->value_count(), named + 1) << "reason.proto has reasons the code lacks";
}

TEST(StatusTest, CarriesReasonFactsAndEveryFieldThroughAnyText) {
  const RefusalDetail detail = {"BAD_REQUEST",
                                {{"key", "tab\t newline\n 中文"}},
                                {{"findings[2].points", "must\nnot be \"7\""}, {"b", ""}}};
  const RefusalDetail back = DetailOf(WithDetail(absl::StatusCode::kAborted, "text", detail));
  EXPECT_EQ(back.reason, detail.reason);
  EXPECT_EQ(back.metadata, detail.metadata);
  EXPECT_EQ(back.violations, detail.violations);
}

TEST(StatusTest, AStatusMadeElsewhereHasNoReason) {
  EXPECT_EQ(DetailOf(absl::InternalError("x")).reason, "");
  EXPECT_FALSE(HasReason(absl::OkStatus(), Reason::k_NOT_FOUND));
}

TEST(FieldCheckTest, NamesEveryOffendingFieldNotOnlyTheFirst) {
  FieldCheck check;
  check.Check(false, "a", "too short").Check(true, "b", "fine").Check(false, "c", "missing");
  const absl::Status status = check.Result();
  EXPECT_TRUE(HasReason(status, Reason::k_BAD_REQUEST));
  const std::vector<FieldViolation> expected = {{"a", "too short"}, {"c", "missing"}};
  EXPECT_EQ(DetailOf(status).violations, expected);
  EXPECT_TRUE(FieldCheck().Result().ok());
}

absl::Status Nested() {
  PROBITY_RETURN_IF_ERROR([]() -> absl::Status {
    PROBITY_RETURN_IF_ERROR(absl::OkStatus());
    PROBITY_ASSIGN_OR_RETURN(const int value, absl::StatusOr<int>(7));
    return value == 7 ? absl::OutOfRangeError("inner") : absl::OkStatus();
  }());
  return absl::OkStatus();
}

TEST(StatusMacros, NestInOneStatement) {
  EXPECT_TRUE(absl::IsOutOfRange(Nested()));
}

}  // namespace
}  // namespace probity
