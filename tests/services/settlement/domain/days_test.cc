#include "services/settlement/domain/days.h"

#include <gtest/gtest.h>

#include "absl/time/civil_time.h"

namespace probity::settlement {
namespace {

using absl::CivilDay;
using calendar::Period;

struct Case {
  const char* rule;
  int32_t year;
  Designation designation;
  std::optional<Period> suspension;
  CountedDays expect;
};

TEST(CountDays, CountsWhatLiesInsideTheYearAndTheDesignation) {
  const CivilDay early(2010, 5, 1);
  const std::vector<Case> cases = {
      {"a whole year", 2026, {early, {}, {}}, {}, {365, 365, 0}},
      {"a leap year", 2028, {early, {}, {}}, {}, {366, 366, 0}},
      {"designated from 2 July", 2026, {CivilDay(2026, 7, 2), {}, {}}, {}, {365, 183, 0}},
      {"designated on the last day", 2026, {CivilDay(2026, 12, 31), {}, {}}, {}, {365, 1, 0}},
      {"designated only next year", 2026, {CivilDay(2027, 1, 1), {}, {}}, {}, {365, 0, 0}},
      {"left on 30 June", 2026, {early, CivilDay(2026, 6, 30), {}}, {}, {365, 181, 0}},
      {"cancelled from 1 July: the day itself is not designated",
       2026,
       {early, {}, CivilDay(2026, 7, 1)},
       {},
       {365, 181, 0}},
      {"cancelled only next year", 2026, {early, {}, CivilDay(2027, 2, 1)}, {}, {365, 365, 0}},
      {"cancelled before the year", 2026, {early, {}, CivilDay(2025, 9, 1)}, {}, {365, 0, 0}},
      {"suspended in March",
       2026,
       {early, {}, {}},
       Period{CivilDay(2026, 3, 1), CivilDay(2026, 3, 31)},
       {365, 365, 31}},
      {"a suspension that runs into the next year counts here up to 31 December",
       2026,
       {early, {}, {}},
       Period{CivilDay(2026, 12, 11), CivilDay(2027, 1, 10)},
       {365, 365, 21}},
      {"a suspension that runs wholly in the next year counts there",
       2026,
       {early, {}, {}},
       Period{CivilDay(2027, 1, 5), CivilDay(2027, 2, 4)},
       {365, 365, 0}},
      {"suspended days end with the designation",
       2026,
       {early, {}, CivilDay(2026, 3, 11)},
       Period{CivilDay(2026, 3, 1), CivilDay(2026, 3, 31)},
       {365, 69, 10}},
      {"suspended at its own request in May: no days of designation",
       2026,
       {early, {}, {}, {{CivilDay(2026, 5, 1), CivilDay(2026, 5, 31)}}},
       {},
       {365, 334, 0}},
      {"at its own request from the year before and twice over, each day once",
       2026,
       {early,
        {},
        {},
        {{CivilDay(2026, 1, 5), CivilDay(2026, 1, 14)},
         {CivilDay(2025, 12, 1), CivilDay(2026, 1, 10)}}},
       {},
       {365, 351, 0}},
      {"an order on days of which it had suspended itself for some counts for the others",
       2026,
       {early, {}, {}, {{CivilDay(2026, 3, 11), CivilDay(2026, 3, 20)}}},
       Period{CivilDay(2026, 3, 1), CivilDay(2026, 3, 31)},
       {365, 355, 21}},
      {"its own request ends with the designation",
       2026,
       {early, {}, CivilDay(2026, 7, 1), {{CivilDay(2026, 6, 30), CivilDay(2026, 8, 31)}}},
       {},
       {365, 180, 0}},
      {"a request of the next year",
       2026,
       {early, {}, {}, {{CivilDay(2027, 1, 1), CivilDay(2027, 2, 1)}}},
       {},
       {365, 365, 0}},
  };
  for (const Case& row : cases) {
    const CountedDays days = CountDays(row.year, row.designation, row.suspension);
    EXPECT_EQ(days.year, row.expect.year) << row.rule;
    EXPECT_EQ(days.designated, row.expect.designated) << row.rule;
    EXPECT_EQ(days.suspended, row.expect.suspended) << row.rule;
  }
}

}  // namespace
}  // namespace probity::settlement
