// Leads from their report to the decision whether a case is opened.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/log.h"
#include "common/status/status.h"
#include "tests/services/scoring/api/leads/lead_client.h"

namespace probity::scoring {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using Day = absl::CivilDay;

std::string StateOf(const v1::Lead& lead) {
  return v1::LeadState_Name(lead.state()).substr(11);
}

class LeadTest : public ::testing::TestWithParam<std::string> {
 protected:
  LeadClient client_{GetParam()};  // today is 2026-02-12
};
PROBITY_ON_EVERY_ENGINE(LeadTest);

TEST_P(LeadTest, ReportsOfOneActAreOneLead) {
  const v1::Lead first = client_.Reported(LeadOf("tip 1"));
  const auto second = client_.Report(LeadOf("letter 7"), v1::CASE_SOURCE_COMPLAINT);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->lead().lead_id(), first.lead_id());
  EXPECT_TRUE(second->joined());
  const auto streamed =
      client_.Stream(LeadClient::Messages({LeadOf("A-1")}, "video", NewRequestId()));
  ASSERT_TRUE(streamed.ok()) << streamed.status();
  EXPECT_EQ(CountsOf(*streamed),
            "received 1 = accepted 1 (new 0, joined 1) + duplicates 0 + conflicts 0 + malformed 0");
  const v1::GetLeadResponse got = client_.Get(first.lead_id());
  EXPECT_EQ(got.report_count(), 3);
  EXPECT_EQ(client_.Count("lead_act"), 1);
}

TEST_P(LeadTest, AnotherInstitutionCodeOrReferenceIsAnotherLead) {
  const std::string first = client_.Reported(LeadOf("1")).lead_id();
  EXPECT_NE(client_.Reported(LeadOf("2", "act 2")).lead_id(), first);
  EXPECT_NE(client_.Reported(LeadOf("3", "act 1", "M205")).lead_id(), first);
  EXPECT_NE(client_.Reported(LeadOf("4", "act 1", "M204", "M002")).lead_id(), first);
  v1::ReportedLead without = LeadOf("5");
  without.clear_act_ref();
  const v1::Lead dated = client_.Reported(without);
  EXPECT_EQ(dated.act_ref(), "2026-01-15")
      << "the end date stands in for a missing reference (G16)";
  EXPECT_EQ(client_.Count("lead_act"), 5);
}

TEST_P(LeadTest, ATipOffWithoutCodeAndReferenceIsALeadOfItsOwn) {
  v1::ReportedLead vague = LeadOf("", "", "");
  const auto first = client_.Report(vague, v1::CASE_SOURCE_COMPLAINT);
  const auto second = client_.Report(vague, v1::CASE_SOURCE_COMPLAINT);
  ASSERT_TRUE(first.ok() && second.ok()) << first.status() << second.status();
  EXPECT_NE(first->lead().lead_id(), second->lead().lead_id());
}

TEST_P(LeadTest, VerificationHasFifteenWorkdaysAndOnceFifteenMore) {
  // Golden dates of 2026: the spring festival, make-up Saturdays 02-14 and 02-28.
  const v1::Lead lead = client_.Reported(LeadOf("1"), "inspector");
  EXPECT_EQ(lead.verify_due_date(), "2026-03-11");
  const auto extended = client_.Extend(lead.lead_id());
  ASSERT_TRUE(extended.ok()) << extended.status();
  EXPECT_EQ(extended->verify_due_date(), "2026-04-01");
  EXPECT_EQ(Outcome(client_.Extend(lead.lead_id()).status()),
            "FAILED_PRECONDITION/LEAD_ALREADY_EXTENDED");
}

TEST_P(LeadTest, WhatHasRunOutIsNotExtended) {
  const std::string in_time = client_.Reported(LeadOf("1"), "inspector").lead_id();
  const std::string late = client_.Reported(LeadOf("2", "act 2"), "inspector").lead_id();
  client_.SetToday(Day(2026, 3, 11));
  EXPECT_EQ(Outcome(client_.Extend(in_time).status()), "OK") << "on the last day";
  client_.SetToday(Day(2026, 3, 12));
  EXPECT_EQ(Outcome(client_.Extend(late).status()), "FAILED_PRECONDITION/LEAD_OVERDUE");
}

