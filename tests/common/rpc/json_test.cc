// A fault in a JSON text has a place, a wrong field a name.
#include "common/rpc/json.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "probity/config/v1/config.pb.h"

namespace probity::rpc {
namespace {

TEST(ReadJson, StopsAtTheByteThatCannotBeRead) {
  config::v1::ServiceConfig config;
  EXPECT_FALSE(ReadJson(R"({"workers": 4})", config).has_value());
  EXPECT_EQ(config.workers(), 4);
  const std::vector<std::pair<std::string, size_t>> cases = {
      {R"({"workers": })", 12},       {R"({"workers": 4} extra)", 15},  {"{", 1}, {"", 0},
      {"{\n  \"workers\": ,\n}", 15}, {"{\"region\": \"x\" \"y\"}", 15}};
  for (const auto& [json, at] : cases) {
    const std::optional<JsonFault> fault = ReadJson(json, config);
    ASSERT_TRUE(fault.has_value()) << json;
    EXPECT_EQ(fault->at, at) << json << ": " << fault->what;
    EXPECT_EQ(fault->what.find('\n'), std::string::npos) << "one line: " << fault->what;
  }
}

TEST(ReadJson, NamesAFieldThatIsUnknownOrOfAnotherType) {
  config::v1::ServiceConfig config;
  EXPECT_THAT(ReadJson(R"({"regoin": "x"})", config)->what, testing::HasSubstr("regoin"));
  EXPECT_THAT(ReadJson(R"({"workers": "many"})", config)->what, testing::HasSubstr("workers"));
}

TEST(LineColumn, CountsLinesAndCharactersFromOne) {
  EXPECT_EQ(LineColumn("abc", 0), "1:1");
  EXPECT_EQ(LineColumn("abc", 3), "1:4");
  EXPECT_EQ(LineColumn("a\nbc", 3), "2:2");
  EXPECT_EQ(LineColumn("医院 x", 7), "1:4");
}

}  // namespace
}  // namespace probity::rpc
