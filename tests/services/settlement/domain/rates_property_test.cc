#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "common/money/money.h"
#include "common/money/rounding.h"
#include "services/settlement/domain/input_check.h"
#include "services/settlement/domain/rates.h"
#include "tests/services/settlement/domain/policies.h"

namespace probity::settlement {
namespace {

using money::Int128;

UnitInput AnyUnit() {
  UnitInput input;
  input.key.institution_id = "M001";
  input.points = *rc::gen::inRange<int64_t>(0, 60);
  input.p0_fen = *rc::gen::inRange<int64_t>(0, money::kMaxInputFen + 1);
  input.p0_visits = *rc::gen::inRange<int64_t>(1, kMaxVisits + 1);
  input.b0_fen = *rc::gen::inRange<int64_t>(0, money::kMaxInputFen + 1);
  input.designated_days = *rc::gen::inRange<int64_t>(0, 366);
  input.veto = *rc::gen::arbitrary<bool>();
  input.sanctioned = *rc::gen::arbitrary<bool>();
  input.cancelled = *rc::gen::arbitrary<bool>();
  input.open_case = *rc::gen::arbitrary<bool>();
  return input;
}

UnitRates Rates(const UnitInput& input) {
  const auto rates = CalculateRates(input, Medical());
  RC_ASSERT(rates.ok());
  return *rates;
}

// |fen - exact| <= 1/2 for exact = numerator/denominator, by whole numbers alone.
bool IsNearest(int64_t fen, Int128 numerator, Int128 denominator) {
  const Int128 twice_off = 2 * (Int128{fen} * denominator - numerator);
  return -denominator <= twice_off && twice_off <= denominator;
}

RC_GTEST_PROP(AdjustedFigures, AreRoundedOnceFromTheExactProduct, ()) {
  const UnitInput input = AnyUnit();
  const UnitRates rates = Rates(input);
  const Int128 factor = money::kBasisPoints + rates.rate_bp;
  RC_ASSERT(IsNearest(rates.adjusted_budget_fen, input.b0_fen * factor, money::kBasisPoints));
  RC_ASSERT(IsNearest(rates.adjusted_per_visit_fen, input.p0_fen * factor,
                      Int128{input.p0_visits} * money::kBasisPoints));
}

// p·(1+r)·t = G·(1+r): with t visits at the average p the amount grows by the rate once, for the
// rate moves p and the total each by itself. Where the average needs no rounding, both ways of
// reckoning meet to the fen.
RC_GTEST_PROP(AdjustedFigures, NeverCompoundTheRate, ()) {
  UnitInput input = AnyUnit();
  const int64_t visits = *rc::gen::inRange<int64_t>(1, 100'000);
  input.p0_fen = *rc::gen::inRange<int64_t>(0, 1'000'000) * money::kBasisPoints;
  input.p0_visits = 1;
  input.b0_fen = input.p0_fen * visits;
  const UnitRates rates = Rates(input);
  RC_ASSERT(rates.adjusted_per_visit_fen * visits == rates.adjusted_budget_fen);
  RC_ASSERT(Int128{rates.adjusted_budget_fen} * money::kBasisPoints ==
            Int128{input.b0_fen} * (money::kBasisPoints + rates.rate_bp));
}

RC_GTEST_PROP(StatedRate, NeverRisesWithPoints, ()) {
  UnitInput fewer = AnyUnit();
  UnitInput more = fewer;
  more.points += *rc::gen::inRange<int64_t>(0, 60);
  RC_ASSERT(Rates(fewer).rate_bp >= Rates(more).rate_bp);
}

RC_GTEST_PROP(StatedRate, IsTheSameWhetherACaseIsOpenOrDismissed, ()) {
  UnitInput open = AnyUnit();
  open.open_case = true;
  UnitInput dismissed = open;
  dismissed.open_case = false;
  RC_ASSERT(Rates(open).rate_bp == Rates(dismissed).rate_bp);
}

RC_GTEST_PROP(StatedRate, IsTheBandsOrALowerZero, ()) {
  const UnitRates rates = Rates(AnyUnit());
  RC_ASSERT(rates.rate_bp == rates.band_bp || (rates.rate_bp == 0 && rates.band_bp > 0));
}

RC_GTEST_PROP(AdjustedFigures, DoNotDependOnAnyInputOfLaterLines, ()) {
  const UnitInput plain = AnyUnit();
  UnitInput full = plain;
  full.visits = 77;
  full.accepted_fen = 12345;
  full.monthly_fen = 99;
  full.prior_year_fen = -5;
  full.score_centi = 8000;
  full.suspended_days = plain.designated_days / 2;
  RC_ASSERT(Rates(plain) == Rates(full));
}

}  // namespace
}  // namespace probity::settlement
