#include "services/scoring/domain/case_steps.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/scoring/domain/reversal.h"
#include "tests/services/scoring/domain/case_files.h"

namespace probity::scoring {
namespace {

TEST(CaseStepsTest, G1ACaseHasTwoDifferentOfficers) {
  struct Row {
    std::vector<std::string> officers;
    std::string reason;
  };
  const std::vector<Row> rows = {
      {{"a", "b"}, "OK"},         {{"a", "b", "c"}, "OK"},         {{}, "G1_TWO_OFFICERS"},
      {{"a"}, "G1_TWO_OFFICERS"}, {{"a", "a"}, "G1_TWO_OFFICERS"}, {{"a", "b", "a"}, "BAD_REQUEST"},
      {{"a", ""}, "BAD_REQUEST"}, {{"a", "a "}, "BAD_REQUEST"},
  };
  for (const Row& row : rows) {
    CaseFile file;
    file.officers = row.officers;
    EXPECT_EQ(ReasonOf(OpenCase(file, Day(2026, 1, 16)).status()), row.reason)
        << ::testing::PrintToString(row.officers);
  }
}

TEST(CaseStepsTest, AnInvestigationEndsWithAFinding) {
  EXPECT_EQ(ReasonOf(CompleteInvestigation(CaseIn(CaseState::kInvestigating), "r1").status()),
            "NO_FINDING");
  const auto file =
      CompleteInvestigation(CaseIn(CaseState::kInvestigating, {MakeFinding(1, "FIXED", 6)}), "r1");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->state, CaseState::kInvestigated);
  EXPECT_EQ(file->report, "r1");
}

TEST(CaseStepsTest, WhoInvestigatedDoesNotIssueThePreliminaryFinding) {
  const CaseFile file = CaseIn(CaseState::kInvestigated, {MakeFinding(1, "FIXED", 6)});
  EXPECT_EQ(ReasonOf(IssuePreliminary(file, "officer-b").status()), "OFFICER_OF_THE_CASE");
  EXPECT_EQ(ReasonOf(IssuePreliminary(file, "supervisor").status()), "OK");
}

TEST(CaseStepsTest, G2WhoStoodDownInvestigatedNonetheless) {
  CaseFile file = CaseIn(CaseState::kInvestigated, {MakeFinding(1, "FIXED", 6)});
  file.former_officers = {"supervisor"};
  EXPECT_EQ(ReasonOf(IssuePreliminary(file, "supervisor").status()), "OFFICER_OF_THE_CASE");
  EXPECT_EQ(ReasonOf(IssuePreliminary(file, "other-supervisor").status()), "OK");
}

TEST(CaseStepsTest, G6NoNoticeWithoutAReport) {
  CaseFile file = CaseIn(CaseState::kPrelim, {MakeFinding(1, "FIXED", 6)});
  file.report.clear();
  EXPECT_EQ(ReasonOf(IssueNotice(file, Day(2026, 2, 2)).status()), "G6_NO_REPORT");
}

TEST(CaseStepsTest, TheNoticeFreezesTheSumOfThePoints) {
  CaseFile file =
      CaseIn(CaseState::kPrelim, {MakeFinding(1, "FIXED", 6), MakeFinding(2, "EACH", 9)});
  file.notified_points = 0;
  const auto noticed = IssueNotice(file, Day(2026, 2, 2));
  ASSERT_TRUE(noticed.ok()) << noticed.status();
  EXPECT_EQ(noticed->notified_points, 15);
  EXPECT_EQ(noticed->notice, Day(2026, 2, 2));
}

TEST(CaseStepsTest, ServiceLiesBetweenTheDocumentAndToday) {
  const Day issued(2026, 2, 2);
  const Day today(2026, 2, 5);
  struct Row {
    Day served;
    std::string reason;
  };
  for (const Row& row : std::vector<Row>{{Day(2026, 2, 1), "SERVICE_DATE_INVALID"},
                                         {Day(2026, 2, 2), "OK"},
                                         {Day(2026, 2, 5), "OK"},
                                         {Day(2026, 2, 6), "SERVICE_DATE_INVALID"}}) {
    const DocumentService service = {ServiceMethod::kDirect, row.served, "1", false};
    EXPECT_EQ(ReasonOf(CheckService(service, issued, today)), row.reason)
        << absl::FormatCivilTime(row.served);
  }
}

TEST(CaseStepsTest, G15ElectronicServiceNeedsTheSignedConsent) {
  const Day day(2026, 2, 2);
  EXPECT_EQ(ReasonOf(CheckService({ServiceMethod::kElectronic, day, "1", false}, day, day)),
            "G15_SERVICE_REQUIRED");
  EXPECT_EQ(ReasonOf(CheckService({ServiceMethod::kElectronic, day, "1", true}, day, day)), "OK");
  EXPECT_EQ(ReasonOf(CheckService({ServiceMethod::kPost, day, "1", false}, day, day)), "OK");
}

TEST(ReversalTest, G22AReversalTakesTwoPersonsAndARequest) {
  const CaseFile file = CaseIn(CaseState::kEffective, {MakeFinding(1, "FIXED", 6)});
  EXPECT_EQ(ReasonOf(ApproveReversal(file, {"director-b", "agreed"}, Day(2026, 4, 1)).status()),
            "REVERSAL_NOT_REQUESTED");
  const auto asked = RequestReversal(file, {"director-a", "court", "judgment 1"});
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_EQ(asked->state, CaseState::kEffective);
  EXPECT_EQ(ReasonOf(ApproveReversal(*asked, {"director-a", "agreed"}, Day(2026, 4, 1)).status()),
            "G22_TWO_PERSONS");
  EXPECT_EQ(ReasonOf(ApproveReversal(*asked, {"director-b", ""}, Day(2026, 4, 1)).status()),
            "BAD_REQUEST")
      << "the second person answers for a reason too";
  const auto approved = ApproveReversal(*asked, {"director-b", "agreed"}, Day(2026, 4, 1));
  ASSERT_TRUE(approved.ok()) << approved.status();
  EXPECT_EQ(approved->state, CaseState::kRevoked);
}

TEST(ReversalTest, AReversalNamesItsReasonAndItsDocument) {
  const CaseFile file = CaseIn(CaseState::kEffective);
  EXPECT_EQ(ReasonOf(RequestReversal(file, {"a", "", "judgment 1"}).status()), "BAD_REQUEST");
  EXPECT_EQ(ReasonOf(RequestReversal(file, {"a", "court", ""}).status()), "BAD_REQUEST");
}

}  // namespace
}  // namespace probity::scoring
