// A year of money through its RPCs: settled, answered, locked, posted, paid, corrected, closed. The
// figures are those of the golden cases G01, G05 and G06 of an ungraded unit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status/status.h"
#include "probity/settlement/v1/dispute_service.grpc.pb.h"
#include "probity/settlement/v1/hold_service.grpc.pb.h"
#include "probity/settlement/v1/ledger_service.grpc.pb.h"
#include "probity/settlement/v1/year_service.grpc.pb.h"
#include "services/settlement/api/ledger/post_run.h"
#include "services/settlement/api/statement_answers.h"
#include "tests/services/settlement/support/settlement_server.h"

namespace probity::settlement {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kReserve = 10'000'000;
constexpr int64_t kPool = 1'000'000'000'000;
constexpr int kYear = SettlementServer::kYear;

class MoneyTest : public ::testing::TestWithParam<std::string> {
 protected:
  // M1 keeps a surplus, M2 has an open case, M3 lost points, P1 is a pharmacy.
  void Import(int64_t accepted_m1 = 950'000'000) {
    server_.scoring().SetStandings(Standings(true));
    ASSERT_TRUE(server_
                    .Import({SettlementServer::Budget("M1"), SettlementServer::Budget("M2"),
                             SettlementServer::Budget("M3")})
                    .ok());
    v1::ImportActualsRequest request;
    request.set_request_id(NewRequestId());
    const auto add = [&request](const std::string& id, int64_t visits, int64_t accepted) {
      v1::Actual& one = *request.add_actuals();
      one.set_institution_id(id);
      one.set_year(kYear);
      one.set_visits(visits);
      one.set_accepted_fen(accepted);
      return &one;
    };
    add("M1", 2000, accepted_m1);
    add("M2", 2000, 975'000'000);
    add("M3", 2000, 1'200'000'000);
    v1::Actual* pharmacy = add("P1", 40'000, 61'234'567);
    pharmacy->set_monthly_fen(50'000'000);
    pharmacy->set_deductions_fen(88'800);
    const auto imported =
        rpc::InvokeImport(server_.inputs(), &v1::InputService::Stub::ImportActuals,
                          std::vector<v1::ImportActualsRequest>{request}, Preparer());
    ASSERT_TRUE(imported.ok()) << imported.status();
  }

  std::vector<scoring::v1::Standing> Standings(bool open_case) {
    std::vector<scoring::v1::Standing> all = {server_.Medical("M1"), server_.Medical("M2", 3),
                                              server_.Medical("M3", 12), server_.Pharmacy("P1", 5)};
    all[1].set_open_case(open_case);
    return all;
  }

  v1::Run Settled() {
    const auto run = server_.Settle(kReserve, kPool);
    EXPECT_TRUE(run.ok()) << run.status();
    return run.value_or(v1::Run());
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Statements(grpc::Status (v1::StatementService::Stub::*method)(
                                          grpc::ClientContext*, const Request&, Response*),
                                      Request request, const v1::Run& run, const std::string& id,
                                      const rpc::CallOptions& who) {
    request.set_run_id(run.run_id());
    request.set_institution_id(id);
    return rpc::Invoke(server_.statements(), method, request, who);
  }

  absl::Status Confirm(const v1::Run& run, const std::string& id) {
    v1::ConfirmStatementRequest request;
    request.set_request_id(NewRequestId());
    return Statements(&v1::StatementService::Stub::ConfirmStatement, request, run, id,
                      AsInstitution(id))
        .status();
  }

  absl::Status Dispute(const v1::Run& run, const std::string& id, const std::string& line,
                       const std::string& as = "") {
    v1::DisputeLineRequest request;
    request.set_request_id(NewRequestId());
    request.set_line(line);
    request.set_reason("费用核减有误");
    return Statements(&v1::StatementService::Stub::DisputeLine, request, run, id,
                      AsInstitution(as.empty() ? id : as))
        .status();
  }

  absl::Status AnswerDispute(const v1::Run& run, const std::string& id, const std::string& line) {
    v1::AnswerDisputeRequest request;
    request.set_request_id(NewRequestId());
    request.set_run_id(run.run_id());
    request.set_institution_id(id);
    request.set_line(line);
    request.set_answer("维持");
    return rpc::Invoke(*disputes_, &v1::DisputeService::Stub::AnswerDispute, request, Reviewer())
        .status();
  }

  v1::Run Lock(const v1::Run& reviewed) {
    auto run = server_.Sign(server_.Get(reviewed.run_id()).value(), Reviewer());
    EXPECT_TRUE(run.ok()) << run.status();
    run = server_.Sign(*run, Locker());
    EXPECT_TRUE(run.ok()) << run.status();
    return run.value_or(v1::Run());
  }

  // Locked with M3's statement disputed.
  v1::Run Locked() {
    const v1::Run reviewed = server_.Review(Settled()).value();
    EXPECT_TRUE(Confirm(reviewed, "M1").ok());
    EXPECT_TRUE(Confirm(reviewed, "M2").ok());
    EXPECT_TRUE(Confirm(reviewed, "P1").ok());
    EXPECT_TRUE(Dispute(reviewed, "M3", "base_fen").ok());
    return Lock(reviewed);
  }

  absl::StatusOr<v1::Run> Supplement(const std::vector<v1::InputCorrection>& corrections = {}) {
    v1::CreateSupplementaryRunRequest request;
    request.set_request_id(NewRequestId());
    request.set_year(kYear);
    request.set_reason("案件了结");
    for (const v1::InputCorrection& one : corrections) *request.add_corrections() = one;
    const auto made = rpc::Invoke(server_.runs(), &v1::RunService::Stub::CreateSupplementaryRun,
                                  request, Preparer());
    if (!made.ok()) return made.status();
    return made->run();
  }

  std::string BalanceOf(const std::string& account, const std::string& at = "") {
    v1::GetBalanceRequest request;
    request.set_account_id(account);
    request.set_at_date(at);
    const auto balance =
        rpc::Invoke(*ledger_, &v1::LedgerService::Stub::GetBalance, request, Auditor());
    if (!balance.ok()) return Refusal(balance.status());
    return absl::StrCat(balance->balance_fen(), " pending ",
                        balance->credit_pending_fen() - balance->debit_pending_fen());
  }

  absl::StatusOr<v1::RecordPayoutResponse> Pay(const v1::Run& run, const std::string& id,
                                               int64_t fen, const std::string& returned = "") {
    v1::RecordPayoutRequest request;
    request.set_request_id(NewRequestId());
    request.set_run_id(run.run_id());
    request.set_institution_id(id);
    request.set_amount_fen(fen);
    request.set_returned_transfer_id(returned);
    return rpc::Invoke(*ledger_, &v1::LedgerService::Stub::RecordPayout, request, Locker());
  }

  absl::StatusOr<v1::CheckYearResponse> CheckYear(const std::string& backup = "") {
    v1::CheckYearRequest request;
    request.set_year(kYear);
    request.set_backup_sha256(backup);
    return rpc::Invoke(*years_, &v1::YearService::Stub::CheckYear, request, Reviewer());
  }

  absl::StatusOr<v1::CloseYearResponse> CloseYear(const v1::CheckYearResponse& check,
                                                  const rpc::CallOptions& who) {
    v1::CloseYearRequest request;
    request.set_request_id(NewRequestId());
    request.set_year(kYear);
    request.set_checklist_sha256(check.checklist_sha256());
    request.set_backup_sha256(check.ledger_sha256());
    return rpc::Invoke(*years_, &v1::YearService::Stub::CloseYear, request, who);
  }

  std::string Failing(const v1::CheckYearResponse& check) {
    std::string codes;
    for (const v1::YearCheck& one : check.checks()) {
      if (!one.passed()) absl::StrAppend(&codes, one.code(), " ");
    }
    return codes;
  }

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

  absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

  SettlementServer server_{GetParam()};
  std::unique_ptr<v1::LedgerService::Stub> ledger_ = v1::LedgerService::NewStub(server_.channel());
  std::unique_ptr<v1::DisputeService::Stub> disputes_ =
      v1::DisputeService::NewStub(server_.channel());
  std::unique_ptr<v1::HoldService::Stub> holds_ = v1::HoldService::NewStub(server_.channel());
  std::unique_ptr<v1::YearService::Stub> years_ = v1::YearService::NewStub(server_.channel());
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

TEST_P(MoneyTest, TheLockPostsEveryLineOnceAndDefersWhatIsDisputed) {
  Import();
  const v1::Run locked = Locked();
  EXPECT_EQ(locked.state(), v1::RUN_STATE_LOCKED);
  EXPECT_EQ(locked.posted_units(), 4);
  EXPECT_EQ(BalanceOf("PAYABLE/2026/M1/ALL/ALL"), "967400000 pending 0");
  EXPECT_EQ(BalanceOf("PAYABLE/2026/M2/ALL/ALL"), "969000000 pending 12760800");
  EXPECT_EQ(BalanceOf("PAYABLE/2026/M3/ALL/ALL"), "NOT_FOUND/UNKNOWN_ACCOUNT") << "deferred";
  EXPECT_EQ(BalanceOf("PAYABLE/2026/P1/ALL/ALL"), "11145767 pending 0");
  EXPECT_EQ(BalanceOf("RESERVE/2026///"), "0 pending -6000000");
  EXPECT_EQ(BalanceOf("PAYABLE/2026/M1/ALL/ALL", "2026-12-31"), "0 pending 0")
      << "dated on the day of the lock";
  EXPECT_TRUE(server_.Statement(locked.run_id(), "M3")->deferred());
  ASSERT_TRUE(PostRun(server_.env(), locked.run_id(), Soon()).ok());
  EXPECT_EQ(BalanceOf("PAYABLE/2026/M1/ALL/ALL"), "967400000 pending 0") << "posted once";
  const auto chain = rpc::Invoke(*ledger_, &v1::LedgerService::Stub::VerifyChain,
                                 v1::VerifyChainRequest(), Auditor());
  ASSERT_TRUE(chain.ok()) << chain.status();
  EXPECT_EQ(chain->transfers(), 2 + 3 + 3) << "M1 base, retention; M2 base and two held; P1 three";
}

TEST_P(MoneyTest, APostingThatWasStoppedGoesOnWhereItStopped) {
  Import();
  const v1::Run locked = Locked();
  ASSERT_TRUE(
      server_
          .Try([](sql::Tx& tx) {
            return tx.Execute("UPDATE run SET posted_units = 1 WHERE kind = 'FINAL'", {}).status();
          })
          .ok());
  ASSERT_TRUE(PostPending(server_.env(), Soon()).ok());
  EXPECT_EQ(server_.Get(locked.run_id())->posted_units(), 4);
  EXPECT_EQ(BalanceOf("PAYABLE/2026/M2/ALL/ALL"), "969000000 pending 12760800");
}

TEST_P(MoneyTest, PayoutsNeverExceedWhatStandsAndWaitForAHold) {
  Import();
  const v1::Run locked = Locked();
  EXPECT_EQ(Refusal(Pay(locked, "M1", 967'400'001).status()),
            "FAILED_PRECONDITION/PAYOUT_EXCEEDS_NET");
  const auto first = Pay(locked, "M1", 900'000'000);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->remaining_fen(), 67'400'000);
  EXPECT_EQ(first->transfer().line(), "PAYOUT");
  v1::PlacePaymentHoldRequest hold;
  hold.set_request_id(NewRequestId());
  hold.set_institution_id("M1");
  hold.set_reason("调查");
  hold.set_document("暂缓〔2027〕1号");
  const auto placed =
      rpc::Invoke(*holds_, &v1::HoldService::Stub::PlacePaymentHold, hold, Director());
  ASSERT_TRUE(placed.ok()) << placed.status();
  hold.set_request_id(NewRequestId());
  EXPECT_EQ(Refusal(rpc::Invoke(*holds_, &v1::HoldService::Stub::PlacePaymentHold, hold, Director())
                        .status()),
            "FAILED_PRECONDITION/HOLD_STATE");
  EXPECT_EQ(Refusal(Pay(locked, "M1", 1).status()), "FAILED_PRECONDITION/PAYMENT_HELD");
  EXPECT_EQ(server_.Statement(locked.run_id(), "M1")->figures().net_fen(), 967'400'000)
      << "a hold changes no figure";
  v1::ReleasePaymentHoldRequest release;
  release.set_request_id(NewRequestId());
  release.set_hold_id(placed->hold().hold_id());
  release.set_reason("查无问题");
  ASSERT_TRUE(
      rpc::Invoke(*holds_, &v1::HoldService::Stub::ReleasePaymentHold, release, Director()).ok());
  const auto second = Pay(locked, "M1", 67'400'000);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->transfer().line(), "PAYOUT.2");
  EXPECT_EQ(second->remaining_fen(), 0);
  const auto back = Pay(locked, "M1", 0, second->transfer().transfer_id());
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->remaining_fen(), 67'400'000) << "the payout came back";
  EXPECT_EQ(Refusal(Pay(locked, "M1", 0, second->transfer().transfer_id()).status()),
            "ALREADY_EXISTS/TRANSFER_CONFLICT")
      << "once";
}

TEST_P(MoneyTest, ALateDismissalReleasesExactlyWhatWasHeldAndSettlesWhatWasDeferred) {
  Import();
  const v1::Run locked = Locked();
  EXPECT_EQ(Refusal(Supplement().status()), "FAILED_PRECONDITION/NOTHING_TO_CORRECT")
      << "the dispute is not answered yet";
  server_.scoring().SetStandings(Standings(false));
  ASSERT_TRUE(AnswerDispute(locked, "M3", "base_fen").ok());
  v1::Run run = Supplement().value();
  EXPECT_EQ(run.state(), v1::RUN_STATE_FROZEN);
  EXPECT_EQ(run.units(), 2) << "M2, whose case is over, and the deferred M3";
  EXPECT_EQ(run.corrects_run_id(), locked.run_id());
  EXPECT_EQ(Refusal(Supplement().status()), "FAILED_PRECONDITION/RUN_STATE") << "one at a time";
  run = server_.Calculate(run).value();
  EXPECT_EQ(run.totals().reserve_move_fen(), 0) << "held rewards stayed reserved";
  run = server_.Review(run).value();
  ASSERT_TRUE(Confirm(run, "M2").ok());
  ASSERT_TRUE(Confirm(run, "M3").ok());
  const v1::Run done = Lock(run);
  EXPECT_EQ(done.posted_units(), 2);
  EXPECT_EQ(BalanceOf("PAYABLE/2026/M2/ALL/ALL"), "981760800 pending 0");
  EXPECT_EQ(BalanceOf("PAYABLE/2026/M3/ALL/ALL"), "992544000 pending 0");
  EXPECT_EQ(BalanceOf("RESERVE/2026///"), "-6000000 pending 0");
  EXPECT_EQ(Refusal(Supplement().status()), "FAILED_PRECONDITION/NOTHING_TO_CORRECT");
}

TEST_P(MoneyTest, AWrongInputIsCorrectedByDeltasAlone) {
  Import();
  Locked();
  v1::InputCorrection wrong;
  wrong.set_institution_id("M1");
  wrong.set_field("bribe");
  EXPECT_EQ(Refusal(Supplement({wrong}).status()), "INVALID_ARGUMENT/VARIANT_INVALID");
  wrong.set_field("accepted_fen");
  wrong.set_value(-1);
  EXPECT_EQ(Refusal(Supplement({wrong}).status()), "FAILED_PRECONDITION/NEGATIVE_AMOUNT");
  wrong.set_institution_id("M9");
  wrong.set_value(1);
  EXPECT_EQ(Refusal(Supplement({wrong}).status()), "INVALID_ARGUMENT/VARIANT_INVALID");
  wrong.set_institution_id("M1");
  wrong.set_value(940'000'000);
  v1::Run run = server_.Calculate(Supplement({wrong}).value()).value();
  run = server_.Review(run).value();
  ASSERT_TRUE(Confirm(run, "M1").ok());
  Lock(run);
  // base 940000000, retention R(0.3 · 68000000) = 20400000
  EXPECT_EQ(BalanceOf("PAYABLE/2026/M1/ALL/ALL"), "960400000 pending 0");
  v1::ListTransfersRequest list;
  list.set_run_id(run.run_id());
  const auto transfers =
      rpc::Invoke(*ledger_, &v1::LedgerService::Stub::ListTransfers, list, Auditor());
  ASSERT_TRUE(transfers.ok()) << transfers.status();
  std::map<std::string, std::string> posted;
  for (const v1::Transfer& one : transfers->transfers()) {
    posted[one.line()] = absl::StrCat(one.debit_account(), " ", one.amount_fen());
  }
  EXPECT_EQ(posted,
            (std::map<std::string, std::string>{{"BASE", "PAYABLE/2026/M1/ALL/ALL 10000000"},
                                                {"RETENTION", "FUND/2026//ALL/ 3000000"}}));
}

TEST_P(MoneyTest, AYearIsClosedByTwoOfficersOnceEverythingIsInOrder) {
  Import();
  const v1::Run locked = Locked();
  EXPECT_EQ(Failing(CheckYear().value()), "EVERY_UNIT_LOCKED NO_PENDING_TRANSFER BACKUP_COMPARED ");
  EXPECT_EQ(Refusal(CloseYear(CheckYear().value(), Reviewer()).status()),
            "FAILED_PRECONDITION/YEAR_NOT_READY");
  server_.scoring().SetStandings(Standings(false));
  EXPECT_THAT(Failing(CheckYear().value()), HasSubstr("RECONCILED")) << "scoring says more by now";
  ASSERT_TRUE(AnswerDispute(locked, "M3", "base_fen").ok());
  v1::Run run = server_.Review(server_.Calculate(Supplement().value()).value()).value();
  ASSERT_TRUE(Confirm(run, "M2").ok());
  ASSERT_TRUE(Confirm(run, "M3").ok());
  Lock(run);
  v1::CheckYearResponse check = CheckYear().value();
  EXPECT_EQ(Failing(check), "BACKUP_COMPARED ");
  check = CheckYear(check.ledger_sha256()).value();
  EXPECT_TRUE(check.ready());
  const auto first = CloseYear(check, Reviewer());
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_FALSE(first->closed());
  EXPECT_EQ(Refusal(CloseYear(check, Reviewer()).status()), "PERMISSION_DENIED/SAME_OFFICER");
  const auto second = CloseYear(check, Director());
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_TRUE(second->closed());
  EXPECT_EQ(second->seal().size(), 64U);
  EXPECT_EQ(Refusal(Supplement().status()), "FAILED_PRECONDITION/YEAR_CLOSED");
  EXPECT_EQ(Refusal(Pay(locked, "M1", 1).status()), "FAILED_PRECONDITION/YEAR_CLOSED");
  EXPECT_EQ(Refusal(CloseYear(check, Locker()).status()), "FAILED_PRECONDITION/YEAR_CLOSED");
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