TEST_P(LeadTest, ADecisionAfterTheLastDayNeedsItsReason) {
  const std::string in_time = client_.Reported(LeadOf("1"), "inspector").lead_id();
  const std::string late = client_.Reported(LeadOf("2", "act 2"), "inspector").lead_id();
  const std::string filed_late = client_.Reported(LeadOf("3", "act 3"), "inspector").lead_id();
  client_.SetToday(Day(2026, 3, 11));
  EXPECT_EQ(Outcome(client_.Reject(in_time).status()), "OK") << "on the last day";
  client_.SetToday(Day(2026, 3, 12));
  EXPECT_EQ(Outcome(client_.Reject(late).status()), "FAILED_PRECONDITION/LEAD_OVERDUE");
  EXPECT_EQ(Outcome(client_.Transfer(late).status()), "FAILED_PRECONDITION/LEAD_OVERDUE");
  EXPECT_EQ(Outcome(client_.File({filed_late}, "case 1").status()),
            "FAILED_PRECONDITION/LEAD_OVERDUE");
  v1::ListLeadsRequest overdue;
  overdue.set_overdue_only(true);
  EXPECT_THAT(client_.List(overdue), SizeIs(2));
  const auto rejected = client_.Reject(late, "the hospital's archive was closed");
  ASSERT_TRUE(rejected.ok()) << rejected.status();
  EXPECT_EQ(rejected->late_reason(), "the hospital's archive was closed");
  const auto filed = client_.File({filed_late}, "case 1", "the expert was ill");
  ASSERT_TRUE(filed.ok()) << filed.status();
  EXPECT_EQ(client_.Get(filed_late).lead().late_reason(), "the expert was ill");
  EXPECT_THAT(client_.List(overdue), SizeIs(0));
}

TEST_P(LeadTest, EachStepHasItsState) {
  using Step = std::function<absl::Status(const std::string&)>;
  const std::vector<std::pair<std::string, Step>> steps = {
      {"VerifyLead", [&](const auto& id) { return client_.Verify(id, "inspector").status(); }},
      {"Extend", [&](const auto& id) { return client_.Extend(id).status(); }},
      {"Reject", [&](const auto& id) { return client_.Reject(id).status(); }},
      {"Transfer", [&](const auto& id) { return client_.Transfer(id).status(); }},
      {"File", [&](const auto& id) { return client_.File({id}, "case x").status(); }},
  };
  const std::vector<std::pair<std::string, Step>> ways = {
      {"RECEIVED", [](const auto&) { return absl::OkStatus(); }},
      {"VERIFYING", steps[0].second},
      {"REJECTED", steps[2].second},
      {"TRANSFERRED", steps[3].second},
      {"FILED", [&](const auto& id) { return client_.File({id}, "case " + id).status(); }},
  };
  int made = 0;
  for (const auto& [state, way] : ways) {
    for (const auto& [name, step] : steps) {
      const bool right = (state == "RECEIVED") == (name == "VerifyLead") &&
                         (state == "RECEIVED" || state == "VERIFYING");
      if (right) continue;  // the way there shows that these are admitted
      const std::string ref = absl::StrCat("act ", ++made);
      const bool fresh = state == "RECEIVED";
      const std::string id = client_.Reported(LeadOf(ref, ref), fresh ? "" : "inspector").lead_id();
      if (!fresh && state != "VERIFYING") ASSERT_TRUE(way(id).ok()) << state;
      EXPECT_EQ(Outcome(step(id)), "FAILED_PRECONDITION/LEAD_STATE") << name << " of a " << state;
      EXPECT_EQ(StateOf(client_.Get(id).lead()), state) << name << " was refused";
    }
  }
}

TEST_P(LeadTest, WhoVerifiedDoesNotRejectAlone) {
  const std::string id = client_.Reported(LeadOf("1"), "li").lead_id();
  EXPECT_EQ(Outcome(client_.Reject(id, "", "li").status()),
            "PERMISSION_DENIED/SEPARATION_OF_DUTIES");
  EXPECT_EQ(Outcome(client_.Reject(id, "", "wang").status()), "OK");
}

