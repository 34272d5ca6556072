#include "services/scoring/domain/verdict.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/services/scoring/domain/case_files.h"

namespace probity::scoring {
namespace {

constexpr int32_t kRemandLimit = 2;

FindingOutcome Upheld(int64_t points) {
  return {FindingVerdict::kUpheld, points, {"R01"}};
}
FindingOutcome NotUpheld() {
  return {FindingVerdict::kNotUpheld, 0, {"R02"}};
}
FindingOutcome Remanded(std::vector<std::string> codes = {}) {
  return {FindingVerdict::kRemanded, 0, std::move(codes)};
}

CaseFile Heard() {
  return CaseIn(CaseState::kCommittee, {MakeFinding(1, "RANGE", 5), MakeFinding(2, "FIXED", 6)});
}
const std::vector<AskedFinding> kAsked = {{1, {1, 5}}, {2, {6, 6}}};

TEST(VerdictTest, AnAnswerStaysWithinWhatTheSheetAsked) {
  struct Row {
    std::string why;
    CaseVerdict verdict;
    std::string reason;
  };
  const std::vector<Row> rows = {
      {"both upheld", {false, {Upheld(5), Upheld(6)}}, "OK"},
      {"least of the range", {false, {Upheld(1), NotUpheld()}}, "OK"},
      {"above the ceiling", {false, {Upheld(6), Upheld(6)}}, "VERDICT_INVALID"},
      {"below the floor", {false, {Upheld(0), Upheld(6)}}, "VERDICT_INVALID"},
      {"fixed points lowered", {false, {Upheld(5), Upheld(5)}}, "VERDICT_INVALID"},
      {"one finding short", {false, {Upheld(5)}}, "VERDICT_INVALID"},
      {"one too many", {false, {Upheld(5), Upheld(6), NotUpheld()}}, "VERDICT_INVALID"},
      {"points without upholding",
       {false, {{FindingVerdict::kNotUpheld, 1, {}}, Upheld(6)}},
       "VERDICT_INVALID"},
      {"no verdict", {false, {FindingOutcome(), Upheld(6)}}, "VERDICT_INVALID"},
      {"no quorum", {true, {Remanded(), Remanded()}}, "OK"},
      {"no quorum yet upheld", {true, {Remanded(), Upheld(6)}}, "VERDICT_INVALID"},
      {"no quorum with codes", {true, {Remanded(), Remanded({"R06"})}}, "VERDICT_INVALID"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(ReasonOf(ApplyVerdict(Heard(), kAsked, row.verdict, kRemandLimit).status()),
              row.reason)
        << row.why;
  }
}

TEST(VerdictTest, ACaseWhoseFindingsAreAllDecidedIsJudged) {
  const auto file = ApplyVerdict(Heard(), kAsked, {false, {Upheld(3), NotUpheld()}}, kRemandLimit);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->state, CaseState::kJudged);
  EXPECT_EQ(file->findings[0].judged_points, 3);
  EXPECT_EQ(file->findings[1].judged_points, 0);
  EXPECT_EQ(file->findings[1].verdict, FindingVerdict::kNotUpheld);
}

TEST(VerdictTest, ARemandedFindingGoesBackAndTheDecidedOneStands) {
  const auto file = ApplyVerdict(Heard(), kAsked, {false, {Upheld(3), Remanded()}}, kRemandLimit);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->state, CaseState::kObjected);
  EXPECT_EQ(file->findings[0].verdict, FindingVerdict::kUpheld);
  EXPECT_EQ(file->findings[1].verdict, FindingVerdict::kRemanded);
  EXPECT_EQ(file->findings[1].remands, 1);
  EXPECT_FALSE(file->findings[1].judged_points.has_value());
}

TEST(VerdictTest, WhichRemandsCountTowardsTheLimit) {
  struct Row {
    std::string why;
    CaseVerdict verdict;
    int32_t remands;
  };
  for (const Row& row :
       std::vector<Row>{{"tie or plurality", {false, {Remanded(), Upheld(6)}}, 1},
                        {"sent back for evidence", {false, {Remanded({"R06"}), Upheld(6)}}, 0},
                        {"no quorum", {true, {Remanded(), Remanded()}}, 0}}) {
    const auto file = ApplyVerdict(Heard(), kAsked, row.verdict, kRemandLimit);
    ASSERT_TRUE(file.ok()) << file.status();
    EXPECT_EQ(file->findings[0].remands, row.remands) << row.why;
  }
}

TEST(VerdictTest, TheSecondUndecidedRoundClosesTheFindingAsNotUpheld) {
  CaseFile file = Heard();
  file.findings[0].remands = 1;
  file.findings[0].verdict = FindingVerdict::kRemanded;
  const auto closed = ApplyVerdict(file, kAsked, {false, {Remanded(), Upheld(6)}}, kRemandLimit);
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_EQ(closed->state, CaseState::kJudged);
  EXPECT_EQ(closed->findings[0].verdict, FindingVerdict::kNotUpheld);
  EXPECT_EQ(closed->findings[0].judged_points, 0);
  const auto again = ApplyVerdict(file, kAsked, {true, {Remanded(), Remanded()}}, kRemandLimit);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->state, CaseState::kObjected) << "a round without quorum never counts";
}

}  // namespace
}  // namespace probity::scoring
