#include "services/scoring/store/sheet_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "common/status/status.h"
#include "services/scoring/store/migrations.h"
#include "tests/support/databases.h"

namespace probity::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kCase[] = "01HZZZZZZZZZZZZZZZZZZZZZZ1";

std::string Bytes(char fill) {
  return std::string(16, fill);
}

SheetRow SheetOf(char id, char token) {
  SheetRow sheet;
  sheet.sheet_id = Bytes(id);
  sheet.case_id = kCase;
  sheet.token = Bytes(token);
  sheet.items = {2, 11};
  sheet.body = std::string("\0body", 5);
  return sheet;
}

class SheetStoreTest : public ::testing::TestWithParam<std::string> {
 protected:
  absl::Status Change(const sql::Body& body) {
    return database_->Transact(absl::Now() + absl::Seconds(20), body);
  }
  void Queue(const SheetRow& sheet) {
    const absl::Status status = Change([&](sql::Tx& tx) { return QueueSheet(tx, kRegion, sheet); });
    EXPECT_TRUE(status.ok()) << status;
  }
  std::vector<SheetRow> Queued() {
    std::vector<SheetRow> queue;
    const absl::Status status = Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(queue, LoadQueue(tx, kRegion));
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return queue;
  }
  absl::Status Take(const SheetRow& sheet, char round, int32_t position) {
    return Change(
        [&](sql::Tx& tx) { return TakeSheet(tx, kRegion, sheet, Bytes(round), position); });
  }
  std::vector<SheetRow> OfRound(char round) {
    std::vector<SheetRow> sheets;
    const absl::Status status = Change([&](sql::Tx& tx) -> absl::Status {
      PROBITY_ASSIGN_OR_RETURN(sheets, SheetsOfRound(tx, kRegion, Bytes(round)));
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return sheets;
  }

  testing::TestDatabase database_{GetParam(), Migrations()};
};
PROBITY_ON_EVERY_ENGINE(SheetStoreTest);

TEST_P(SheetStoreTest, TheQueueKeepsTheOrderOfReferral) {
  Queue(SheetOf('z', '1'));
  Queue(SheetOf('a', '2'));
  const std::vector<SheetRow> queue = Queued();
  ASSERT_THAT(queue, SizeIs(2));
  EXPECT_EQ(queue[0].sheet_id, Bytes('z'));
  EXPECT_EQ(queue[0].case_id, kCase);
  EXPECT_THAT(queue[0].items, ElementsAre(2, 11));
  EXPECT_EQ(queue[0].body, std::string("\0body", 5));
  EXPECT_LT(queue[0].referral_seq, queue[1].referral_seq);
}

TEST_P(SheetStoreTest, ASheetIsTakenOnce) {
  Queue(SheetOf('a', '1'));
  EXPECT_TRUE(Take(SheetOf('a', '1'), 'r', 1).ok());
  EXPECT_TRUE(absl::IsAborted(Take(SheetOf('a', '1'), 's', 1)));
  EXPECT_THAT(Queued(), IsEmpty());
  ASSERT_THAT(OfRound('r'), SizeIs(1));
  EXPECT_EQ(OfRound('r')[0].state, SheetState::kTaken);
}

TEST_P(SheetStoreTest, ARoundsSheetsComeInTheOrderTheyWereGiven) {
  Queue(SheetOf('a', '1'));
  Queue(SheetOf('b', '2'));
  ASSERT_TRUE(Take(SheetOf('a', '1'), 'r', 2).ok());
  ASSERT_TRUE(Take(SheetOf('b', '2'), 'r', 1).ok());
  EXPECT_EQ(OfRound('r')[0].sheet_id, Bytes('b'));
  EXPECT_EQ(OfRound('r')[1].sheet_id, Bytes('a'));
}

TEST_P(SheetStoreTest, AReleasedSheetKeepsItsPlaceUnderANewToken) {
  Queue(SheetOf('a', '1'));
  Queue(SheetOf('b', '2'));
  ASSERT_TRUE(Take(SheetOf('a', '1'), 'r', 1).ok());
  const SheetRow taken = OfRound('r')[0];
  SheetRow again = taken;
  again.sheet_id = Bytes('c');
  again.token = Bytes('3');
  const auto release = [&] {
    return Change([&](sql::Tx& tx) {
      return ReleaseSheet(tx, kRegion, taken, RoundReached::kSeated, again);
    });
  };
  ASSERT_TRUE(release().ok());
  const std::vector<SheetRow> queue = Queued();
  ASSERT_THAT(queue, SizeIs(2));
  EXPECT_EQ(queue[0].token, Bytes('3')) << "first again";
  EXPECT_EQ(queue[0].round_id, "");
  EXPECT_TRUE(absl::IsAborted(release())) << "released once";
  ASSERT_TRUE(Change([&](sql::Tx& tx) -> absl::Status {
                PROBITY_ASSIGN_OR_RETURN(const auto past, PastHearings(tx, kRegion, {kCase}));
                EXPECT_EQ(past.at(kCase).size(), 1u);
                EXPECT_EQ(past.at(kCase)[0].round_id, Bytes('r'));
                EXPECT_EQ(past.at(kCase)[0].reached, RoundReached::kSeated);
                return absl::OkStatus();
              }).ok());
}

TEST_P(SheetStoreTest, AJudgedSheetKeepsWhatWasDelivered) {
  Queue(SheetOf('a', '1'));
  ASSERT_TRUE(Take(SheetOf('a', '1'), 'r', 1).ok());
  SheetRow judged = OfRound('r')[0];
  judged.verdict = "verdict";
  judged.nonce = Bytes('n');
  const auto judge = [&] {
    return Change([&](sql::Tx& tx) { return JudgeSheet(tx, kRegion, judged); });
  };
  ASSERT_TRUE(judge().ok());
  EXPECT_TRUE(absl::IsAborted(judge()));
  std::optional<SheetRow> found;
  ASSERT_TRUE(Change([&](sql::Tx& tx) -> absl::Status {
                PROBITY_ASSIGN_OR_RETURN(found, SheetByToken(tx, kRegion, Bytes('1')));
                return absl::OkStatus();
              }).ok());
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->state, SheetState::kJudged);
  EXPECT_EQ(found->reached, RoundReached::kClosed);
  EXPECT_EQ(found->verdict, "verdict");
  EXPECT_EQ(found->nonce, Bytes('n'));
}

TEST_P(SheetStoreTest, WithholdingIsMarkedOnceAndEndsForQueuedSheets) {
  Queue(SheetOf('a', '1'));
  ASSERT_TRUE(Take(SheetOf('a', '1'), 'r', 1).ok());
  const SheetRow taken = OfRound('r')[0];
  std::vector<bool> marked;
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(Change([&](sql::Tx& tx) -> absl::Status {
                  PROBITY_ASSIGN_OR_RETURN(const bool first, WithholdSheet(tx, kRegion, taken));
                  marked.push_back(first);
                  return EndWithholding(tx, kRegion);
                }).ok());
  }
  EXPECT_THAT(marked, ElementsAre(true, false)) << "a taken sheet's mark waits for its release";
  EXPECT_TRUE(OfRound('r')[0].withheld);
  SheetRow again = OfRound('r')[0];
  again.sheet_id = Bytes('c');
  again.token = Bytes('3');
  ASSERT_TRUE(Change([&](sql::Tx& tx) {
                return ReleaseSheet(tx, kRegion, taken, RoundReached::kBeforeSeated, again);
              }).ok());
  EXPECT_TRUE(Queued()[0].withheld);
  ASSERT_TRUE(Change([&](sql::Tx& tx) { return EndWithholding(tx, kRegion); }).ok());
  EXPECT_FALSE(Queued()[0].withheld);
  ASSERT_TRUE(Change([&](sql::Tx& tx) -> absl::Status {
                PROBITY_ASSIGN_OR_RETURN(const auto past, PastHearings(tx, kRegion, {kCase}));
                EXPECT_TRUE(past.at(kCase)[0].withheld) << "it counts for ever";
                return absl::OkStatus();
              }).ok());
}

