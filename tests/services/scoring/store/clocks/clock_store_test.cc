// Clocks come back as they were written, change under a guard, and are listed in order.
#include "services/scoring/store/clocks/clock_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/status/status.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/clocks/announcements.h"
#include "services/scoring/store/migrations.h"
#include "tests/support/databases.h"

namespace probity::scoring::clocks {
namespace {

using Day = absl::CivilDay;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kCase[] = "01HZZZZZZZZZZZZZZZZZZZZZZ1";
const RecordedAt kAt = {absl::FromUnixSeconds(1'770'000'000), true};

ClockFile ClockOf(const std::string& key, Day last) {
  ClockFile clock;
  clock.subject = OfCase(kCase);
  clock.key = key;
  clock.event = Day(2026, 2, 2);
  clock.last_day = last;
  clock.on_expiry = policy::OnExpiry::kReportOverdue;
  clock.policy_sha256 = std::string(64, 'a');
  clock.case_id = kCase;
  clock.institution_id = "M001";
  return clock;
}

class ClockStoreTest : public ::testing::TestWithParam<std::string> {
 protected:
  void Change(const sql::Body& body) {
    const absl::Status status = database_->Transact(absl::Now() + absl::Seconds(20), body);
    EXPECT_TRUE(status.ok()) << status;
  }
  void Insert(const ClockFile& clock) {
    Change([&](sql::Tx& tx) { return InsertClock(tx, kRegion, clock, kAt); });
  }
  std::vector<std::string> Keys(const ClockFilter& filter) {
    std::vector<std::string> keys;
    Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(const auto listed, ListClocks(tx, kRegion, filter));
      for (const ListedClock& one : listed) keys.push_back(one.clock.key);
      return absl::OkStatus();
    });
    return keys;
  }
  // A case with officers 甲 and 乙.
  void InsertItsCase() {
    CaseFile file;
    file.case_id = kCase;
    file.case_ref = "c1";
    file.institution_id = "M001";
    file.state = CaseState::kFiled;
    file.officers = {"甲", "乙"};
    file.opened = Day(2026, 2, 2);
    TransitionRow line;
    line.actor = "甲";
    line.business_date = file.opened;
    Change([&](sql::Tx& tx) { return InsertCase(tx, kRegion, file, line).status(); });
  }

  testing::TestDatabase database_{GetParam(), Migrations()};
};
PROBITY_ON_EVERY_ENGINE(ClockStoreTest);

TEST_P(ClockStoreTest, GivesBackWhatWasWrittenWithExtensionsAndSpans) {
  const ClockFile clock = ClockOf("decide", Day(2026, 5, 6));
  Insert(clock);
  ClockFile after = clock;
  after.state = ClockState::kHeld;
  after.assumed = true;
  after.grants = {{1, policy::ExtensionBy::kHead, 30, policy::TimeUnit::kCalendarDay,
                   Day(2026, 3, 2), "局长", "案情复杂", "延1号"}};
  after.spans = {
      {1, policy::ExcludedSpan::kAppraisal, Day(2026, 3, 3), Day(2026, 3, 9), "鉴定", "鉴1号",
       "甲"},
      {2, policy::ExcludedSpan::kHearing, Day(2026, 3, 10), std::nullopt, "听证", "听1号", "乙"}};
  Change([&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const ClockFile saved, SaveClock(tx, kRegion, clock, after, kAt));
    EXPECT_EQ(saved.revision, 2);
    PROBITY_ASSIGN_OR_RETURN(const auto read, FindLatest(tx, kRegion, OfCase(kCase), "decide"));
    EXPECT_EQ(*read, saved);
    ClockFile ended = saved;
    ended.state = ClockState::kMet;
    ended.met = Day(2026, 3, 20);
    ended.spans[1].last = Day(2026, 3, 12);
    PROBITY_ASSIGN_OR_RETURN(const ClockFile last, SaveClock(tx, kRegion, saved, ended, kAt));
    PROBITY_ASSIGN_OR_RETURN(const auto whole, ClocksOfCase(tx, kRegion, kCase));
    EXPECT_THAT(whole, ElementsAre(last));
    return absl::OkStatus();
  });
}

TEST_P(ClockStoreTest, WhoChangesSecondLosesTheRace) {
  const ClockFile clock = ClockOf("decide", Day(2026, 5, 6));
  Insert(clock);
  ClockFile overdue = clock;
  overdue.state = ClockState::kOverdue;
  Change([&](sql::Tx& tx) { return SaveClock(tx, kRegion, clock, overdue, kAt).status(); });
  const absl::Status second = database_->Transact(
      absl::Now() + absl::Seconds(20),
      [&](sql::Tx& tx) { return SaveClock(tx, kRegion, clock, overdue, kAt).status(); });
  EXPECT_TRUE(absl::IsAborted(second)) << second;
  EXPECT_TRUE(HasReason(second, Reason::k_CONFLICT));
}

TEST_P(ClockStoreTest, ARunBeginsOnceAndTheLatestCounts) {
  ClockFile clock = ClockOf("objection", Day(2026, 2, 9));
  Insert(clock);
  Change([&](sql::Tx& tx) -> absl::Status {
    EXPECT_TRUE(absl::IsAlreadyExists(InsertClock(tx, kRegion, clock, kAt)));
    return absl::OkStatus();
  });
  clock.run = 2;
  clock.last_day = Day(2026, 3, 9);
  Insert(clock);
  Change([&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const auto latest, LoadLatestForUpdate(tx, kRegion, OfCase(kCase),
                                                                    "objection", Detail::kHead));
    EXPECT_EQ(latest->run, 2);
    PROBITY_ASSIGN_OR_RETURN(const auto none, FindLatest(tx, kRegion, OfCase(kCase), "decide"));
    EXPECT_FALSE(none.has_value());
    EXPECT_TRUE(HasReason(
        LoadClockForUpdate(tx, kRegion, {OfCase(kCase), "objection", 3}, Detail::kHead).status(),
        Reason::k_UNKNOWN_CLOCK));
    PROBITY_ASSIGN_OR_RETURN(const auto other, FindLatest(tx, "other", OfCase(kCase), "objection"));
    EXPECT_FALSE(other.has_value()) << "another region's";
    return absl::OkStatus();
  });
}