TEST_P(LeadTest, FilingOpensOneCaseForItsLeads) {
  const std::string one = client_.Reported(LeadOf("1"), "inspector").lead_id();
  const std::string two = client_.Reported(LeadOf("2", "act 2"), "inspector").lead_id();
  const auto opened = client_.File({one, two}, "case 1");
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->institution_id(), "M001");
  EXPECT_EQ(opened->source(), v1::CASE_SOURCE_SPOT_CHECK);
  EXPECT_THAT(opened->lead_ids(), SizeIs(2));
  for (const std::string& id : {one, two}) {
    const v1::GetLeadResponse got = client_.Get(id);
    EXPECT_EQ(StateOf(got.lead()), "FILED");
    EXPECT_EQ(got.lead().case_id(), opened->case_id());
    EXPECT_EQ(got.events_size(), 2) << "verification and filing";
  }
}

TEST_P(LeadTest, OpenCaseFilesTheLeadsItNames) {
  const std::string id = client_.Reported(LeadOf("1"), "inspector").lead_id();
  v1::OpenCaseRequest open;
  open.set_case_ref("case 1");
  open.set_institution_id("M001");
  open.set_source(v1::CASE_SOURCE_SPOT_CHECK);
  AddOfficers(open, {"officer-a", "officer-b"});
  open.add_lead_ids("01HZZZZZZZZZZZZZZZZZZZZZZ9");
  EXPECT_EQ(Outcome(client_.cases().Call(&CaseStub::OpenCase, open, AsOfficer()).status()),
            "NOT_FOUND/UNKNOWN_LEAD");
  open.set_lead_ids(0, id);
  const auto opened = client_.cases().Call(&CaseStub::OpenCase, open, AsOfficer());
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(client_.Get(id).lead().case_id(), opened->case_().case_id());
}