TEST_P(SheetStoreTest, ATokenIsNeverUsedTwice) {
  Queue(SheetOf('a', '1'));
  const absl::Status again =
      Change([&](sql::Tx& tx) { return QueueSheet(tx, kRegion, SheetOf('b', '1')); });
  EXPECT_TRUE(absl::IsAlreadyExists(again)) << again;
}

TEST_P(SheetStoreTest, TheFirstTranscriptOfARoundStays) {
  const auto keep = [&](const std::string& transcript) {
    return Change([&](sql::Tx& tx) {
      return KeepVerdictRound(tx, kRegion,
                              {Bytes('r'), std::string(32, 's'), transcript, 1,
                               std::string(32, 'h'), 1'770'000'000'000'000});
    });
  };
  ASSERT_TRUE(keep("first").ok());
  ASSERT_TRUE(keep("second").ok());
  ASSERT_TRUE(Change([&](sql::Tx& tx) -> absl::Status {
                PROBITY_ASSIGN_OR_RETURN(
                    const sql::Row row,
                    tx.QueryOne("SELECT transcript FROM verdict_round WHERE region = ?",
                                {std::string(kRegion)}));
                EXPECT_EQ(row.Bytes(0), "first");
                return absl::OkStatus();
              }).ok());
}

}  // namespace
}  // namespace probity::scoring
