#include "services/scoring/domain/screening.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace probity::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr GroupQuotas kFirst = {1, 1, 3, 2};

Member Of(const std::string& pseudonym, int32_t group, const std::string& employer) {
  Member member = {pseudonym, group, {}};
  if (!employer.empty()) member.affiliations.push_back({AffiliationKind::kEmployer, employer});
  return member;
}

// The roster of the published draw example, conflicts included.
std::vector<Member> Roster() {
  return {Of("01", 1, "B01"), Of("02", 1, "B01"), Of("03", 1, "B01"), Of("04", 2, "C01"),
          Of("05", 2, "C01"), Of("06", 2, "C01"), Of("07", 3, "U01"), Of("08", 3, "U01"),
          Of("09", 3, "E01"), Of("10", 3, "H01"), Of("11", 3, "H02"), Of("12", 3, "H02"),
          Of("13", 4, "H01"), Of("14", 4, "H02"), Of("15", 4, "H03"), Of("16", 4, "H04"),
          Of("17", 4, "P01"), Of("18", 4, "P02")};
}

TEST(ScreeningTest, WhoIsInConflictWithAnyCaseIsStruck) {
  const Screened screened = ScreenMembers(Roster(), {{"E01", {}}, {"M9", {}}, {"H03", {}}}, kFirst);
  ASSERT_TRUE(screened.drawable);
  EXPECT_THAT(screened.eligible, ElementsAre("01", "02", "03", "04", "05", "06", "07", "08", "10",
                                             "11", "12", "13", "14", "16", "17", "18"));
}

TEST(ScreeningTest, EveryAffiliationWithAnInstitutionConflictsAndAPersonByCode) {
  Member member = Of("01", 3, "U01");
  member.affiliations.push_back({AffiliationKind::kKin, "H07"});
  member.affiliations.push_back({AffiliationKind::kPerson, "abc"});
  EXPECT_TRUE(IsConflicted(member, {"U01", {}}));
  EXPECT_TRUE(IsConflicted(member, {"H07", {}}));
  EXPECT_FALSE(IsConflicted(member, {"abc", {}})) << "a person's code is no institution's";
  EXPECT_TRUE(IsConflicted(member, {"H08", {"abc"}}));
  EXPECT_FALSE(IsConflicted(member, {"H08", {"H07"}}));
}

TEST(ScreeningTest, TheDrawMustNotComeToADeadEnd) {
  struct Row {
    std::string why;
    std::vector<Member> members;
    bool drawable;
  };
  const std::vector<Member> enough = {Of("a", 1, "A"),   Of("b", 2, "B"),   Of("c1", 3, "C1"),
                                      Of("c2", 3, "C2"), Of("c3", 3, "C3"), Of("d1", 4, "D1"),
                                      Of("d2", 4, "D2")};
  std::vector<Member> colleagues = enough;
  colleagues[4] = Of("c3", 3, "C2");
  std::vector<Member> shared = enough;
  shared[6] = Of("d2", 4, "C1");
  std::vector<Member> shared_but_more = shared;
  shared_but_more.push_back(Of("d3", 4, "D3"));
  std::vector<Member> independent = enough;
  independent[3] = Of("c2", 3, "");
  independent[4] = Of("c3", 3, "");
  const std::vector<Row> rows = {
      {"exactly the quotas", enough, true},
      {"nobody", {}, false},
      {"two of one house count once", colleagues, false},
      {"an earlier group may take the house", shared, false},
      {"one more house makes up for it", shared_but_more, true},
      {"without employer each is a house of its own", independent, true},
  };
  for (const Row& row : rows) EXPECT_EQ(IsDrawable(row.members, kFirst), row.drawable) << row.why;
}

TEST(ScreeningTest, WhereTooManyAreStruckTheCaseThatStruckMostMustWait) {
  const std::vector<Conflicts> cases = {{"M9", {}}, {"E01", {}}, {"B01", {}}, {"C01", {}}};
  const Screened screened = ScreenMembers(Roster(), cases, kFirst);
  EXPECT_FALSE(screened.drawable);
  EXPECT_THAT(screened.eligible, IsEmpty());
  EXPECT_EQ(screened.heaviest_case, 2u) << "B01 and C01 strike three each, B01 comes first";
}

