// What points and findings mean: rates, bands as printed, effects, caps, both readings of the
// bounds.
#include "common/policy/evaluate.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "common/policy/load.h"
#include "common/status/status.h"
#include "tests/common/policy/policy_text.h"

namespace probity::policy {
namespace {

using money::Rounding;

Policy Sample() {
  absl::StatusOr<Policy> policy = LoadPolicy(SamplePolicy(), "sample.txtpb");
  EXPECT_TRUE(policy.ok()) << policy.status();
  return policy.value_or(Policy());
}

Band Line(int64_t from, int32_t from_bp, int64_t to, int32_t to_bp) {
  return {from, true, to, true, {RateLinear{from, from_bp, to, to_bp}}};
}

TEST(RateBp, FallsInElevenEqualStepsFrom500To100RoundedHalfUp) {
  const std::vector<int32_t> expected = {500, 464, 427, 391, 355, 318,
                                         282, 245, 209, 173, 136, 100};
  const Band band = Line(0, 500, 11, 100);
  for (size_t points = 0; points < expected.size(); ++points) {
    EXPECT_EQ(RateBp(band, static_cast<int64_t>(points), Rounding::kHalfUp), expected[points])
        << points << " points";
  }
}

TEST(RateBp, RoundsTheExactValueOnceInTheModeOfThePolicy) {
  // 15 points between 12 (-200) and 20 (-500) are exactly -312.5 bp.
  const Band band = Line(12, -200, 20, -500);
  EXPECT_EQ(RateBp(band, 15, Rounding::kHalfUp), -313);
  EXPECT_EQ(RateBp(band, 15, Rounding::kHalfEven), -312);
  EXPECT_EQ(RateBp(band, 15, Rounding::kDown), -312);
}

TEST(RateBp, StaysAtAnAnchorsRateBeyondIt) {
  const Band band = Line(0, 500, 8, 101);
  EXPECT_EQ(RateBp(band, 9, Rounding::kHalfUp), 101);
  EXPECT_EQ(RateBp(band, -1, Rounding::kHalfUp), 500);
}

TEST(RateBp, IsAbsentWhereABandHasNoRate) {
  EXPECT_EQ(RateBp(Band{0, true, 12, true, {Suspend{1, 1}}}, 3, Rounding::kHalfUp), std::nullopt);
}

TEST(BandText, PrintsTheBoundsAsTheyBind) {
  struct Case {
    Band band;
    int32_t scale;
    std::string text;
  };
  const Case cases[] = {
      {{12, true, 18, false, {}}, 1, "[12,18)"},
      {{12, false, 18, true, {}}, 1, "(12,18]"},
      {{30, true, std::nullopt, false, {}}, 1, "[30,∞)"},
      {{24, false, {}, false, {}}, 1, "(24,∞)"},
      {{0, true, 12, true, {}}, 1, "[0,12]"},
      {{115, true, 120, false, {}}, 10, "[11.5,12)"},
      {{1, true, 25, false, {}}, 100, "[0.01,0.25)"},
  };
  for (const Case& c : cases) EXPECT_EQ(BandText(c.band, c.scale), c.text);
}

TEST(Evaluate, SaysWhatFollowsFromANumberOfPoints) {
  const Policy policy = Sample();
  const Outcome outcome = Evaluate(policy, 18);
  EXPECT_EQ(outcome.band, 2u);
  EXPECT_EQ(outcome.band_text, "[18,∞)");
  EXPECT_EQ(outcome.rate_bp, -500);
  EXPECT_EQ(outcome.suspend_months, 1);
  EXPECT_EQ(outcome.suspend_months_max, 1);
  EXPECT_FALSE(outcome.terminate);
  EXPECT_TRUE(Suspends(policy.bands[2]));
  EXPECT_FALSE(Suspends(policy.bands[1]));
  EXPECT_FALSE(Terminates(policy.bands[2]));
}

TEST(EvaluateBand, PutsWhatIsBelowZeroWhereZeroStands) {
  EXPECT_EQ(EvaluateBand(Sample(), -5), 0u);
}

TEST(PointsToWorse, CountsTheStepsToTheNextWorseBand) {
  const Policy policy = Sample();
  EXPECT_EQ(PointsToWorse(policy, 10), 2);
  EXPECT_EQ(PointsToWorse(policy, 12), 6);
  EXPECT_EQ(PointsToWorse(policy, 40), std::nullopt);
}

TEST(ScoreCase, AddsFindingsCountsInstancesAndCapsThemPerCode) {
  struct Case {
    std::string rule;
    std::vector<CountedItem> items;
    CaseScore score;
  };
  const Case cases[] = {
      {"no finding gives nothing", {}, {0, false}},
      {"a range gives its default", {{"M201"}}, {3, false}},
      {"a range gives what was chosen", {{"M201", 1, 6}}, {6, false}},
      {"findings of one code are distinct acts", {{"M201", 1, 6}, {"M201", 1, 5}}, {11, false}},
      {"a finding counts once unless counted by instance", {{"M201", 4, 2}}, {2, false}},
      {"instances multiply", {{"M203", 3}}, {9, false}},
      {"instances stop at the cap", {{"M203", 5}}, {12, false}},
      {"the cap holds over the findings of a case", {{"M203", 3}, {"M203", 3}}, {12, false}},
      {"the cap is of its code alone", {{"M203", 5}, {"M201", 1, 2}}, {14, false}},
      {"a veto item is one", {{"M401"}}, {12, true}},
      {"fraud makes a veto item", {{"M201", 1, 1, true}}, {1, true}},
      {"fraud does not where the item is not open to it", {{"M203", 1, {}, true}}, {3, false}},
      {"counts beyond all bounds stop at the cap", {{"M203", 2147483647}}, {12, false}},
  };
  const Policy policy = Sample();
  for (const Case& c : cases) {
    const absl::StatusOr<CaseScore> score = ScoreCase(policy, c.items);
    ASSERT_TRUE(score.ok()) << c.rule << ": " << score.status();
    EXPECT_EQ(score->points, c.score.points) << c.rule;
    EXPECT_EQ(score->veto, c.score.veto) << c.rule;
  }
}

TEST(ScoreCase, RefusesWhatTheCatalogueDoesNotHold) {
  const Policy policy = Sample();
  EXPECT_TRUE(HasReason(ScoreCase(policy, {{"M999"}}).status(), Reason::k_UNKNOWN_VIOLATION_CODE));
  EXPECT_TRUE(
      HasReason(ScoreCase(policy, {{"M201", 1, 7}}).status(), Reason::k_POINTS_OUT_OF_RANGE));
  EXPECT_TRUE(
      HasReason(ScoreCase(policy, {{"M201", 1, 0}}).status(), Reason::k_POINTS_OUT_OF_RANGE));
  EXPECT_TRUE(HasReason(ScoreCase(policy, {{"M203", 0}}).status(), Reason::k_POINTS_OUT_OF_RANGE));
}

TEST(AdmittedPoints, AreTheRangeOrWholeInstancesUpToTheCap) {
  const Policy policy = Sample();
  const CatalogueItem& range = *FindItem(policy, "M201");
  EXPECT_TRUE(IsRange(range));
  EXPECT_TRUE(Admits(range, 1) && Admits(range, 4) && Admits(range, 6));
  EXPECT_FALSE(Admits(range, 0) || Admits(range, 7));
  const CatalogueItem& counted = *FindItem(policy, "M203");
  EXPECT_EQ(AdmittedPoints(counted).min, 3);
  EXPECT_EQ(AdmittedPoints(counted).max, 12);
  EXPECT_TRUE(Admits(counted, 3) && Admits(counted, 9) && Admits(counted, 12));
  EXPECT_FALSE(Admits(counted, 4) || Admits(counted, 15) || Admits(counted, 0));
  const CatalogueItem& fixed = *FindItem(policy, "M401");
  EXPECT_FALSE(IsRange(fixed));
  EXPECT_TRUE(Admits(fixed, 12));
  EXPECT_FALSE(Admits(fixed, 11) || Admits(fixed, 24));
}

TEST(FindDeadline, GivesTheClockOfAKey) {
  const Policy policy = Sample();
  const Deadline* seal = FindDeadline(policy, "seal");
  ASSERT_NE(seal, nullptr);
  EXPECT_EQ(seal->count, 30);
  EXPECT_EQ(seal->unit, TimeUnit::kCalendarDay);
  EXPECT_TRUE(seal->rolls_to_workday);
  ASSERT_EQ(seal->extensions.size(), 1u);
  EXPECT_EQ(seal->extensions[0].count, 30);
  EXPECT_EQ(FindDeadline(policy, "lunch"), nullptr);
}

TEST(IsAssumed, FollowsAFlagIntoWhatItFlags) {
  const Policy policy = Sample();  // flags deadlines[0]
  EXPECT_TRUE(IsAssumed(policy, "deadlines[0]"));
  EXPECT_TRUE(IsAssumed(policy, "deadlines[0].count"));
  EXPECT_FALSE(IsAssumed(policy, "deadlines[1]"));
  EXPECT_FALSE(IsAssumed(policy, "deadlines"));
  EXPECT_FALSE(IsAssumed(policy, "deadlines[01]"));
}

TEST(IsAssumed, ReadsAFlagWithoutIndexAsOneOnEveryElement) {
  Policy policy = Sample();
  policy.assumed = {{"catalogue.points", "", {"分值", "points"}}};
  EXPECT_TRUE(IsAssumed(policy, "catalogue[3].points"));
  EXPECT_TRUE(IsAssumed(policy, "catalogue.points"));
  EXPECT_FALSE(IsAssumed(policy, "catalogue[3].title"));
  EXPECT_FALSE(IsAssumed(policy, "catalogue[3]"));
  EXPECT_FALSE(IsAssumed(policy, "catalogues[3].points"));
}

TEST(PrintAssumed, NamesEachValueInTheLanguageAskedFor) {
  const Policy policy = Sample();
  EXPECT_EQ(PrintAssumed(policy, Language::kZh),
            std::vector<std::string>{"deadlines[0]（D0）：异议期5个工作日"});
  EXPECT_EQ(PrintAssumed(policy, Language::kEn),
            std::vector<std::string>{"deadlines[0] (D0): 5 workdays to object"});
}

}  // namespace
}  // namespace probity::policy
