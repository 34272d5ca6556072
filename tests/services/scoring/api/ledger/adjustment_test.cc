#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "services/scoring/api/ledger/adjust.h"
#include "services/scoring/api/verify.h"
#include "tests/services/scoring/api/ledger/ledger_bureau.h"

namespace probity::scoring {
namespace {

using ::testing::ElementsAre;

using Day = absl::CivilDay;

class AdjustmentTest : public ::testing::TestWithParam<std::string> {
 protected:
  LedgerBureau bureau_{Day(2026, 6, 1), GetParam()};
};
PROBITY_ON_EVERY_ENGINE(AdjustmentTest);

TEST_P(AdjustmentTest, ARepairIsAskedForByOneAndApprovedByAnother) {
  bureau_.Post("M1", 16, Day(2026, 3, 9));
  const auto asked = bureau_.Reduce("M1", 120);
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_EQ(asked->adjustment().points(), 4);
  EXPECT_EQ(bureau_.Standing("M1").standing().points(), 16) << "asked for is not granted";
  const std::string id = asked->adjustment().adjustment_id();
  EXPECT_EQ(Outcome(bureau_.Decide(id, true, "officer-a").status()),
            "PERMISSION_DENIED/G22_TWO_PERSONS");
  const auto decided = bureau_.Decide(id, true);
  ASSERT_TRUE(decided.ok()) << decided.status();
  EXPECT_EQ(decided->balance_points(), 12);
  EXPECT_EQ(decided->adjustment().state(), v1::ADJUSTMENT_STATE_APPROVED);
  EXPECT_EQ(bureau_.Standing("M1").standing().points(), 12);
  EXPECT_EQ(Outcome(bureau_.Decide(id, false).status()), "FAILED_PRECONDITION/ADJUSTMENT_DECIDED");
}

TEST_P(AdjustmentTest, ARefusedRepairLeavesTheLedgerAlone) {
  bureau_.Post("M1", 16, Day(2026, 3, 9));
  const auto asked = bureau_.Reduce("M1", 60);
  ASSERT_TRUE(asked.ok()) << asked.status();
  const auto refused = bureau_.Decide(asked->adjustment().adjustment_id(), false);
  ASSERT_TRUE(refused.ok()) << refused.status();
  EXPECT_EQ(refused->adjustment().recorded_seq(), 0);
  EXPECT_EQ(refused->balance_points(), 16);
}

TEST_P(AdjustmentTest, WhatWasCheckedWhenAskedIsCheckedWhenApproved) {
  bureau_.Post("M1", 10, Day(2026, 3, 9));
  const auto first = bureau_.Reduce("M1", 120);
  const auto second = bureau_.Reduce("M1", 120);
  ASSERT_TRUE(first.ok() && second.ok()) << "each alone is within six points";
  ASSERT_TRUE(bureau_.Decide(first->adjustment().adjustment_id(), true).ok());
  EXPECT_EQ(Outcome(bureau_.Decide(second->adjustment().adjustment_id(), true).status()),
            "FAILED_PRECONDITION/REPAIR_CAP");
}

// The first decision has checked the cap and not yet recorded; the second begins in that moment, on
// a connection of its own. It must wait and then see what the first one took.
TEST_P(AdjustmentTest, TwoDecisionsAtOnceKeepTheCap) {
  bureau_.Post("M1", 10, Day(2026, 3, 9));
  const std::string first = bureau_.Reduce("M1", 120)->adjustment().adjustment_id();
  const std::string second = bureau_.Reduce("M1", 120)->adjustment().adjustment_id();
  const ServiceEnv& env = bureau_.server().env();
  absl::Notification decided;
  absl::Status late;
  std::thread other;
  bureau_.server().Change([&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(Adjustment one,
                             GetAdjustment(tx, env.region, Id::Parse(first)->Bytes()));
    PROBITY_RETURN_IF_ERROR(CheckAdjustment(tx, env, one));
    if (!other.joinable()) {
      other = std::thread([&] {
        late = bureau_.Decide(second, true).status();
        decided.Notify();
      });
    }
    decided.WaitForNotificationWithTimeout(absl::Milliseconds(500));
    return RecordAdjustment(tx, env, one, "director").status();
  });
  other.join();
  EXPECT_EQ(Outcome(late), "FAILED_PRECONDITION/REPAIR_CAP");
  EXPECT_EQ(bureau_.Standing("M1").standing().points(), 6) << "six points a year, no eight";
}

TEST_P(AdjustmentTest, RefusalsNameTheirReason) {
  bureau_.Post("M1", 4, Day(2026, 3, 9));
  bureau_.Post("M2", 30, Day(2026, 3, 9));
  bureau_.Post("M3", 12, Day(2026, 3, 9), Day(2026, 1, 15), /*veto=*/true);
  EXPECT_EQ(Outcome(bureau_.Reduce("M1", 180).status()),
            "FAILED_PRECONDITION/REPAIR_EXCEEDS_POINTS");
  EXPECT_EQ(Outcome(bureau_.Reduce("M2", 60).status()), "FAILED_PRECONDITION/REPAIR_FULL_SCORE");
  EXPECT_EQ(Outcome(bureau_.Reduce("M3", 60).status()), "FAILED_PRECONDITION/REPAIR_AFTER_FRAUD");
  EXPECT_EQ(Outcome(bureau_.Reduce("M9", 60).status()), "NOT_FOUND/UNKNOWN_INSTITUTION");
  EXPECT_EQ(Outcome(bureau_.Restore("nonsense").status()), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(Outcome(bureau_.Restore(NewCaseId(bureau_.server()).Text()).status()),
            "NOT_FOUND/UNKNOWN_ADJUSTMENT");
}

TEST_P(AdjustmentTest, ARepairObtainedByFraudIsTakenBackOnce) {
  bureau_.Post("M1", 16, Day(2026, 3, 9));
  const std::string repair = bureau_.Reduce("M1", 120)->adjustment().adjustment_id();
  EXPECT_EQ(Outcome(bureau_.Restore(repair).status()), "FAILED_PRECONDITION/REPAIR_NOT_STANDING")
      << "it is not granted yet";
  ASSERT_TRUE(bureau_.Decide(repair, true).ok());
  const auto asked = bureau_.Restore(repair);
  ASSERT_TRUE(asked.ok()) << asked.status();
  const auto restored = bureau_.Decide(asked->adjustment().adjustment_id(), true);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->balance_points(), 16);
  EXPECT_EQ(Outcome(bureau_.Restore(repair).status()), "FAILED_PRECONDITION/REPAIR_NOT_STANDING");
}

TEST_P(AdjustmentTest, AReversalOfAReversalIsANewPosting) {
  const Id id = bureau_.Post("M1", 10, Day(2026, 3, 9));
  const Decided decided = {.institution_id = "M1", .points = {10}, .served = Day(2026, 5, 4)};
  const auto reversed = Reverse(bureau_.server(), id, decided, Day(2026, 4, 1));
  ASSERT_TRUE(reversed.ok()) << reversed.status();
  const auto again = Reverse(bureau_.server(), id, decided, Day(2026, 4, 2));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->entry_ids.empty()) << "nothing stands that could be reversed";
  const auto anew = Post(bureau_.server(), id, decided);
  ASSERT_TRUE(anew.ok()) << anew.status();
  v1::ListEntriesRequest request;
  request.set_institution_id("M1");
  const auto listed = rpc::Invoke(bureau_.ledger(), &v1::LedgerService::Stub::ListEntries, request,
                                  As({options::v1::ROLE_AUDITOR}));
  ASSERT_TRUE(listed.ok()) << listed.status();
  std::vector<int32_t> revisions;
  for (const v1::Entry& entry : listed->entries()) revisions.push_back(entry.revision());
  EXPECT_THAT(revisions, ElementsAre(1, 2, 3));
  EXPECT_EQ(bureau_.Standing("M1").standing().points(), 10);
}

TEST_P(AdjustmentTest, WhatWasShownIsReplayedAfterReversalAndRepair) {
  const Id first = bureau_.Post("M1", 10, Day(2026, 3, 9));
  bureau_.Post("M1", 8, Day(2026, 4, 1));
  const auto shown = bureau_.Standing("M1", 2026, "2026-05-31");
  EXPECT_EQ(shown.standing().points(), 18);
  const std::string repair = bureau_.Reduce("M1", 60)->adjustment().adjustment_id();
  ASSERT_TRUE(bureau_.Decide(repair, true).ok());
  ASSERT_TRUE(Reverse(bureau_.server(), first, {.institution_id = "M1"}, Day(2026, 5, 1)).ok());
  EXPECT_EQ(bureau_.Standing("M1").standing().points(), 6);
  const auto replayed = bureau_.Standing("M1", 2026, "2026-05-31", shown.known_seq());
  EXPECT_EQ(replayed.standing().SerializeAsString(), shown.standing().SerializeAsString());
  EXPECT_EQ(bureau_.Standing("M1", 2026, "2026-04-30").standing().points(), 18)
      << "the day before the reversal took effect, by what is known today";
}

TEST_P(AdjustmentTest, CarriedPointsCountForTheSuccessorOnce) {
  bureau_.Post("M2", 14, Day(2026, 3, 9));
  Carry carry;
  carry.event_id = NewCaseId(bureau_.server()).Bytes();
  carry.to = kM1;
  carry.year = 2026;
  carry.points = 14;
  carry.policy_sha256 = bureau_.Standing("M2").standing().policy_sha256();
  carry.decided_date = Day(2026, 3, 9);
  carry.effective_date = Day(2026, 6, 1);
  carry.actor = "officer-a";
  carry.approver = "director";
  carry.reason = "M2 并入 M1";
  carry.document = "合并批复 3 号";
  const auto once = [&] {
    return bureau_.server().Try(
        [&](sql::Tx& tx) { return CarryPoints(tx, bureau_.server().env(), carry).status(); });
  };
  EXPECT_TRUE(once().ok());
  EXPECT_TRUE(absl::IsAlreadyExists(once()));
  EXPECT_EQ(bureau_.Standing("M1").standing().points(), 14);
  EXPECT_EQ(bureau_.Standing("M2").standing().points(), 14) << "the predecessor's entries stand";
}

TEST_P(AdjustmentTest, WarningsNameWhoStandsNearAWorseBand) {
  bureau_.Post("M1", 15, Day(2026, 3, 9));
  bureau_.Post("M2", 16, Day(2026, 3, 9));
  bureau_.Post("M3", 29, Day(2026, 3, 9));
  v1::ListWarningsRequest request;
  request.set_page_size(1);
  std::vector<std::string> found;
  while (true) {
    const auto page = rpc::Invoke(bureau_.ledger(), &v1::LedgerService::Stub::ListWarnings, request,
                                  As({options::v1::ROLE_SUPERVISOR}));
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Warning& one : page->warnings()) {
      found.push_back(
          absl::StrCat(one.subject_id(), " ", one.next_band(), " in ", one.points_to_next()));
    }
    if (page->next_page_token().empty()) break;
    request.set_page_token(page->next_page_token());
  }
  EXPECT_THAT(found, ElementsAre("M2 [18,24) in 2", "M3 [30,∞) in 1"));
}

}  // namespace
}  // namespace probity::scoring
