#include "services/scoring/domain/case_decision.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/services/scoring/domain/case_files.h"

namespace probity::scoring {
namespace {

constexpr auto kMedical = policy::SubjectKind::kMedical;
const Day kToday(2026, 3, 2);

class CaseDecisionTest : public ::testing::Test {
 protected:
  absl::StatusOr<CaseFile> Confirm(const CaseFile& file, std::map<int32_t, int64_t> lowered = {},
                                   const std::string& reason = "",
                                   std::map<int32_t, int64_t> lowered_recovery = {}) const {
    auto versions = ChooseVersions(file, policies_, kMedical, {}, kToday);
    if (!versions.ok()) return versions.status();
    return ConfirmCase(file, {std::move(lowered), std::move(lowered_recovery), reason, *versions,
                              kToday, "director"});
  }

  std::vector<policy::Policy> policies_ = {CataloguePolicy()};
};

FindingFile Judged(FindingFile finding, FindingVerdict verdict, int64_t points) {
  finding.verdict = verdict;
  finding.judged_points = points;
  return finding;
}

TEST_F(CaseDecisionTest, TheDecisionFollowsFromTheFinalPoints) {
  const FindingFile six = MakeFinding(1, "FIXED", 6);
  const FindingFile nine = MakeFinding(2, "EACH", 9);
  struct Row {
    std::string why;
    CaseFile file;
    Decision decision;
    CaseState state;
    int64_t points;
  };
  const std::vector<Row> rows = {
      {"unobjected", CaseIn(CaseState::kWaived, {six, nine}), Decision::kConfirmed,
       CaseState::kConfirmed, 15},
      {"upheld as notified", CaseIn(CaseState::kJudged, {Judged(six, FindingVerdict::kUpheld, 6)}),
       Decision::kConfirmed, CaseState::kConfirmed, 6},
      {"lowered", CaseIn(CaseState::kJudged, {six, Judged(nine, FindingVerdict::kUpheld, 6)}),
       Decision::kRevisedDown, CaseState::kRevisedDown, 12},
      {"one not upheld",
       CaseIn(CaseState::kJudged, {Judged(six, FindingVerdict::kNotUpheld, 0),
                                   Judged(nine, FindingVerdict::kUpheld, 9)}),
       Decision::kRevisedDown, CaseState::kRevisedDown, 9},
      {"none upheld", CaseIn(CaseState::kJudged, {Judged(six, FindingVerdict::kNotUpheld, 0)}),
       Decision::kDismissed, CaseState::kDismissed, 0},
      {"a warning has no points and is still found",
       CaseIn(CaseState::kWaived, {MakeFinding(1, "WARN", 0)}), Decision::kConfirmed,
       CaseState::kConfirmed, 0},
      {"a warning not upheld",
       CaseIn(CaseState::kJudged,
              {Judged(MakeFinding(1, "WARN", 0), FindingVerdict::kNotUpheld, 0)}),
       Decision::kDismissed, CaseState::kDismissed, 0},
  };
  for (const Row& row : rows) {
    const auto decided = Confirm(row.file);
    ASSERT_TRUE(decided.ok()) << row.why << ": " << decided.status();
    EXPECT_EQ(decided->decision, row.decision) << row.why;
    EXPECT_EQ(decided->state, row.state) << row.why;
    EXPECT_EQ(decided->final_points, row.points) << row.why;
    EXPECT_EQ(decided->decided, kToday) << row.why;
    EXPECT_EQ(decided->policy_sha256, "medical") << row.why;
  }
}

TEST_F(CaseDecisionTest, TheDirectorLowersWithAReasonAndNeverRaises) {
  const CaseFile waived =
      CaseIn(CaseState::kWaived, {MakeFinding(1, "FIXED", 6), MakeFinding(2, "EACH", 9)});
  const CaseFile judged =
      CaseIn(CaseState::kJudged, {Judged(MakeFinding(1, "EACH", 9), FindingVerdict::kUpheld, 6)});
  struct Row {
    std::string why;
    CaseFile file;
    std::map<int32_t, int64_t> lowered;
    std::string text;
    std::string reason;
  };
  const std::vector<Row> rows = {
      {"lowered", waived, {{1, 3}}, "first time", "OK"},
      {"without a reason", waived, {{1, 3}}, "", "G14_REASON_REQUIRED"},
      {"above the notice", waived, {{1, 7}}, "worse", "G8_HEAVIER_THAN_NOTIFIED"},
      {"the notice itself", waived, {{1, 6}}, "same", "OK"},
      {"above the verdict, below the notice",
       judged,
       {{1, 7}},
       "worse",
       "G8_HEAVIER_THAN_NOTIFIED"},
      {"negative", waived, {{1, -1}}, "oops", "BAD_REQUEST"},
      {"unknown finding", waived, {{3, 1}}, "which", "UNKNOWN_FINDING"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(ReasonOf(Confirm(row.file, row.lowered, row.text).status()), row.reason) << row.why;
  }
  const auto dismissed = Confirm(waived, {{1, 0}, {2, 0}}, "no harm");
  ASSERT_TRUE(dismissed.ok()) << dismissed.status();
  EXPECT_EQ(dismissed->decision, Decision::kDismissed);
}

TEST_F(CaseDecisionTest, TheDirectorLowersARecoveryWithAReasonAndNeverRaisesIt) {
  CaseFile waived =
      CaseIn(CaseState::kWaived, {MakeFinding(1, "FIXED", 6), MakeFinding(2, "EACH", 9)});
  waived.findings[0].recovery_fen = 1000;
  waived.findings[1].recovery_fen = 500;
  struct Row {
    std::string why;
    std::map<int32_t, int64_t> lowered_recovery;
    std::string text;
    std::string reason;
  };
  for (const Row& row : std::vector<Row>{
           {"lowered", {{1, 999}}, "repaid in part", "OK"},
           {"without a reason", {{1, 999}}, "", "G14_REASON_REQUIRED"},
           {"one fen above the notice", {{1, 1001}}, "worse", "G8_HEAVIER_THAN_NOTIFIED"},
           {"more here, less there", {{1, 1001}, {2, 0}}, "worse", "G8_HEAVIER_THAN_NOTIFIED"},
           {"the notice itself", {{1, 1000}}, "same", "OK"},
           {"negative", {{1, -1}}, "oops", "BAD_REQUEST"},
           {"unknown finding", {{3, 1}}, "which", "UNKNOWN_FINDING"}}) {
    EXPECT_EQ(ReasonOf(Confirm(waived, {}, row.text, row.lowered_recovery).status()), row.reason)
        << row.why;
  }
  const auto lowered = Confirm(waived, {{2, 0}}, "repaid in part", {{1, 400}});
  ASSERT_TRUE(lowered.ok()) << lowered.status();
  EXPECT_EQ(lowered->findings[0].recovery_fen, 1000) << "what was notified stays";
  EXPECT_EQ(lowered->findings[0].final_recovery_fen, 400);
  EXPECT_EQ(lowered->findings[1].final_recovery_fen, 0) << "without points no recovery";
  EXPECT_EQ(lowered->decision, Decision::kRevisedDown);
  const auto less_money = Confirm(waived, {}, "repaid in part", {{1, 400}});
  ASSERT_TRUE(less_money.ok()) << less_money.status();
  EXPECT_EQ(less_money->decision, Decision::kRevisedDown) << "the same points for less money";
  const auto same = Confirm(waived);
  ASSERT_TRUE(same.ok()) << same.status();
  EXPECT_EQ(same->decision, Decision::kConfirmed);
  EXPECT_EQ(same->findings[0].final_recovery_fen, 1000);
}

TEST(NotHeavierTest, G8HoldsForTheMoneyOfEachFinding) {
  CaseFile file = CaseIn(CaseState::kJudged, {MakeFinding(1, "FIXED", 6)});
  file.findings[0].recovery_fen = 1000;
  file.findings[0].final_recovery_fen = 1000;
  EXPECT_EQ(ReasonOf(CheckNotHeavier(file)), "OK");
  file.findings[0].final_recovery_fen = 1001;
  EXPECT_EQ(ReasonOf(CheckNotHeavier(file)), "G8_HEAVIER_THAN_NOTIFIED");
}

TEST(NotHeavierTest, G8HoldsForEachFindingAndForTheSum) {
  CaseFile file =
      CaseIn(CaseState::kJudged, {MakeFinding(1, "FIXED", 6), MakeFinding(2, "EACH", 9)});
  file.findings[0].final_points = 6;
  file.findings[1].final_points = 9;
  EXPECT_EQ(ReasonOf(CheckNotHeavier(file)), "OK");
  file.notified_points = 14;
  EXPECT_EQ(ReasonOf(CheckNotHeavier(file)), "G8_HEAVIER_THAN_NOTIFIED") << "in total";
  file.notified_points = 15;
  file.findings[0].final_points = 7;
  file.findings[1].final_points = 8;
  EXPECT_EQ(ReasonOf(CheckNotHeavier(file)), "G8_HEAVIER_THAN_NOTIFIED") << "one finding";
}

// A second version from 2026-02-01 on, in which FIXED costs `points`.
std::vector<policy::Policy> WithNewVersion(int64_t points) {
  policy::Policy before = CataloguePolicy();
  before.effective_to = Day(2026, 1, 31);
  policy::Policy after = CataloguePolicy();
  after.sha256 = "newer";
  after.version = 2;
  after.effective_from = Day(2026, 2, 1);
  after.catalogue[0] = Item("FIXED", points, points, points);
  return {before, after};
}

TEST_F(CaseDecisionTest, G17TheNewerVersionAppliesOnlyWhereItIsLighter) {
  const CaseFile file = CaseIn(CaseState::kWaived, {MakeFinding(1, "FIXED", 6)});
  struct Row {
    int64_t new_points;
    std::string sha256;
    int64_t final_points;
    Decision decision;
  };
  for (const Row& row : std::vector<Row>{{4, "newer", 4, Decision::kRevisedDown},
                                         {6, "medical", 6, Decision::kConfirmed},
                                         {8, "medical", 6, Decision::kConfirmed}}) {
    policies_ = WithNewVersion(row.new_points);
    const auto decided = Confirm(file);
    ASSERT_TRUE(decided.ok()) << decided.status();
    EXPECT_EQ(decided->policy_sha256, row.sha256) << row.new_points;
    EXPECT_EQ(decided->findings[0].policy_sha256, row.sha256) << row.new_points;
    EXPECT_EQ(decided->final_points, row.final_points) << row.new_points;
    EXPECT_EQ(decided->decision, row.decision) << row.new_points;
    EXPECT_NE(decided->policy_choice.find("medical"), std::string::npos)
        << "both evaluations are recorded: " << decided->policy_choice;
    EXPECT_NE(decided->policy_choice.find("newer"), std::string::npos) << decided->policy_choice;
  }
}

TEST_F(CaseDecisionTest, G17AnActNoLongerPunishedGetsNoPoints) {
  policies_ = WithNewVersion(6);
  policies_[1].catalogue.erase(policies_[1].catalogue.begin());
  const auto decided = Confirm(CaseIn(CaseState::kWaived, {MakeFinding(1, "FIXED", 6)}));
  ASSERT_TRUE(decided.ok()) << decided.status();
  EXPECT_EQ(decided->decision, Decision::kDismissed);
}

TEST_F(CaseDecisionTest, G17EachActIsJudgedByTheVersionOfItsOwnDate) {
  policies_ = WithNewVersion(8);
  const CaseFile file = CaseIn(CaseState::kWaived, {MakeFinding(1, "FIXED", 8, Day(2026, 2, 3)),
                                                    MakeFinding(2, "FIXED", 6, Day(2026, 1, 10))});
  const auto decided = Confirm(file);
  ASSERT_TRUE(decided.ok()) << decided.status();
  EXPECT_EQ(decided->findings[0].policy_sha256, "newer");
  EXPECT_EQ(decided->findings[1].policy_sha256, "medical");
  EXPECT_EQ(decided->final_points, 14);
  EXPECT_EQ(decided->policy_sha256, "newer") << "the case's is that of its last act";
}

TEST_F(CaseDecisionTest, InstancesAreCountedAnewUnderALighterVersion) {
  policy::Policy before = CataloguePolicy();
  policy::Policy after = CataloguePolicy();
  after.sha256 = "newer";
  after.catalogue[2].points = {2, 2, 2};
  EXPECT_EQ(PointsUnder(after, before, MakeFinding(1, "EACH", 9), 9), 6);
  EXPECT_EQ(PointsUnder(before, after, MakeFinding(1, "EACH", 6), 6), 6) << "never more";
  EXPECT_EQ(PointsUnder(after, before, MakeFinding(1, "EACH", 1), 1), 1) << "mitigated already";
  EXPECT_EQ(PointsUnder(after, before, MakeFinding(1, "EACH", 0), 0), 0);
}

TEST_F(CaseDecisionTest, AnActUnderNoVersionCannotBeDecided) {
  const CaseFile file = CaseIn(CaseState::kWaived, {MakeFinding(1, "FIXED", 6, Day(2019, 12, 31))});
  EXPECT_EQ(ReasonOf(Confirm(file).status()), "POLICY_NOT_IN_FORCE");
}

TEST_F(CaseDecisionTest, G2WhoStoodDownDoesNotDecide) {
  CaseFile file = CaseIn(CaseState::kWaived, {MakeFinding(1, "FIXED", 6)});
  file.former_officers = {"director"};
  EXPECT_EQ(ReasonOf(Confirm(file).status()), "OFFICER_OF_THE_CASE");
}

TEST_F(CaseDecisionTest, OnlyAServedDecisionTakesEffect) {
  const CaseFile file = CaseIn(CaseState::kConfirmed, {MakeFinding(1, "FIXED", 6)});
  const DocumentService early = {ServiceMethod::kDirect, Day(2026, 3, 1), "1", false};
  EXPECT_EQ(ReasonOf(RecordDecisionService(file, early, kToday).status()), "SERVICE_DATE_INVALID");
  const auto effective =
      RecordDecisionService(file, {ServiceMethod::kDirect, kToday, "1", false}, kToday);
  ASSERT_TRUE(effective.ok()) << effective.status();
  EXPECT_EQ(effective->state, CaseState::kEffective);
  EXPECT_EQ(effective->effective, kToday);
}

}  // namespace
}  // namespace probity::scoring
