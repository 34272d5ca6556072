#include "common/money/rounding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include "common/status/status.h"

namespace probity::money {
namespace {

using ::testing::ElementsAre;

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr Int128 kLargest = (((Int128{1} << 126) - 1) << 1) + 1;

TEST(Round, FollowsItsMode) {
  struct Case {
    int64_t numerator, denominator, half_up, half_even, down;
  };
  for (const Case& c : {
           Case{5, 2, 3, 2, 2},
           Case{-5, 2, -3, -2, -2},
           Case{-1, 2, -1, 0, 0},
           Case{1, 2, 1, 0, 0},
           Case{3, 2, 2, 2, 1},
           Case{-3, 2, -2, -2, -1},
           Case{7, 3, 2, 2, 2},
           Case{8, 3, 3, 3, 2},
           Case{-8, 3, -3, -3, -2},
           Case{49, 100, 0, 0, 0},
           Case{51, 100, 1, 1, 0},
           Case{6, 2, 3, 3, 3},
           Case{0, 7, 0, 0, 0},
           Case{5, -2, -3, -2, -2},
           Case{-5, -2, 3, 2, 2},
       }) {
    SCOPED_TRACE(::testing::Message() << c.numerator << "/" << c.denominator);
    EXPECT_EQ(Round(c.numerator, c.denominator, Rounding::kHalfUp).value(), c.half_up);
    EXPECT_EQ(Round(c.numerator, c.denominator, Rounding::kHalfEven).value(), c.half_even);
    EXPECT_EQ(Round(c.numerator, c.denominator, Rounding::kDown).value(), c.down);
  }
}

TEST(Round, ReachesBothEndsOf64BitsAndNoFurther) {
  EXPECT_EQ(Round(kMax, 1, Rounding::kHalfUp).value(), kMax);
  EXPECT_EQ(Round(kMin, 1, Rounding::kHalfUp).value(), kMin);
  EXPECT_EQ(Round(-Int128{kMin} * 2 - 1, -2, Rounding::kDown).value(), -kMax);
  for (const Int128 beyond : {Int128{kMax} + 1, Int128{kMin} - 1, kLargest, -kLargest - 1}) {
    EXPECT_TRUE(
        HasReason(Round(beyond, 1, Rounding::kHalfUp).status(), Reason::k_ARITHMETIC_OVERFLOW));
  }
  EXPECT_TRUE(HasReason(Round(Int128{kMax} * 2 + 1, 2, Rounding::kHalfUp).status(),
                        Reason::k_ARITHMETIC_OVERFLOW))
      << "a half above the largest number rounds out of range";
}

TEST(Round, IsExactForTheLargestNumeratorAndDenominator) {
  EXPECT_EQ(Round(kLargest, kLargest, Rounding::kHalfUp).value(), 1);
  EXPECT_EQ(Round(kLargest / 2, kLargest, Rounding::kHalfUp).value(), 0);
  EXPECT_EQ(Round(kLargest / 2 + 1, kLargest, Rounding::kHalfUp).value(), 1);
  EXPECT_EQ(Round(-kLargest - 1, kLargest, Rounding::kHalfUp).value(), -1);
}

TEST(Round, RefusesAZeroDenominator) {
  EXPECT_EQ(Round(1, 0, Rounding::kDown).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(Rounding, HasTheNamesOfPolicies) {
  for (const Rounding mode : {Rounding::kHalfUp, Rounding::kHalfEven, Rounding::kDown}) {
    EXPECT_EQ(ParseRounding(RoundingName(mode)).value(), mode);
  }
  EXPECT_EQ(RoundingName(Rounding::kHalfUp), "HALF_UP");
  EXPECT_FALSE(ParseRounding("half_up").ok());
}

TEST(Checked, AnswersOverflowInsteadOfWrapping) {
  EXPECT_EQ(Narrow(Multiply(kMax, 1).value()).value(), kMax);
  EXPECT_EQ(Narrow(Add(kMax - 1, 1).value()).value(), kMax);
  for (const absl::Status& status :
       {Multiply(kLargest, 2).status(), Add(kLargest, 1).status(),
        Narrow(Int128{kMax} + 1).status(), Narrow(Int128{kMin} - 1).status()}) {
    EXPECT_TRUE(HasReason(status, Reason::k_ARITHMETIC_OVERFLOW)) << status;
  }
}

TEST(ApplyRate, ChangesAnAmountByBasisPoints) {
  struct Case {
    int64_t fen, rate_bp, expected;
  };
  for (const Case& c : {
           Case{1'000'000, 0, 1'000'000}, Case{1'000'000, 500, 1'050'000},
           Case{1'000'000, -500, 950'000}, Case{1'000'000, -10'000, 0}, Case{33, 500, 35},  // 34.65
           Case{10, 500, 11},                                                               // 10.5
           Case{-10, 500, -11},                                                             // -10.5
           Case{9, -500, 9},                                                                // 8.55
       }) {
    EXPECT_EQ(ApplyRate(c.fen, c.rate_bp, Rounding::kHalfUp).value(), c.expected)
        << c.fen << " at " << c.rate_bp << " bp";
  }
  EXPECT_EQ(ApplyRate(10, 500, Rounding::kHalfEven).value(), 10);
  EXPECT_EQ(ApplyRate(9, -500, Rounding::kDown).value(), 8);
  EXPECT_TRUE(
      HasReason(ApplyRate(kMax, 1, Rounding::kDown).status(), Reason::k_ARITHMETIC_OVERFLOW));
}

TEST(SplitByLargestRemainder, GivesWhatIsLeftToTheLargestRemaindersThenTheSmallerIndex) {
  EXPECT_THAT(SplitByLargestRemainder(100, {1, 1, 1}).value(), ElementsAre(34, 33, 33));
  EXPECT_THAT(SplitByLargestRemainder(101, {1, 1, 1}).value(), ElementsAre(34, 34, 33));
  EXPECT_THAT(SplitByLargestRemainder(10, {1, 2, 4}).value(), ElementsAre(1, 3, 6));
  EXPECT_THAT(SplitByLargestRemainder(7, {0, 5, 0}).value(), ElementsAre(0, 7, 0));
  EXPECT_THAT(SplitByLargestRemainder(2, {1, 3, 3}).value(), ElementsAre(0, 1, 1));
  EXPECT_THAT(SplitByLargestRemainder(0, {0, 0}).value(), ElementsAre(0, 0));
  EXPECT_THAT(SplitByLargestRemainder(0, {}).value(), ElementsAre());
}

TEST(SplitByLargestRemainder, RefusesWhatCannotBeSplit) {
  EXPECT_FALSE(SplitByLargestRemainder(1, {}).ok());
  EXPECT_FALSE(SplitByLargestRemainder(1, {0, 0}).ok());
  EXPECT_FALSE(SplitByLargestRemainder(1, {2, -1}).ok());
  EXPECT_FALSE(SplitByLargestRemainder(-1, {1}).ok());
  EXPECT_TRUE(
      HasReason(SplitByLargestRemainder(2, {kLargest, 0}).status(), Reason::k_ARITHMETIC_OVERFLOW));
}

RC_GTEST_PROP(Round, IsTheNearestWholeNumberAndSymmetricAboutZero, ()) {
  const auto numerator = *rc::gen::arbitrary<int64_t>();
  const auto denominator = *rc::gen::positive<int32_t>();
  for (const Rounding mode : {Rounding::kHalfUp, Rounding::kHalfEven, Rounding::kDown}) {
    const int64_t rounded = Round(numerator, denominator, mode).value();
    const Int128 error = Int128{rounded} * denominator - numerator;
    const Int128 magnitude = error < 0 ? -error : error;
    RC_ASSERT(magnitude < denominator);
    if (mode != Rounding::kDown) RC_ASSERT(2 * magnitude <= denominator);
    RC_ASSERT(Int128{Round(-Int128{numerator}, denominator, mode).value()} == -Int128{rounded});
  }
}

RC_GTEST_PROP(SplitByLargestRemainder, SumsToTheAmountWithEveryShareWithinOneOfItsQuota, ()) {
  const auto amount = *rc::gen::inRange<int64_t>(0, 4'000'000'000'000'000'000);
  const auto drawn = *rc::gen::nonEmpty(
      rc::gen::container<std::vector<int64_t>>(rc::gen::inRange<int64_t>(0, int64_t{1} << 50)));
  const std::vector<Int128> weights(drawn.begin(), drawn.end());
  Int128 total = 0;
  for (const Int128 weight : weights) total += weight;
  RC_PRE(total > 0);
  const std::vector<int64_t> shares = SplitByLargestRemainder(amount, weights).value();
  RC_ASSERT(std::accumulate(shares.begin(), shares.end(), int64_t{0}) == amount);
  for (size_t i = 0; i < shares.size(); ++i) {
    const Int128 off = shares[i] * total - amount * weights[i];
    RC_ASSERT(off < total);
    RC_ASSERT(off > -total);
  }
}

RC_GTEST_PROP(SplitByLargestRemainder, GivesAHeavierUnitNeverLess, ()) {
  const auto amount = *rc::gen::inRange<int64_t>(0, 1'000'000);
  const auto drawn =
      *rc::gen::container<std::vector<int64_t>>(4, rc::gen::inRange<int64_t>(1, 1'000));
  const std::vector<int64_t> shares =
      SplitByLargestRemainder(amount, {drawn.begin(), drawn.end()}).value();
  for (size_t i = 0; i < shares.size(); ++i) {
    for (size_t j = 0; j < shares.size(); ++j) {
      if (drawn[i] > drawn[j]) RC_ASSERT(shares[i] >= shares[j]);
    }
  }
}

}  // namespace
}  // namespace probity::money