TEST_P(LeadTest, ARefusedFilingMovesNoLead) {
  const std::string one = client_.Reported(LeadOf("1"), "inspector").lead_id();
  const std::string other =
      client_.Reported(LeadOf("2", "act 2", "M204", "M002"), "inspector").lead_id();
  EXPECT_EQ(Outcome(client_.File({one, other}, "case 1").status()),
            "FAILED_PRECONDITION/SEVERAL_INSTITUTIONS");
  EXPECT_EQ(Outcome(client_.File({}, "case 1").status()), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(Outcome(client_.File({one, one}, "case 1").status()), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(StateOf(client_.Get(one).lead()), "VERIFYING");
  EXPECT_EQ(client_.Count("case_file"), 0);
}

TEST_P(LeadTest, ANewReportOfARejectedLeadMakesItALeadAgain) {
  const std::string id = client_.Reported(LeadOf("1"), "inspector").lead_id();
  ASSERT_TRUE(client_.Reject(id).ok());
  client_.SetToday(Day(2026, 5, 8));
  const auto again = client_.Report(LeadOf("2"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->lead().lead_id(), id);
  EXPECT_EQ(StateOf(again->lead()), "RECEIVED");
  EXPECT_EQ(again->lead().verify_due_date(), "2026-05-28") << "make-up Saturday 05-09 counts";
  EXPECT_EQ(client_.Get(id).events_size(), 3) << "verified, rejected, reported again";
  const auto joined = client_.Report(LeadOf("3"));
  EXPECT_EQ(joined->lead().etag(), again->lead().etag()) << "in any other state it just joins";
}

TEST_P(LeadTest, TheSameNumberWithAnotherContentIsAConflict) {
  ASSERT_TRUE(client_.Report(LeadOf("1")).ok());
  const auto again = client_.Report(LeadOf("1"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_TRUE(again->joined());
  EXPECT_EQ(client_.Count("lead_report"), 1);
  v1::ReportedLead other = LeadOf("1");
  other.set_amount_fen(other.amount_fen() + 1);
  EXPECT_EQ(Outcome(client_.Report(other).status()), "ALREADY_EXISTS/LEAD_CONFLICT");
}

TEST_P(LeadTest, EveryWrongFieldIsNamedAtOnce) {
  v1::ReportLeadRequest request;
  request.mutable_lead()->set_institution_id("m 1");
  request.mutable_lead()->set_act_end_date("2026-02-13");  // tomorrow
  request.mutable_lead()->set_act_start_date("2026-02-30");
  request.mutable_lead()->set_amount_fen(-1);
  request.set_received_date("2026-02-13");
  request.mutable_informant()->set_contact("somewhere");
  const absl::Status status = client_.Call(&LeadStub::ReportLead, request, AsInspector()).status();
  std::vector<std::string> fields;
  for (const FieldViolation& one : DetailOf(status).violations) fields.push_back(one.field);
  EXPECT_THAT(fields, ::testing::IsSupersetOf({"lead.institution_id", "lead.act_end_date",
                                               "lead.act_start_date", "lead.amount_fen", "source",
                                               "received_date", "informant", "informant.name"}));
}

TEST_P(LeadTest, LeadsAreListedByStateAndLastDay) {
  ASSERT_TRUE(client_.Report(LeadOf("1"), v1::CASE_SOURCE_SPOT_CHECK, "2026-02-10").ok());
  ASSERT_TRUE(client_.Report(LeadOf("2", "act 2"), v1::CASE_SOURCE_SPOT_CHECK, "2026-02-09").ok());
  client_.Reported(LeadOf("3", "act 3", "M204", "M002"), "inspector");
  v1::ListLeadsRequest request;
  request.set_page_size(1);
  std::vector<std::string> refs;
  for (const v1::Lead& lead : client_.List(request)) refs.push_back(lead.act_ref());
  EXPECT_THAT(refs, ElementsAre("act 2", "act 1", "act 3"));
  request.set_institution_id("M002");
  EXPECT_THAT(client_.List(request), SizeIs(1));
  request.set_state(v1::LEAD_STATE_RECEIVED);
  EXPECT_THAT(client_.List(request), SizeIs(0));
}

TEST_P(LeadTest, TheInformantStandsInTheVaultAndNowhereElse) {
  std::vector<std::string> log;
  rpc::CaptureLog([&](const std::string& line) { log.push_back(line); });
  v1::ReportLeadRequest request;
  *request.mutable_lead() = LeadOf("tip 1");
  request.set_source(v1::CASE_SOURCE_COMPLAINT);
  request.mutable_informant()->set_name("示例举报人甲");
  request.mutable_informant()->set_contact("example-contact-17");
  const auto reported = client_.Call(&LeadStub::ReportLead, request, AsInspector());
  ASSERT_TRUE(reported.ok()) << reported.status();
  const std::string id = reported->lead().lead_id();
  EXPECT_TRUE(client_.Get(id).has_informant());

  v1::ReadInformantRequest read;
  read.set_lead_id(id);
  read.set_reason("to ask when it happened");
  EXPECT_EQ(Outcome(client_.Call(&LeadStub::ReadInformant, read, AsOfficer()).status()),
            "PERMISSION_DENIED/ROLE_REQUIRED");
  EXPECT_EQ(Outcome(client_.Call(&LeadStub::ReadInformant, read, AsDirector()).status()),
            "PERMISSION_DENIED/ROLE_REQUIRED");
  const auto told = client_.Call(&LeadStub::ReadInformant, read, AsSupervisor());
  ASSERT_TRUE(told.ok()) << told.status();
  EXPECT_EQ(told->informants(0).informant().name(), "示例举报人甲");
  read.clear_reason();
  EXPECT_EQ(Outcome(client_.Call(&LeadStub::ReadInformant, read, AsSupervisor()).status()),
            "INVALID_ARGUMENT/BAD_REQUEST")
      << "a reading without a reason";
  rpc::CaptureLog(nullptr);

  EXPECT_THAT(client_.Dump("lead_informant"), HasSubstr("示例举报人甲"));
  for (const std::string table :
       {"lead_act", "lead_report", "lead_event", "audit", "idempotency"}) {
    EXPECT_THAT(client_.Dump(table), Not(HasSubstr("示例举报人"))) << table;
    EXPECT_THAT(client_.Dump(table), Not(HasSubstr("example-contact"))) << table;
  }
  EXPECT_THAT(client_.Dump("audit"), HasSubstr("to ask when it happened"))
      << "who read it, and why, is on record";
  EXPECT_THAT(log, Each(Not(HasSubstr("示例举报人"))));
  EXPECT_THAT(client_.Get(id).DebugString(), Not(HasSubstr("example-contact")));
}

TEST_P(LeadTest, ALeadNobodyNamedAnInformantFor) {
  v1::ReadInformantRequest read;
  read.set_lead_id(client_.Reported(LeadOf("1")).lead_id());
  read.set_reason("why");
  EXPECT_EQ(Outcome(client_.Call(&LeadStub::ReadInformant, read, AsSupervisor()).status()),
            "NOT_FOUND/NO_INFORMANT");
}

}  // namespace
}  // namespace probity::scoring
