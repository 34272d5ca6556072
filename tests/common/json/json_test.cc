// JSON whose every digit counts: numbers are kept as written, nothing doubtful is accepted.
#include "common/json/json.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace probity {
namespace {

Json Read(std::string_view text) {
  const auto json = ParseJson(text);
  EXPECT_TRUE(json.ok()) << text << ": " << json.status();
  return json.ok() ? *json : Json();
}

TEST(Json, KeepsIntegersOf64BitsToTheLastDigit) {
  EXPECT_EQ(Read("9223372036854775807").Integer(), INT64_MAX);
  EXPECT_EQ(Read("-9223372036854775808").Integer(), INT64_MIN);
  EXPECT_EQ(Read("9007199254740993").Integer(), 9007199254740993) << "no double holds it";
  for (const char* none : {"9223372036854775808", "1.0", "1e3", "\"1\"", "null", "true"}) {
    EXPECT_EQ(Read(none).Integer(), std::nullopt) << none;
  }
}

TEST(Json, ReadsEveryKindOfValue) {
  const Json json =
      Read("\xEF\xBB\xBF {\"a\": [1, -2.5e+3, {}], \"b\": {\"c\": null}, \"d\": true}\n");
  ASSERT_NE(json.Find("a"), nullptr);
  EXPECT_EQ(json.Find("a")->items()[0].Integer(), 1);
  EXPECT_EQ(json.Find("a")->items()[1].text(), "-2.5e+3");
  EXPECT_EQ(json.Find("b")->Find("c")->kind(), Json::Kind::kNull);
  EXPECT_TRUE(json.Find("d")->flag());
  EXPECT_EQ(json.Find("c"), nullptr) << "a member of a member is none of its own";
  EXPECT_EQ(Read("\"\\u673a\\u6784\\ud83d\\ude00\\n\\\"\"").text(), "机构😀\n\"");
}

TEST(Json, RefusesWhatIsNotExactlyOneValueAndSaysWhere) {
  struct Case {
    const char* text;
    const char* fault;
  };
  for (const Case& one :
       {Case{"", "1:1: a value is expected"}, Case{"{} 1", "1:4: something follows"},
        Case{"[1,\n2,]", "2:3: a value is expected"}, Case{"{\"a\":1,\"a\":2}", "stands twice"},
        Case{"{a:1}", "1:2: the name of a member"}, Case{"{\"a\" 1}", "':' is expected"},
        Case{"[1 2]", "',' or ']' is expected"}, Case{"{\"a\":1 ", "',' or '}' is expected"},
        Case{"01", "something follows"}, Case{"1.", "a digit is expected"},
        Case{"-", "a digit is expected"}, Case{"1e", "a digit is expected"},
        Case{"nul", "a value is expected"}, Case{"\"a", "a text does not end"},
        Case{"\"\\x\"", "an escape is unknown"}, Case{"\"\\ud83d\"", "surrogate"},
        Case{"\"\\u12g4\"", "hexadecimal"}, Case{"\"a\nb\"", "control character"}}) {
    const auto json = ParseJson(one.text);
    ASSERT_FALSE(json.ok()) << one.text;
    EXPECT_THAT(std::string(json.status().message()), ::testing::HasSubstr(one.fault)) << one.text;
  }
  const std::string deep = std::string(200, '[') + std::string(200, ']');
  EXPECT_FALSE(ParseJson(deep).ok()) << "a file cannot exhaust the stack";
}

}  // namespace
}  // namespace probity
