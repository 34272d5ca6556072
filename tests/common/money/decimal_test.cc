#include "common/money/decimal.h"

#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"

namespace probity::money {
namespace {

TEST(Decimal, ReadsWhatIsExact) {
  const struct {
    const char* text;
    int64_t nanos;
  } cases[] = {{"0", 0},
               {"0.153", 153'000'000},
               {"0.1530", 153'000'000},
               {"-12.5", -12'500'000'000},
               {"007", 7'000'000'000},
               {"-0", 0},
               {"0.000000001", 1},
               {"0.0000000010", 1},
               {"8999999999.999999999", 8'999'999'999'999'999'999}};
  for (const auto& [text, nanos] : cases) {
    EXPECT_EQ(ParseDecimal(text), Decimal{nanos}) << text;
  }
}

TEST(Decimal, RefusesEveryOtherText) {
  for (const char* text : {"", "-", ".5", "5.", "+1", "1e3", "15.3%", "1,000", " 1", "0x1", "1.2.3",
                           "--1", "9000000000", "0.0000000001", "99999999999999999999"}) {
    EXPECT_EQ(ParseDecimal(text), std::nullopt) << text;
  }
}

TEST(Decimal, ScalesOnlyWhereNothingIsLost) {
  EXPECT_EQ(ScaledBy(*ParseDecimal("0.153"), 3), 153);
  EXPECT_EQ(ScaledBy(*ParseDecimal("0.153"), 6), 153'000);
  EXPECT_EQ(ScaledBy(*ParseDecimal("-7"), 0), -7);
  EXPECT_EQ(ScaledBy(*ParseDecimal("0.153"), 2), std::nullopt) << "a place would be lost";
}

RC_GTEST_PROP(DecimalProperty, ItsTextIsReadBackAsItself, (int64_t nanos)) {
  const int64_t bounded = nanos % (kMaxDecimalWhole * kNanosPerOne);
  RC_ASSERT(ParseDecimal(FormatDecimal({bounded})) == Decimal{bounded});
}

}  // namespace
}  // namespace probity::money
