#include "services/scoring/domain/ledger/multi_year.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/scoring/domain/ledger/warning.h"
#include "services/scoring/domain/ledger/year_end.h"
#include "tests/services/scoring/domain/policies.h"

namespace probity::scoring {
namespace {

using calendar::Period;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Day = absl::CivilDay;

std::vector<Period> Term(int32_t first, int32_t last) {
  return {Period{Day(first, 1, 1), Day(last, 12, 31)}};
}

Crossing Suspended(int64_t seq, Day served, int32_t months = 1) {
  Crossing crossing;
  crossing.year = static_cast<int32_t>(served.year());
  crossing.band = "[18,24)";
  crossing.suspend_months = months;
  crossing.entry_seq = seq;
  crossing.case_id = std::string(16, 'c');
  crossing.effective_date = served;
  return crossing;
}

policy::Policy PolicyWith(const policy::MultiYearRule& rule) {
  policy::Policy policy = MedicalPolicy();
  policy.multi_year = {rule};
  return policy;
}

std::vector<std::string> Keys(const std::vector<Repetition>& met) {
  std::vector<std::string> keys;
  for (const Repetition& one : met) keys.push_back(one.key);
  return keys;
}

constexpr auto kSuspension = policy::RepeatedEvent::kSuspension;
constexpr auto kPoints = policy::RepeatedEvent::kPointsAtLeast;

TEST(MultiYear, TwoSuspensionsWithinOneTermOfTheAgreementCallForAProposal) {
  const policy::Policy policy = PolicyWith({kSuspension, 2, 0, 0, {}});
  struct Row {
    std::string rule;
    History history;
    std::vector<std::string> keys;
  };
  const std::vector<Row> rows = {
      {"one suspension", {{Suspended(3, Day(2026, 3, 9))}, {}, Term(2026, 2027)}, {}},
      {"two in one year",
       {{Suspended(3, Day(2026, 3, 9)), Suspended(8, Day(2026, 9, 1), 3)}, {}, Term(2026, 2027)},
       {"suspension:8/2/0/0"}},
      {"two in two years of one term",
       {{Suspended(3, Day(2026, 3, 9)), Suspended(8, Day(2027, 12, 31))}, {}, Term(2026, 2027)},
       {"suspension:8/2/0/0"}},
      {"the second a day after the term",
       {{Suspended(3, Day(2026, 3, 9)), Suspended(8, Day(2028, 1, 1))}, {}, Term(2026, 2027)},
       {}},
      {"the first a day before the term",
       {{Suspended(3, Day(2025, 12, 31)), Suspended(8, Day(2026, 3, 9))}, {}, Term(2026, 2027)},
       {}},
      {"a third makes another",
       {{Suspended(3, Day(2026, 3, 9)), Suspended(8, Day(2026, 9, 1)),
         Suspended(9, Day(2027, 2, 1))},
        {},
        Term(2026, 2027)},
       {"suspension:8/2/0/0", "suspension:9/2/0/0"}},
      {"one lengthened while it runs stays one",
       {{Suspended(3, Day(2026, 3, 9)), Suspended(8, Day(2026, 4, 9), 3)}, {}, Term(2026, 2027)},
       {}},
      {"a day after its end it is another",
       {{Suspended(3, Day(2026, 3, 9)), Suspended(8, Day(2026, 4, 10), 3)}, {}, Term(2026, 2027)},
       {"suspension:8/2/0/0"}},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Keys(Repetitions(policy, row.history)), row.keys) << row.rule;
  }
}

TEST(MultiYear, AWindowOfYearsEndsOnTheDayOfTheLast) {
  const policy::Policy policy = PolicyWith({kSuspension, 2, 0, 2, {}});
  const auto met = [&](Day first, Day last) {
    return Repetitions(policy, {{Suspended(1, first), Suspended(2, last)}, {}, {}}).size();
  };
  EXPECT_EQ(met(Day(2024, 3, 10), Day(2026, 3, 9)), 1u) << "the window's first day";
  EXPECT_EQ(met(Day(2024, 3, 9), Day(2026, 3, 9)), 0u) << "one day before it";
  EXPECT_EQ(met(Day(2026, 3, 1), Day(2028, 2, 29)), 1u) << "counted back from 29 February";
  EXPECT_EQ(met(Day(2026, 2, 28), Day(2028, 2, 29)), 0u) << "one day before it";
}

TEST(MultiYear, PointsOfConsecutiveYearsCallForAProposal) {
  const policy::Policy policy = PolicyWith({kPoints, 2, 18, 2, {}});
  const auto keys = [&](const std::map<int32_t, int64_t>& points) {
    return Keys(Repetitions(policy, {{}, points, Term(2020, 2030)}));
  };
  EXPECT_THAT(keys({{2025, 18}, {2026, 18}}), ElementsAre("points:2026/2/2/18"));
  EXPECT_THAT(keys({{2025, 17}, {2026, 18}}), IsEmpty()) << "one point less";
  EXPECT_THAT(keys({{2024, 18}, {2026, 30}}), IsEmpty()) << "a year between";
  EXPECT_THAT(keys({{2024, 18}, {2025, 0}, {2026, 30}}), IsEmpty());
  EXPECT_THAT(keys({{2024, 20}, {2025, 20}, {2026, 20}}),
              ElementsAre("points:2025/2/2/18", "points:2026/2/2/18"));
}

TEST(MultiYear, AProposalNamesWhatWasRepeated) {
  const History history = {
      {Suspended(8, Day(2026, 9, 1), 3), Suspended(3, Day(2026, 3, 9))}, {}, Term(2026, 2027)};
  const auto met = Repetitions(PolicyWith({kSuspension, 2, 0, 0, {}}), history);
  ASSERT_EQ(met.size(), 1u);
  EXPECT_THAT(met[0].occurrences, ElementsAre("2026-03-09 [18,24)", "2026-09-01 [18,24)"));
  EXPECT_EQ(met[0].case_id, std::string(16, 'c'));
  EXPECT_EQ(met[0].window, Term(2026, 2027).front());
}

TEST(MultiYear, EachOccurrenceCountsInTheTermAroundItsOwnDay) {
  const policy::Policy policy = PolicyWith({kSuspension, 2, 0, 0, {}});
  const Crossing first = Suspended(3, Day(2026, 3, 9));
  const Crossing second = Suspended(8, Day(2026, 9, 1), 3);
  const std::vector<Period> terms = {Term(2026, 2026).front(), Term(2027, 2027).front()};
  EXPECT_THAT(
      Keys(Repetitions(policy, {{first, second, Suspended(9, Day(2027, 2, 1))}, {}, terms})),
      ElementsAre("suspension:8/2/0/0"))
      << "renewed since, and crossed again: what the term before saw stays";
  EXPECT_THAT(Keys(Repetitions(policy, {{first, second}, {}, {}})),
              ElementsAre("suspension:8/2/0/0"))
      << "without an agreement the calendar year stands for the term";
  EXPECT_THAT(Keys(Repetitions(policy, {{first, Suspended(8, Day(2027, 1, 1))}, {}, {}})),
              IsEmpty());
  const policy::Policy by_points = PolicyWith({kPoints, 2, 18, 0, {}});
  const std::map<int32_t, int64_t> points = {{2025, 18}, {2026, 18}, {2027, 18}};
  EXPECT_THAT(Keys(Repetitions(by_points, {{}, points, Term(2025, 2026)})),
              ElementsAre("points:2026/2/0/18"));
  EXPECT_THAT(
      Keys(Repetitions(by_points, {{}, points, Term(2025, 2026), {{2026, Day(2027, 1, 4)}}})),
      IsEmpty())
      << "points of 2026 that took effect after the term";
}

TEST(MultiYear, AProposalRestsUntilAnOccurrenceIsTakenBack) {
  const Crossing march = Suspended(3, Day(2026, 3, 9));
  const std::string line = "2026-03-09 [18,24)";
  const std::string key = "suspension:8/2/0/0";
  EXPECT_TRUE(StillRests(key, {line}, {{march}, {}, {}}));
  EXPECT_FALSE(StillRests(key, {line}, {{Suspended(3, Day(2026, 3, 10))}, {}, {}}));
  EXPECT_FALSE(StillRests(key, {line, line}, {{march}, {}, {}})) << "one of two of a day";
  EXPECT_TRUE(StillRests(key, {line, line}, {{march, march}, {}, {}}));
  const std::string of_points = "points:2026/2/2/18";
  EXPECT_TRUE(StillRests(of_points, {"2025: 20", "2026: 27"}, {{}, {{2025, 18}, {2026, 30}}, {}}));
  EXPECT_FALSE(StillRests(of_points, {"2025: 20", "2026: 27"}, {{}, {{2025, 17}, {2026, 30}}, {}}));
  EXPECT_FALSE(StillRests(of_points, {"2025: 20"}, {{}, {{2026, 30}}, {}}));
}

TEST(EarlyWarning, AStandingWithinThePolicysDistanceOfAWorseBandRaisesOne) {
  policy::Policy policy = MedicalPolicy();
  policy.consequences.alert_within = 2;
  struct Row {
    int64_t points;
    std::string next;  // empty: none
    int64_t distance;
  };
  const std::vector<Row> rows = {{0, "", 0},         {9, "", 0},         {10, "[12,18)", 2},
                                 {11, "[12,18)", 1}, {12, "", 0},        {15, "", 0},
                                 {16, "[18,24)", 2}, {17, "[18,24)", 1}, {22, "[24,30)", 2},
                                 {28, "[30,∞)", 2},  {29, "[30,∞)", 1},  {30, "", 0}};
  for (const Row& row : rows) {
    const auto warning = WarningAt(policy, row.points);
    EXPECT_EQ(warning.has_value(), !row.next.empty()) << row.points;
    if (!warning.has_value()) continue;
    EXPECT_EQ(warning->next_band, row.next) << row.points;
    EXPECT_EQ(warning->points_to_next, row.distance) << row.points;
  }
}

TEST(EarlyWarning, TheDistanceIsPolicyData) {
  policy::Policy policy = MedicalPolicy();
  policy.consequences.alert_within = 1;
  EXPECT_FALSE(WarningAt(policy, 16).has_value());
  EXPECT_TRUE(WarningAt(policy, 17).has_value());
}

TEST(YearEnd, EachSubjectsYearHasItsOwnIdAndLapsesOnTheFirstOfJanuary) {
  const Subject medical = {policy::SubjectKind::kMedical, "M1"};
  const Subject person = {policy::SubjectKind::kPerson, "M1"};
  EXPECT_EQ(ExpiryId(medical, 2026).size(), 16u);
  EXPECT_EQ(ExpiryId(medical, 2026), ExpiryId(medical, 2026));
  EXPECT_NE(ExpiryId(medical, 2026), ExpiryId(medical, 2027));
  EXPECT_NE(ExpiryId(medical, 2026), ExpiryId(person, 2026));
  EXPECT_EQ(ExpiryDay(2027), Day(2028, 1, 1));
}

}  // namespace
}  // namespace probity::scoring
