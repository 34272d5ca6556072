// G18: what comes too late for a locked year, and what does not concern it.
#include "services/scoring/domain/ledger/late.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;

Entry EntryOf(int64_t seq, int32_t year, Day effective) {
  Entry entry;
  entry.subject = {policy::SubjectKind::kMedical, "M001"};
  entry.recorded_seq = seq;
  entry.year = year;
  entry.effective_date = effective;
  return entry;
}

YearLock Lock(int32_t year, int64_t known_seq) {
  return {year, "run", known_seq, 0, false};
}

TEST(LateEntry, IsWhatALockedYearDidNotKnow) {
  const std::vector<YearLock> locks = {Lock(2025, 10)};
  struct Row {
    Entry entry;
    bool late;
    const char* why;
  };
  Entry expiry = EntryOf(11, 2025, Day(2026, 1, 1));
  expiry.kind = EntryKind::kExpire;
  Entry person = EntryOf(11, 2025, Day(2026, 3, 1));
  person.subject.kind = policy::SubjectKind::kPerson;
  for (const Row& row : std::vector<Row>{
           {EntryOf(10, 2025, Day(2026, 3, 1)), false, "the last one it knew"},
           {EntryOf(11, 2025, Day(2026, 3, 1)), true, "the first one it did not"},
           {EntryOf(11, 2024, Day(2025, 12, 31)), true, "of an earlier year, in force in this one"},
           {EntryOf(11, 2024, Day(2026, 1, 1)), false, "in force the day after the year"},
           {EntryOf(11, 2026, Day(2026, 3, 1)), false, "of a year that is open"},
           {expiry, false, "the year's end changes no standing"},
           {person, false, "nobody settles a person"}}) {
    EXPECT_EQ(IsLate(row.entry, locks), row.late) << row.why;
  }
  EXPECT_FALSE(IsLate(EntryOf(11, 2025, Day(2026, 3, 1)), {})) << "nothing is locked";
}

TEST(LateEntry, StaysOneAfterASupplementaryRun) {
  const std::vector<YearLock> locks = {Lock(2025, 20), Lock(2025, 10), Lock(2024, 30)};
  EXPECT_EQ(FirstKnownSeq(locks, 2025), 10);
  EXPECT_EQ(LastKnownSeq(locks, 2025), 20);
  EXPECT_EQ(LastKnownSeq(locks, 2023), std::nullopt);
  EXPECT_TRUE(IsLate(EntryOf(15, 2025, Day(2026, 3, 1)), locks));
}

}  // namespace
}  // namespace probity::scoring
