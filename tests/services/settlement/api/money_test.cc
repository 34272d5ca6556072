// A year of money through its RPCs: settled, answered, supposed otherwise, explained and printed.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "services/settlement/api/statement_answers.h"
#include "tests/services/settlement/api/money_year.h"
#include "tests/services/settlement/support/settlement_server.h"

namespace probity::settlement {
namespace {

class MoneyTest : public MoneyYear {
 protected:
  std::vector<v1::WhatIfResponse> Suppose(const v1::Run& run,
                                          const std::vector<v1::Variant>& variants) {
    v1::WhatIfRequest request;
    request.set_run_id(run.run_id());
    for (const v1::Variant& one : variants) *request.add_variants() = one;
    std::vector<v1::WhatIfResponse> parts;
    const absl::Status status =
        rpc::InvokeStream(server_.runs(), &v1::RunService::Stub::WhatIf, request, Preparer(),
                          [&parts](const v1::WhatIfResponse& part) {
                            if (part.part_case() != v1::WhatIfResponse::kProgress)
                              parts.push_back(part);
                            return absl::OkStatus();
                          });
    EXPECT_TRUE(status.ok()) << status;
    return parts;
  }

  void NextDayAfter(const std::string& date) {
    server_.clock().Set(calendar::StartOf(calendar::ParseDate(date).value() + 1));
  }
};

PROBITY_ON_EVERY_ENGINE(MoneyTest);

TEST_P(MoneyTest, AYearIsSettledToTheFenAndCalculatedAgainToTheSameBytes) {
  Import();
  const v1::Run run = Settled();
  EXPECT_EQ(run.units(), 4);
  EXPECT_EQ(run.totals().rate_reward_fen(), 6'000'000);
  EXPECT_EQ(run.totals().held_fen(), 12'760'800);
  EXPECT_EQ(run.totals().reserve_after_fen(), kReserve - 6'000'000);
  const std::map<std::string, int64_t> nets = {
      {"M1", 967'400'000}, {"M2", 969'000'000}, {"M3", 992'544'000}, {"P1", 11'145'767}};
  for (const auto& [id, net] : nets) {
    const auto statement = server_.Statement(run.run_id(), id);
    ASSERT_TRUE(statement.ok()) << statement.status();
    EXPECT_EQ(statement->figures().net_fen(), net) << id;
  }
  const auto again = server_.Calculate(run);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->result_sha256(), run.result_sha256());
  ASSERT_TRUE(server_
                  .Try([](sql::Tx& tx) {
                    return tx
                        .Execute(
                            "UPDATE unit_result SET net_fen = net_fen + 1 "
                            "WHERE institution_id = 'M2'",
                            {})
                        .status();
                  })
                  .ok());
  EXPECT_EQ(Refusal(server_.Calculate(run).status()), "FAILED_PRECONDITION/REPLAY_MISMATCH");
}

TEST_P(MoneyTest, WhatDoesNotFitIsRefusedByItsOwnNameAndNothingIsKept) {
  Import();
  EXPECT_EQ(Refusal(server_.Settle(kReserve, 1'000).status()), "FAILED_PRECONDITION/POOL_EXCEEDED");
  EXPECT_EQ(Refusal(server_.Settle(5'999'999, kPool).status()),
            "FAILED_PRECONDITION/RESERVE_SHORTFALL");
  EXPECT_TRUE(server_.Settle(6'000'000, kPool).ok()) << "exactly what the rewards come to";
  server_.scoring().SetStandings(
      {server_.Medical("M1"), server_.Medical("M2"), server_.Medical("M3")});
  EXPECT_EQ(Refusal(server_.Settle(kReserve, kPool).status()),
            "FAILED_PRECONDITION/UNKNOWN_INSTITUTION")
      << "claims of a pharmacy that is not in the register";
}

TEST_P(MoneyTest, SuspendedDaysAreCountedOnceWhicheverOrderTheyCameBy) {
  Import();
  const auto measure = [](const char* first, const char* last, scoring::v1::MeasureKind kind) {
    scoring::v1::Measure one;
    one.set_kind(kind);
    one.set_status(scoring::v1::MEASURE_STATUS_IN_FORCE);
    one.set_subject(scoring::v1::MEASURE_SUBJECT_INSTITUTION);
    one.set_subject_id("M1");
    one.set_scope(scoring::v1::MEASURE_SCOPE_WHOLE);
    one.set_start_date(first);
    one.set_end_date(last);
    return one;
  };
  std::vector<scoring::v1::Measure> measures = {
      measure("2025-12-20", "2026-01-10", scoring::v1::MEASURE_KIND_POINTS_SUSPENSION),
      measure("2026-01-05", "2026-01-14", scoring::v1::MEASURE_KIND_AGREEMENT_SUSPENSION),
      measure("2026-12-30", "2027-01-29", scoring::v1::MEASURE_KIND_POINTS_SUSPENSION),
      measure("2026-06-01", "2026-06-30", scoring::v1::MEASURE_KIND_DEPARTMENT_SUSPENSION),
      measure("2026-07-01", "2026-07-31", scoring::v1::MEASURE_KIND_AGREEMENT_SUSPENSION)};
  measures.back().set_status(scoring::v1::MEASURE_STATUS_LIFTED);
  measures.back().set_free_from_date("2026-07-04");
  server_.scoring().SetMeasures(measures);
  const v1::Run run = server_.Settle(10 * kReserve, kPool).value();
  const auto statement = server_.Statement(run.run_id(), "M1");
  ASSERT_TRUE(statement.ok()) << statement.status();
  EXPECT_EQ(statement->suspended_days(), 14 + 2 + 3)
      << "1-14 January, 30-31 December, 1-3 July; a department's is not the institution's";
  EXPECT_NE(statement->reward_status(), v1::REWARD_STATUS_CANCELLED)
      << "no points of this year ordered one";
}

TEST_P(MoneyTest, StatementsAreAnsweredByTheirOwnersWhileTheirClockRuns) {
  Import();
  const v1::Run reviewed = server_.Review(Settled()).value();
  const auto issued = server_.Statement(reviewed.run_id(), "P1");
  ASSERT_TRUE(issued.ok()) << issued.status();
  EXPECT_EQ(issued->decision(), v1::STATEMENT_DECISION_ISSUED);
  const std::string until = issued->confirm_until_date();
  EXPECT_EQ(until,
            calendar::FormatDate(
                server_.env().work_calendar.AddCalendarDays(Today(server_.clock()), 30).value()));
  EXPECT_EQ(Refusal(Dispute(reviewed, "M3", "base_fen", "M1")), "PERMISSION_DENIED/NOT_YOURS");
  EXPECT_EQ(Refusal(Dispute(reviewed, "M3", "bribe_fen")), "INVALID_ARGUMENT/UNKNOWN_LINE");
  EXPECT_TRUE(Dispute(reviewed, "M3", "base_fen").ok());
  EXPECT_TRUE(Dispute(reviewed, "M3", "stripped_fen").ok()) << "a further line";
  EXPECT_EQ(Refusal(Dispute(reviewed, "M3", "base_fen")), "ALREADY_EXISTS/ALREADY_EXISTS");
  EXPECT_EQ(Refusal(Confirm(reviewed, "M3")), "FAILED_PRECONDITION/STATEMENT_STATE");
  EXPECT_TRUE(Confirm(reviewed, "M1").ok());
  EXPECT_EQ(Refusal(Dispute(reviewed, "M1", "base_fen")), "FAILED_PRECONDITION/STATEMENT_STATE");
  v1::Run run = server_.Get(reviewed.run_id()).value();
  EXPECT_EQ(Refusal(server_.Sign(run, Reviewer()).status()),
            "FAILED_PRECONDITION/STATEMENTS_UNDECIDED");
  server_.clock().Set(calendar::StartOf(calendar::ParseDate(until).value()));
  ASSERT_TRUE(DeemLapsedConfirmed(server_.env(), Soon()).ok());
  EXPECT_EQ(server_.Get(run.run_id())->statements().issued(), 2) << "the last day is theirs";
  EXPECT_TRUE(Confirm(reviewed, "M2").ok());
  NextDayAfter(until);
  EXPECT_EQ(Refusal(Confirm(reviewed, "P1")), "FAILED_PRECONDITION/STATEMENT_STATE");
  ASSERT_TRUE(DeemLapsedConfirmed(server_.env(), Soon()).ok());
  const v1::StatementCounts counts = server_.Get(run.run_id())->statements();
  EXPECT_EQ(counts.issued(), 0);
  EXPECT_EQ(counts.confirmed(), 2);
  EXPECT_EQ(counts.deemed_confirmed(), 1);
  EXPECT_EQ(counts.disputed(), 1);
  EXPECT_TRUE(server_.Sign(run, Reviewer()).ok());
}

TEST_P(MoneyTest, AWhatIfChangesNothingButItsAnswer) {
  Import();
  const v1::Run run = Settled();
  v1::Variant same;
  same.set_name("as it is");
  v1::Variant share;
  v1::PolicyPatch& patch = *share.add_policies();
  patch.set_policy_sha256(server_.medical_sha256());
  patch.set_text("settlement { retention { share_bp: 5000 } }");
  v1::Variant poor;
  poor.set_pool_fen(1);
  v1::Variant worse;
  v1::InputCorrection& points = *worse.add_inputs();
  points.set_institution_id("M1");
  points.set_field("points");
  points.set_value(12);
  const auto parts = Suppose(run, {same, share, poor, worse});
  ASSERT_EQ(parts.size(), 6U) << "two of them change units";
  EXPECT_EQ(parts[0].result().result_sha256(), run.result_sha256()) << "the same function";
  EXPECT_EQ(parts[0].result().changed(), 0);
  ASSERT_EQ(parts[1].units().units_size(), 2) << "M1, and M2 whose surplus is held";
  EXPECT_EQ(parts[1].units().units(0).net_delta_fen(), 11'600'000);
  EXPECT_EQ(parts[2].result().gainers(), 1);
  EXPECT_NE(parts[2].result().result_sha256(), run.result_sha256());
  EXPECT_EQ(parts[3].result().refused(), "POOL_EXCEEDED");
  EXPECT_TRUE(parts[4].units().units(0).band_moved());
  EXPECT_TRUE(parts[4].units().units(0).gate_flipped());
  EXPECT_EQ(parts[5].result().losers(), 1);
  EXPECT_EQ(server_.Get(run.run_id())->SerializeAsString(), run.SerializeAsString());
}

TEST_P(MoneyTest, AnyFigureIsExplainedDownToItsInputs) {
  Import();
  const v1::Run run = Settled();
  v1::ExplainLineRequest request;
  request.set_line("net_fen");
  const auto tree =
      Statements(&v1::StatementService::Stub::ExplainLine, request, run, "M1", Auditor());
  ASSERT_TRUE(tree.ok()) << tree.status();
  EXPECT_EQ(tree->root().value(), 967'400'000);
  const v1::Node* node = &tree->root();
  for (const char* code : {"payable_fen", "retention_paid_fen", "retention_reward_fen",
                           "at_full.retention_fen", "at_full.cap_fen", "at_full.budget_fen"}) {
    const v1::Node* next = nullptr;
    for (const v1::Node& one : node->operands_tree()) {
      if (one.code() == code) next = &one;
    }
    ASSERT_NE(next, nullptr) << code << " under " << node->code();
    node = next;
  }
  EXPECT_EQ(node->value(), 1'008'000'000);
  EXPECT_EQ(node->exact_numerator(), "3679200000000000") << "960000000 · 10500 · 365";
  EXPECT_EQ(node->exact_denominator(), "3650000");
  request.set_line("bribe_fen");
  EXPECT_EQ(
      Refusal(Statements(&v1::StatementService::Stub::ExplainLine, request, run, "M1", Auditor())
                  .status()),
      "INVALID_ARGUMENT/UNKNOWN_LINE");
}

TEST_P(MoneyTest, AStatementIsAFileOfThreeKinds) {
  Import();
  const v1::Run run = Settled();
  const std::map<v1::StatementFormat, std::string> beginnings = {
      {v1::STATEMENT_FORMAT_PDF, "%PDF-"},
      {v1::STATEMENT_FORMAT_CSV, "institution_id,fund,class"},
      {v1::STATEMENT_FORMAT_XLSX, "PK"}};
  for (const auto& [format, beginning] : beginnings) {
    v1::RenderStatementRequest request;
    request.set_run_id(run.run_id());
    request.set_institution_id("M2");
    request.set_format(format);
    std::string content;
    std::string sha256;
    const absl::Status status =
        rpc::InvokeStream(server_.statements(), &v1::StatementService::Stub::RenderStatement,
                          request, Auditor(), [&](const v1::RenderStatementResponse& piece) {
                            content += piece.content();
                            sha256 = piece.sha256();
                            return absl::OkStatus();
                          });
    ASSERT_TRUE(status.ok()) << status;
    EXPECT_EQ(content.substr(0, beginning.size()), beginning);
    EXPECT_EQ(sha256, crypto::Hex(crypto::Sha256(content)));
  }
}

}  // namespace
}  // namespace probity::settlement
