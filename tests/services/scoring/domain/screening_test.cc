#include "services/scoring/domain/screening.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

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

// Four groups with more members than they need, each of an employer of its own.
std::vector<Member> Wide() {
  std::vector<Member> members;
  for (int i = 0; i < 60; ++i) {
    const std::string name = absl::StrFormat("%032x", i);
    members.push_back(Of(name, i % 4 + 1, i % 3 == 0 ? "" : absl::StrCat("E", i)));
  }
  return members;
}

Decoys DecoysOf(int32_t percent, GroupQuotas floors = {2, 2, 4, 3}, char round = 'r') {
  return {"key", std::string(16, round), percent, floors};
}

TEST(DecoyTest, TheSameRoundHasTheSameDecoysAndAnotherOthers) {
  const Screened first = ScreenMembers(Wide(), {{"M9", {}}}, kFirst, DecoysOf(25));
  const Screened again = ScreenMembers(Wide(), {{"M9", {}}}, kFirst, DecoysOf(25));
  const Screened other =
      ScreenMembers(Wide(), {{"M9", {}}}, kFirst, DecoysOf(25, {2, 2, 4, 3}, 's'));
  EXPECT_EQ(first.eligible, again.eligible);
  EXPECT_NE(first.eligible, other.eligible);
  EXPECT_LT(first.eligible.size(), 60u);
}

TEST(DecoyTest, AsManyAreStruckAsThePolicySays) {
  int64_t struck = 0;
  constexpr int kRounds = 200;
  for (int i = 0; i < kRounds; ++i) {
    Decoys decoys = DecoysOf(25, {0, 0, 0, 0});
    decoys.round_id = absl::StrFormat("%016d", i);
    struck += 60 - static_cast<int64_t>(ScreenMembers(Wide(), {}, kFirst, decoys).eligible.size());
  }
  // 40 of 60 have an employer: struck with 1 - 0.75 * 0.75, the other 20 with 0.25.
  const double expected = kRounds * (40 * 0.4375 + 20 * 0.25);
  EXPECT_NEAR(static_cast<double>(struck), expected, 0.06 * expected);
}

TEST(DecoyTest, NoneTakesAGroupBelowItsFloorOrTheDrawToADeadEnd) {
  const GroupQuotas floors = {14, 14, 14, 14};
  for (int i = 0; i < 50; ++i) {
    Decoys decoys = DecoysOf(100, floors);
    decoys.round_id = absl::StrFormat("%016d", i);
    const Screened screened = ScreenMembers(Wide(), {}, kFirst, decoys);
    EXPECT_EQ(screened.eligible.size(), 56u) << "one of each group of fifteen";
  }
  const Screened all = ScreenMembers(Wide(), {}, kFirst, DecoysOf(100, {0, 0, 0, 0}));
  EXPECT_TRUE(all.drawable);
  EXPECT_GE(all.eligible.size(), 7u) << "the draw condition stops them, not the floors";
}

TEST(DecoyTest, OnlyRealStrikesMakeARoundNotDrawable) {
  const Screened screened = ScreenMembers(Roster(), {{"B01", {}}}, kFirst, DecoysOf(50));
  EXPECT_FALSE(screened.drawable);
  const Screened none = ScreenMembers(Roster(), {{"M9", {}}}, kFirst, DecoysOf(50));
  EXPECT_TRUE(none.drawable);
}

TEST(DecoyTest, AHouseIsStruckWholeOrMemberByMember) {
  std::vector<Member> members = Wide();
  for (int i = 100; i < 120; ++i) members.push_back(Of(absl::StrFormat("%032x", i), 3, "BIG"));
  int whole = 0;
  int some = 0;
  for (int i = 0; i < 60; ++i) {
    Decoys decoys = DecoysOf(25, {0, 0, 0, 0});
    decoys.round_id = absl::StrFormat("%016d", i);
    const Screened screened = ScreenMembers(members, {}, kFirst, decoys);
    const auto left = std::count_if(
        screened.eligible.begin(), screened.eligible.end(),
        [](const std::string& pseudonym) { return pseudonym >= absl::StrFormat("%032x", 100); });
    whole += left == 0 ? 1 : 0;
    some += left > 0 && left < 20 ? 1 : 0;
  }
  EXPECT_GT(whole, 5);
  EXPECT_GT(some, 30);
}

}  // namespace
}  // namespace probity::scoring
