// The JSON of a call is taken apart without changing it, and its faults have a place.
#include "clients/probityctl/commands/json_items.h"

#include "common/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "probity/scoring/v1/case_service.pb.h"
#include "probity/settlement/v1/input_service.pb.h"

namespace probity::ctl {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(JsonItemsTest, AnArrayIsItsItemsAndAnythingElseIsOneRequest) {
  EXPECT_THAT(JsonItems("").value(), ElementsAre(""));
  EXPECT_THAT(JsonItems(" \n\t").value(), ElementsAre(""));
  EXPECT_THAT(JsonItems("{\"a\": [1, 2]}").value(), ElementsAre("{\"a\": [1, 2]}"));
  EXPECT_THAT(JsonItems("[]").value(), IsEmpty());
  EXPECT_THAT(JsonItems(" [ ] ").value(), IsEmpty());
  EXPECT_THAT(JsonItems("[{}]").value(), ElementsAre("{}"));
  EXPECT_THAT(JsonItems("[{\"a\":[1,{}]},{\"b\":\"],\\\"}\"}]\n").value(),
              ElementsAre("{\"a\":[1,{}]}", "{\"b\":\"],\\\"}\"}"));
}

TEST(JsonItemsTest, AnArrayThatIsNoneIsRefusedWithItsPlace) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"[", "json:1:2: the array does not end"},
      {"[{}", "json:1:4: the array does not end"},
      {"[{},\n {}", "json:2:4: the array does not end"},
      {"[\"医院", "json:1:5: the array does not end"},
      {"[{},]", "json:1:5: an item of the array is missing"},
      {"[,{}]", "json:1:2: an item of the array is missing"},
      {"[{}]]", "json:1:5: only the array's end"},
      {"[{}] {}", "json:1:6: only the array's end"},
      {"[{}}]", "json:1:4: only the array's end"},
  };
  for (const auto& [json, message] : cases) {
    const auto items = JsonItems(json);
    ASSERT_FALSE(items.ok()) << json;
    EXPECT_THAT(std::string(items.status().message()), StartsWith(message)) << json;
    EXPECT_TRUE(HasReason(items.status(), Reason::k_BAD_REQUEST)) << json;
  }
}

std::string Parsed(std::string_view json) {
  const auto items = JsonItems(json);
  if (!items.ok()) return std::string(items.status().message());
  scoring::v1::GetCaseRequest request;
  for (const std::string_view item : *items) {
    const absl::Status status = ParseItem(json, item, request);
    if (!status.ok()) return std::string(status.message());
  }
  return request.case_ref();
}

TEST(ParseItemTest, ARequestIsReadAndAFaultHasLineAndColumn) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"{\"case_ref\": \"K\"}", "K"},
      {"{\"caseRef\": \"案\"}", "案"},
      {"", ""},
      {"{\"case_ref\": }", "json:1:14: not a GetCaseRequest: Unexpected token."},
      {"{\n  \"case_ref\": \"案件\",,\n}", "json:2:20: not a GetCaseRequest: Expected"},
      {"hello", "json:1:1: not a GetCaseRequest: Unexpected token."},
      {"{\"case_reff\": \"K\"}", "json:1:1: not a GetCaseRequest: case_reff: Cannot find field."},
      {"{\"case_ref\": 5}", "json:1:1: not a GetCaseRequest: (case_ref): invalid value 5"},
      {"[{},\n {\"x\": 1}]", "json:2:2: not a GetCaseRequest: x: Cannot find field."},
      {"[{},\n {\"case_ref\": ]}]", "json:2:15: not a GetCaseRequest: "},
      {"7", "json:1:1: not a GetCaseRequest: Root element must be a message."},
  };
  for (const auto& [json, said] : cases) EXPECT_THAT(Parsed(json), StartsWith(said)) << json;
}

TEST(ParseItemTest, AFieldOfAnEarlierItemDoesNotStayInTheNext) {
  EXPECT_EQ(Parsed("[{\"case_ref\": \"K\"}, {}]"), "");
}

TEST(ParseItemTest, ALargeAmountKeepsEveryDigit) {
  constexpr std::string_view kJson = "[{\"budgets\": [{\"total_budget_fen\": 9007199254740993}]}]";
  const auto items = JsonItems(kJson);
  ASSERT_TRUE(items.ok()) << items.status();
  settlement::v1::ImportBudgetsRequest request;
  ASSERT_TRUE(ParseItem(kJson, items->front(), request).ok());
  EXPECT_EQ(request.budgets(0).total_budget_fen(), 9007199254740993);
}

}  // namespace
}  // namespace probity::ctl
