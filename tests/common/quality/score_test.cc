#include "common/quality/score.h"

#include "common/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rapidcheck/gtest.h"

namespace probity::quality {
namespace {

using money::Decimal;
using money::ParseDecimal;
using policy::FamilyCode;
using policy::FamilyRule;
using policy::Indicator;
using policy::QualityFamily;
using policy::QualityTerms;
using testing::ElementsAre;
using testing::IsEmpty;

Decimal D(std::string_view text) {
  return ParseDecimal(text).value();
}

Indicator Ind(std::string code, std::string_view threshold = "0.2",
              std::string_view benchmark = "0.1") {
  Indicator one;
  one.code = std::move(code);
  one.threshold = D(threshold);
  one.benchmark = D(benchmark);
  return one;
}

Indicator Given(std::string code) {
  Indicator one;
  one.code = std::move(code);
  one.given = true;
  return one;
}

Indicator Stratum(Indicator one, std::string of) {
  one.part_of = std::move(of);
  return one;
}

QualityFamily Family(FamilyCode code, int32_t weight, int32_t least, std::vector<Indicator> all) {
  return {code, weight, least, FamilyRule::kNormalised, std::move(all), 0};
}

Measurement Row(std::string code, std::string_view value) {
  Measurement row;
  row.code = std::move(code);
  row.value = D(value);
  return row;
}

Measurement Without(std::string code, IndicatorStatus status) {
  Measurement row;
  row.code = std::move(code);
  row.status = status;
  return row;
}

// The score by an institution's values, as text with six places; "ungraded".
std::string ScoreText(const QualityTerms& terms, const std::vector<Measurement>& rows) {
  const absl::StatusOr<Score> score = ScoreOf(terms, rows);
  if (!score.ok()) return DetailOf(score.status()).reason;
  return score->score.has_value() ? *FormatRatio(*score->score, 6) : "ungraded";
}

TEST(Achievement, IsTenAtTheBenchmarkNoneBelowTheThresholdAndLinearBetween) {
  const struct {
    const char *threshold, *benchmark, *value;
    int64_t points;
    const char* why;
  } cases[] = {
      {"0.6", "0.9", "0.9", 10, "at the benchmark"},
      {"0.6", "0.9", "1.4", 10, "past the benchmark"},
      {"0.6", "0.9", "0.899999999", 9, "just short of it"},
      {"0.6", "0.9", "0.6", 1, "at the threshold: R(0 + 1/2) is 1"},
      {"0.6", "0.9", "0.599999999", 0, "just worse than the threshold"},
      {"0.6", "0.9", "0.65", 2, "9 * 0.05 / 0.3 = 1.5, plus 1/2 is exactly 2"},
      {"0.6", "0.9", "0.649999999", 2, "1.99... rounds to 2"},
      {"0.6", "0.9", "0.633333333", 1, "9 * 0.0333... / 0.3 stays below 1"},
      {"0.2", "0.1", "0.1", 10, "lower is better: at the benchmark"},
      {"0.2", "0.1", "0.2", 1, "lower is better: at the threshold"},
      {"0.2", "0.1", "0.200000001", 0, "lower is better: worse than the threshold"},
      {"0.2", "0.1", "0.15", 5, "lower is better: 4.5 + 1/2"},
      {"-3", "-8", "-8", 10, "negative values, as a fall of cost"},
  };
  for (const auto& [threshold, benchmark, value, points, why] : cases) {
    EXPECT_EQ(Achievement(Ind("X", threshold, benchmark), D(value)), points) << why;
  }
}

TEST(Improvement, NeedsAGainOnTheBaselineAndEndsAtNine) {
  const struct {
    const char *benchmark, *baseline, *value;
    int64_t points;
    const char* why;
  } cases[] = {
      {"0.9", "0.5", "0.5", 0, "not strictly better than the baseline"},
      {"0.9", "0.5", "0.4", 0, "worse than the baseline"},
      {"0.9", "0.5", "0.9", 9, "at the benchmark"},
      {"0.9", "0.5", "0.899999999", 9, "9.99... - 1/2 rounds to 9"},
      {"0.9", "0.5", "0.52", 0, "10 * 0.02 / 0.4 - 1/2 = 0"},
      {"0.9", "0.5", "0.54", 1, "10 * 0.04 / 0.4 - 1/2 = 1/2, half up"},
      {"0.9", "0.5", "0.539999999", 0, "just below the half"},
      {"0.9", "0.95", "0.97", 9, "baseline past the benchmark and better still"},
      {"0.9", "0.95", "0.93", 0, "baseline past the benchmark, value worse than it"},
      {"0.1", "0.3", "0.2", 5, "lower is better; 0.3 to 0.1 with threshold 0.5: 5 - 1/2"},
  };
  for (const auto& [benchmark, baseline, value, points, why] : cases) {
    const char* threshold = D(benchmark) == D("0.1") ? "0.5" : "0.6";
    EXPECT_EQ(Improvement(Ind("X", threshold, benchmark), D(value), D(baseline)), points) << why;
  }
}

TEST(IndicatorPoints, AreTheLargerOfTheTwoAndAchievementAloneWithoutABaseline) {
  const QualityTerms terms{1, {Family(FamilyCode::kCycle, 25, 1, {Ind("X", "0.6", "0.9")})}};
  Measurement row = Row("X", "0.6");
  EXPECT_EQ(ScoreOf(terms, {row})->families[0].indicators[0].points, D("1"));
  EXPECT_EQ(ScoreOf(terms, {row})->families[0].indicators[0].improvement, std::nullopt);
  row.baseline = D("0.3");
  EXPECT_EQ(ScoreOf(terms, {row})->families[0].indicators[0].points, D("5")) << "improvement is 5";
}

TEST(IndicatorStatus, OnlyTooFewAndFirstYearLeaveAnIndicatorUnscored) {
  Indicator guarded = Ind("B");
  guarded.min_denominator = 25;
  const QualityTerms terms{1, {Family(FamilyCode::kCycle, 25, 1, {Ind("A"), guarded})}};
  Measurement few = Row("B", "0.1");
  few.denominator = 24;
  Measurement enough = few;
  enough.denominator = 25;
  EXPECT_EQ(ScoreText(terms, {Row("A", "0.1"), few}), "100.000000") << "24 of 25: left out";
  EXPECT_EQ(ScoreText(terms, {Row("A", "0.1"), enough}), "100.000000");
  EXPECT_EQ(ScoreText(terms, {Row("A", "0.2"), enough}), "55.000000") << "(1 + 10) of 20";
  EXPECT_EQ(ScoreText(terms, {Row("A", "0.1"), Without("B", IndicatorStatus::kTooFew)}),
            "100.000000");
  EXPECT_EQ(ScoreText(terms, {Row("A", "0.1"), Without("B", IndicatorStatus::kFirstYear)}),
            "100.000000");
  EXPECT_EQ(ScoreText(terms, {Row("A", "0.1"), Without("B", IndicatorStatus::kNotReported)}),
            "50.000000")
      << "who does not report has 0 points, and they count";
}

TEST(MissingIndicators, NamesEachThatAppliesAndHasNoRow) {
  Indicator county = Ind("C");
  county.peer_group = "COUNTY";
  Indicator city = Ind("T");
  city.peer_group = "CITY";
  Indicator guarded = Ind("B");
  guarded.min_denominator = 25;
  const QualityTerms terms{1,
                           {Family(FamilyCode::kCycle, 25, 1, {Ind("A"), guarded, county, city})}};
  EXPECT_THAT(MissingIndicators(terms, {}), ElementsAre("A", "B"))
      << "whose group is unknown misses what is everybody's";
  Measurement a = Row("A", "0.1");
  a.peer_group = "COUNTY";
  EXPECT_THAT(MissingIndicators(terms, {a, Without("B", IndicatorStatus::kTooFew)}),
              ElementsAre("C"))
      << "not T, which is of another group";
  EXPECT_THAT(MissingIndicators(terms, {a, Row("B", "0.1"), Row("C", "0.1")}), ElementsAre("B"))
      << "a value that needs a denominator has none";
}

TEST(Composite, HasThePointsOfItsOnlyStratumAndGivenOnesWithBoth) {
  const QualityTerms terms{
      1,
      {Family(FamilyCode::kService, 25, 1,
              {Given("ALL"), Stratum(Ind("P"), "ALL"), Stratum(Ind("Q"), "ALL")})}};
  const Measurement p = Row("P", "0.1");
  const Measurement q = Row("Q", "0.2");
  const Measurement no_q = Without("Q", IndicatorStatus::kTooFew);
  EXPECT_EQ(ScoreText(terms, {p, no_q}), "100.000000") << "one stratum, 10 points";
  EXPECT_EQ(ScoreText(terms, {p, q, Row("ALL", "4.5")}), "45.000000")
      << "strata do not count twice";
  EXPECT_EQ(ScoreText(terms, {Without("P", IndicatorStatus::kTooFew), no_q}), "ungraded");
  EXPECT_EQ(ScoreText(terms, {p, q, Row("ALL", "0.9")}), "INDICATOR_OUT_OF_RANGE")
      << "below both strata";
  EXPECT_EQ(ScoreText(terms, {p, q, Row("ALL", "10.1")}), "INDICATOR_OUT_OF_RANGE");
  EXPECT_THAT(MissingIndicators(terms, {p, no_q}), IsEmpty());
  EXPECT_THAT(MissingIndicators(terms, {p, q}), ElementsAre("ALL"));
}

QualityTerms Experience() {
  QualityFamily family{FamilyCode::kExperience, 25, 2, FamilyRule::kSumAndConsistency, {}, 80};
  for (const char* code : {"A", "B"}) {
    Indicator one = Ind(code, "60", "90");
    one.floor = D("40");
    family.indicators.push_back(one);
  }
  return {1, {family}};
}

TEST(SumAndConsistency, ConsistencyIsWhatTheWorstIndicatorReaches) {
  const struct {
    const char *a, *b;
    const char* score;
    const char* why;
  } cases[] = {
      {"90", "90", "100.000000", "both past the threshold: 10 + 10 + 80"},
      {"60", "90", "91.000000", "q = 1 exactly is full: 1 + 10 + 80"},
      {"50", "90", "50.000000", "q = 1/2: 0 + 10 + R(40 - 1/2), half up"},
      {"59.999", "90", "89.000000", "q just below 1: 79.996 - 1/2 rounds to 79"},
      {"40", "90", "10.000000", "at the floor: none"},
      {"40.1", "90", "10.000000", "80 * 0.005 - 1/2 is negative: none"},
      {"10", "90", "10.000000", "below the floor: none"},
  };
  for (const auto& [a, b, score, why] : cases) {
    EXPECT_EQ(ScoreText(Experience(), {Row("A", a), Row("B", b)}), score) << why;
  }
}

TEST(SumAndConsistency, HasNoScoreUnlessEveryIndicatorIsScored) {
  EXPECT_EQ(ScoreText(Experience(), {Row("A", "90"), Without("B", IndicatorStatus::kTooFew)}),
            "ungraded");
  EXPECT_EQ(ScoreText(Experience(), {Row("A", "90"), Without("B", IndicatorStatus::kNotReported)}),
            "10.000000")
      << "not reported is scored: 10 + 0, and no consistency";
}

QualityTerms FiveFamilies(int32_t min_families) {
  QualityTerms terms{min_families, {}};
  const struct {
    FamilyCode code;
    const char* name;
    int32_t weight;
  } families[] = {{FamilyCode::kUnit, "U", 30},
                  {FamilyCode::kService, "S", 10},
                  {FamilyCode::kGrowth, "G", 20},
                  {FamilyCode::kCycle, "C", 25},
                  {FamilyCode::kExperience, "E", 15}};
  for (const auto& [code, name, weight] : families) {
    terms.families.push_back(Family(code, weight, 1, {Ind(name)}));
  }
  return terms;
}

TEST(Score, WeighsTheFamiliesAndLeavesMissingOnesOutInProportion) {
  const QualityTerms terms = FiveFamilies(3);
  const std::vector<Measurement> all = {Row("U", "0.1"), Row("S", "0.2"), Row("G", "0.2"),
                                        Row("C", "0.1"), Row("E", "0.3")};
  EXPECT_EQ(ScoreText(terms, all), "58.000000") << "(30*100 + 10*10 + 20*10 + 25*100) / 100";
  std::vector<Measurement> three = {all[0], all[1], all[2]};
  EXPECT_EQ(ScoreText(terms, three), "55.000000") << "(3000 + 100 + 200) / 60";
  EXPECT_EQ(ScoreText(terms, {all[0], all[1]}), "ungraded") << "two of three families";
  EXPECT_EQ(ScoreText(terms, {}), "ungraded");
  EXPECT_EQ(ScoreText({}, {Row("U", "0.1")}), "ungraded") << "a policy without families";
}

TEST(Score, IsPostedOnceHalfUp) {
  // One family of three indicators with 1 + 0 + 0 points: 100 / 30 = 3.333... is 333.
  const QualityTerms thirds{1, {Family(FamilyCode::kUnit, 25, 1, {Ind("A"), Ind("B"), Ind("C")})}};
  EXPECT_EQ(ScoreOf(thirds, {Row("A", "0.2"), Row("B", "9"), Row("C", "9")})->score_centi, 333);
  // 2 points of 30 are 6.666...: 667.
  EXPECT_EQ(ScoreOf(thirds, {Row("A", "0.2"), Row("B", "0.2"), Row("C", "9")})->score_centi, 667);
  // Points with places: 0.0005 of 10 are 0.005 of 100, half a hundredth: up.
  const QualityTerms given{1, {Family(FamilyCode::kUnit, 25, 1, {Given("A")})}};
  EXPECT_EQ(ScoreOf(given, {Row("A", "0.0005")})->score_centi, 1);
  EXPECT_EQ(ScoreOf(given, {Row("A", "0.000499999")})->score_centi, 0);
}

TEST(PeerGroups, HoldTheInstitutionToItsOwnThreshold) {
  Indicator county = Ind("X", "0.2", "0.1");
  county.peer_group = "COUNTY";
  Indicator city = Ind("X", "0.1", "0.05");
  city.peer_group = "CITY";
  const QualityTerms terms{1, {Family(FamilyCode::kCycle, 25, 1, {county, city})}};
  Measurement row = Row("X", "0.1");
  row.peer_group = "COUNTY";
  EXPECT_EQ(ScoreText(terms, {row}), "100.000000");
  row.peer_group = "CITY";
  EXPECT_EQ(ScoreText(terms, {row}), "10.000000");
}

RC_GTEST_PROP(ScoreProperty, OrderOfRowsDoesNotMatterAndAScoreIsAShareOfAHundred, ()) {
  const QualityTerms terms = FiveFamilies(3);
  std::vector<Measurement> rows;
  for (const char* code : {"U", "S", "G", "C", "E"}) {
    Measurement row;
    row.code = code;
    row.status = static_cast<IndicatorStatus>(*rc::gen::inRange(1, 5));
    if (row.status == IndicatorStatus::kMeasured) {
      row.value = Decimal{*rc::gen::inRange<int64_t>(0, 400'000'000)};
      if (*rc::gen::arbitrary<bool>()) {
        row.baseline = Decimal{*rc::gen::inRange<int64_t>(0, 400'000'000)};
      }
    }
    rows.push_back(row);
  }
  const Score score = ScoreOf(terms, rows).value();
  std::vector<Measurement> turned(rows.rbegin(), rows.rend());
  RC_ASSERT(ScoreOf(terms, turned)->score_centi == score.score_centi);
  RC_ASSERT(score.score_centi.value_or(0) >= 0 && score.score_centi.value_or(0) <= 10000);
}

RC_GTEST_PROP(ScoreProperty, ABetterValueNeverHasFewerPoints, ()) {
  const Indicator lower = Ind("X", "0.2", "0.1");
  const Decimal baseline{*rc::gen::inRange<int64_t>(0, 400'000'000)};
  const Decimal better{*rc::gen::inRange<int64_t>(0, 400'000'000)};
  const Decimal worse{better.nanos + *rc::gen::inRange<int64_t>(0, 400'000'000)};
  RC_ASSERT(Achievement(lower, better) >= Achievement(lower, worse));
  RC_ASSERT(Improvement(lower, better, baseline) >= Improvement(lower, worse, baseline));
}

}  // namespace
}  // namespace probity::quality
