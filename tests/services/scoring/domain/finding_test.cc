#include "services/scoring/domain/finding.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/services/scoring/domain/case_files.h"

namespace probity::scoring {
namespace {

constexpr char kOfficer[] = "officer-a";
const Day kToday(2026, 1, 20);

class FindingTest : public ::testing::Test {
 protected:
  absl::StatusOr<CaseFile> Add(const FindingFile& finding,
                               CaseFile file = CaseIn(CaseState::kFiled),
                               const std::string& person = kOfficer) const {
    return AddFinding(std::move(file), {finding, policy_, others_}, person, kToday);
  }
  std::string AddReason(const FindingFile& finding,
                        const CaseFile& file = CaseIn(CaseState::kFiled)) const {
    return ReasonOf(Add(finding, file).status());
  }

  const policy::Policy policy_ = CataloguePolicy();
  const std::vector<policy::Policy> others_ = [] {
    policy::Policy pharmacy = PharmacyPolicy();
    policy::CatalogueItem item = Item("P101", 2, 2, 2);
    item.kinds = {policy::SubjectKind::kPharmacy};
    pharmacy.catalogue = {item};
    return std::vector<policy::Policy>{pharmacy};
  }();
};

TEST_F(FindingTest, TheFirstFindingBeginsTheInvestigation) {
  const auto file = Add(MakeFinding(1, "FIXED", 6));
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->state, CaseState::kInvestigating);
  ASSERT_EQ(file->findings.size(), 1u);
  EXPECT_EQ(file->findings[0].notified_points, 6);
}

TEST_F(FindingTest, FindingsStandByItemInWhateverOrderTheyCome) {
  CaseFile file = CaseIn(CaseState::kFiled);
  for (const int32_t item : {3, 1, 2}) {
    const auto added = Add(MakeFinding(item, "FIXED", 6), file);
    ASSERT_TRUE(added.ok()) << added.status();
    file = *added;
  }
  EXPECT_EQ(file.findings[0].item, 1);
  EXPECT_EQ(file.findings[1].item, 2);
  EXPECT_EQ(file.findings[2].item, 3);
}

TEST_F(FindingTest, PointsAreThoseOfTheCatalogue) {
  struct Row {
    std::string code;
    int64_t points;
    std::string reason;
  };
  const std::vector<Row> rows = {
      {"FIXED", 6, "OK"},
      {"FIXED", 5, "POINTS_OUT_OF_RANGE"},
      {"FIXED", 7, "POINTS_OUT_OF_RANGE"},
      {"FIXED", 0, "POINTS_OUT_OF_RANGE"},
      {"RANGE", 3, "OK"},
      {"RANGE", 0, "POINTS_OUT_OF_RANGE"},
      {"RANGE", 7, "POINTS_OUT_OF_RANGE"},
      {"RANGE", -1, "POINTS_OUT_OF_RANGE"},
      {"EACH", 3, "OK"},
      {"EACH", 12, "OK"},
      {"EACH", 4, "POINTS_OUT_OF_RANGE"},
      {"EACH", 2, "POINTS_OUT_OF_RANGE"},
      {"EACH", 0, "POINTS_OUT_OF_RANGE"},
      {"EACH", 15, "CAP_PER_CASE"},
      {"WARN", 0, "OK"},
      {"WARN", 1, "POINTS_OUT_OF_RANGE"},
      {"NONE", 6, "UNKNOWN_VIOLATION_CODE"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(AddReason(MakeFinding(1, row.code, row.points)), row.reason)
        << row.code << " " << row.points;
  }
}

TEST_F(FindingTest, InstancesWithoutACapHaveABoundAllTheSame) {
  policy::Policy uncapped = CataloguePolicy();
  uncapped.catalogue = {Item("MANY", 1, 1, 1)};
  uncapped.catalogue[0].count_rule = policy::CountRule::kPerInstance;
  const auto add = [&](int64_t points) {
    return ReasonOf(AddFinding(CaseIn(CaseState::kFiled),
                               {MakeFinding(1, "MANY", points), uncapped, others_}, kOfficer,
                               kToday)
                        .status());
  };
  EXPECT_EQ(add(10'000), "OK");
  EXPECT_EQ(add(10'001), "POINTS_OUT_OF_RANGE");
  EXPECT_EQ(add(1'000'000'000'000'000'000), "POINTS_OUT_OF_RANGE");
}

TEST_F(FindingTest, TheCapHoldsForAllFindingsOfACodeTogether) {
  const CaseFile file = CaseIn(CaseState::kInvestigating, {MakeFinding(1, "EACH", 9)});
  EXPECT_EQ(AddReason(MakeFinding(2, "EACH", 3), file), "OK");
  EXPECT_EQ(AddReason(MakeFinding(2, "EACH", 6), file), "CAP_PER_CASE");
  EXPECT_EQ(AddReason(MakeFinding(2, "FIXED", 6), file), "OK") << "another code has its own cap";
}

TEST_F(FindingTest, G3TheItemFitsTheKindOfSubject) {
  EXPECT_EQ(AddReason(MakeFinding(1, "P101", 2)), "G3_WRONG_KIND");
}

TEST_F(FindingTest, G4AnActIsTakenUpWithinTwoYearsOfItsEnd) {
  struct Row {
    Day act_end;
    Day opened;
    std::string reason;
  };
  const std::vector<Row> rows = {
      {Day(2024, 1, 16), Day(2026, 1, 16), "OK"},
      {Day(2024, 1, 15), Day(2026, 1, 16), "G4_LIMITATION"},
      {Day(2024, 2, 29), Day(2026, 2, 28), "OK"},
      {Day(2024, 2, 29), Day(2026, 3, 1), "G4_LIMITATION"},
  };
  for (const Row& row : rows) {
    const auto status = CheckLimitation(policy_, policy_.catalogue[0], row.act_end, row.opened);
    EXPECT_EQ(ReasonOf(status), row.reason)
        << absl::FormatCivilTime(row.act_end) << " opened " << absl::FormatCivilTime(row.opened);
  }
}

TEST_F(FindingTest, G4AnItemsOwnLimitationGoesBeforeThePolicys) {
  policy::CatalogueItem item = policy_.catalogue[0];
  item.limitation_years = 5;
  EXPECT_EQ(LimitationEnd(policy_, item, Day(2021, 1, 16)), Day(2026, 1, 16));
}

TEST_F(FindingTest, G14AChosenValueNeedsAReasonUnlessItIsTheDefault) {
  FindingFile finding = MakeFinding(1, "RANGE", 4);
  EXPECT_EQ(AddReason(finding), "G14_REASON_REQUIRED");
  finding.reason = "数额较大";
  EXPECT_EQ(AddReason(finding), "OK");
  EXPECT_EQ(AddReason(MakeFinding(1, "RANGE", 3)), "OK");
  EXPECT_EQ(AddReason(MakeFinding(1, "EACH", 6)), "OK") << "counting instances is no choice";
}

TEST_F(FindingTest, OnlyAnOfficerOfTheCaseChangesItsFindings) {
  EXPECT_EQ(
      ReasonOf(Add(MakeFinding(1, "FIXED", 6), CaseIn(CaseState::kFiled), "officer-c").status()),
      "NOT_AN_OFFICER_OF_THE_CASE");
  EXPECT_EQ(ReasonOf(RemoveFinding(CaseIn(CaseState::kInvestigating, {MakeFinding(1, "FIXED", 6)}),
                                   1, "officer-c")
                         .status()),
            "NOT_AN_OFFICER_OF_THE_CASE");
}

TEST_F(FindingTest, WhatIsMalformedIsNamedByField) {
  struct Row {
    std::string name;
    FindingFile finding;
    std::string field;
  };
  FindingFile future = MakeFinding(1, "FIXED", 6, kToday + 1);
  FindingFile backwards = MakeFinding(1, "FIXED", 6);
  backwards.act_start = backwards.act_end + 1;
  FindingFile long_facts = MakeFinding(1, "FIXED", 6);
  long_facts.facts = std::string(2049, 'x');
  const std::vector<Row> rows = {
      {"item 0", MakeFinding(0, "FIXED", 6), "finding.item"},
      {"item 33", MakeFinding(33, "FIXED", 6), "finding.item"},
      {"item taken", MakeFinding(9, "FIXED", 6), "finding.item"},
      {"act tomorrow", future, "finding.act_end_date"},
      {"start after end", backwards, "finding.act_start_date"},
      {"facts too long", long_facts, "finding.facts"},
  };
  const CaseFile file = CaseIn(CaseState::kInvestigating, {MakeFinding(9, "FIXED", 6)});
  for (const Row& row : rows) {
    const RefusalDetail detail = DetailOf(Add(row.finding, file).status());
    ASSERT_EQ(detail.violations.size(), 1u) << row.name;
    EXPECT_EQ(detail.violations[0].field, row.field) << row.name;
  }
  EXPECT_EQ(AddReason(MakeFinding(32, "FIXED", 6, kToday), file), "OK") << "the last of each";
}

TEST_F(FindingTest, FactsOfACaseLeaveRoomForAFullDefence) {
  FindingFile first = MakeFinding(1, "FIXED", 6);
  first.facts = std::string(2048, 'x');
  FindingFile second = MakeFinding(2, "FIXED", 6);
  second.facts = std::string(1024, 'x');
  const CaseFile file = CaseIn(CaseState::kInvestigating, {first});
  EXPECT_EQ(AddReason(second, file), "OK");
  second.facts += "x";
  EXPECT_EQ(AddReason(second, file), "BAD_REQUEST");
}

TEST_F(FindingTest, ARemovedFindingIsGoneAndAnUnknownOneRefused) {
  const CaseFile file =
      CaseIn(CaseState::kInvestigating, {MakeFinding(1, "FIXED", 6), MakeFinding(2, "RANGE", 3)});
  const auto removed = RemoveFinding(file, 1, kOfficer);
  ASSERT_TRUE(removed.ok()) << removed.status();
  ASSERT_EQ(removed->findings.size(), 1u);
  EXPECT_EQ(removed->findings[0].item, 2);
  EXPECT_EQ(ReasonOf(RemoveFinding(file, 3, kOfficer).status()), "UNKNOWN_FINDING");
}

}  // namespace
}  // namespace probity::scoring
