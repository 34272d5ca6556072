// G10: told, asked for within five workdays of service, called seven workdays ahead, presided over
// by nobody who investigated, held with record and report.
#include "services/scoring/domain/procedure/hearing.h"

#include <gtest/gtest.h>

#include "common/calendar/work_calendar.h"
#include "services/scoring/domain/procedure/last_day.h"
#include "tests/services/scoring/domain/procedure/procedure_cases.h"

namespace probity::scoring {
namespace {

const calendar::WorkCalendar& Cn() {
  static const calendar::WorkCalendar calendar = *calendar::ShippedCalendar();
  return calendar;
}

policy::Policy HearingPolicy() {
  policy::Policy policy = MedicalPolicy();
  policy::Deadline request;
  request.key = "hearing_request";
  request.count = 5;
  policy::Deadline notice;
  notice.key = "hearing_notice";
  notice.count = 7;
  notice.start = policy::StartEvent::kHearing;
  notice.limit = policy::Limit::kAtLeastBefore;
  policy.deadlines = {request, notice};
  return policy;
}

CaseRecord ToldWithNotice() {
  return Recorded(RecordKind::kHearingRightTold, static_cast<int64_t>(HearingTold::kWithNotice));
}

CaseFile ServedOn(Day served) {
  CaseFile file = CaseIn(CaseState::kObjectionOpen, {MakeFinding(1, "FIXED", 6)});
  file.notice = served;
  file.notice_served = served;
  return file;
}

std::optional<Day> WindowOf(const CaseFile& file, const ProcedureFacts& facts) {
  const auto window = HearingWindowEnd(file, facts, HearingPolicy(), Cn());
  EXPECT_TRUE(window.ok()) << window.status();
  return window.ok() ? *window : std::nullopt;
}

TEST(Hearing, CanBeAskedForFiveWorkdaysLong) {
  const ProcedureFacts told = FactsAfter({ToldWithNotice()});
  struct Row {
    Day served;
    Day last;
    const char* why;
  };
  for (const Row& row :
       std::vector<Row>{{Day(2026, 2, 12), Day(2026, 2, 26),
                         "make-up Saturday 02-14 counts, the feast does not"},
                        {Day(2026, 9, 18), Day(2026, 9, 24), "make-up Sunday 09-20 counts"},
                        {Day(2026, 2, 24), Day(2026, 3, 2), "make-up Saturday 02-28 counts"},
                        {Day(2026, 4, 30), Day(2026, 5, 11), "make-up Saturday 05-09 counts"}}) {
    const CaseFile file = ServedOn(row.served);
    const std::optional<Day> window = WindowOf(file, told);
    ASSERT_TRUE(window.has_value());
    EXPECT_EQ(*window, row.last) << row.why;
    EXPECT_EQ(ReasonOf(RequestHearing(file, told, window, row.last, "", row.last).status()), "OK")
        << "the last day belongs to the time";
    EXPECT_EQ(ReasonOf(RequestHearing(file, told, window, row.last + 1, "", row.last + 1).status()),
              "G10_REQUEST_TOO_LATE")
        << "one day late";
    EXPECT_EQ(ReasonOf(RequestHearing(file, told, window, row.last, "", row.last + 1).status()),
              "OK")
        << "received in time, recorded a day later";
    EXPECT_EQ(ReasonOf(RequestHearing(file, told, window, row.served - 1, "", row.last).status()),
              "DATE_INVALID")
        << "before the notice was served";
    EXPECT_EQ(ReasonOf(RequestHearing(file, told, window, row.served + 1, "", row.served).status()),
              "DATE_INVALID")
        << "tomorrow";
  }
}

TEST(Hearing, CannotBeAskedForWithoutTheRightToldAndServed) {
  CaseFile file = ServedOn(Day(2026, 2, 12));
  EXPECT_EQ(
      ReasonOf(
          RequestHearing(file, {}, std::nullopt, Day(2026, 2, 13), "", Day(2026, 2, 13)).status()),
      "G10_HEARING_RIGHT");
  const ProcedureFacts told = FactsAfter({ToldWithNotice()});
  file.notice_served.reset();
  EXPECT_FALSE(WindowOf(file, told).has_value()) << "not served";
  EXPECT_EQ(
      ReasonOf(RequestHearing(file, told, std::nullopt, Day(2026, 2, 13), "", Day(2026, 2, 13))
                   .status()),
      "G10_HEARING_RIGHT");
}

TEST(Hearing, ARightToldLaterGivesItsOwnTime) {
  CaseFile file = ServedOn(Day(2026, 2, 2));
  file.state = CaseState::kJudged;
  const auto told = TellHearingRight(file, {}, "letter 1", Day(2026, 2, 12), Day(2026, 2, 13));
  ASSERT_TRUE(told.ok()) << told.status();
  EXPECT_EQ(WindowOf(file, FactsAfter({*told})), Day(2026, 2, 26));
  EXPECT_EQ(
      ReasonOf(TellHearingRight(file, {}, "letter 1", Day(2026, 2, 1), Day(2026, 2, 13)).status()),
      "SERVICE_DATE_INVALID")
      << "before the notice";
  EXPECT_EQ(
      ReasonOf(TellHearingRight(file, {}, "letter 1", Day(2026, 2, 14), Day(2026, 2, 13)).status()),
      "SERVICE_DATE_INVALID")
      << "tomorrow";
  EXPECT_EQ(
      ReasonOf(TellHearingRight(file, {}, "letter 1", std::nullopt, Day(2026, 2, 13)).status()),
      "BAD_REQUEST")
      << "the notice has gone out: this document is served on its own";
  EXPECT_EQ(ReasonOf(TellHearingRight(file, FactsAfter({*told}), "letter 2", Day(2026, 2, 12),
                                      Day(2026, 2, 13))
                         .status()),
            "ALREADY_EXISTS");
}

TEST(Hearing, TheRightIsToldInTheNotice) {
  const Day today(2026, 2, 2);
  const auto tell = [&](CaseState state, std::optional<Day> served, const std::string& number) {
    CaseFile file = CaseIn(state, {MakeFinding(1, "FIXED", 6)});
    if (state == CaseState::kInvestigated || state == CaseState::kPrelim) file.notice.reset();
    return ReasonOf(TellHearingRight(file, {}, number, served, today).status());
  };
  EXPECT_EQ(tell(CaseState::kPrelim, std::nullopt, "notice 1"), "OK");
  EXPECT_EQ(tell(CaseState::kNotified, std::nullopt, "notice 1"), "OK")
      << "a renewed notice that is not served yet";
  EXPECT_EQ(tell(CaseState::kPrelim, today, "notice 1"), "BAD_REQUEST") << "served with the notice";
  EXPECT_EQ(tell(CaseState::kPrelim, std::nullopt, ""), "BAD_REQUEST");
  EXPECT_EQ(tell(CaseState::kInvestigated, std::nullopt, "notice 1"), "WRONG_STATE")
      << "before the preliminary finding";
}

class CalledHearing : public ::testing::Test {
 protected:
  const CaseFile file_ = ServedOn(Day(2026, 9, 1));
  const std::vector<CaseRecord> asked_ = {ToldWithNotice(),
                                          Recorded(RecordKind::kHearingRequested)};

