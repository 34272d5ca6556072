// A year of cases, scripted, through the public RPCs of one server: every edge of the state machine
// is taken and every guard refuses, on every engine alike. The script is in script_*.cc.
#include "tests/services/scoring/year/year.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "tests/services/scoring/year/edges.h"
#include "tests/services/scoring/year/guards.h"
#include "tests/support/databases.h"

namespace probity::scoring::year {
namespace {

using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

std::string Lines(const std::vector<std::string>& lines) {
  return absl::StrJoin(lines, "\n");
}

class ScriptedYearTest : public ::testing::TestWithParam<std::string> {
 protected:
  const YearOutcome& year_ = YearOn(GetParam());
};
PROBITY_ON_EVERY_ENGINE(ScriptedYearTest);

TEST_P(ScriptedYearTest, EveryActIsAnsweredAsTheScriptSays) {
  EXPECT_THAT(year_.cases, Ge(60u));
  EXPECT_EQ(Lines(year_.surprises), "");
}

TEST_P(ScriptedYearTest, EveryEdgeOfTheStateMachineIsTaken) {
  EXPECT_EQ(Lines(year_.unreadable), "") << "a line of a timeline is one edge";
  std::vector<std::string> missing;
  for (const StepEdge& edge : AllEdges()) {
    if (!year_.edges.contains(edge)) missing.push_back(EdgeText(edge));
  }
  EXPECT_EQ(Lines(missing), "") << missing.size() << " of " << AllEdges().size();
}

TEST_P(ScriptedYearTest, EveryGuardHasRefused) {
  EXPECT_EQ(Lines(MissingGuards(year_.refused)), "");
  EXPECT_THAT(year_.choices, ElementsAre("NEW_LIGHTER", "OLD_AS_LIGHT")) << "G17";
}

TEST_P(ScriptedYearTest, TheBooksAreWholeAtItsEnd) {
  EXPECT_TRUE(year_.chain.ok()) << year_.chain;
  EXPECT_TRUE(year_.store.ok()) << year_.store;
  EXPECT_THAT(year_.entries, Ge(50u));
  EXPECT_EQ(Lines(year_.unbalanced), "");
  for (const std::string line :
       {"\"M101\" kind: SUBJECT_KIND_MEDICAL year: 2026 band:",               // ended: no points
        "\"M505\" kind: SUBJECT_KIND_MEDICAL year: 2026 points: 18 band:",    // by two cases
        "\"M507\" kind: SUBJECT_KIND_MEDICAL year: 2026 points: 30 band:",    // cancelled
        "\"M317\" kind: SUBJECT_KIND_MEDICAL year: 2026 points: 1 band:"}) {  // decided twice
    EXPECT_THAT(year_.standings, HasSubstr(line));
  }
}

TEST(ScriptedYearsTest, GiveTheSameStandingsOnEveryEngine) {
  const std::vector<std::string> engines = testing::Engines();
  const std::string& first = YearOn(engines.front()).standings;
  EXPECT_THAT(first, Not(IsEmpty()));
  for (const std::string& engine : engines) EXPECT_EQ(YearOn(engine).standings, first) << engine;
}

// What the tests above would say of a year in which nothing happened.
TEST(ScriptedYearsTest, AreHeldToEveryEdgeAndEveryGuard) {
  v1::TimelineEntry entry;
  entry.set_from_state(v1::CASE_STATE_FILED);
  entry.set_to_state(v1::CASE_STATE_ARCHIVED);
  EXPECT_THAT(EdgesOf(entry), IsEmpty()) << "no step leads there";
  entry.set_from_state(v1::CASE_STATE_OBJECTION_OPEN);
  entry.set_to_state(v1::CASE_STATE_WAIVED);
  entry.set_actor("scoring");
  EXPECT_THAT(EdgesOf(entry), ElementsAre(StepEdge{CaseStep::kLapse, CaseState::kObjectionOpen,
                                                   CaseState::kWaived}));
  entry.set_actor("officer-a");
  EXPECT_THAT(EdgesOf(entry), ElementsAre(StepEdge{CaseStep::kRecordWaiver,
                                                   CaseState::kObjectionOpen, CaseState::kWaived}));
  const std::vector<std::string> missing = MissingGuards({});
  EXPECT_THAT(missing, IsSupersetOf({"G1_TWO_OFFICERS", "G12_COLLECTIVE_DISCUSSION",
                                     "G22_TWO_PERSONS", "G24 BEYOND_CALENDAR"}));
  for (const std::string& line : missing) {
    EXPECT_EQ(line.find("has no reason"), std::string::npos) << line;
  }
}

}  // namespace
}  // namespace probity::scoring::year
