#include "services/scoring/domain/sheet.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/policy/evaluate.h"
#include "tests/services/scoring/domain/case_files.h"

namespace probity::scoring {
namespace {

const policy::Policy& Catalogue() {
  static const policy::Policy policy = CataloguePolicy();
  return policy;
}

std::map<int32_t, const policy::CatalogueItem*> ItemsOf(const CaseFile& file) {
  std::map<int32_t, const policy::CatalogueItem*> items;
  for (const FindingFile& finding : file.findings) {
    items[finding.item] = policy::FindItem(Catalogue(), finding.code);
  }
  return items;
}

TEST(SheetTest, AmountsShowAsBands) {
  struct Row {
    int64_t fen;
    AmountBand band;
  };
  for (const Row& row : std::vector<Row>{{0, AmountBand::kNone},
                                         {1, AmountBand::kUnder1000},
                                         {99999, AmountBand::kUnder1000},
                                         {100000, AmountBand::kUnder10000},
                                         {999999, AmountBand::kUnder10000},
                                         {1000000, AmountBand::kUnder100000},
                                         {9999999, AmountBand::kUnder100000},
                                         {10000000, AmountBand::kFrom100000}}) {
    EXPECT_EQ(AmountBandOf(row.fen), row.band) << row.fen;
  }
}

TEST(SheetTest, DatesShowAsQuarters) {
  EXPECT_EQ(QuarterOf(Day(2026, 1, 1)), Period::kQ1);
  EXPECT_EQ(QuarterOf(Day(2026, 3, 31)), Period::kQ1);
  EXPECT_EQ(QuarterOf(Day(2026, 4, 1)), Period::kQ2);
  EXPECT_EQ(QuarterOf(Day(2026, 9, 30)), Period::kQ3);
  EXPECT_EQ(QuarterOf(Day(2026, 12, 31)), Period::kQ4);
}

TEST(SheetTest, TheCommitteeMayGoDownToOneInstanceOrTheLeastOfARange) {
  struct Row {
    std::string code;
    int64_t notified;
    PointsBounds bounds;
  };
  for (const Row& row : std::vector<Row>{{"FIXED", 6, {6, 6}},
                                         {"RANGE", 5, {1, 5}},
                                         {"RANGE", 1, {1, 1}},
                                         {"EACH", 12, {3, 12}},
                                         {"EACH", 3, {3, 3}},
                                         {"WARN", 0, {0, 0}}}) {
    EXPECT_EQ(BoundsOf(policy::FindItem(Catalogue(), row.code), row.notified), row.bounds)
        << row.code << " " << row.notified;
  }
}

TEST(SheetTest, OnlyUndecidedFindingsGoToTheCommitteeInItemOrder) {
  FindingFile upheld = MakeFinding(1, "FIXED", 6);
  upheld.verdict = FindingVerdict::kUpheld;
  FindingFile remanded = MakeFinding(2, "RANGE", 4, Day(2026, 5, 2));
  remanded.verdict = FindingVerdict::kRemanded;
  remanded.recovery_fen = 50000;
  remanded.facts = "charged twice";
  FindingFile rejected = MakeFinding(3, "FIXED", 6);
  rejected.verdict = FindingVerdict::kNotUpheld;
  CaseFile file = CaseIn(CaseState::kObjected, {upheld, remanded, rejected});
  file.defence = "not so";
  const auto referral = ReferToReview(file, ItemsOf(file), {}, true);
  ASSERT_TRUE(referral.ok()) << referral.status();
  EXPECT_EQ(referral->file.state, CaseState::kCommittee);
  ASSERT_EQ(referral->sheet.findings.size(), 1u);
  const SheetFindingPlan& plan = referral->sheet.findings[0];
  EXPECT_EQ(plan.item, 2);
  EXPECT_EQ(plan.shown.amount, AmountBand::kUnder1000);
  EXPECT_EQ(plan.shown.period, Period::kQ2);
  EXPECT_EQ(plan.bounds, (PointsBounds{1, 4}));
  EXPECT_EQ(plan.facts, "charged twice");
  EXPECT_EQ(referral->sheet.defence, "not so");
  EXPECT_TRUE(referral->sheet.supermajority);
}

TEST(SheetTest, ARedactedTextReplacesTheFiledOneOnTheSheetOnly) {
  FindingFile finding = MakeFinding(1, "FIXED", 6);
  finding.facts = "in M001";
  CaseFile file = CaseIn(CaseState::kObjected, {finding});
  file.defence = "M001 objects";
  const auto referral =
      ReferToReview(file, ItemsOf(file), {"the party objects", {{1, "in the hospital"}}}, false);
  ASSERT_TRUE(referral.ok()) << referral.status();
  EXPECT_EQ(referral->sheet.defence, "the party objects");
  EXPECT_EQ(referral->sheet.findings[0].facts, "in the hospital");
  EXPECT_EQ(referral->file.defence, "M001 objects");
  EXPECT_EQ(referral->file.findings[0].facts, "in M001");
  EXPECT_EQ(ReasonOf(ReferToReview(file, ItemsOf(file), {"", {{2, "x"}}}, false).status()),
            "UNKNOWN_FINDING");
}

TEST(SheetTest, TextsOfASheetHoldFiveKibibytesTogether) {
  std::vector<FindingFile> findings;
  for (int32_t item = 1; item <= 2; ++item) {
    findings.push_back(MakeFinding(item, "FIXED", 6));
    findings.back().facts = std::string(1536, 'x');
  }
  CaseFile file = CaseIn(CaseState::kObjected, findings);
  file.defence = std::string(2048, 'y');
  EXPECT_EQ(ReasonOf(ReferToReview(file, ItemsOf(file), {}, false).status()), "OK");
  const Redaction longer = {"", {{1, std::string(1537, 'x')}}};
  EXPECT_EQ(ReasonOf(ReferToReview(file, ItemsOf(file), longer, false).status()), "BAD_REQUEST");
}

TEST(SheetTest, TheSupermajorityIsAskedWhereTheCaseItselfLeadsIntoSuspension) {
  const policy::Policy policy = CataloguePolicy();
  struct Row {
    std::string why;
    YearPoints points;
    bool marked;
  };
  // Bands: [0,12) [12,18) [18,24) 1 month [24,30) 3 months [30,∞) cancelled.
  for (const Row& row : std::vector<Row>{{"reaches 18", {12, 0, 6}, true},
                                         {"stays below 18", {11, 0, 6}, false},
                                         {"only with another open case", {6, 6, 6}, true},
                                         {"suspended by the others already", {18, 0, 5}, false},
                                         {"from one suspension to a longer", {18, 0, 6}, true},
                                         {"cancelled", {24, 0, 6}, true},
                                         {"a milder band that does not suspend", {6, 0, 6}, false},
                                         {"nothing at stake", {17, 0, 0}, false}}) {
    EXPECT_EQ(NeedsSupermajority({{2026, row.points}}, {{2026, &policy}}), row.marked) << row.why;
  }
}

TEST(SheetTest, EveryYearOfTheCaseIsLookedAt) {
  const policy::Policy policy = CataloguePolicy();
  const std::map<int32_t, YearPoints> years = {{2025, {0, 0, 6}}, {2026, {12, 0, 6}}};
  EXPECT_TRUE(NeedsSupermajority(years, {{2025, &policy}, {2026, &policy}}));
}

TEST(SheetTest, PointsAtStakeFollowWhatIsDecided) {
  FindingFile judged = MakeFinding(1, "EACH", 12);
  judged.verdict = FindingVerdict::kUpheld;
  judged.judged_points = 6;
  const CaseFile file =
      CaseIn(CaseState::kObjected,
             {judged, MakeFinding(2, "FIXED", 6), MakeFinding(3, "FIXED", 6, Day(2025, 12, 31))});
  const std::map<int32_t, int64_t> expected = {{2025, 6}, {2026, 12}};
  EXPECT_EQ(AtStakeByYear(file), expected);
}

TEST(SheetTest, ACodeThatALaterPutVersionLeavesOutMayBeJudgedDownToNothing) {
  const PointsBounds bounds = {0, 6};
  EXPECT_EQ(BoundsOf(nullptr, 6), bounds);
}

}  // namespace
}  // namespace probity::scoring