  std::string Notify(const std::vector<CaseRecord>& records, Day served, Day hearing,
                     const std::string& host = "host") {
    const auto latest = LastDayOf(HearingPolicy(), "hearing_notice", Cn(), hearing);
    EXPECT_TRUE(latest.ok()) << latest.status();
    return ReasonOf(NotifyHearing(file_, FactsAfter(records),
                                  {"call 1", served, hearing, "room 1", host}, *latest,
                                  Day(2026, 9, 22))
                        .status());
  }
};

TEST_F(CalledHearing, IsCalledSevenWorkdaysAhead) {
  EXPECT_EQ(Notify(asked_, Day(2026, 9, 21), Day(2026, 10, 8)), "OK")
      << "served 09-21 + 7 workdays = 10-08, past the feast";
  EXPECT_EQ(Notify(asked_, Day(2026, 9, 22), Day(2026, 10, 8)), "G10_NOTICE_TOO_SHORT")
      << "one day too short";
  EXPECT_EQ(Notify(asked_, Day(2026, 9, 21), Day(2026, 9, 30)), "G10_NOTICE_TOO_SHORT");
  EXPECT_EQ(Notify(asked_, Day(2026, 9, 22), Day(2026, 10, 9)), "OK");
  EXPECT_EQ(Notify(asked_, Day(2026, 9, 23), Day(2026, 10, 20)), "DATE_INVALID") << "tomorrow";
}

TEST_F(CalledHearing, IsNotPresidedOverByWhoInvestigated) {
  EXPECT_EQ(Notify(asked_, Day(2026, 9, 21), Day(2026, 10, 8), "officer-a"),
            "G10_HOST_INVESTIGATED");
  CaseRecord recused = Recorded(RecordKind::kRecused);
  recused.parts = {{PartKind::kOfficer, "former", ""}};
  EXPECT_EQ(Notify(With(asked_, recused), Day(2026, 9, 21), Day(2026, 10, 8), "former"),
            "G10_HOST_INVESTIGATED")
      << "nor by one who stood down";
  EXPECT_EQ(Notify(With(asked_, recused), Day(2026, 9, 21), Day(2026, 10, 8), "other"), "OK");
}

TEST_F(CalledHearing, IsCalledOnlyIfAskedFor) {
  EXPECT_EQ(Notify({ToldWithNotice()}, Day(2026, 9, 21), Day(2026, 10, 8)), "G10_HEARING_RIGHT");
  EXPECT_EQ(Notify(With(asked_, Recorded(RecordKind::kHearingWaived)), Day(2026, 9, 21),
                   Day(2026, 10, 8)),
            "G10_HEARING_RIGHT")
      << "withdrawn";
}

TEST_F(CalledHearing, IsHeldOnItsDayWithRecordAndReport) {
  CaseRecord called = Recorded(RecordKind::kHearingNotified);
  called.due = Day(2026, 10, 8);
  called.parts = {{PartKind::kHost, "host", ""}};
  const ProcedureFacts facts = FactsAfter(With(asked_, called));
  const auto hold = [&](HearingHeld held, Day today) {
    return ReasonOf(RecordHearing(file_, facts, held, today).status());
  };
  const HearingHeld held = {HearingOutcome::kHeld, Day(2026, 10, 8), "r 1", "p 1", "clerk", ""};
  EXPECT_EQ(hold(held, Day(2026, 10, 8)), "OK");
  EXPECT_EQ(hold(held, Day(2026, 10, 7)), "DATE_INVALID") << "it has not taken place yet";
  HearingHeld other = held;
  other.held = Day(2026, 10, 9);
  EXPECT_EQ(hold(other, Day(2026, 10, 9)), "DATE_INVALID") << "a day it was not called for";
  other = held;
  other.report_no.clear();
  EXPECT_EQ(hold(other, Day(2026, 10, 8)), "BAD_REQUEST") << "no report";
  other.outcome = HearingOutcome::kPartyAbsent;
  EXPECT_EQ(hold(other, Day(2026, 10, 8)), "OK") << "a party that stays away needs none";
  other.record_no.clear();
  EXPECT_EQ(hold(other, Day(2026, 10, 8)), "BAD_REQUEST") << "but a record";
  EXPECT_EQ(ReasonOf(RecordHearing(file_, FactsAfter(asked_), held, Day(2026, 10, 8)).status()),
            "WRONG_STATE")
      << "nobody called it";
}

TEST(Hearing, IsAskedForOnceAndAnewAfterItWasWithdrawn) {
  const CaseFile file = ServedOn(Day(2026, 2, 12));
  const std::vector<CaseRecord> asked = {ToldWithNotice(), Recorded(RecordKind::kHearingRequested)};
  const Day day(2026, 2, 13);
  const std::optional<Day> window = Day(2026, 2, 26);
  EXPECT_EQ(ReasonOf(RequestHearing(file, FactsAfter(asked), window, day, "", day).status()),
            "ALREADY_EXISTS");
  const auto waived = WaiveHearing(file, FactsAfter(asked), "paper 1", day);
  ASSERT_TRUE(waived.ok()) << waived.status();
  EXPECT_EQ(
      ReasonOf(
          RequestHearing(file, FactsAfter(With(asked, *waived)), window, day, "", day).status()),
      "OK");
  EXPECT_EQ(ReasonOf(WaiveHearing(file, FactsAfter(asked), "", day).status()), "BAD_REQUEST")
      << "a waiver is a signed paper";
  EXPECT_EQ(ReasonOf(WaiveHearing(file, {}, "paper 1", day).status()), "G10_HEARING_RIGHT");
}

TEST(Hearing, ADayBeyondTheCalendarIsNotGuessed) {
  const CaseFile file = ServedOn(Day(2028, 12, 29));
  const auto window = HearingWindowEnd(file, FactsAfter({ToldWithNotice()}), HearingPolicy(), Cn());
  EXPECT_EQ(ReasonOf(window.status()), "BEYOND_CALENDAR");
}

}  // namespace
}  // namespace probity::scoring
