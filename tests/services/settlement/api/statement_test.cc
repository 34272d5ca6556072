#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/status/status.h"
#include "tests/services/settlement/support/settlement_server.h"

namespace probity::settlement {
namespace {

using ::testing::ElementsAre;

class StatementTest : public ::testing::Test {
 protected:
  // The golden institutions of docs/settlement.md: a reward, an open case, a penalty with a
  // suspension, a cancellation, a pharmacy without a budget.
  v1::Run Year() {
    scoring::v1::Standing open = server_.Medical("M2", 3);
    open.set_open_case(true);
    scoring::v1::Standing suspended = server_.Medical("M3", 18);
    suspended.mutable_consequence()->set_suspend_months(1);
    suspended.mutable_consequence()->set_suspend_start_date("2026-12-11");
    suspended.mutable_consequence()->set_suspend_end_date("2027-01-10");
    scoring::v1::Standing cancelled = server_.Medical("M4", 30);
    cancelled.mutable_consequence()->set_cancelled(true);
    cancelled.mutable_consequence()->set_cancelled_date("2026-07-01");
    scoring::v1::Standing pharmacy = server_.Pharmacy("P1", 5);
    pharmacy.add_qualifications("REMOTE_OUTPATIENT");
    pharmacy.add_qualifications("SPECIAL_OUTPATIENT");
    return server_.Calculated({server_.Medical("M1", 7), open, suspended, cancelled, pharmacy},
                              {SettlementServer::Budget("M1"), SettlementServer::Budget("M2"),
                               SettlementServer::Budget("M3"), SettlementServer::Budget("M4")});
  }

  v1::Statement Of(const v1::Run& run, const std::string& id) {
    const auto statement = server_.Statement(run.run_id(), id);
    EXPECT_TRUE(statement.ok()) << statement.status();
    return statement.ok() ? *statement : v1::Statement();
  }

