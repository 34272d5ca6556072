#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "common/status/status.h"
#include "tests/services/settlement/support/settlement_server.h"

namespace probity::settlement {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class RunApiTest : public ::testing::TestWithParam<std::string> {
 protected:
  v1::Run Calculated() {
    return server_.Calculated({server_.Medical("M1", 7), server_.Pharmacy("P1")},
                              {SettlementServer::Budget("M1")});
  }

  v1::Run Reviewed() {
    const auto run = server_.Review(Calculated());
    EXPECT_TRUE(run.ok()) << run.status();
    return run.ok() ? *run : v1::Run();
  }

  // As an operator with rights on the tables might.
  void Tamper(const std::string& sql) {
    const absl::Status status =
        server_.Try([&sql](sql::Tx& tx) -> absl::Status { return tx.Execute(sql, {}).status(); });
    EXPECT_TRUE(status.ok()) << status;
  }

  std::vector<uint16_t> AuditKinds() {
    std::vector<uint16_t> kinds;
    const absl::Status status = server_.Try([&kinds](sql::Tx& tx) -> absl::Status {
      kinds.clear();
      PROBITY_RETURN_IF_ERROR(AuditLog("demo").Verify(tx).status());
      PROBITY_ASSIGN_OR_RETURN(const auto entries, AuditLog("demo").List(tx, 0, 100));
      for (const auto& entry : entries) kinds.push_back(entry.kind);
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return kinds;
  }

  SettlementServer server_{GetParam()};
};

PROBITY_ON_EVERY_ENGINE(RunApiTest);

TEST_P(RunApiTest, GoesFromDraftToLockedByThreePersonsAndLeavesItsTrace) {
  const v1::Run calculated = Calculated();
  EXPECT_EQ(calculated.state(), v1::RUN_STATE_CALCULATED);
  EXPECT_EQ(calculated.result_sha256().size(), 64U);
  const auto reviewed = server_.Review(calculated);
  ASSERT_TRUE(reviewed.ok()) << reviewed.status();
  EXPECT_EQ(reviewed->state(), v1::RUN_STATE_REVIEWED);
  const auto signed_once = server_.Sign(*reviewed, Reviewer());
  ASSERT_TRUE(signed_once.ok()) << signed_once.status();
  EXPECT_EQ(signed_once->state(), v1::RUN_STATE_REVIEWED);
  const auto locked = server_.Sign(*signed_once, Locker());
  ASSERT_TRUE(locked.ok()) << locked.status();
  EXPECT_EQ(locked->state(), v1::RUN_STATE_LOCKED);
  EXPECT_EQ(locked->prepared_by(), "preparer-1");
  EXPECT_EQ(locked->reviewed_by(), "reviewer-1");
  EXPECT_EQ(locked->signed_by_reviewer(), "reviewer-1");
  EXPECT_EQ(locked->locked_by(), "locker-1");
  EXPECT_EQ(locked->number(), 1);
  EXPECT_EQ(locked->inputs_sha256(), calculated.inputs_sha256());
  EXPECT_EQ(locked->result_sha256(), calculated.result_sha256());
  EXPECT_THAT(AuditKinds(), ElementsAre(1, 10, 11, 12, 13, 14, 15));
}

TEST_P(RunApiTest, WhatIsLockedIsNeitherAbandonedNorSettledAgain) {
  v1::Run run = server_.Sign(Reviewed(), Reviewer()).value();
  run = server_.Sign(run, Locker()).value();
  EXPECT_EQ(Refusal(server_.Abandon(run, "mistake").status()), "FAILED_PRECONDITION/RUN_STATE");
  EXPECT_EQ(Refusal(server_.Calculate(run).status()), "FAILED_PRECONDITION/RUN_STATE");
  EXPECT_EQ(Refusal(server_.Sign(run, Locker("locker-2")).status()),
            "FAILED_PRECONDITION/RUN_STATE");
  EXPECT_EQ(Refusal(server_.Create().status()), "FAILED_PRECONDITION/YEAR_CLOSED");
  EXPECT_TRUE(server_.Create(Preparer(), SettlementServer::kYear + 1).ok()) << "another year";
}

TEST_P(RunApiTest, TheSamePersonNeverStandsOnBothSides) {
  const v1::Run calculated = Calculated();
  EXPECT_EQ(Refusal(server_.Review(calculated, Reviewer("preparer-1")).status()),
            "PERMISSION_DENIED/SAME_OFFICER");
  const v1::Run reviewed = server_.Review(calculated).value();
  EXPECT_EQ(Refusal(server_.Sign(reviewed, Reviewer("preparer-1")).status()),
            "PERMISSION_DENIED/SAME_OFFICER");
  const v1::Run signed_once = server_.Sign(reviewed, Reviewer("reviewer-2")).value();
  for (const char* person : {"preparer-1", "reviewer-1", "reviewer-2"}) {
    EXPECT_EQ(Refusal(server_.Sign(signed_once, Locker(person)).status()),
              "PERMISSION_DENIED/SAME_OFFICER")
        << person;
  }
  EXPECT_TRUE(server_.Sign(signed_once, Locker()).ok());
}

TEST_P(RunApiTest, SignaturesComeInOrderAndOverTheHashThatWasSeen) {
  const v1::Run reviewed = Reviewed();
  EXPECT_EQ(Refusal(server_.Sign(reviewed, Locker()).status()), "FAILED_PRECONDITION/RUN_STATE");
  v1::Run other = reviewed;
  other.set_result_sha256(std::string(64, '0'));
  EXPECT_EQ(Refusal(server_.Sign(other, Reviewer()).status()),
            "FAILED_PRECONDITION/REPLAY_MISMATCH");
  other.clear_result_sha256();
  EXPECT_EQ(Refusal(server_.Sign(other, Reviewer()).status()), "INVALID_ARGUMENT/BAD_REQUEST");
  const v1::Run signed_once = server_.Sign(reviewed, Reviewer()).value();
  EXPECT_EQ(Refusal(server_.Sign(signed_once, Reviewer("reviewer-2")).status()),
            "FAILED_PRECONDITION/RUN_STATE");
  EXPECT_EQ(Refusal(server_.Sign(reviewed, Locker()).status()), "ABORTED/ETAG_MISMATCH")
      << "the second signer must have read the run after the first signature";
}

TEST_P(RunApiTest, AnEtagIsRequiredToIssueAndToLock) {
  v1::Run calculated = Calculated();
  const std::string etag = calculated.etag();
  calculated.clear_etag();
  EXPECT_EQ(Refusal(server_.Review(calculated).status()), "INVALID_ARGUMENT/BAD_REQUEST");
  calculated.set_etag(etag);
  v1::Run reviewed = server_.Review(calculated).value();
  reviewed.clear_etag();
  EXPECT_EQ(Refusal(server_.Sign(reviewed, Reviewer()).status()), "INVALID_ARGUMENT/BAD_REQUEST");
}

TEST_P(RunApiTest, CalculatingAgainGivesTheSameHashAndChangesNothing) {
  const v1::Run first = Calculated();
  server_.scoring().GoAway();
  const auto again = server_.Calculate(first);
  ASSERT_TRUE(again.ok()) << "a frozen run needs nothing of scoring: " << again.status();
  EXPECT_EQ(again->SerializeAsString(), first.SerializeAsString());
}

TEST_P(RunApiTest, AChangedResultIsFoundByTheReplay) {
  const v1::Run run = Calculated();
  Tamper("UPDATE unit_result SET rate_bp = rate_bp + 1 WHERE institution_id = 'M1'");
  const auto refused = server_.Calculate(run);
  EXPECT_EQ(Refusal(refused.status()), "FAILED_PRECONDITION/REPLAY_MISMATCH");
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("M1/ALL/ALL"));
  EXPECT_EQ(Refusal(server_.Statement(run.run_id(), "M1").status()),
            "FAILED_PRECONDITION/REPLAY_MISMATCH")
      << "a statement does not show a figure it cannot explain";
}

TEST_P(RunApiTest, AVanishedResultIsFoundByTheReplay) {
  const v1::Run run = Calculated();
  Tamper("DELETE FROM unit_result WHERE institution_id = 'P1'");
  EXPECT_EQ(Refusal(server_.Calculate(run).status()), "FAILED_PRECONDITION/REPLAY_MISMATCH");
}

TEST_P(RunApiTest, TheLockReplaysTheRunFirst) {
  const v1::Run signed_once = server_.Sign(Reviewed(), Reviewer()).value();
  Tamper("UPDATE unit_result SET adjusted_budget_fen = 1 WHERE institution_id = 'M1'");
  EXPECT_EQ(Refusal(server_.Sign(signed_once, Locker()).status()),
            "FAILED_PRECONDITION/REPLAY_MISMATCH");
  EXPECT_EQ(server_.Get(signed_once.run_id())->state(), v1::RUN_STATE_REVIEWED);
}

TEST_P(RunApiTest, AChangedInputIsFoundBeforeAnythingIsCalculated) {
  for (const char* change :
       {"UPDATE unit_input SET points = points + 1 WHERE institution_id = 'M1'",
        "UPDATE unit_input SET entry_ids = 'E9' WHERE institution_id = 'M1'"}) {
    SettlementServer server(GetParam());
    server.scoring().SetStandings({server.Medical("M1", 7)});
    ASSERT_TRUE(server.Import({SettlementServer::Budget("M1")}).ok());
    const v1::Run frozen = server.Freeze(server.Create().value()).value();
    ASSERT_TRUE(server.Try([change](sql::Tx& tx) { return tx.Execute(change, {}).status(); }).ok());
    EXPECT_EQ(Refusal(server.Calculate(frozen).status()),
              "FAILED_PRECONDITION/INPUTS_CHANGED_AFTER_FREEZE")
        << change;
  }
}

TEST_P(RunApiTest, AChangedPolicyFileIsFound) {
  const v1::Run run = Calculated();
  Tamper("UPDATE policy_file SET content = x'00'");
  EXPECT_EQ(Refusal(server_.Calculate(run).status()),
            "FAILED_PRECONDITION/POLICY_CHANGED_AFTER_FREEZE");
  Tamper("DELETE FROM run_policy");
  EXPECT_EQ(Refusal(server_.Calculate(run).status()),
            "FAILED_PRECONDITION/POLICY_CHANGED_AFTER_FREEZE");
}

TEST_P(RunApiTest, ABudgetImportedAfterTheFreezeNeedsANewRun) {
  server_.scoring().SetStandings({server_.Medical("M1"), server_.Pharmacy("P1")});
  ASSERT_TRUE(server_.Import({SettlementServer::Budget("M1")}).ok());
  const v1::Run frozen = server_.Freeze(server_.Create().value()).value();
  ASSERT_TRUE(server_.Import({SettlementServer::Budget("M1")}).ok()) << "nothing new";
  const v1::Run calculated = server_.Calculate(frozen).value();
  ASSERT_TRUE(server_.Import({SettlementServer::Budget("P1")}).ok());
  EXPECT_EQ(Refusal(server_.Review(calculated).status()),
            "FAILED_PRECONDITION/INPUTS_CHANGED_AFTER_FREEZE");
  ASSERT_TRUE(server_.Abandon(calculated, "补录预算").ok());
  v1::Run next = server_.Create().value();
  EXPECT_EQ(next.number(), 2);
  next = server_.Freeze(next).value();
  next = server_.Calculate(next).value();
  EXPECT_TRUE(server_.Review(next).ok());
}

TEST_P(RunApiTest, ABudgetCorrectedAfterTheStatementsWereIssuedIsNotLockedOver) {
  const v1::Run reviewed = Reviewed();
  const auto replaced =
      server_.Import({SettlementServer::Budget("M1", 1)}, NewRequestId(), SettlementServer::kYear);
  ASSERT_TRUE(replaced.ok()) << replaced.status();
  EXPECT_EQ(Refusal(server_.Sign(reviewed, Reviewer()).status()),
            "FAILED_PRECONDITION/INPUTS_CHANGED_AFTER_FREEZE");
  ASSERT_TRUE(server_.Abandon(reviewed, "预算有误").ok());
  const v1::Run next = server_.Freeze(server_.Create().value()).value();
  ASSERT_TRUE(server_.Calculate(next).ok());
  EXPECT_EQ(server_.Statement(next.run_id(), "M1").value().total_budget_fen(), 1);
}

TEST_P(RunApiTest, NothingIsImportedIntoALockedYear) {
  const v1::Run reviewed = Reviewed();
  const v1::Run once = server_.Sign(reviewed, Reviewer()).value();
  ASSERT_TRUE(server_.Sign(once, Locker()).ok());
  EXPECT_EQ(Refusal(server_.Import({SettlementServer::Budget("M9")}).status()),
            "FAILED_PRECONDITION/YEAR_CLOSED");
  EXPECT_EQ(Refusal(server_
                        .Import({SettlementServer::Budget("M1", 1)}, NewRequestId(),
                                SettlementServer::kYear)
                        .status()),
            "FAILED_PRECONDITION/YEAR_CLOSED");
  EXPECT_TRUE(server_.Import({SettlementServer::Budget("M1")}).ok()) << "what is there already";
}

TEST_P(RunApiTest, OfTwoLockersAtOnceOneLocks) {
  const v1::Run once = server_.Sign(Reviewed(), Reviewer()).value();
  std::vector<std::string> outcomes(3);
  std::vector<std::thread> lockers;
  for (std::string& outcome : outcomes) {
    lockers.emplace_back([&] { outcome = Refusal(server_.Sign(once, Locker()).status()); });
  }
  for (std::thread& locker : lockers) locker.join();
  EXPECT_THAT(outcomes,
              UnorderedElementsAre("OK", "ABORTED/ETAG_MISMATCH", "ABORTED/ETAG_MISMATCH"));
  EXPECT_THAT(AuditKinds(), ElementsAre(1, 10, 11, 12, 13, 14, 15));
}

TEST_P(RunApiTest, OneRunOfAYearIssuesStatements) {
  server_.scoring().SetStandings({server_.Medical("M1")});
  ASSERT_TRUE(server_.Import({SettlementServer::Budget("M1")}).ok());
  std::vector<v1::Run> calculated;
  for (int i = 0; i < 2; ++i) {
    const v1::Run frozen = server_.Freeze(server_.Create().value()).value();
    calculated.push_back(server_.Calculate(frozen).value());
  }
  const v1::Run issued = server_.Review(calculated[0]).value();
  EXPECT_EQ(Refusal(server_.Review(calculated[1]).status()), "FAILED_PRECONDITION/RUN_STATE");
  ASSERT_TRUE(server_.Abandon(issued, "重新核算", Reviewer()).ok());
  EXPECT_TRUE(server_.Review(calculated[1]).ok());
}

TEST_P(RunApiTest, AnAbandonmentHasAReason) {
  const v1::Run draft = server_.Create().value();
  EXPECT_EQ(Refusal(server_.Abandon(draft, "").status()), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(Refusal(server_.Abandon(draft, std::string(501, 'x')).status()),
            "INVALID_ARGUMENT/BAD_REQUEST");
  const auto abandoned = server_.Abandon(draft, "重复");
  ASSERT_TRUE(abandoned.ok()) << abandoned.status();
  EXPECT_EQ(abandoned->state(), v1::RUN_STATE_ABANDONED);
  EXPECT_EQ(Refusal(server_.Freeze(*abandoned).status()), "FAILED_PRECONDITION/RUN_STATE");
}

TEST_P(RunApiTest, OnlyAPlausibleYearIsSettledAndRatesHaveNoMoney) {
  v1::CreateRunRequest request;
  request.set_request_id(NewRequestId());
  request.set_year(1999);
  request.set_kind(v1::RUN_KIND_RATES);
  request.set_pool_fen(1);
  const auto refused =
      rpc::Invoke(server_.runs(), &v1::RunService::Stub::CreateRun, request, Preparer());
  EXPECT_EQ(Refusal(refused.status()), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(DetailOf(refused.status()).violations.size(), 2U);
}

TEST_P(RunApiTest, AnUnknownRunIsRefusedEverywhere) {
  v1::Run nobody;
  nobody.set_run_id("01ARZ3NDEKTSV4RRFFQ69G5FAV");
  nobody.set_etag("1");
  nobody.set_result_sha256(std::string(64, '0'));
  const std::string expected = "NOT_FOUND/UNKNOWN_RUN";
  EXPECT_EQ(Refusal(server_.Get(nobody.run_id()).status()), expected);
  EXPECT_EQ(Refusal(server_.Freeze(nobody).status()), expected);
  EXPECT_EQ(Refusal(server_.Calculate(nobody).status()), expected);
  EXPECT_EQ(Refusal(server_.Review(nobody).status()), expected);
  EXPECT_EQ(Refusal(server_.Sign(nobody, Reviewer()).status()), expected);
  EXPECT_EQ(Refusal(server_.Abandon(nobody, "x").status()), expected);
  EXPECT_EQ(Refusal(server_.Statement(nobody.run_id(), "M1").status()), expected);
}

TEST_P(RunApiTest, AreListedByYearAndNumberInPages) {
  for (const int year : {2027, 2026, 2026, 2026}) {
    ASSERT_TRUE(server_.Create(Preparer(), year).ok());
  }
  std::vector<int> seen;
  v1::ListRunsRequest request;
  request.set_page_size(3);
  do {
    const auto page =
        rpc::Invoke(server_.runs(), &v1::RunService::Stub::ListRuns, request, Auditor());
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Run& run : page->runs()) seen.push_back(run.year() * 10 + run.number());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(seen, ElementsAre(20261, 20262, 20263, 20271));
}

TEST_P(RunApiTest, ABandWhoseOrderNobodyGaveIsAWarningOfRunAndStatement) {
  scoring::v1::Standing ordered = server_.Medical("M2", 18);
  ordered.mutable_consequence()->set_suspend_months(1);
  ordered.mutable_consequence()->set_suspend_start_date("2026-03-01");
  ordered.mutable_consequence()->set_suspend_end_date("2026-03-31");
  const v1::Run run =
      server_.Calculated({server_.Medical("M1", 18), ordered},
                         {SettlementServer::Budget("M1"), SettlementServer::Budget("M2")});
  ASSERT_EQ(run.warnings_size(), 1);
  EXPECT_EQ(run.warnings(0).code(), "SANCTION_ORDER_MISSING");
  EXPECT_EQ(run.warnings(0).units(), 1);
  EXPECT_THAT(server_.Statement(run.run_id(), "M1")->warnings(),
              ElementsAre("SANCTION_ORDER_MISSING"));
  EXPECT_EQ(server_.Statement(run.run_id(), "M2")->warnings_size(), 0);
}

}  // namespace
}  // namespace probity::settlement
