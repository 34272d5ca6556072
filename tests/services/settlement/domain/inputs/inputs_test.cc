#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/settlement/domain/inputs/actual.h"
#include "services/settlement/domain/inputs/contract_row.h"
#include "services/settlement/domain/inputs/indicator_row.h"

namespace probity::settlement {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

// "visits VOLUME_OUT_OF_RANGE" for each problem.
std::vector<std::string> Names(const std::vector<RowProblem>& problems) {
  std::vector<std::string> names;
  for (const RowProblem& one : problems) {
    names.push_back(one.column + " " + std::string(ReasonName(one.reason)));
  }
  return names;
}

Actual SoundActual() {
  Actual actual;
  actual.key = {"M001", Fund::kAll, UnitClass::kAll};
  actual.year = 2026;
  return actual;
}

TEST(ActualRow, HoldsEveryAmountAndCountToItsRange) {
  EXPECT_THAT(CheckActual(SoundActual()), IsEmpty());
  Actual actual = SoundActual();
  actual.key.institution_id = "m 1";
  actual.year = 1999;
  actual.visits = 1'000'000'001;
  actual.accepted_fen = -1;
  actual.refused_fen = 1'000'000'000'000'001;
  actual.prior_year_fen = -1'000'000'000'000'001;
  EXPECT_THAT(Names(CheckActual(actual)),
              UnorderedElementsAre("institution_id BAD_REQUEST", "year BAD_REQUEST",
                                   "visits VOLUME_OUT_OF_RANGE", "accepted_fen NEGATIVE_AMOUNT",
                                   "refused_fen AMOUNT_OUT_OF_RANGE",
                                   "prior_year_fen AMOUNT_OUT_OF_RANGE"));
  Actual back = SoundActual();
  back.prior_year_fen = -1'000'000'000'000'000;
  EXPECT_THAT(CheckActual(back), IsEmpty()) << "an adjustment may be negative";
}

TEST(ActualRow, BecomesPartOfTheUnitsInput) {
  Actual actual = SoundActual();
  actual.visits = 1;
  actual.accepted_fen = 2;
  actual.refused_fen = 3;
  actual.emergency_fen = 4;
  actual.monthly_fen = 5;
  actual.withheld_fen = 6;
  actual.prefund_fen = 7;
  actual.deductions_fen = 8;
  actual.prior_year_fen = -9;
  UnitInput input;
  Apply(actual, input);
  UnitInput expected;
  expected.visits = 1;
  expected.accepted_fen = 2;
  expected.refused_fen = 3;
  expected.emergency_fen = 4;
  expected.monthly_fen = 5;
  expected.withheld_fen = 6;
  expected.prefund_fen = 7;
  expected.deductions_fen = 8;
  expected.prior_year_fen = -9;
  EXPECT_EQ(input, expected);
}

IndicatorRow Measured(std::string code, std::string_view value) {
  IndicatorRow row{"M001", 2026, {}};
  row.measured.code = std::move(code);
  row.measured.value = money::ParseDecimal(value);
  return row;
}

TEST(IndicatorRowCheck, HasAValueOrAStatusAndNeverBoth) {
  EXPECT_THAT(CheckIndicator(Measured("READMISSION", "0.12")), IsEmpty());
  IndicatorRow neither{"M001", 2026, {}};
  neither.measured.code = "A";
  EXPECT_THAT(Names(CheckIndicator(neither)), ElementsAre("value BAD_REQUEST"));
  IndicatorRow both = Measured("A", "1");
  both.measured.status = quality::IndicatorStatus::kTooFew;
  EXPECT_THAT(Names(CheckIndicator(both)), ElementsAre("value BAD_REQUEST"));
  IndicatorRow odd = Measured(" A", "1");
  odd.measured.denominator = -1;
  EXPECT_THAT(Names(CheckIndicator(odd)),
              UnorderedElementsAre("code BAD_REQUEST", "denominator VOLUME_OUT_OF_RANGE"));
}

policy::QualityTerms OneFamily() {
  policy::Indicator one;
  one.code = "READMISSION";
  one.threshold = *money::ParseDecimal("0.2");
  one.benchmark = *money::ParseDecimal("0.1");
  one.decimals = 3;
  policy::Indicator two = one;
  two.code = "RELAPSE";
  return {1, {{policy::FamilyCode::kCycle, 25, 1, policy::FamilyRule::kNormalised, {one, two}, 0}}};
}

TEST(Grade, ScoresTheInstitutionAndGivesGatesTheValues) {
  std::vector<UnitProblem> problems;
  const Graded graded = Grade(
      OneFamily(), "M001",
      {Measured("READMISSION", "0.153").measured, Measured("RELAPSE", "0.1").measured}, problems);
  EXPECT_THAT(problems, IsEmpty());
  // 9 * 0.047 / 0.1 = 4.23, so 5 points; 10 points: 15 of 20.
  EXPECT_EQ(graded.score_centi, 7500);
  EXPECT_THAT(graded.indicators, ElementsAre(Pair("READMISSION", 153), Pair("RELAPSE", 100)));
}

TEST(Grade, NamesWhatIsMissingAndWhatIsTooFine) {
  std::vector<UnitProblem> problems;
  Grade(OneFamily(), "M001", {Measured("READMISSION", "0.1531").measured}, problems);
  std::vector<std::string> named;
  for (const UnitProblem& one : problems) {
    named.push_back(one.unit + " " + one.field + " " + std::string(ReasonName(one.reason)));
  }
  EXPECT_THAT(named, UnorderedElementsAre("M001 indicators.RELAPSE MISSING_INDICATOR",
                                          "M001 indicators.READMISSION INDICATOR_OUT_OF_RANGE"));
}

TEST(Grade, OfAPolicyWithoutFamiliesIsNone) {
  std::vector<UnitProblem> problems;
  const Graded graded = Grade({}, "M001", {Measured("READMISSION", "0.1").measured}, problems);
  EXPECT_EQ(graded.score_centi, std::nullopt);
  EXPECT_THAT(graded.indicators, IsEmpty());
  EXPECT_THAT(problems, IsEmpty());
}

ContractRow Outcome(const std::string& number, int month, int64_t met) {
  ContractRow row;
  row.key = {"M001", Fund::kAll, UnitClass::kAll};
  row.year = 2028;
  row.contract_id = number;
  row.period = {calendar::Date(2028, month, 1), calendar::Date(2028, month, 29)};
  row.terms = {100, met, 1, 2, 5000, 900};
  return row;
}

TEST(ContractRowCheck, HoldsThePeriodInsideTheYear) {
  EXPECT_THAT(CheckContractRow(Outcome("C", 2, 1)), IsEmpty()) << "29 February 2028 is a day";
  ContractRow late = Outcome("C", 12, 1);
  late.period.last = calendar::Date(2029, 1, 1);
  EXPECT_THAT(Names(CheckContractRow(late)), ElementsAre("last_date BAD_REQUEST"));
  late.period.last = calendar::Date(2028, 12, 31);
  EXPECT_THAT(CheckContractRow(late), IsEmpty());
  ContractRow turned = Outcome("C", 2, 1);
  turned.period.last = calendar::Date(2028, 1, 31);
  EXPECT_THAT(Names(CheckContractRow(turned)), ElementsAre("last_date BAD_REQUEST"));
  ContractRow share = Outcome("C", 2, 1);
  share.terms.fail_pay_bp = 10'001;
  share.terms.cap_fen = -1;
  EXPECT_THAT(Names(CheckContractRow(share)),
              UnorderedElementsAre("fail_pay_bp BAD_REQUEST", "cap_fen NEGATIVE_AMOUNT"));
}

TEST(SumContracts, AddsThePeriodsOfAContractSoThatItsCapHoldsOnce) {
  const std::vector<Contract> sums =
      SumContracts({Outcome("A", 1, 10), Outcome("A", 2, 5), Outcome("B", 1, 7)});
  EXPECT_THAT(sums,
              ElementsAre(Contract{100, 15, 2, 4, 5000, 900}, Contract{100, 7, 1, 2, 5000, 900}));
}

}  // namespace
}  // namespace probity::settlement
