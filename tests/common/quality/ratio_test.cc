#include "common/quality/ratio.h"

#include "common/status/status.h"
#include "gtest/gtest.h"

namespace probity::quality {
namespace {

using money::Int128;

TEST(Ratio, IsKeptInLowestTermsWithAPositiveDenominator) {
  EXPECT_EQ(Reduced(6, 8), (Ratio{3, 4}));
  EXPECT_EQ(Reduced(0, 7), (Ratio{0, 1}));
  EXPECT_EQ(Reduced(3, -6), (Ratio{-1, 2}));
}

TEST(Ratio, AddsAndMultipliesExactly) {
  EXPECT_EQ(*Plus({1, 3}, {1, 6}), (Ratio{1, 2}));
  EXPECT_EQ(*Times({2, 3}, {9, 4}), (Ratio{3, 2}));
}

TEST(Ratio, OverflowIsARefusalNotAWrongNumber) {
  const Int128 huge = Int128{1} << 100;
  EXPECT_TRUE(HasReason(Times({huge, 1}, {huge, 1}).status(), Reason::k_ARITHMETIC_OVERFLOW));
  EXPECT_TRUE(HasReason(Plus({1, huge}, {1, huge - 1}).status(), Reason::k_ARITHMETIC_OVERFLOW));
  EXPECT_TRUE(HasReason(FormatRatio({huge, 1}, 18).status(), Reason::k_ARITHMETIC_OVERFLOW));
}

TEST(Ratio, IsPrintedHalfUpWithAllItsPlaces) {
  const struct {
    Ratio value;
    int places;
    const char* text;
  } cases[] = {{{115, 3}, 12, "38.333333333333"},
               {{2, 3}, 3, "0.667"},
               {{1, 8}, 2, "0.13"},
               {{1, 80}, 2, "0.01"},
               {{0, 1}, 12, "0.000000000000"},
               {{5, 2}, 0, "3"},
               {{100, 1}, 1, "100.0"}};
  for (const auto& [value, places, text] : cases) {
    EXPECT_EQ(*FormatRatio(value, places), text) << "to " << places << " places";
  }
}

}  // namespace
}  // namespace probity::quality
