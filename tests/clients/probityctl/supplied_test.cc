// What `year run` makes up is the same every time, so that a second start repeats and never
// doubles.
#include "clients/probityctl/year/supplied.h"

#include <set>

#include "clients/probityctl/year/ballots.h"
#include "clients/probityctl/year/context.h"
#include "tests/clients/probityctl/folder.h"

namespace probity::year {
namespace {

TEST(MarkTest, IsTwelveLettersOfItsFolderAndCaseAlone) {
  const std::string mark = MarkOf("folder", "2026-M001");
  EXPECT_THAT(mark, testing::MatchesRegex("[A-Z]{12}"));
  EXPECT_EQ(mark, MarkOf("folder", "2026-M001"));
  EXPECT_NE(mark, MarkOf("folder", "2026-M002"));
  EXPECT_NE(mark, MarkOf("other", "2026-M001"));
}

TEST(MarkTest, IsReadBackFromTheDefenceHoweverItIsSpelled) {
  const std::string mark = MarkOf("folder", "2026-M001");
  EXPECT_EQ(MarkInText(Defence(mark)).value(), mark);
  for (const int group : kMarkGroups) {
    EXPECT_EQ(MarkInText(SpelledMark(mark, group)).value(), mark) << "in groups of " << group;
  }
}

TEST(MarkTest, ATextWithoutOneIsOfNoScriptedCase) {
  for (const char* text : {"", "没有标记", "ABCDEFGHIJK", "abcdefghijkl"}) {
    EXPECT_TRUE(HasReason(MarkInText(text).status(), Reason::k_UNKNOWN_CASE)) << text;
  }
}

TEST(ActRefTest, IsDistinctForEachFindingAndFitsItsField) {
  EXPECT_EQ(ActRef("2026-M001", 2), "2026-M001/2");
  const std::string longest(64, 'X');
  std::string other = longest;
  other.back() = 'Y';
  EXPECT_NE(ActRef(longest, 1), ActRef(longest, 2));
  EXPECT_NE(ActRef(longest, 1), ActRef(other, 1));
  EXPECT_LE(ActRef(longest, 32).size(), 64u);
}

class RequestIdTest : public testing::Test {
 protected:
  std::string Id(const std::string& folder, std::string_view step, std::string_view ref,
                 int item) const {
    scenario::Scenario scenario;
    scenario.sha256 = folder;
    const auto bureau =
        clients::Bureau::Connect({}, clients::Actors::Defaults(), absl::ZeroDuration());
    const auto calendar = calendar::ShippedCalendar();
    auto clock = YearClock::Open(folder_.Write("clock", "2026-01-01T08:00:00+08:00\n"));
    Progress progress(true);
    return Context{scenario, *bureau, *calendar, *clock, progress}.RequestId(step, ref, item);
  }
  const Folder folder_;
};

TEST_F(RequestIdTest, IsTheSameUuidForTheSameStep) {
  const std::string id = Id("folder", "OpenCase", "2026-M001", 0);
  EXPECT_EQ(id, Id("folder", "OpenCase", "2026-M001", 0));
  EXPECT_THAT(id, testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                                        "[0-9a-f]{12}"))
      << "a name-based UUID, version 5";
}

TEST_F(RequestIdTest, DiffersByFolderStepCaseAndItem) {
  const std::set<std::string> ids = {
      Id("folder", "AddFinding", "K", 1), Id("other", "AddFinding", "K", 1),
      Id("folder", "OpenCase", "K", 1),   Id("folder", "AddFinding", "L", 1),
      Id("folder", "AddFinding", "K", 2), Id("folder", "AddFinding", "K1", 0)};
  EXPECT_EQ(ids.size(), 6u);
}

TEST(YearClockTest, AFileThatIsNoClockIsAWrongFlag) {
  const Folder folder;
  for (const auto& file :
       {folder.path() / "none", folder.Write("junk", "yesterday"), folder.path()}) {
    const absl::Status status = YearClock::Open(file).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    EXPECT_THAT(std::string(status.message()), testing::AllOf(testing::StartsWith("--clock: "),
                                                              testing::HasSubstr(file.string())));
  }
}

TEST(YearClockTest, NeverGoesBack) {
  const Folder folder;
  auto clock = YearClock::Open(folder.Write("clock", "2026-03-02T09:00:00+08:00\n"));
  ASSERT_TRUE(clock.ok()) << clock.status();
  EXPECT_TRUE(clock->AdvanceTo(absl::CivilDay(2026, 3, 1)).ok());
  EXPECT_EQ(clock->today(), absl::CivilDay(2026, 3, 2));
  EXPECT_TRUE(clock->AdvanceTo(absl::CivilDay(2026, 3, 5)).ok());
  EXPECT_EQ(YearClock::Open(folder.path() / "clock")->today(), absl::CivilDay(2026, 3, 5));
}

}  // namespace
}  // namespace probity::year
