#include "common/money/money.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <string>

#include "common/status/status.h"

namespace probity::money {
namespace {

TEST(ParseYuan, ReadsYuanWithTwoDecimalsAsFen) {
  struct Case {
    const char* text;
    int64_t fen;
  };
  for (const Case& c : {
           Case{"0.00", 0},
           Case{"0.05", 5},
           Case{"832000.00", 83'200'000},
           Case{"10.10", 1'010},
           Case{"10000000000000.00", kMaxInputFen},
       }) {
    EXPECT_EQ(ParseYuan(c.text).value(), c.fen) << c.text;
  }
}

TEST(ParseYuan, ReadsNegativeAmountsWhereTheyMayStand) {
  EXPECT_EQ(ParseYuan("-0.05", Sign::kEither).value(), -5);
  EXPECT_EQ(ParseYuan("-10000000000000.00", Sign::kEither).value(), -kMaxInputFen);
  EXPECT_TRUE(HasReason(ParseYuan("-0.05").status(), Reason::k_NEGATIVE_AMOUNT));
}

TEST(ParseYuan, RefusesEveryOtherForm) {
  for (const char* text :
       {"",      "-",     ".",        "1",     "1.",    "1.0",   ".50",    "1.000",  "1.005",
        "+1.00", "1,00",  "1,000.00", " 1.00", "1.00 ", "1.0a",  "1e5.00", "--1.00", "01.00",
        "00.00", "-0.00", "1.2.3",    "1.-1",  "１.00", "¥1.00", "0x1.00", "nan"}) {
    const absl::Status status = ParseYuan(text, Sign::kEither).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_TRUE(HasReason(status, Reason::k_BAD_REQUEST)) << text << ": " << status;
  }
}

TEST(ParseYuan, SaysThatFenAreNotDivided) {
  EXPECT_THAT(std::string(ParseYuan("1.005").status().message()),
              ::testing::HasSubstr("more than two decimals"));
}

TEST(ParseYuan, RefusesAmountsBeyondTheLimitHoweverLong) {
  for (const std::string& text :
       {std::string("10000000000000.01"), std::string("-10000000000000.01"),
        std::string("92233720368547758.08"), std::string(400, '9') + ".00"}) {
    EXPECT_TRUE(HasReason(ParseYuan(text, Sign::kEither).status(), Reason::k_AMOUNT_OUT_OF_RANGE))
        << text;
  }
}

TEST(FormatYuan, WritesTwoDecimals) {
  EXPECT_EQ(FormatYuan(0), "0.00");
  EXPECT_EQ(FormatYuan(5), "0.05");
  EXPECT_EQ(FormatYuan(-5), "-0.05");
  EXPECT_EQ(FormatYuan(-100), "-1.00");
  EXPECT_EQ(FormatYuan(83'200'000), "832000.00");
  EXPECT_EQ(FormatYuan(std::numeric_limits<int64_t>::max()), "92233720368547758.07");
  EXPECT_EQ(FormatYuan(std::numeric_limits<int64_t>::min()), "-92233720368547758.08");
}

RC_GTEST_PROP(ParseYuan, ReadsBackEveryAmountThatIsWritten, ()) {
  const auto fen = *rc::gen::inRange<int64_t>(-kMaxInputFen, kMaxInputFen + 1);
  RC_ASSERT(ParseYuan(FormatYuan(fen), Sign::kEither).value() == fen);
}

RC_GTEST_PROP(ParseYuan, AcceptsATextOnlyInTheSpellingItWouldWrite, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("-0129.")));
  const auto fen = ParseYuan(text, Sign::kEither);
  if (fen.ok()) RC_ASSERT(FormatYuan(*fen) == text);
}

}  // namespace
}  // namespace probity::money
