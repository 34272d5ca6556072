// What is due and overdue for whom, and what may be added by whom.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/api/clocks/clocks.h"
#include "services/scoring/store/procedure/records.h"
#include "tests/services/scoring/api/clocks/clock_client.h"

namespace probity::scoring {
namespace {

using policy::v1::EXTENSION_BY_COLLECTIVE_DISCUSSION;
using policy::v1::EXTENSION_BY_HEAD;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class ClockServiceTest : public ClocksTest {
 protected:
  // "c1 objection 2026-02-26", in the order of the answer.
  template <typename Response>
  std::vector<std::string> Lines(const absl::StatusOr<Response>& response) {
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> lines;
    if (!response.ok()) return lines;
    for (const v1::ClockView& clock : response->clocks()) {
      lines.push_back(
          absl::StrCat(clock.case_ref(), " ", clock.clock().key(), " ", clock.last_date()));
    }
    return lines;
  }
  std::vector<std::string> Due(const std::string& officer, const std::string& until = "") {
    v1::ListDueRequest request;
    request.set_officer(officer);
    request.set_until_date(until);
    return Lines(Call(&ClockStub::ListDue, request, AsSupervisor()));
  }
  std::vector<std::string> Overdue(const std::string& officer) {
    v1::ListOverdueRequest request;
    request.set_officer(officer);
    return Lines(Call(&ClockStub::ListOverdue, request, AsSupervisor()));
  }
};
PROBITY_ON_EVERY_ENGINE(ClockServiceTest);

TEST_P(ClockServiceTest, TheStepsOfACaseStartAndMeetItsClocks) {
  const v1::Case file = Filed("c1");
  const std::string& id = file.case_id();
  EXPECT_THAT(Stored(id), ElementsAre(Pair("decide", "RUNNING 2026-05-11")))
      << "90 days from 02-09 end on 05-10, a Sunday";
  client_.Notify(id);
  Today(Day(2026, 2, 12));
  client_.Serve(id, "2026-02-12");
  EXPECT_THAT(Stored(id), UnorderedElementsAre(Pair("decide", "RUNNING 2026-05-11"),
                                               Pair("objection", "RUNNING 2026-02-26")));
  Today(Day(2026, 2, 26));
  client_.Object(id, "申辩");
  EXPECT_THAT(Stored(id), Contains(Pair("objection", "MET 2026-02-26"))) << "on its last day";
  EXPECT_THAT(Stored(id), Contains(Pair("objection_reply", "RUNNING 2026-03-11")))
      << "10 workdays, the make-up Saturday 02-28 among them";
}

TEST_P(ClockServiceTest, DecisionAndServiceBringTheRemedies) {
  Today(Day(2026, 2, 12));
  const v1::Case file = Served("c1", "2026-02-12");
  const std::string& id = file.case_id();
  Today(Day(2026, 3, 2));
  client_.Confirm(id);
  EXPECT_THAT(Stored(id), Contains(Pair("decide", "MET 2026-05-13")));
  EXPECT_THAT(Stored(id), Contains(Pair("service", "RUNNING 2026-03-11")));
  Today(Day(2026, 3, 12));
  client_.Effect(id, "2026-03-12");
  const auto clocks = Clocks(id);
  EXPECT_EQ(clocks.at("service").state(), v1::CLOCK_STATE_MET);
  EXPECT_TRUE(clocks.at("service").late()) << "one day late";
  EXPECT_EQ(clocks.at("service").reported_date(), "2026-03-12")
      << "late is late, though no scheduler had looked";
  EXPECT_EQ(clocks.at("reconsideration").last_date(), "2026-05-11");
  EXPECT_EQ(clocks.at("litigation").last_date(), "2026-09-14")
      << "six months end on 09-12, a Saturday";
}

TEST_P(ClockServiceTest, ListsAreByLastDayAndForTheOfficersOfTheCase) {
  Today(Day(2026, 2, 12));
  Served("c1", "2026-02-12");
  Today(Day(2026, 2, 13));
  Filed("c2");
  EXPECT_THAT(Due("officer-a"), ElementsAre("c1 objection 2026-02-26", "c1 decide 2026-05-13",
                                            "c2 decide 2026-05-14"));
  EXPECT_EQ(Due("officer-b"), Due("officer-a")) << "both work the cases";
  EXPECT_THAT(Due("officer-c"), IsEmpty());
  EXPECT_THAT(Due(""), ::testing::SizeIs(3));
  EXPECT_THAT(Due("", "2026-02-26"), ::testing::SizeIs(1));
  EXPECT_THAT(Due("", "2026-02-25"), IsEmpty()) << "one day early";
  EXPECT_THAT(Overdue(""), IsEmpty());
}

TEST_P(ClockServiceTest, AListHasPages) {
  Today(Day(2026, 2, 12));
  for (int i = 1; i <= 3; ++i) Served(absl::StrCat("c", i), "2026-02-12");
  std::vector<std::string> all;
  v1::ListDueRequest request;
  request.set_page_size(2);
  int pages = 0;
  do {
    const auto page = Call(&ClockStub::ListDue, request, AsSupervisor());
    for (const std::string& line : Lines(page)) all.push_back(line);
    request.set_page_token(page.ok() ? page->next_page_token() : "");
    ++pages;
  } while (!request.page_token().empty() && pages < 10);
  EXPECT_EQ(pages, (static_cast<int>(Due("").size()) + 1) / 2) << "by two";
  EXPECT_EQ(all, Due("")) << "none twice, none left out";
}

TEST_P(ClockServiceTest, WhatIsOverdueIsListedUntilItIsDone) {
  Today(Day(2026, 2, 12));
  const v1::Case file = Served("c1", "2026-02-12");
  Today(Day(2026, 5, 13));
  EXPECT_THAT(Overdue("officer-a"), IsEmpty()) << "90 days end today";
  Today(Day(2026, 5, 14));
  EXPECT_THAT(Overdue("officer-a"), ElementsAre("c1 decide 2026-05-13"))
      << "listed without waiting for a scheduler";
  EXPECT_THAT(Overdue("officer-c"), IsEmpty());
  client_.Confirm(file.case_id());
  EXPECT_THAT(Overdue("officer-a"), IsEmpty());
  EXPECT_TRUE(Clocks(file.case_id()).at("decide").late());
}

TEST_P(ClockServiceTest, OnlyTheNamedApproverExtendsAndNeverForHimself) {
  const v1::Case file = Filed("c1");
  const std::string& id = file.case_id();
  const auto outcome = [](const auto& response) { return Outcome(response.status()); };
  EXPECT_EQ(outcome(Extend(id, EXTENSION_BY_HEAD, 30, AsSupervisor())),
            "PERMISSION_DENIED/ROLE_REQUIRED");
  EXPECT_EQ(outcome(Extend(id, EXTENSION_BY_HEAD, 30, AsOfficer())),
            "PERMISSION_DENIED/ROLE_REQUIRED");
  EXPECT_EQ(outcome(Extend(id, EXTENSION_BY_HEAD, 30, AsDirector("officer-a"))),
            "PERMISSION_DENIED/OFFICER_OF_THE_CASE");
  server_.Change([&](sql::Tx& tx) {
    return ChangeOfficers(tx, server_.env().region, id, {"recused", ""}, 1);
  });
  EXPECT_EQ(outcome(Extend(id, EXTENSION_BY_HEAD, 30, AsDirector("recused"))),
            "PERMISSION_DENIED/OFFICER_OF_THE_CASE")
      << "G2: who stood down worked the case";
  EXPECT_EQ(outcome(Extend(id, EXTENSION_BY_COLLECTIVE_DISCUSSION, 60, AsDirector())),
            "FAILED_PRECONDITION/EXTENSION_NOT_ALLOWED")
      << "before the head has";
  EXPECT_EQ(outcome(Extend(id, EXTENSION_BY_HEAD, 31, AsDirector())),
            "FAILED_PRECONDITION/EXTENSION_CAP");
  const auto extended = Extend(id, EXTENSION_BY_HEAD, 30, AsDirector());
  ASSERT_TRUE(extended.ok()) << extended.status();
  EXPECT_EQ(extended->clock().last_date(), "2026-06-09");
  EXPECT_EQ(extended->clock().extensions(0).person(), "director");
  const auto further = Extend(id, EXTENSION_BY_COLLECTIVE_DISCUSSION, 60, AsDirector());
  ASSERT_TRUE(further.ok()) << further.status();
  EXPECT_EQ(further->clock().last_date(), "2026-08-10") << "180 days end on 08-08, a Saturday";
  EXPECT_EQ(AuditLeaves(AuditKind::kDeadlineExtended), 2);
  Today(Day(2026, 8, 11));
  EXPECT_THAT(Overdue("officer-a"), ElementsAre("c1 decide 2026-08-10"));
}

TEST_P(ClockServiceTest, AnExtensionComesBeforeTheLastDayIsOver) {
  const std::string early = Filed("c1").case_id();
  const std::string late = Filed("c2").case_id();
  Today(Day(2026, 5, 11));
  EXPECT_TRUE(Extend(early, EXTENSION_BY_HEAD, 30, AsDirector()).ok()) << "on the last day";
  Today(Day(2026, 5, 12));
  EXPECT_EQ(Outcome(Extend(late, EXTENSION_BY_HEAD, 30, AsDirector()).status()),
            "FAILED_PRECONDITION/EXTENSION_TOO_LATE")
      << "one day late";
}

TEST_P(ClockServiceTest, AnExtensionSentTwiceCountsOnce) {
  const v1::Case file = Filed("c1");
  v1::ExtendDeadlineRequest request;
  request.set_request_id(NewRequestId());
  request.mutable_clock()->set_subject_id(file.case_id());
  request.mutable_clock()->set_key("decide");
  request.set_by(EXTENSION_BY_HEAD);
  request.set_count(30);
  request.set_reason("案情复杂");
  request.set_document("延1号");
  const auto first = Call(&ClockStub::ExtendDeadline, request, AsDirector());
  const auto second = Call(&ClockStub::ExtendDeadline, request, AsDirector());
  ASSERT_TRUE(first.ok() && second.ok()) << first.status() << second.status();
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  EXPECT_EQ(Count("SELECT COUNT(*) FROM clock_extension"), 1);
}

TEST_P(ClockServiceTest, EveryWrongFieldIsNamedAtOnce) {
  v1::ExtendDeadlineRequest request;
  const auto refused = Call(&ClockStub::ExtendDeadline, request, AsDirector());
  std::vector<std::string> fields;
  for (const FieldViolation& one : DetailOf(refused.status()).violations) {
    fields.push_back(one.field);
  }
  EXPECT_THAT(fields, UnorderedElementsAre("clock.subject_id", "clock.key", "by", "count", "reason",
                                           "document"));
  request.mutable_clock()->set_subject_id("01HZZZZZZZZZZZZZZZZZZZZZZ1");
  request.mutable_clock()->set_key("decide");
  request.set_by(EXTENSION_BY_HEAD);
  request.set_count(1);
  request.set_reason("r");
  request.set_document("d");
  EXPECT_EQ(Outcome(Call(&ClockStub::ExtendDeadline, request, AsDirector()).status()),
            "NOT_FOUND/UNKNOWN_CLOCK");
}

TEST_P(ClockServiceTest, ExcludedDaysAreGivenBackAndAnOpenSpanHoldsTheClock) {
  Today(Day(2026, 7, 6));
  const v1::Case file = Filed("c1");
  const std::string& id = file.case_id();
  Today(Day(2026, 8, 20));
  EXPECT_EQ(Outcome(Exclude(id, "2026-08-01", "2026-08-12",
                            As({options::v1::ROLE_CASE_OFFICER}, "officer-c"))
                        .status()),
            "PERMISSION_DENIED/NOT_AN_OFFICER_OF_THE_CASE");
  const auto excluded = Exclude(id, "2026-08-01", "2026-08-12", AsOfficer());
  ASSERT_TRUE(excluded.ok()) << excluded.status();
  EXPECT_EQ(excluded->clock().last_date(), "2026-10-16");
  EXPECT_EQ(Outcome(Exclude(id, "2026-08-12", "2026-08-13", AsOfficer()).status()),
            "FAILED_PRECONDITION/G21_EXCLUDED_SPAN");
  EXPECT_EQ(Outcome(Exclude(id, "2026-07-05", "2026-07-06", AsOfficer()).status()),
            "FAILED_PRECONDITION/G21_EXCLUDED_SPAN");
  EXPECT_EQ(Outcome(Exclude(id, "2026-08-20", "2026-08-21", AsOfficer()).status()),
            "FAILED_PRECONDITION/G21_EXCLUDED_SPAN");
  const auto open = Exclude(id, "2026-08-20", "", AsOfficer());
  ASSERT_TRUE(open.ok()) << open.status();
  EXPECT_EQ(open->clock().state(), v1::CLOCK_STATE_HELD);
  Today(Day(2026, 11, 2));
  EXPECT_EQ(Fire(), 0) << "held";
  v1::EndExcludedSpanRequest end;
  *end.mutable_clock() = open->clock().clock();
  end.set_kind(policy::v1::EXCLUDED_SPAN_APPRAISAL);
  end.set_last_date("2026-10-31");
  const auto ended = Call(&ClockStub::EndExcludedSpan, end, AsOfficer());
  ASSERT_TRUE(ended.ok()) << ended.status();
  EXPECT_EQ(ended->clock().state(), v1::CLOCK_STATE_RUNNING);
  EXPECT_EQ(ended->clock().last_date(), "2026-12-28") << "73 days more than 10-16";
  EXPECT_EQ(Outcome(Call(&ClockStub::EndExcludedSpan, end, AsOfficer()).status()),
            "FAILED_PRECONDITION/G21_EXCLUDED_SPAN");
}

TEST_P(ClockServiceTest, ASuspendedCaseHoldsItsClocksAndResumptionGivesTheWindowBack) {
  Today(Day(2026, 3, 2));
  const v1::Case file = Served("c1", "2026-03-02");
  const std::string& id = file.case_id();
  ASSERT_THAT(Stored(id), Contains(Pair("objection", "RUNNING 2026-03-09")));
  Today(Day(2026, 3, 4));
  v1::SuspendCaseRequest suspend;
  suspend.set_case_id(id);
  suspend.set_reason("等待鉴定");
  ASSERT_TRUE(client_.Call(&CaseStub::SuspendCase, suspend, AsSupervisor()).ok());
  EXPECT_THAT(Stored(id), Contains(Pair("objection", "HELD 2026-03-09")));
  EXPECT_THAT(Stored(id), Contains(Pair("decide", "HELD 2026-06-01")))
      << "90 days from 03-02 end on 05-31, a Sunday";
  Today(Day(2026, 4, 10));
  EXPECT_EQ(Fire(), 0) << "nothing runs out while the case stands still";
  v1::ResumeCaseRequest resume;
  resume.set_case_id(id);
  resume.set_reason("鉴定完成");
  const auto resumed = client_.Call(&CaseStub::ResumeCase, resume, AsSupervisor());
  ASSERT_TRUE(resumed.ok()) << resumed.status();
  const std::string deadline = resumed->case_().objection_deadline_date();
  EXPECT_EQ(deadline, "2026-04-16") << "four workdays were left";
  EXPECT_THAT(Stored(id), Contains(Pair("objection", absl::StrCat("RUNNING ", deadline))));
  EXPECT_THAT(Stored(id), Contains(Pair("decide", "RUNNING 2026-07-08")))
      << "the 38 days from 03-04 to 04-10 after 05-31";
  Today(Day(2026, 4, 17));
  Fire();
  EXPECT_EQ(LinesTo(v1::CASE_STATE_WAIVED), 1);
}

TEST_P(ClockServiceTest, ATerminatedCaseHasNothingDue) {
  Today(Day(2026, 3, 2));
  const v1::Case file = Served("c1", "2026-03-02");
  v1::TerminateCaseRequest terminate;
  terminate.set_case_id(file.case_id());
  terminate.set_etag(client_.Get(file.case_id()).etag());
  terminate.set_reason("当事人终止");
  const auto done = client_.Call(&CaseStub::TerminateCase, terminate, AsSupervisor());
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_THAT(Due(""), IsEmpty());
  Today(Day(2027, 3, 2));
  EXPECT_EQ(Fire(), 0);
}

TEST_P(ClockServiceTest, AnInstitutionSeesTheClocksOfItsOwnCases) {
  const v1::Case file = Filed("c1");
  v1::GetClocksRequest request;
  request.set_case_ref("c1");
  EXPECT_TRUE(Call(&ClockStub::GetClocks, request, AsInstitution("M001")).ok());
  EXPECT_EQ(Outcome(Call(&ClockStub::GetClocks, request, AsInstitution("M002")).status()),
            "PERMISSION_DENIED/NOT_YOURS");
  request.set_case_id(file.case_id());
  EXPECT_EQ(Outcome(Call(&ClockStub::GetClocks, request, AsSupervisor()).status()),
            "INVALID_ARGUMENT/BAD_REQUEST")
      << "either id or number";
  request.clear_case_id();
  request.set_case_ref("c2");
  EXPECT_EQ(Outcome(Call(&ClockStub::GetClocks, request, AsSupervisor()).status()),
            "NOT_FOUND/UNKNOWN_CASE");
  v1::ListDueRequest due;
  EXPECT_EQ(Outcome(Call(&ClockStub::ListDue, due, AsInstitution("M001")).status()),
            "PERMISSION_DENIED/ROLE_REQUIRED");
}

TEST_P(ClockServiceTest, AnAnnouncementNeedsSomethingToServe) {
  Today(Day(2026, 3, 2));
  const v1::Case file = Filed("c1");
  v1::AnnounceServiceRequest request = Announcement(file.case_id(), "2026-03-02");
  const auto announce = [&](const std::string& date) {
    request.clear_request_id();
    request.set_announced_date(date);
    return Outcome(Call(&ClockStub::AnnounceService, request, AsOfficer()).status());
  };
  EXPECT_EQ(announce("2026-03-02"), "FAILED_PRECONDITION/WRONG_STATE");
  client_.Notify(file.case_id());
  EXPECT_EQ(announce("2026-03-01"), "FAILED_PRECONDITION/SERVICE_DATE_INVALID") << "a day early";
  EXPECT_EQ(announce("2026-03-03"), "FAILED_PRECONDITION/SERVICE_DATE_INVALID") << "tomorrow";
  EXPECT_EQ(announce("2026-03-02"), "OK");
  EXPECT_EQ(announce("2026-03-02"), "FAILED_PRECONDITION/CLOCK_RUNNING");
}

// What another area does with a clock of its own.
class OtherClocksTest : public ClocksTest {
 protected:
  clocks::ClockStart Answer(sql::Tx& tx) {
    clocks::ClockStart start;
    start.subject = {clocks::SubjectKind::kTransfer, "transfer-1"};
    start.key = "transfer_answer";
    start.event = Day(2026, 2, 9);
    start.officer = "officer-c";
    start.policy =
        server_.env().policies.For(tx, policy::SubjectKind::kMedical, start.event).value();
    return start;
  }
};
PROBITY_ON_EVERY_ENGINE(OtherClocksTest);

TEST_P(OtherClocksTest, IsListedForItsOfficerAndRunsOnceAtATime) {
  const RecordedAt at = Now(server_.env());
  server_.Change([&](sql::Tx& tx) -> absl::Status {
    const ServiceEnv& env = server_.env();
    PROBITY_RETURN_IF_ERROR(clocks::StartClock(env, tx, at, Answer(tx)).status());
    EXPECT_EQ(Outcome(clocks::StartClock(env, tx, at, Answer(tx)).status()),
              "FAILED_PRECONDITION/CLOCK_RUNNING");
    clocks::ClockStart unknown = Answer(tx);
    unknown.key = "tea_break";
    EXPECT_EQ(Outcome(clocks::StartClock(env, tx, at, unknown).status()),
              "FAILED_PRECONDITION/UNKNOWN_DEADLINE");
    return absl::OkStatus();
  });
  v1::ListDueRequest request;
  request.set_officer("officer-c");
  const auto due = Call(&ClockStub::ListDue, request, AsSupervisor());
  ASSERT_TRUE(due.ok()) << due.status();
  ASSERT_EQ(due->clocks_size(), 1);
  EXPECT_EQ(due->clocks(0).last_date(), "2026-03-11") << "30 days";
  EXPECT_EQ(due->clocks(0).clock().subject_kind(), v1::CLOCK_SUBJECT_KIND_TRANSFER);
}

TEST_P(OtherClocksTest, MayBeginAgainOnceItWasMet) {
  const RecordedAt at = Now(server_.env());
  server_.Change([&](sql::Tx& tx) -> absl::Status {
    const ServiceEnv& env = server_.env();
    const clocks::ClockStart start = Answer(tx);
    PROBITY_RETURN_IF_ERROR(clocks::MeetClock(env, tx, at, start.subject, start.key, start.event));
    PROBITY_RETURN_IF_ERROR(clocks::StartClock(env, tx, at, start).status());
    PROBITY_RETURN_IF_ERROR(
        clocks::MeetClock(env, tx, at, start.subject, start.key, Day(2026, 3, 12)));
    PROBITY_ASSIGN_OR_RETURN(const auto met, clocks::FindClock(env, tx, start.subject, start.key));
    EXPECT_EQ(met->state, clocks::ClockState::kMet);
    EXPECT_TRUE(clocks::WasLate(*met));
    PROBITY_ASSIGN_OR_RETURN(const auto again, clocks::StartClock(env, tx, at, start));
    EXPECT_EQ(again.run, 2);
    PROBITY_RETURN_IF_ERROR(clocks::CancelClock(env, tx, at, start.subject, start.key));
    PROBITY_ASSIGN_OR_RETURN(const auto cancelled,
                             clocks::FindClock(env, tx, start.subject, start.key));
    EXPECT_EQ(cancelled->state, clocks::ClockState::kCancelled);
    return absl::OkStatus();
  });
}

}  // namespace
}  // namespace probity::scoring
