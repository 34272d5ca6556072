// Expiries happen once: on the day after the last, whoever looks, however many look, and wherever
// one of them dies.
#include "services/scoring/api/clocks/expiry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/crypto/seeded_entropy.h"
#include "common/status/status.h"
#include "services/scoring/jobs/clock_scheduler.h"
#include "services/scoring/store/migrations.h"
#include "tests/services/scoring/api/clocks/clock_client.h"

namespace probity::scoring {
namespace {

using ::testing::Contains;
using ::testing::Pair;

class ExpiryTest : public ClocksTest {};
PROBITY_ON_EVERY_ENGINE(ExpiryTest);

// Hands each transaction on and makes of it what a dying process, or a lost answer, would.
class FaultyDatabase : public sql::Database {
 public:
  enum class Fault {
    kDiesBeforeCommit,   // everything is written but nothing committed
    kAnswerOfCommitLost  // it was committed, and the body runs again to find out
  };
  FaultyDatabase(sql::Database& inner, Fault fault, int times)
      : inner_(inner), fault_(fault), times_(times) {}

  absl::Status Transact(absl::Time deadline, const sql::Body& body) override {
    if (times_ == 0) return inner_.Transact(deadline, body);
    --times_;
    if (fault_ == Fault::kDiesBeforeCommit) {
      return inner_.Transact(deadline, [&](sql::Tx& tx) -> absl::Status {
        PROBITY_RETURN_IF_ERROR(body(tx));
        return absl::UnavailableError("killed before COMMIT");
      });
    }
    PROBITY_RETURN_IF_ERROR(inner_.Transact(deadline, body));
    return inner_.Transact(deadline, body);
  }
  absl::Status Read(absl::Time deadline, const sql::Body& body) override {
    return inner_.Read(deadline, body);
  }
  absl::Status Check(absl::Time deadline) override { return inner_.Check(deadline); }
  absl::Status EraseRemains(absl::Time deadline) override { return inner_.EraseRemains(deadline); }
  const sql::Dialect& dialect() const override { return inner_.dialect(); }

