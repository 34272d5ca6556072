#include "services/scoring/store/leads/lead_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status/status.h"
#include "services/scoring/store/leads/report_store.h"
#include "services/scoring/store/migrations.h"
#include "tests/support/databases.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;
using ::testing::ElementsAre;
using ::testing::SizeIs;

StoredLead Stored(const std::string& act_ref, std::optional<Day> due,
                  LeadState state = LeadState::kReceived) {
  StoredLead stored;
  Lead& lead = stored.lead;
  lead.act = {"M001", "M204", act_ref, Day(2026, 1, 10), Day(2026, 1, 15)};
  lead.lead_id = LeadIdText(LeadKey(lead.act));
  lead.state = state;
  lead.etag = 1;
  lead.received = Day(2026, 2, 12);
  lead.verify_due = due;
  stored.origin = {std::string(16, 'd'), 7};
  return stored;
}

class LeadStoreTest : public ::testing::TestWithParam<std::string> {
 protected:
  absl::Status Change(const sql::Body& body) {
    return database_->Transact(absl::Now() + absl::Seconds(20), body);
  }
  void Insert(const std::vector<StoredLead>& leads) {
    const absl::Status status =
        Change([&](sql::Tx& tx) { return InsertLeads(tx, kRegion, leads); });
    EXPECT_TRUE(status.ok()) << status;
  }
  std::vector<std::string> Pages(LeadFilter filter) {
    std::vector<std::string> refs;
    filter.limit = 1;
    while (true) {
      std::vector<Lead> page;
      const absl::Status status = Change([&](sql::Tx& tx) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(page, ListLeads(tx, kRegion, filter));
        return absl::OkStatus();
      });
      EXPECT_TRUE(status.ok()) << status;
      if (page.empty()) return refs;
      refs.push_back(page.front().act.act_ref);
      filter.after = PlaceOf(page.front());
    }
  }
  testing::TestDatabase database_{GetParam(), Migrations()};
};
PROBITY_ON_EVERY_ENGINE(LeadStoreTest);

TEST_P(LeadStoreTest, ALeadIsReadAsItWasWritten) {
  const std::vector<StoredLead> leads = {Stored("act 1", Day(2026, 3, 11)),
                                         Stored("act 2", std::nullopt)};
  Insert(leads);
  std::map<std::string, StoredLead> found;
  ASSERT_TRUE(Change([&](sql::Tx& tx) -> absl::Status {
                PROBITY_ASSIGN_OR_RETURN(found,
                                         FindLeads(tx, kRegion,
                                                   {leads[0].lead.lead_id, leads[1].lead.lead_id,
                                                    Stored("act 3", {}).lead.lead_id}));
                return absl::OkStatus();
              }).ok());
  ASSERT_THAT(found, SizeIs(2));
  for (const StoredLead& one : leads) EXPECT_EQ(found.at(one.lead.lead_id), one);
}

TEST_P(LeadStoreTest, TheSecondWriterOfAnActLearnsIt) {
  Insert({Stored("act 1", {})});
  EXPECT_TRUE(absl::IsAlreadyExists(Change([&](sql::Tx& tx) {
    return InsertLeads(tx, kRegion, {Stored("act 2", {}), Stored("act 1", {})});
  })));
  EXPECT_THAT(Pages({}), ElementsAre("act 1")) << "the other went with the transaction";
}

TEST_P(LeadStoreTest, AStepIsTakenFromTheStateItWasDecidedIn) {
  const Lead before = Stored("act 1", Day(2026, 3, 11)).lead;
  Insert({Stored("act 1", Day(2026, 3, 11))});
  const auto step = [&](sql::Tx& tx) {
    Lead after = before;
    after.state = LeadState::kVerifying;
    LeadEvent event;
    event.actor = "li";
    event.business_date = Day(2026, 2, 13);
    return SaveLead(tx, kRegion, before, after, event).status();
  };
  EXPECT_TRUE(Change(step).ok());
  EXPECT_TRUE(absl::IsAborted(Change(step))) << "somebody was first";
  ASSERT_TRUE(Change([&](sql::Tx& tx) -> absl::Status {
                PROBITY_ASSIGN_OR_RETURN(const Lead lead, LoadLead(tx, kRegion, before.lead_id));
                EXPECT_EQ(lead.etag, 2);
                PROBITY_ASSIGN_OR_RETURN(const auto events,
                                         ListLeadEvents(tx, kRegion, before.lead_id));
                EXPECT_THAT(events, SizeIs(1));
                return absl::OkStatus();
              }).ok());
}