TEST_P(ClockStoreTest, ListsByLastDayWithinBoundsAndGoOnAfterAPlace) {
  Insert(ClockOf("c", Day(2026, 3, 1)));
  Insert(ClockOf("a", Day(2026, 3, 2)));
  Insert(ClockOf("b", Day(2026, 3, 2)));
  ClockFile unknown = ClockOf("waits", Day());
  unknown.last_day.reset();
  Insert(unknown);
  EXPECT_THAT(Keys({}), ElementsAre("c", "a", "b")) << "what has no last day is in no list";
  ClockFilter until;
  until.until = Day(2026, 3, 1);
  EXPECT_THAT(Keys(until), ElementsAre("c"));
  ClockFilter from;
  from.from = Day(2026, 3, 2);
  EXPECT_THAT(Keys(from), ElementsAre("a", "b"));
  ClockFilter after;
  after.after = PlaceAt(CursorOf(PlaceOf(ClockOf("a", Day(2026, 3, 2))))).value();
  EXPECT_THAT(Keys(after), ElementsAre("b")) << "the same last day, the next key";
  Change([&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const auto waiting, WaitingClocks(tx, kRegion, std::nullopt, 10));
    EXPECT_EQ(waiting.size(), 1U);
    PROBITY_ASSIGN_OR_RETURN(const auto rest, WaitingClocks(tx, kRegion, waiting.front(), 10));
    EXPECT_THAT(rest, IsEmpty());
    return absl::OkStatus();
  });
}

TEST_P(ClockStoreTest, AnOfficerFindsTheCasesHeWorksAndTheClocksThatNameHim) {
  InsertItsCase();
  Insert(ClockOf("decide", Day(2026, 5, 6)));
  ClockFile named = ClockOf("transfer_answer", Day(2026, 4, 1));
  named.subject = {SubjectKind::kTransfer, "t1"};
  named.case_id.clear();
  named.officer = "乙";
  Insert(named);
  ClockFilter filter;
  filter.officer = "甲";
  EXPECT_THAT(Keys(filter), ElementsAre("decide"));
  filter.officer = "乙";
  EXPECT_THAT(Keys(filter), ElementsAre("transfer_answer", "decide"));
  filter.officer = "丙";
  EXPECT_THAT(Keys(filter), IsEmpty());
  Change([&](sql::Tx& tx) -> absl::Status {
    return tx
        .Execute(
            "INSERT INTO case_officer_left (region, case_id, person, seq) "
            "SELECT region, case_id, ?, 1 FROM case_officer WHERE position = 1",
            {std::string("甲")})
        .status();
  });
  filter.officer = "甲";
  EXPECT_THAT(Keys(filter), IsEmpty()) << "who stood down has nothing due";
}

TEST_P(ClockStoreTest, KeepsWhatWasAnnouncedForItsRun) {
  Announcement announcement;
  announcement.case_id = kCase;
  announcement.run = 2;
  announcement.announced = Day(2026, 3, 2);
  announcement.cause = "下落不明";
  announcement.place = "公告栏";
  announcement.receipt = "公告1号";
  announcement.person = "甲";
  Change([&](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(InsertAnnouncement(tx, kRegion, announcement, kAt));
    PROBITY_ASSIGN_OR_RETURN(const Announcement read, LoadAnnouncement(tx, kRegion, kCase, 2));
    EXPECT_EQ(read.announced, Day(2026, 3, 2));
    EXPECT_EQ(read.cause + read.place + read.receipt, "下落不明公告栏公告1号");
    EXPECT_TRUE(
        HasReason(LoadAnnouncement(tx, kRegion, kCase, 1).status(), Reason::k_UNKNOWN_CLOCK));
    return absl::OkStatus();
  });
}

}  // namespace
}  // namespace probity::scoring::clocks