TEST(ScreeningTest, ARosterTooSmallByItselfBlamesNoCase) {
  const Screened screened = ScreenMembers({Of("01", 1, "B01")}, {{"M9", {}}}, kFirst);
  EXPECT_FALSE(screened.drawable);
  EXPECT_FALSE(screened.heaviest_case.has_value());
}

QueuedSheet Queued(const std::string& id, std::vector<PastHearing> hearings = {}) {
  return {id, false, std::move(hearings)};
}

TEST(SelectionTest, TheOldestSheetsGoFirst) {
  const std::vector<QueuedSheet> queue = {Queued("a"), Queued("b"), Queued("c")};
  EXPECT_THAT(SelectSheets(queue, {RoundKind::kFirst, 2, 4, 2}).chosen, ElementsAre(0, 1));
  EXPECT_THAT(SelectSheets(queue, {RoundKind::kFirst, 10, 4, 2}).chosen, ElementsAre(0, 1, 2));
}

TEST(SelectionTest, AWithheldSheetSitsOut) {
  std::vector<QueuedSheet> queue = {Queued("a"), Queued("b")};
  queue[0].withheld = true;
  EXPECT_THAT(SelectSheets(queue, {RoundKind::kFirst, 10, 4, 2}).chosen, ElementsAre(1));
}

TEST(SelectionTest, OnlyRoundsThatWereSeatedCountAsScreenings) {
  const std::vector<PastHearing> hearings = {{"r1", RoundReached::kBeforeSeated},
                                             {"r2", RoundReached::kSeated},
                                             {"r3", RoundReached::kVoting},
                                             {"r4", RoundReached::kClosed}};
  EXPECT_EQ(CountScreenings(hearings), 3);
  EXPECT_THAT(RoundsToAvoid(hearings, RoundKind::kFirst), ElementsAre("r3", "r4"));
  const std::vector<QueuedSheet> queue = {Queued("a", hearings)};
  EXPECT_THAT(SelectSheets(queue, {RoundKind::kFirst, 10, 3, 9}).chosen, IsEmpty());
  EXPECT_THAT(SelectSheets(queue, {RoundKind::kFirst, 10, 4, 9}).chosen, ElementsAre(0));
}

TEST(SelectionTest, ACaseWithheldAsOftenAsItMayBeScreenedGoesToNoFurtherRound) {
  const PastHearing withheld = {"r", RoundReached::kBeforeSeated, true};
  const std::vector<QueuedSheet> queue = {Queued("a", {withheld, withheld, withheld}),
                                          Queued("b", {withheld, withheld})};
  EXPECT_THAT(SelectSheets(queue, {RoundKind::kFirst, 10, 3, 9}).chosen, ElementsAre(1));
  EXPECT_THAT(SelectSheets(queue, {RoundKind::kFirst, 10, 4, 9}).chosen, ElementsAre(0, 1));
}

TEST(SelectionTest, ACaseHeardAgainMeetsItsPanelAgainWhereNoOtherCouldBeDrawn) {
  const std::vector<PastHearing> hearings = {{"r1", RoundReached::kClosed},
                                             {"r2", RoundReached::kBeforeSeated, true}};
  EXPECT_THAT(RoundsToAvoid(hearings, RoundKind::kFirst), IsEmpty());
  EXPECT_THAT(RoundsToAvoid(hearings, RoundKind::kAppeal), ElementsAre("r1"))
      << "an appeal has other judges than the first hearing, whatever happens";
}

TEST(SelectionTest, AnAppealRoundAvoidsFewEarlierRounds) {
  const std::vector<QueuedSheet> queue = {
      Queued("a", {{"r1", RoundReached::kClosed}}), Queued("b", {{"r2", RoundReached::kClosed}}),
      Queued("c", {{"r3", RoundReached::kClosed}}), Queued("d", {{"r1", RoundReached::kClosed}})};
  const Selection appeal = SelectSheets(queue, {RoundKind::kAppeal, 10, 4, 2});
  EXPECT_THAT(appeal.chosen, ElementsAre(0, 1, 3));
  EXPECT_THAT(appeal.avoid_rounds, ElementsAre("r1", "r2"));
  const Selection first = SelectSheets(queue, {RoundKind::kFirst, 10, 4, 2});
  EXPECT_THAT(first.chosen, ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(first.avoid_rounds, ElementsAre("r1", "r2", "r3"));
}

}  // namespace
}  // namespace probity::scoring
