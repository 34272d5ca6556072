#include "common/rpc/text.h"

#include "gtest/gtest.h"

namespace probity::rpc {
namespace {

struct LineCase {
  std::string rule;
  std::string text;
  size_t max;
  std::string line;
};

TEST(OneLine, IsOneLineOfValidUtf8WithinItsLimit) {
  const std::vector<LineCase> cases = {
      {"plain text stays", "abc", 10, "abc"},
      {"Chinese text stays", "诚信记分", 12, "诚信记分"},
      {"newlines and controls become spaces", "a\nb\tc\x7f", 10, "a b c "},
      {"bytes that are not UTF-8 become question marks", "a\xC4\xE3z", 10, "a??z"},
      {"an overlong form is not UTF-8", "\xC0\x80", 10, "??"},
      {"a surrogate is not UTF-8", "\xED\xA0\x80", 10, "???"},
      {"a truncated character is not UTF-8", "a\xE8\xAF", 10, "a??"},
      {"a cut shows", "abcdefgh", 6, "abc…"},
      {"a cut falls between characters", "诚信记分", 11, "诚信…"},
  };
  for (const LineCase& c : cases) EXPECT_EQ(OneLine(c.text, c.max), c.line) << c.rule;
}

TEST(JsonString, EscapesWhatJsonMust) {
  EXPECT_EQ(JsonString("a\"b\\c\nd\x01"), R"("a\"b\\c\nd\u0001")");
  EXPECT_EQ(JsonString("会审\xff"), "\"会审?\"");
}

}  // namespace
}  // namespace probity::rpc
