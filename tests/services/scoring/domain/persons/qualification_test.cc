// The payment qualification that follows from the points of a person, year by year.
#include <gmock/gmock.h>

#include "tests/services/scoring/domain/persons/person_policy.h"

namespace probity::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::vector<Day> kRegistered = {Day(2025, 1, 2)};

PaymentQualification On(const std::vector<PersonDecided>& decisions, Day day,
                        const std::vector<Day>& registered = kRegistered) {
  return QualificationOn(HistoryOf(StandingsAfter(decisions)), registered, day);
}

TEST(Qualification, FollowsTheBandsAtTheirEdges) {
  struct Case {
    int64_t points;
    QualificationState state;
  };
  const Case cases[] = {
      {0, QualificationState::kNormal},      {8, QualificationState::kNormal},
      {9, QualificationState::kSuspended},   {11, QualificationState::kSuspended},
      {12, QualificationState::kTerminated}, {30, QualificationState::kTerminated}};
  for (const Case& c : cases) {
    EXPECT_EQ(On({{c.points, Day(2026, 3, 10), 2}}, Day(2026, 3, 11)).state, c.state) << c.points;
  }
}

TEST(Qualification, IsSuspendedForTheMonthsTheDecisionChoseFromTheDayAfterService) {
  struct Case {
    int32_t months;
    Day served;
    Day first;
    Day last;
  };
  const Case cases[] = {{1, Day(2026, 1, 31), Day(2026, 2, 1), Day(2026, 2, 28)},
                        {6, Day(2026, 5, 31), Day(2026, 6, 1), Day(2026, 11, 30)},
                        {1, Day(2028, 1, 31), Day(2028, 2, 1), Day(2028, 2, 29)},
                        {3, Day(2026, 11, 15), Day(2026, 11, 16), Day(2027, 2, 15)}};
  for (const Case& c : cases) {
    const std::vector<PersonDecided> decisions = {{9, c.served, c.months}};
    const PaymentQualification on = On(decisions, c.first);
    ASSERT_TRUE(on.suspension.has_value()) << c.served;
    EXPECT_EQ(on.suspension->first, c.first);
    EXPECT_EQ(on.suspension->last, c.last) << "months " << c.months << " served " << c.served;
    EXPECT_EQ(On(decisions, c.served).state, QualificationState::kNormal) << "the day of service";
    EXPECT_EQ(On(decisions, c.last).state, QualificationState::kSuspended) << "the last day";
    EXPECT_EQ(On(decisions, c.last + 1).state, QualificationState::kNormal);
  }
}

TEST(Qualification, TwelveInOneDecisionBarForThreeYearsAndByAccumulationForOne) {
  struct Case {
    std::string what;
    std::vector<PersonDecided> decisions;
    bool one_event;
    Day bar_end;
  };
  const Case cases[] = {
      {"12 at once", {{12, Day(2026, 3, 10)}}, true, Day(2029, 3, 10)},
      {"1 then 12", {{1, Day(2026, 2, 1)}, {12, Day(2026, 3, 10)}}, true, Day(2029, 3, 10)},
      {"1 then 11", {{1, Day(2026, 2, 1)}, {11, Day(2026, 3, 10), 1}}, false, Day(2027, 3, 10)},
      {"6 then 6", {{6, Day(2026, 2, 1)}, {6, Day(2026, 3, 10)}}, false, Day(2027, 3, 10)},
      {"9 then 3", {{9, Day(2026, 2, 1), 6}, {3, Day(2026, 3, 10)}}, false, Day(2027, 3, 10)},
      {"12 on 29 February", {{12, Day(2028, 2, 29)}}, true, Day(2031, 2, 28)},
  };
  for (const Case& c : cases) {
    const Day served = c.decisions.back().served;
    const PaymentQualification now = On(c.decisions, served + 1);
    ASSERT_TRUE(now.termination.has_value()) << c.what;
    EXPECT_EQ(now.termination->one_event, c.one_event) << c.what;
    EXPECT_EQ(now.termination->bar_end, c.bar_end) << c.what;
    EXPECT_EQ(now.termination->first, served + 1) << c.what;
    EXPECT_NE(On(c.decisions, served).state, QualificationState::kTerminated) << c.what;
  }
}

TEST(Qualification, PointsOfOneYearDoNotAddToThoseOfTheNext) {
  const std::vector<PersonDecided> decisions = {{8, Day(2026, 12, 31)}, {8, Day(2027, 1, 1)}};
  EXPECT_EQ(On(decisions, Day(2027, 1, 2)).state, QualificationState::kNormal)
      << "8 and 8 in two years are no 16";
}

TEST(Qualification, TerminationGoesOnAcrossTheYearsUntilANewRegistrationAfterTheBar) {
  const std::vector<PersonDecided> decisions = {{12, Day(2026, 3, 10)}};
  EXPECT_EQ(On(decisions, Day(2029, 3, 11)).state, QualificationState::kTerminated)
      << "the bar is over, but nobody registered";
  const std::vector<Day> again = {Day(2025, 1, 2), Day(2029, 3, 11)};
  EXPECT_EQ(On(decisions, Day(2029, 3, 10), again).state, QualificationState::kTerminated);
  EXPECT_EQ(On(decisions, Day(2029, 3, 11), again).state, QualificationState::kNormal);
}