  SettlementServer server_;
};

TEST_F(StatementTest, StatesPointsRateAndBothAdjustedFigures) {
  const v1::Run run = Year();
  struct Row {
    const char* id;
    const char* band;
    int32_t band_bp;
    v1::RewardStatus status;
    int32_t rate_bp;
    int64_t budget_fen;
    int64_t per_visit_fen;
  };
  const std::vector<Row> rows = {
      {"M1", "[0,12)", 245, v1::REWARD_STATUS_GRANTED, 245, 983520000, 491760},
      {"M2", "[0,12)", 391, v1::REWARD_STATUS_HELD, 391, 997536000, 498768},
      {"M3", "[18,24)", -500, v1::REWARD_STATUS_CANCELLED, -500, 912000000, 456000},
      {"M4", "[30,∞)", -500, v1::REWARD_STATUS_CANCELLED, -500, 912000000, 456000},
      {"P1", "[0,12]", 0, v1::REWARD_STATUS_GRANTED, 0, 0, 0},
  };
  for (const Row& row : rows) {
    const v1::Statement statement = Of(run, row.id);
    EXPECT_EQ(statement.band(), row.band) << row.id;
    EXPECT_EQ(statement.band_bp(), row.band_bp) << row.id;
    EXPECT_EQ(statement.reward_status(), row.status) << row.id;
    EXPECT_EQ(statement.rate_bp(), row.rate_bp) << row.id;
    EXPECT_EQ(statement.adjusted_total_budget_fen(), row.budget_fen) << row.id;
    EXPECT_EQ(statement.adjusted_per_visit_fen(), row.per_visit_fen) << row.id;
    EXPECT_EQ(statement.year(), SettlementServer::kYear) << row.id;
    EXPECT_EQ(statement.warnings_size(), 0) << row.id;
  }
}

TEST_F(StatementTest, StatesOrdersDaysAndQualifications) {
  const v1::Run run = Year();
  const v1::Statement suspended = Of(run, "M3");
  EXPECT_EQ(suspended.suspend_months(), 1);
  EXPECT_EQ(suspended.suspend_start_date(), "2026-12-11");
  EXPECT_EQ(suspended.suspend_end_date(), "2027-01-10");
  EXPECT_EQ(suspended.suspended_days(), 21) << "those of this year";
  EXPECT_EQ(suspended.designated_days(), 365);
  EXPECT_FALSE(suspended.cancelled());
  const v1::Statement cancelled = Of(run, "M4");
  EXPECT_TRUE(cancelled.cancelled());
  EXPECT_EQ(cancelled.designated_days(), 181);
  EXPECT_EQ(cancelled.suspend_months(), 0);
  EXPECT_THAT(Of(run, "P1").qualifications(),
              ElementsAre("REMOTE_OUTPATIENT", "SPECIAL_OUTPATIENT"));
  EXPECT_EQ(Of(run, "P1").policy_sha256(), server_.pharmacy_sha256());
  EXPECT_EQ(Of(run, "M1").policy_sha256(), server_.medical_sha256());
}

TEST_F(StatementTest, ExplainsEveryFigureInBothLanguages) {
  const v1::Statement statement = Of(Year(), "M1");
  ASSERT_GE(statement.lines_size(), 7);
  const v1::Line& rate = statement.lines(0);
  EXPECT_EQ(rate.code(), "L1_RATE");
  EXPECT_EQ(rate.name_zh(), "记分费率");
  EXPECT_EQ(rate.name_en(), "Rate of the points");
  EXPECT_EQ(rate.value(), statement.band_bp());
  EXPECT_EQ(rate.policy_field(), "bands[0].effects[0].rate_linear");
  EXPECT_TRUE(rate.assumed()) << "the shipped policy marks its linear steps as assumed";
  EXPECT_EQ(statement.lines(3).code(), "ADJUSTED_TOTAL_BUDGET");
  EXPECT_EQ(statement.lines(3).value(), statement.adjusted_total_budget_fen());
  EXPECT_EQ(statement.lines(3).operands(), "R(960000000·(10000 + 245)/10000)");
}

TEST_F(StatementTest, IsCalculatedThenIssuedThenFinal) {
  v1::Run run = Year();
  EXPECT_EQ(Of(run, "M1").state(), v1::STATEMENT_STATE_CALCULATED);
  run = server_.Review(run).value();
  EXPECT_EQ(Of(run, "M1").state(), v1::STATEMENT_STATE_ISSUED);
  run = server_.Sign(run, Reviewer()).value();
  run = server_.Sign(run, Locker()).value();
  EXPECT_EQ(Of(run, "M1").state(), v1::STATEMENT_STATE_FINAL);
}

TEST_F(StatementTest, AnInstitutionReadsItsOwnOnceIssued) {
  v1::Run run = Year();
  const auto own = [&] { return server_.Statement(run.run_id(), "M1", AsInstitution("M1")); };
  EXPECT_EQ(Refusal(own().status()), "NOT_FOUND/NOT_FOUND") << "a draft of the bureau";
  run = server_.Review(run).value();
  ASSERT_TRUE(own().ok()) << own().status();
  EXPECT_EQ(own()->institution_id(), "M1");
  EXPECT_EQ(Refusal(server_.Statement(run.run_id(), "M2", AsInstitution("M1")).status()),
            "PERMISSION_DENIED/NOT_YOURS");
  EXPECT_EQ(
      Refusal(server_.Statement("01ARZ3NDEKTSV4RRFFQ69G5FAV", "M2", AsInstitution("M1")).status()),
      "PERMISSION_DENIED/NOT_YOURS")
      << "nothing is told about other runs either";
  ASSERT_TRUE(server_.Abandon(run, "重新核算", Reviewer()).ok());
  EXPECT_EQ(Refusal(own().status()), "NOT_FOUND/NOT_FOUND") << "an abandoned run states nothing";
}

TEST_F(StatementTest, AUnitThatIsNotOfTheRunIsNotFound) {
  const v1::Run run = Year();
  EXPECT_EQ(Refusal(server_.Statement(run.run_id(), "M9").status()), "NOT_FOUND/NOT_FOUND");
  EXPECT_EQ(Refusal(server_.Statement(run.run_id(), "").status()), "INVALID_ARGUMENT/BAD_REQUEST");
  const v1::Run draft = server_.Create().value();
  EXPECT_EQ(Refusal(server_.Statement(draft.run_id(), "M1").status()), "NOT_FOUND/NOT_FOUND");
}

TEST_F(StatementTest, AreListedByInstitutionInPagesWithoutLines) {
  const v1::Run run = Year();
  std::vector<std::string> ids;
  v1::ListStatementsRequest request;
  request.set_run_id(run.run_id());
  request.set_page_size(2);
  do {
    const auto page = rpc::Invoke(server_.statements(), &v1::StatementService::Stub::ListStatements,
                                  request, Preparer());
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::Statement& one : page->statements()) {
      ids.push_back(one.institution_id());
      EXPECT_EQ(one.lines_size(), 0);
      v1::Statement whole = Of(run, one.institution_id());
      whole.clear_lines();
      EXPECT_EQ(one.SerializeAsString(), whole.SerializeAsString()) << one.institution_id();
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(ids, ElementsAre("M1", "M2", "M3", "M4", "P1"));
}

TEST_F(StatementTest, AnInstitutionCannotListThem) {
  v1::ListStatementsRequest request;
  request.set_run_id(Year().run_id());
  const auto refused =
      rpc::Invoke(server_.statements(), &v1::StatementService::Stub::ListStatements, request,
                  AsInstitution("M1"));
  EXPECT_EQ(Refusal(refused.status()), "PERMISSION_DENIED/ROLE_REQUIRED");
}

}  // namespace
}  // namespace probity::settlement
