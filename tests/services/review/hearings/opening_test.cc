// OpenRound: sheets are taken once, and none is ever lost between scoring and a round.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "common/status/status.h"
#include "tests/services/review/hearings/review_bench.h"

namespace probity::review {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kAway[] = "DEPENDENCY_UNAVAILABLE";

TEST(OpenRoundTest, WithoutSheetsLeavesNothingAndMayBeAskedAgain) {
  ReviewBench bench;
  const std::string id = NewRequestId();
  EXPECT_EQ(Outcome(bench.Open(5, id).status()), "FAILED_PRECONDITION/NO_SHEETS");
  EXPECT_THAT(bench.OpenRounds(), IsEmpty());
  bench.scoring().Queue(5);
  const auto opened = bench.Open(5, id);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->case_count(), 5);
  EXPECT_THAT(bench.OpenRounds(), ElementsAre(opened->round_id()));
}

TEST(OpenRoundTest, RepeatedOpensNoSecondRound) {
  ReviewBench bench;
  bench.scoring().Queue(8);
  const std::string id = NewRequestId();
  const auto first = bench.Open(5, id);
  const auto again = bench.Open(5, id);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(first->SerializeAsString(), again->SerializeAsString());
  EXPECT_EQ(bench.scoring().queued(), 3);
  EXPECT_EQ(Outcome(bench.Open(6, id).status()), "INVALID_ARGUMENT/REQUEST_ID_REUSED");
}

TEST(OpenRoundTest, RefusesNumbersThePolicyDoesNotAllow) {
  ReviewBench bench;
  bench.scoring().Queue(12);
  EXPECT_EQ(Outcome(bench.Open(11, NewRequestId()).status()), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(Outcome(bench.Open(0, NewRequestId()).status()), "INVALID_ARGUMENT/BAD_REQUEST");
  v1::OpenRoundRequest small;
  small.set_request_id(NewRequestId());
  small.set_kind(v1::ROUND_KIND_FIRST);
  small.set_max_cases(4);
  EXPECT_EQ(Outcome(bench
                        .Call(&v1::HearingAdminService::Stub::OpenRound, small,
                              options::v1::ROLE_SECRETARY, "secretary")
                        .status()),
            "FAILED_PRECONDITION/SMALL_ROUND");
  EXPECT_EQ(bench.scoring().queued(), 12);
}

TEST(OpenRoundTest, AnAppealHasTheLargerPanel) {
  ReviewBench bench;
  bench.scoring().Queue(5);
  const auto opened = bench.Open(5, NewRequestId(), v1::ROUND_KIND_APPEAL);
  ASSERT_TRUE(opened.ok()) << opened.status();
  const auto round = bench.Get(opened->round_id());
  EXPECT_THAT(round->quotas(), ElementsAre(1, 1, 4, 3));
  EXPECT_EQ(round->kind(), v1::ROUND_KIND_APPEAL);
}

TEST(OpenRoundTest, WhileScoringIsAwayShowsNoRoundAndLosesNoSheet) {
  ReviewBench bench;
  bench.Start(/*with_jobs=*/false);
  bench.scoring().Queue(5);
  bench.scoring().Fail("TakeSheets", absl::UnavailableError("away"));
  const std::string id = NewRequestId();
  const auto failed = bench.Open(5, id);
  EXPECT_EQ(DetailOf(failed.status()).reason, kAway) << failed.status();
  EXPECT_THAT(bench.OpenRounds(), IsEmpty());
  bench.scoring().Fail("TakeSheets", absl::OkStatus());
  const std::vector<std::string> listed = bench.OpenRounds();
  ASSERT_THAT(listed, SizeIs(1)) << "whoever resumes finds the opening finished";
  const auto again = bench.Open(5, id);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->round_id(), listed[0]) << "the same request opens the same round";
  EXPECT_EQ(bench.scoring().taken(), 5);
}

TEST(OpenRoundTest, FinishesWhatAnotherCallerLeft) {
  ReviewBench bench;
  bench.Start(/*with_jobs=*/false);
  bench.scoring().Queue(10);
  bench.scoring().Fail("TakeSheets", absl::UnavailableError("away"));
  EXPECT_FALSE(bench.Open(5, NewRequestId()).ok());
  bench.scoring().Fail("TakeSheets", absl::OkStatus());
  ASSERT_TRUE(bench.Open(5, NewRequestId()).ok());
  EXPECT_THAT(bench.OpenRounds(), SizeIs(2));
  EXPECT_EQ(bench.scoring().queued(), 0);
}

TEST(OpenRoundTest, TheServiceFinishesItByItselfAfterAStart) {
  ReviewBench bench;
  bench.Start(/*with_jobs=*/false);
  bench.scoring().Queue(5);
  bench.scoring().Fail("TakeSheets", absl::UnavailableError("away"));
  EXPECT_FALSE(bench.Open(5, NewRequestId()).ok());
  bench.scoring().Fail("TakeSheets", absl::OkStatus());
  bench.Start();
  for (int i = 0; i < 500 && bench.scoring().taken() == 0; ++i) {
    absl::SleepFor(absl::Milliseconds(10));
  }
  EXPECT_EQ(bench.scoring().taken(), 5);
}

TEST(OpenRoundTest, GivesBackSheetsThatAreNotBlind) {
  struct Row {
    const char* what;
    std::function<void(scoring::v1::SheetBody&)> spoil;
  };
  const Row rows[] = {
      {"digits of a number", [](auto& body) { body.set_defence("电话 1381234567"); }},
      {"floor above ceiling", [](auto& body) { body.mutable_findings(0)->set_points_floor(7); }},
      {"a field of no contract",
       [](auto& body) { body.GetReflection()->MutableUnknownFields(&body)->AddVarint(99, 1); }},
      {"no finding", [](auto& body) { body.clear_findings(); }}};
  for (const Row& row : rows) {
    ReviewBench bench;
    bench.Start(/*with_jobs=*/false);
    scoring::v1::SheetBody body;
    body.add_findings()->set_points_ceiling(6);
    row.spoil(body);
    bench.scoring().QueueBody(body);
    EXPECT_EQ(Outcome(bench.Open(1, NewRequestId()).status()),
              "FAILED_PRECONDITION/SHEET_NOT_BLIND")
        << row.what;
    EXPECT_EQ(bench.scoring().taken(), 0) << row.what;
    EXPECT_THAT(bench.OpenRounds(), IsEmpty()) << row.what;
    EXPECT_THAT(bench.AuditKinds(), IsEmpty()) << row.what;
  }
}

TEST(OpenRoundTest, OneRequestFromManySidesAtOnceOpensOneRound) {
  ReviewBench bench;
  bench.scoring().Queue(20);
  const std::string id = NewRequestId();
  std::vector<std::string> rounds(6);
  std::vector<std::thread> callers;
  for (std::string& round : rounds) {
    callers.emplace_back([&bench, &id, &round] {
      const auto opened = bench.Open(5, id);
      round = opened.ok() ? opened->round_id() : opened.status().ToString();
    });
  }
  for (std::thread& caller : callers) caller.join();
  for (const std::string& round : rounds) EXPECT_EQ(round, rounds[0]);
  EXPECT_EQ(bench.scoring().queued(), 15);
}

}  // namespace
}  // namespace probity::review