TEST_P(LeadStoreTest, WhatIsDueGoesByLastDayAcrossTheStatesStillToBeVerified) {
  StoredLead li = Stored("li", Day(2026, 3, 11), LeadState::kVerifying);
  li.lead.verifier = "li";
  StoredLead wu = Stored("wu", Day(2026, 3, 12), LeadState::kVerifying);
  wu.lead.verifier = "wu";
  Insert({Stored("new", Day(2026, 3, 13)), li, wu, Stored("unknown", std::nullopt),
          Stored("rejected", Day(2026, 3, 11), LeadState::kRejected)});
  const auto due = [&](DueLeadFilter filter) {
    std::vector<std::string> refs;
    const absl::Status status = Change([&](sql::Tx& tx) -> absl::Status {
      refs.clear();
      PROBITY_ASSIGN_OR_RETURN(const auto leads, ListDueLeads(tx, kRegion, filter));
      for (const Lead& one : leads) refs.push_back(one.act.act_ref);
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return refs;
  };
  const Day first(2026, 3, 11);
  const Day last(2026, 12, 31);
  EXPECT_THAT(due({first, last, "", "", 50}), ElementsAre("li", "wu", "new"));
  EXPECT_THAT(due({first, last, "", "", 2}), ElementsAre("li", "wu")) << "at most the limit";
  EXPECT_THAT(due({first + 1, Day(2026, 3, 12), "", "", 50}), ElementsAre("wu"));
  EXPECT_THAT(due({first, last, "wu", "", 50}), ElementsAre("wu"));
  EXPECT_THAT(due({first, last, "", li.lead.lead_id, 50}), ElementsAre("wu", "new"))
      << "behind that lead of the first day";
}

TEST_P(LeadStoreTest, PagesGoByStateThenLastDay) {
  Insert({Stored("c", Day(2026, 3, 12)), Stored("b", Day(2026, 3, 11)), Stored("d", std::nullopt),
          Stored("e", Day(2026, 1, 1), LeadState::kVerifying),
          Stored("f", Day(2026, 1, 1), LeadState::kRejected)});
  EXPECT_THAT(Pages({}), ElementsAre("b", "c", "d", "e", "f"));
  LeadFilter overdue;
  overdue.overdue_on = Day(2026, 3, 12);
  EXPECT_THAT(Pages(overdue), ElementsAre("b", "e")) << "open, and the last day before 03-12";
  LeadFilter rejected;
  rejected.state = LeadState::kRejected;
  EXPECT_THAT(Pages(rejected), ElementsAre("f"));
  LeadFilter other;
  other.institution_id = "M002";
  EXPECT_THAT(Pages(other), ElementsAre());
}

TEST_P(LeadStoreTest, RefusalsAreWrittenOnceHoweverOftenTheStreamIsSent) {
  const std::string delivery(16, 'd');
  const std::vector<Rejection> first = {{3, "a", "BAD_REQUEST", "x"}, {5, "b", "BAD_REQUEST", "y"}};
  std::vector<Rejection> more = first;
  more.insert(more.begin() + 1, {4, "", "LEAD_CONFLICT", "医保"});
  for (const auto& some : {first, first, more}) {
    const absl::Status status =
        Change([&](sql::Tx& tx) { return PutRejections(tx, kRegion, delivery, some); });
    EXPECT_TRUE(status.ok()) << status;
  }
  ASSERT_TRUE(
      Change([&](sql::Tx& tx) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(const auto all, ListRejections(tx, kRegion, delivery, 0, 100));
        EXPECT_EQ(all, more);
        PROBITY_ASSIGN_OR_RETURN(const auto later, ListRejections(tx, kRegion, delivery, 4, 1));
        EXPECT_THAT(later, ElementsAre(more[1]));
        return absl::OkStatus();
      }).ok());
}

TEST_P(LeadStoreTest, ASourcesNumberIsItsOwn) {
  Insert({Stored("act 1", {})});
  StoredReport report;
  report.lead_id = Stored("act 1", {}).lead.lead_id;
  report.content_hash = std::string(32, 'h');
  report.report.source_system = "video";
  report.report.external_id = "A-1";
  report.report.reported_by = "li";
  StoredReport other = report;
  other.report.source_system = "claims";
  for (const StoredReport& one : {report, other}) {
    EXPECT_TRUE(Change([&](sql::Tx& tx) { return InsertReports(tx, kRegion, {one}); }).ok());
  }
  EXPECT_TRUE(absl::IsAlreadyExists(
      Change([&](sql::Tx& tx) { return InsertReports(tx, kRegion, {report}); })));
}

}  // namespace
}  // namespace probity::scoring