TEST(Qualification, NobodyIsRegisteredUpToTheLastDayOfTheBar) {
  const QualificationHistory history = HistoryOf(StandingsAfter({{12, Day(2026, 3, 10)}}));
  const absl::Status last = CheckNotBarred(history, Day(2029, 3, 10));
  EXPECT_EQ(ReasonOf(last), "PERSON_BARRED");
  EXPECT_EQ(DetailOf(last).metadata["bar_end_date"], "2029-03-10");
  EXPECT_EQ(ReasonOf(CheckNotBarred(history, Day(2029, 3, 11))), "OK");
  EXPECT_EQ(ReasonOf(CheckNotBarred({}, Day(2026, 1, 1))), "OK");
}

TEST(Qualification, AReversalEndsWhatWasNotServedAndGivesNothingBack) {
  std::vector<PersonDecided> decisions = {{9, Day(2026, 3, 10), 6, true, Day(2026, 4, 20)}};
  EXPECT_EQ(On(decisions, Day(2026, 4, 20)).state, QualificationState::kSuspended) << "served";
  EXPECT_EQ(On(decisions, Day(2026, 4, 21)).state, QualificationState::kNormal);
  decisions[0].points = 12;
  EXPECT_EQ(On(decisions, Day(2026, 4, 21)).state, QualificationState::kNormal)
      << "no bar is left of a revoked termination";
  EXPECT_EQ(ReasonOf(CheckNotBarred(HistoryOf(StandingsAfter(decisions)), Day(2026, 4, 21))), "OK");
}

TEST(Qualification, CountsAYearAsAffectedIfOneOfItsDaysIs) {
  const auto affected = [](const std::vector<PersonDecided>& decisions, int32_t year) {
    return AffectedIn(HistoryOf(StandingsAfter(decisions)), kRegistered, year);
  };
  const std::vector<PersonDecided> across = {{9, Day(2026, 12, 30), 1}};
  EXPECT_TRUE(affected(across, 2026)) << "31 December alone";
  EXPECT_TRUE(affected(across, 2027));
  EXPECT_FALSE(affected({{9, Day(2026, 12, 31), 1}}, 2026)) << "it begins on 1 January";
  EXPECT_FALSE(affected({{8, Day(2026, 6, 1)}}, 2026));
  EXPECT_TRUE(affected({{12, Day(2026, 6, 1)}}, 2028)) << "still terminated";
}

Person Doctor(std::vector<Employment> employments) {
  Person person;
  person.person_id = "D1";
  person.employments = std::move(employments);
  SortEmployments(person.employments);
  return person;
}

TEST(Employments, TellWhoWorkedWhereOnWhichDays) {
  const Person person = Doctor({{"M001", Day(2025, 1, 1), Day(2026, 2, 28), true},
                                {"M002", Day(2026, 2, 28), std::nullopt, false}});
  EXPECT_TRUE(WorkedAt(person, "M001", Day(2026, 2, 28), Day(2026, 3, 5))) << "the last day";
  EXPECT_FALSE(WorkedAt(person, "M001", Day(2026, 3, 1), Day(2026, 3, 5))) << "one day late";
  EXPECT_FALSE(WorkedAt(person, "M002", Day(2026, 2, 1), Day(2026, 2, 27))) << "one day early";
  EXPECT_TRUE(WorkedAt(person, "M002", Day(2026, 2, 1), Day(2026, 2, 28)));
  EXPECT_FALSE(WorkedAt(person, "M003", Day(2026, 1, 1), Day(2026, 12, 31)));
  EXPECT_THAT(OtherSites(person, "M001", Day(2026, 3, 1)), ElementsAre("M002"));
  EXPECT_THAT(OtherSites(person, "M002", Day(2026, 3, 1)), IsEmpty()) << "M001 has ended";
  EXPECT_THAT(OtherSites(person, "M002", Day(2026, 2, 28)), ElementsAre("M001"));
}

TEST(Employments, BeginAndEndWithoutOverlapAtOneInstitution) {
  const Person person = Doctor({{"M001", Day(2025, 1, 1), std::nullopt, true}});
  const auto change = [&](const Employment& to) {
    return ReasonOf(ChangeEmployment(person, to).status());
  };
  EXPECT_EQ(change({"M002", Day(2025, 1, 1), std::nullopt, false}), "OK") << "a second site";
  EXPECT_EQ(change({"M001", Day(2026, 1, 1), std::nullopt, true}), "EMPLOYMENT_OVERLAP");
  EXPECT_EQ(change({"M001", Day(2025, 1, 1), std::nullopt, true}), "EMPLOYMENT_OVERLAP");
  EXPECT_EQ(change({"M001", Day(2025, 1, 1), Day(2025, 1, 1), true}), "OK") << "one day";
  EXPECT_EQ(change({"M001", Day(2025, 1, 2), Day(2026, 1, 1), true}), "NOT_EMPLOYED_THERE");
  EXPECT_EQ(change({"M001", Day(2025, 1, 1), Day(2024, 12, 31), true}), "BAD_REQUEST");
}

}  // namespace
}  // namespace probity::scoring
