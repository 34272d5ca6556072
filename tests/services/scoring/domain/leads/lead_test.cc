#include "services/scoring/domain/leads/lead.h"

#include <gtest/gtest.h>

#include <string>

#include "common/calendar/date.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;

std::string Outcome(const absl::Status& status) {
  return status.ok() ? "OK" : DetailOf(status).reason;
}

policy::Policy FifteenAndFifteen() {
  policy::Policy policy;
  policy::Deadline deadline;
  deadline.key = "lead_verify";
  deadline.count = 15;
  deadline.unit = policy::TimeUnit::kWorkday;
  deadline.start = policy::StartEvent::kLeadReceived;
  deadline.rolls_to_workday = true;
  deadline.extensions.push_back(
      {15, policy::TimeUnit::kWorkday, policy::ExtensionBy::kOfficerInCharge});
  policy.deadlines.push_back(deadline);
  return policy;
}

TEST(Lead, FifteenWorkdaysAndOnceFifteenMore) {
  const calendar::WorkCalendar calendar = calendar::ShippedCalendar().value();
  const struct {
    Day received;
    std::string due;
    std::string extended;
    std::string why;
  } rows[] = {
      {Day(2026, 2, 12), "2026-03-11", "2026-04-01", "spring festival, make-up 02-14 and 02-28"},
      {Day(2026, 2, 13), "2026-03-12", "2026-04-02", "the make-up Saturday 02-14 is the first day"},
      {Day(2026, 2, 14), "2026-03-13", "2026-04-03", "received on the make-up Saturday"},
      {Day(2026, 5, 8), "2026-05-28", "2026-06-18", "the make-up Saturday 05-09 is the first day"},
      {Day(2026, 9, 18), "2026-10-15", "2026-11-05", "make-up Sunday 09-20, holidays, 10-10"},
      {Day(2026, 9, 19), "2026-10-15", "2026-11-05", "received on a Saturday of rest"},
  };
  for (const auto& row : rows) {
    const auto due = VerifyDue(FifteenAndFifteen(), calendar, row.received, false);
    const auto extended = VerifyDue(FifteenAndFifteen(), calendar, row.received, true);
    ASSERT_TRUE(due.ok() && extended.ok()) << due.status() << extended.status();
    EXPECT_EQ(calendar::FormatDate(**due), row.due) << row.why;
    EXPECT_EQ(calendar::FormatDate(**extended), row.extended) << row.why;
  }
  EXPECT_EQ(VerifyDue({}, calendar, Day(2026, 2, 12), false).value(), std::nullopt)
      << "a policy without this deadline";
  EXPECT_EQ(Outcome(VerifyDue(FifteenAndFifteen(), calendar, Day(2099, 1, 1), false).status()),
            "BEYOND_CALENDAR");
}

TEST(Lead, TheActDecidesWhichLeadAReportBelongsTo) {
  const LeadAct act = {"M001", "M204", "act 1", Day(2026, 1, 10), Day(2026, 1, 15)};
  LeadAct later = act;
  later.act_end = Day(2026, 1, 16);
  EXPECT_EQ(LeadKey(act), LeadKey(later)) << "sources may differ about the days";
  EXPECT_EQ(LeadKey(act).size(), 16u);
  LeadAct shifted = act;
  shifted.code = "M20";
  shifted.act_ref = "4act 1";
  EXPECT_NE(LeadKey(act), LeadKey(shifted)) << "the fields are kept apart";
}

TEST(Lead, WhatAReportSaysIsItsContentAndWhoSaidItIsNot) {
  LeadReport report;
  report.external_id = "1";
  report.act = {"M001", "M204", "act 1", Day(2026, 1, 10), Day(2026, 1, 15)};
  LeadReport again = report;
  again.received = Day(2026, 3, 3);
  again.reported_by = "somebody else";
  EXPECT_EQ(ReportHash(report), ReportHash(again));
  again.amount_fen = 1;
  EXPECT_NE(ReportHash(report), ReportHash(again));
}

Lead Verifying() {
  Lead lead;
  lead.state = LeadState::kVerifying;
  lead.verifier = "li";
  lead.verify_due = Day(2026, 3, 11);
  return lead;
}

TEST(Lead, TheLastDayIsInTimeAndTheNextIsLate) {
  LeadOutcome outcome;
  outcome.person = "wang";
  EXPECT_EQ(Outcome(Conclude(Verifying(), outcome, Day(2026, 3, 11)).status()), "OK");
  EXPECT_EQ(Outcome(Conclude(Verifying(), outcome, Day(2026, 3, 12)).status()), "LEAD_OVERDUE");
  outcome.late_reason = "illness";
  EXPECT_EQ(Outcome(Conclude(Verifying(), outcome, Day(2026, 3, 12)).status()), "OK");
  Lead without = Verifying();
  without.verify_due.reset();
  outcome.late_reason.clear();
  EXPECT_EQ(Outcome(Conclude(without, outcome, Day(2099, 1, 1)).status()), "OK")
      << "no policy states a last day";
}

TEST(Lead, WhoVerifiedMayFileButNotRejectOrTransfer) {
  LeadOutcome outcome;
  outcome.person = "li";
  for (const LeadState state : {LeadState::kRejected, LeadState::kTransferred}) {
    outcome.state = state;
    EXPECT_EQ(Outcome(Conclude(Verifying(), outcome, Day(2026, 3, 2)).status()),
              "SEPARATION_OF_DUTIES")
        << LeadStateTitle(state);
  }
  outcome.state = LeadState::kFiled;
  EXPECT_EQ(Outcome(Conclude(Verifying(), outcome, Day(2026, 3, 2)).status()), "OK");
}

TEST(Lead, AReopenedLeadForgetsItsFormerVerification) {
  Lead rejected = Verifying();
  rejected.state = LeadState::kRejected;
  rejected.extended = true;
  rejected.outcome_reason = "nothing found";
  ASSERT_TRUE(ReopensOnReport(rejected));
  const Lead again = Reopen(rejected, Day(2026, 5, 8), Day(2026, 5, 28));
  EXPECT_EQ(again.state, LeadState::kReceived);
  EXPECT_FALSE(again.extended);
  EXPECT_EQ(again.verifier + again.outcome_reason, "");
  EXPECT_EQ(again.verify_due, Day(2026, 5, 28));
  for (const LeadState state :
       {LeadState::kReceived, LeadState::kVerifying, LeadState::kTransferred, LeadState::kFiled}) {
    rejected.state = state;
    EXPECT_FALSE(ReopensOnReport(rejected)) << LeadStateTitle(state);
  }
}

}  // namespace
}  // namespace probity::scoring
