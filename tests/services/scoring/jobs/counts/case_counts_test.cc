// What the figures of a region's cases say, and that they follow.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/metrics/metrics.h"
#include "services/scoring/jobs/counts/case_counts_job.h"
#include "tests/services/scoring/support/case_client.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {
namespace {

using ::testing::HasSubstr;

class CaseCountsTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M1", "M2"});
  }

  static std::string Line(const std::string& step, int count) {
    return absl::StrCat("\nprobity_cases{step=\"", step, "\"} ", count, "\n");
  }

  // Waits until the job has counted so.
  bool Shows(const std::string& line) const {
    const absl::Time end = absl::Now() + absl::Seconds(30);
    while (absl::Now() < end) {
      if (absl::StrContains(figures_.Text(), line)) return true;
      absl::SleepFor(absl::Milliseconds(5));
    }
    return false;
  }

  ScoringServer server_{absl::CivilDay(2026, 3, 9), GetParam()};
  CaseClient cases_{server_};
  metrics::Registry figures_;
};

TEST_P(CaseCountsTest, EveryStepIsShownAndFollowsItsCases) {
  const CaseCountsJob job(server_.env(), figures_, absl::Milliseconds(20));
  EXPECT_THAT(figures_.Text(), HasSubstr("probity_cases{step=\"objection_open\"} 0\n"));
  const v1::Case one = cases_.Open("2026-1", "M1", {FindingOf(1, "M204", 6)});
  cases_.Open("2026-2", "M2", {FindingOf(1, "M205", 6)});
  ASSERT_EQ(one.state(), v1::CASE_STATE_INVESTIGATING);
  const std::string opened = "investigating";
  EXPECT_TRUE(Shows(Line(opened, 2))) << figures_.Text();
  cases_.Notify(one.case_id());
  EXPECT_TRUE(Shows(Line("notified", 1))) << figures_.Text();
  EXPECT_TRUE(Shows(Line(opened, 1))) << figures_.Text();
}

TEST_P(CaseCountsTest, ACaseIsOverdueOnceHoweverManyOfItsClocksAre) {
  const CaseCountsJob job(server_.env(), figures_, absl::Milliseconds(20));
  cases_.Open("2026-1", "M1", {FindingOf(1, "M204", 6)});
  cases_.Open("2026-2", "M2", {FindingOf(1, "M205", 6)});
  EXPECT_TRUE(Shows("\nprobity_cases_overdue 0\n"));
  server_.Change([&](sql::Tx& tx) -> absl::Status {
    const auto changed = tx.Execute(
        "UPDATE clock SET state = 4, last_date = '2026-03-08', reported_date = '2026-03-09' "
        "WHERE case_id IS NOT NULL",
        {});
    if (!changed.ok()) return changed.status();
    EXPECT_GE(*changed, 2);
    return absl::OkStatus();
  });
  EXPECT_TRUE(Shows("\nprobity_cases_overdue 2\n")) << figures_.Text();
}

PROBITY_ON_EVERY_ENGINE(CaseCountsTest);

}  // namespace
}  // namespace probity::scoring
