#include "services/scoring/domain/consequences/recovery.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/services/scoring/domain/case_files.h"

namespace probity::scoring {
namespace {

RecoveryEntry Of(RecoveryKind kind, int64_t fen) {
  RecoveryEntry entry;
  entry.item = 1;
  entry.kind = kind;
  entry.amount_fen = fen;
  if (kind == RecoveryKind::kExpected) entry.due = Day(2026, 3, 24);
  return entry;
}

constexpr auto kExpected = RecoveryKind::kExpected;
constexpr auto kReceived = RecoveryKind::kReceived;
constexpr auto kReversed = RecoveryKind::kReversed;
constexpr auto kRefunded = RecoveryKind::kRefunded;

TEST(Recovery, IsWhatItsEntriesComeTo) {
  struct Row {
    const char* what;
    std::vector<RecoveryEntry> entries;
    Day today;
    RecoverySum sum;
  };
  const Row rows[] = {
      {"nothing", {}, Day(2026, 3, 9), {0, 0, 0, 0, 0}},
      {"expected", {Of(kExpected, 1000)}, Day(2026, 3, 24), {1000, 0, 1000, 0, 0}},
      {"the day after its last", {Of(kExpected, 1000)}, Day(2026, 3, 25), {1000, 0, 1000, 0, 1000}},
      {"paid in part, late",
       {Of(kExpected, 1000), Of(kReceived, 400)},
       Day(2026, 3, 25),
       {1000, 400, 600, 0, 600}},
      {"paid in full",
       {Of(kExpected, 1000), Of(kReceived, 400), Of(kReceived, 600)},
       Day(2026, 3, 25),
       {1000, 1000, 0, 0, 0}},
      {"revoked after a payment",
       {Of(kExpected, 1000), Of(kReceived, 400), Of(kReversed, 1000)},
       Day(2026, 4, 1),
       {0, 400, 0, 400, 0}},
      {"given back",
       {Of(kExpected, 1000), Of(kReceived, 400), Of(kReversed, 1000), Of(kRefunded, 400)},
       Day(2026, 4, 1),
       {0, 0, 0, 0, 0}},
      {"decided again",
       {Of(kExpected, 1000), Of(kReversed, 1000), Of(kExpected, 300)},
       Day(2026, 4, 1),
       {300, 0, 300, 0, 300}},
  };
  for (const Row& row : rows) EXPECT_EQ(SumItem(row.entries, row.today), row.sum) << row.what;
}

TEST(Recovery, IsNeverOverpaidByAFen) {
  const RecoverySum sum = SumItem({Of(kExpected, 1000), Of(kReceived, 400)}, Day(2026, 3, 9));
  EXPECT_TRUE(CheckReceipt(sum, 600).ok());
  EXPECT_EQ(ReasonOf(CheckReceipt(sum, 601)), "RECOVERY_OVERPAID");
  EXPECT_EQ(ReasonOf(CheckRefund(sum, 1)), "RECOVERY_OVERPAID") << "nothing was revoked";
  const RecoverySum revoked =
      SumItem({Of(kExpected, 1000), Of(kReceived, 400), Of(kReversed, 1000)}, Day(2026, 3, 9));
  EXPECT_EQ(ReasonOf(CheckReceipt(revoked, 1)), "RECOVERY_OVERPAID");
  EXPECT_TRUE(CheckRefund(revoked, 400).ok());
  EXPECT_EQ(ReasonOf(CheckRefund(revoked, 401)), "RECOVERY_OVERPAID");
}

TEST(Recovery, IsExpectedForFindingsThatStandWithASum) {
  CaseFile file =
      CaseIn(CaseState::kEffective,
             {MakeFinding(1, "FIXED", 6), MakeFinding(2, "RANGE", 3), MakeFinding(3, "RANGE", 3)});
  for (FindingFile& finding : file.findings) finding.recovery_fen = 100 * finding.item;
  file.findings[0].final_points = 6;
  file.findings[1].final_points = 0;
  file.findings[2].final_points = 1;
  file.findings[2].recovery_fen = 0;
  const std::vector<RecoveryEntry> expected = ExpectedBy(file, Day(2026, 3, 18));
  ASSERT_EQ(expected.size(), 1u);
  EXPECT_EQ(expected.front().item, 1);
  EXPECT_EQ(expected.front().amount_fen, 100);
  EXPECT_EQ(expected.front().due, Day(2026, 3, 18));
  EXPECT_EQ(expected.front().year, 2026);
}

}  // namespace
}  // namespace probity::scoring
