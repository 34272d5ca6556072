// The scheduler of objection windows, on every engine.
#include "services/scoring/api/lapse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/scoring/jobs/clock_scheduler.h"
#include "tests/services/scoring/support/case_client.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;

class LapseTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001"});
  }

  // As they stand, read without letting anything lapse.
  int64_t Lapsed() {
    int64_t count = -1;
    server_.Change([&](sql::Tx& tx) -> absl::Status {
      const auto rows = tx.Query("SELECT COUNT(*) FROM case_transition WHERE to_state = ?",
                                 {static_cast<int64_t>(v1::CASE_STATE_WAIVED)});
      if (!rows.ok()) return rows.status();
      count = rows->front().Int(0);
      return absl::OkStatus();
    });
    return count;
  }

  ScoringServer server_{Day(2026, 2, 12), GetParam()};
  CaseClient client_{server_};
};
PROBITY_ON_EVERY_ENGINE(LapseTest);

TEST_P(LapseTest, EachCaseLapsesOnceOnTheDayAfterItsWindow) {
  for (int i = 1; i <= 3; ++i) {
    client_.Served(absl::StrCat("c", i), "M001", {FindingOf(i, "M204", 6)}, "2026-02-12");
  }
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  server_.clock().Set(Day(2026, 2, 26));
  EXPECT_EQ(LapseDueCases(server_.env(), deadline).value_or(-1), 0) << "on the last day";
  server_.clock().Set(Day(2026, 2, 27));
  EXPECT_EQ(LapseDueCases(server_.env(), deadline).value_or(-1), 3);
  EXPECT_EQ(LapseDueCases(server_.env(), deadline).value_or(-1), 0) << "not again";
  EXPECT_EQ(Lapsed(), 3);
}

TEST_P(LapseTest, ACaseThatCannotLapseKeepsNoOtherFromIt) {
  for (int i = 1; i <= 3; ++i) {
    client_.Served(absl::StrCat("c", i), "M001", {FindingOf(i, "M204", 6)}, "2026-02-12");
  }
  // Its next line of the timeline is there already.
  server_.Change([](sql::Tx& tx) {
    return tx.Execute("UPDATE case_file SET etag = etag - 1 WHERE case_ref = 'c1'", {}).status();
  });
  server_.clock().Set(Day(2026, 2, 27));
  const auto moved = LapseDueCases(server_.env(), absl::Now() + absl::Seconds(20));
  ASSERT_TRUE(moved.ok()) << moved.status();
  EXPECT_EQ(*moved, 2);
}

// Stuck cases fill the first batches, and the batches behind them lapse all the same.
TEST_P(LapseTest, OneLookTakesEveryDueCaseHoweverManyBatchesThereAre) {
  for (int i = 1; i <= 7; ++i) {
    client_.Served(absl::StrCat("c", i), "M001", {FindingOf(i, "M204", 6)}, "2026-02-12");
  }
  server_.Change([](sql::Tx& tx) {
    return tx
        .Execute("UPDATE case_file SET etag = etag - 1 WHERE case_ref IN ('c1', 'c2', 'c3')", {})
        .status();
  });
  server_.clock().Set(Day(2026, 2, 27));
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  EXPECT_EQ(LapseDueCases(server_.env(), deadline, 2).value_or(-1), 4);
  EXPECT_EQ(Lapsed(), 4);
}

TEST_P(LapseTest, TwoReplicasLapseEachCaseOnce) {
  for (int i = 1; i <= 8; ++i) {
    client_.Served(absl::StrCat("c", i), "M001", {FindingOf(i, "M204", 6)}, "2026-02-12");
  }
  server_.clock().Set(Day(2026, 3, 2));
  {
    ClockScheduler one(server_.env(), absl::Milliseconds(5));
    ClockScheduler other(server_.env(), absl::Milliseconds(5));
    const absl::Time until = absl::Now() + absl::Seconds(20);
    while (Lapsed() < 8 && absl::Now() < until) absl::SleepFor(absl::Milliseconds(10));
  }
  EXPECT_EQ(Lapsed(), 8);
}

TEST_P(LapseTest, AJobEndsAtOnceWhenItIsStopped) {
  const absl::Time start = absl::Now();
  { ClockScheduler job(server_.env(), absl::Hours(1)); }
  EXPECT_LT(absl::Now() - start, absl::Seconds(10));
}

}  // namespace
}  // namespace probity::scoring