 private:
  sql::Database& inner_;
  const Fault fault_;
  int times_;
};

// The service's environment over another database.
ServiceEnv Over(const ServiceEnv& env, sql::Database& database, PolicyBook& policies) {
  return {env.region, env.clock, env.entropy, env.calendar, database, policies, env.page_tokens};
}

TEST_P(ExpiryTest, AWindowLapsesOnceOnTheDayAfterItsLast) {
  Today(Day(2026, 2, 12));
  const v1::Case file = Served("c1", "2026-02-12");
  Today(Day(2026, 2, 26));
  EXPECT_EQ(Fire(), 0) << "on its last day; Monday to Friday counting would say 02-19";
  Today(Day(2026, 2, 27));
  EXPECT_EQ(Fire(), 1);
  EXPECT_EQ(Fire(), 0) << "not again";
  EXPECT_EQ(LinesTo(v1::CASE_STATE_WAIVED), 1);
  EXPECT_THAT(Stored(file.case_id()), Contains(Pair("objection", "EXPIRED 2026-02-26")));
  EXPECT_EQ(client_.Timeline(file.case_id()).back().business_date(), "2026-02-26");
}

TEST_P(ExpiryTest, WhoeverLooksFirstEndsTheClockWithTheWindow) {
  Today(Day(2026, 2, 12));
  const v1::Case file = Served("c1", "2026-02-12");
  Today(Day(2026, 2, 27));
  EXPECT_EQ(client_.Get(file.case_id()).state(), v1::CASE_STATE_WAIVED) << "a read, no scheduler";
  EXPECT_THAT(Stored(file.case_id()), Contains(Pair("objection", "EXPIRED 2026-02-26")));
  EXPECT_EQ(Fire(), 0) << "nothing was left";
  EXPECT_EQ(LinesTo(v1::CASE_STATE_WAIVED), 1);
}

TEST_P(ExpiryTest, AnOverdueCaseIsReportedOnceAndStaysOwed) {
  Today(Day(2026, 7, 6));
  const v1::Case file = Filed("c1");
  Today(Day(2026, 10, 8));
  EXPECT_EQ(Fire(), 0) << "90 days end on 10-04, a holiday; 10-08 is the last";
  Today(Day(2026, 10, 9));
  EXPECT_EQ(Fire(), 1);
  EXPECT_EQ(AuditLeaves(AuditKind::kClockExpired), 1);
  Today(Day(2026, 10, 12));
  EXPECT_EQ(Fire(), 0);
  EXPECT_EQ(AuditLeaves(AuditKind::kClockExpired), 1);
  const v1::ClockView decide = Clocks(file.case_id())["decide"];
  EXPECT_EQ(decide.state(), v1::CLOCK_STATE_OVERDUE);
  EXPECT_EQ(decide.reported_date(), "2026-10-09") << "when it was reported, not when it was read";
  EXPECT_EQ(decide.days_left(), -4);
}

TEST_P(ExpiryTest, SchedulersRacingFireEachClockOnce) {
  Today(Day(2026, 2, 12));
  constexpr int kCases = 8;
  for (int i = 1; i <= kCases; ++i) Served(absl::StrCat("c", i), "2026-02-12");
  Today(Day(2026, 3, 2));
  {
    ClockScheduler one(server_.env(), absl::Milliseconds(3));
    ClockScheduler other(server_.env(), absl::Milliseconds(3));
    const absl::Time until = absl::Now() + absl::Seconds(30);
    while (LinesTo(v1::CASE_STATE_WAIVED) < kCases && absl::Now() < until) {
      absl::SleepFor(absl::Milliseconds(10));
    }
  }
  EXPECT_EQ(Fire(), 0) << "nothing is left";
  EXPECT_EQ(LinesTo(v1::CASE_STATE_WAIVED), kCases);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM clock WHERE clock_key = 'objection' AND state = 5"),
            kCases);
}

TEST_P(ExpiryTest, ADeathBetweenClaimAndCommitChangesNothing) {
  Today(Day(2026, 2, 12));
  const v1::Case file = Served("c1", "2026-02-12");
  Today(Day(2026, 2, 27));
  FaultyDatabase dying(server_.env().database, FaultyDatabase::Fault::kDiesBeforeCommit, 1);
  const ServiceEnv env = Over(server_.env(), dying, server_.env().policies);
  EXPECT_TRUE(absl::IsUnavailable(clocks::FireDueClocks(env, Soon()).status()));
  EXPECT_THAT(Stored(file.case_id()), Contains(Pair("objection", "RUNNING 2026-02-26")))
      << "neither the claim nor the effect is there";
  EXPECT_EQ(LinesTo(v1::CASE_STATE_WAIVED), 0);
  EXPECT_EQ(Fire(), 1) << "the next look does both";
  EXPECT_EQ(LinesTo(v1::CASE_STATE_WAIVED), 1);
}

TEST_P(ExpiryTest, ALostAnswerToCommitDoesNotFireTwice) {
  Today(Day(2026, 7, 6));
  Filed("c1");
  Today(Day(2026, 10, 9));
  FaultyDatabase forgetful(server_.env().database, FaultyDatabase::Fault::kAnswerOfCommitLost, 1);
  const ServiceEnv env = Over(server_.env(), forgetful, server_.env().policies);
  ASSERT_TRUE(clocks::FireDueClocks(env, Soon()).ok());
  EXPECT_EQ(AuditLeaves(AuditKind::kClockExpired), 1);
  EXPECT_EQ(Fire(), 0);
}

// On a server several processes share one database; a SQLite file has one process at a time.
TEST(TwoReplicasTest, FireEachClockOnceBetweenThem) {
  ScoringServer server(Day(2026, 2, 12), "mariadb");
  server.PutShippedPolicies();
  server.Register(v1::SUBJECT_KIND_MEDICAL, {"M001"});
  CaseClient client(server);
  constexpr int kCases = 24;
  for (int i = 1; i <= kCases; ++i) {
    v1::Finding finding = FindingOf(1, "M204", 6);
    finding.set_act_ref(absl::StrCat("act ", i));
    client.Served(absl::StrCat("c", i), "M001", {finding}, "2026-02-12");
  }
  server.clock().Set(Day(2026, 2, 27));
  const auto second = sql::Open(server.database_options(), Migrations());
  ASSERT_TRUE(second.ok()) << second.status();
  PolicyBook policies("demo");
  const ServiceEnv other = Over(server.env(), **second, policies);
  std::atomic<int64_t> expired{0};
  const auto look = [&](const ServiceEnv& env) {
    const auto fired = clocks::FireDueClocks(env, absl::Now() + absl::Seconds(30));
    EXPECT_TRUE(fired.ok()) << fired.status();
    if (fired.ok()) expired += fired->expired;
  };
  std::thread replica([&] { look(other); });
  look(server.env());
  replica.join();
  look(server.env());  // what both left to the other
  const auto count = [&](const char* sql) {
    int64_t found = -1;
    server.Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(const auto rows, tx.Query(sql, {}));
      found = rows.front().Int(0);
      return absl::OkStatus();
    });
    return found;
  };
  // Beside the windows the times to ask for a hearing, where one was told.
  EXPECT_EQ(expired, count("SELECT COUNT(*) FROM clock WHERE state = 5"))
      << "each clock once, whoever took it";
  EXPECT_EQ(count("SELECT COUNT(*) FROM clock WHERE state = 1 AND last_date < '2026-02-27'"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM case_transition WHERE to_state = 7"), kCases);
}

TEST_P(ExpiryTest, ANoticeIsDeemedServedWhenThirtyDaysHavePassed) {
  Today(Day(2026, 3, 2));
  const v1::Case file = Filed("c1");
  client_.Notify(file.case_id());
  v1::AnnounceServiceRequest request = Announcement(file.case_id(), "2026-03-02");
  const auto announced = Call(&ClockStub::AnnounceService, request, AsOfficer());
  ASSERT_TRUE(announced.ok()) << announced.status();
  EXPECT_EQ(announced->clock().last_date(), "2026-04-01");
  Today(Day(2026, 4, 1));
  EXPECT_EQ(Fire(), 0) << "the thirtieth day";
  EXPECT_EQ(client_.Get(file.case_id()).state(), v1::CASE_STATE_NOTIFIED);
  Today(Day(2026, 4, 2));
  EXPECT_EQ(Fire(), 1);
  const v1::Case served = client_.Get(file.case_id());
  EXPECT_EQ(served.state(), v1::CASE_STATE_OBJECTION_OPEN);
  EXPECT_EQ(served.notice_served_date(), "2026-04-01");
  EXPECT_EQ(served.objection_deadline_date(), "2026-04-09") << "over the holidays 04-04 to 04-06";
}

TEST_P(ExpiryTest, ADecisionIsDeemedServedToo) {
  Today(Day(2026, 2, 12));
  const v1::Case file = Served("c1", "2026-02-12");
  Today(Day(2026, 3, 2));
  client_.Confirm(file.case_id());
  v1::AnnounceServiceRequest request = Announcement(file.case_id(), "2026-03-02");
  ASSERT_TRUE(Call(&ClockStub::AnnounceService, request, AsOfficer()).ok());
  Today(Day(2026, 4, 2));
  Fire();
  const v1::Case effective = client_.Get(file.case_id());
  EXPECT_EQ(effective.state(), v1::CASE_STATE_EFFECTIVE);
  EXPECT_EQ(effective.effective_date(), "2026-04-01");
  EXPECT_EQ(Count("SELECT COUNT(*) FROM entry"), 1) << "the points are posted with it, once";
  EXPECT_THAT(Stored(file.case_id()), Contains(Pair("reconsideration", "RUNNING 2026-06-01")))
      << "60 days from 04-01 end on 05-31, a Sunday";
}

TEST_P(ExpiryTest, ServedInPersonMeanwhileTheAnnouncementHasNoEffect) {
  Today(Day(2026, 3, 2));
  const v1::Case file = Filed("c1");
  client_.Notify(file.case_id());
  v1::AnnounceServiceRequest request = Announcement(file.case_id(), "2026-03-02");
  ASSERT_TRUE(Call(&ClockStub::AnnounceService, request, AsOfficer()).ok());
  Today(Day(2026, 3, 9));
  client_.Serve(file.case_id(), "2026-03-09");
  Today(Day(2026, 4, 2));
  Fire();
  EXPECT_EQ(client_.Get(file.case_id()).notice_served_date(), "2026-03-09");
  EXPECT_EQ(LinesTo(v1::CASE_STATE_OBJECTION_OPEN), 1);
}

TEST_P(ExpiryTest, AnEffectThatIsRefusedDoesNotKeepTheOthersWaiting) {
  Today(Day(2028, 11, 24));
  const v1::Case late = Filed("late");
  client_.Notify(late.case_id());
  v1::AnnounceServiceRequest request = Announcement(late.case_id(), "2028-11-24");
  ASSERT_TRUE(Call(&ClockStub::AnnounceService, request, AsOfficer()).ok());
  // Served on 12-24 its window ends on 12-29; served a day later it would end beyond the calendar.
  Today(Day(2028, 11, 25));
  const v1::Case beyond = Filed("beyond");
  client_.Notify(beyond.case_id());
  request.set_case_id(beyond.case_id());
  request.set_announced_date("2028-11-25");
  ASSERT_TRUE(Call(&ClockStub::AnnounceService, request, AsOfficer()).ok());
  Today(Day(2028, 12, 27));
  const auto fired = clocks::FireDueClocks(server_.env(), Soon());
  ASSERT_TRUE(fired.ok()) << fired.status();
  EXPECT_EQ(fired->expired, 1);
  EXPECT_EQ(fired->failed, 1) << "G24: its window would end in a year nobody knows";
  EXPECT_EQ(client_.Get(late.case_id()).state(), v1::CASE_STATE_OBJECTION_OPEN);
  EXPECT_EQ(client_.Get(beyond.case_id()).state(), v1::CASE_STATE_NOTIFIED);
  EXPECT_THAT(Stored(beyond.case_id()),
              Contains(Pair("public_notice_service", "RUNNING 2028-12-25")));
}

TEST_P(ExpiryTest, AWaitingClockIsCountedOnceTheYearIsLoaded) {
  Today(Day(2028, 11, 1));
  const v1::Case file = Filed("c1");
  EXPECT_THAT(Stored(file.case_id()), Contains(Pair("decide", "RUNNING unknown")));
  EXPECT_EQ(clocks::CountWaitingClocks(server_.env(), Soon()).value_or(-1), 0)
      << "never guessed while the year is missing";
  const auto next = calendar::WorkCalendar::FromRows(
      {{Day(2028, 1, 1), calendar::DayKind::kHoliday, "notice", false},
       {Day(2029, 1, 1), calendar::DayKind::kHoliday, "notice", false}});
  ASSERT_TRUE(next.ok()) << next.status();
  const ServiceEnv& env = server_.env();
  const ServiceEnv restarted = {env.region,   env.clock,    env.entropy,    *next,
                                env.database, env.policies, env.page_tokens};
  EXPECT_EQ(clocks::CountWaitingClocks(restarted, Soon()).value_or(-1), 1);
  EXPECT_THAT(Stored(file.case_id()), Contains(Pair("decide", "RUNNING 2029-01-30")));
  EXPECT_EQ(clocks::CountWaitingClocks(restarted, Soon()).value_or(-1), 0);
}

}  // namespace
}  // namespace probity::scoring
