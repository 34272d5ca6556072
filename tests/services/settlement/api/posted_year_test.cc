// A year of money from its lock on: posted, paid, corrected, closed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "probity/settlement/v1/dispute_service.grpc.pb.h"
#include "probity/settlement/v1/hold_service.grpc.pb.h"
#include "probity/settlement/v1/ledger_service.grpc.pb.h"
#include "probity/settlement/v1/year_service.grpc.pb.h"
#include "services/settlement/api/ledger/post_run.h"
#include "tests/services/settlement/api/money_year.h"
#include "tests/services/settlement/support/settlement_server.h"

namespace probity::settlement {
namespace {

using ::testing::HasSubstr;

class PostedYearTest : public MoneyYear {
 protected:
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

  std::unique_ptr<v1::LedgerService::Stub> ledger_ = v1::LedgerService::NewStub(server_.channel());
  std::unique_ptr<v1::DisputeService::Stub> disputes_ =
      v1::DisputeService::NewStub(server_.channel());
  std::unique_ptr<v1::HoldService::Stub> holds_ = v1::HoldService::NewStub(server_.channel());
  std::unique_ptr<v1::YearService::Stub> years_ = v1::YearService::NewStub(server_.channel());
};

PROBITY_ON_EVERY_ENGINE(PostedYearTest);

TEST_P(PostedYearTest, TheLockPostsEveryLineOnceAndDefersWhatIsDisputed) {
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

TEST_P(PostedYearTest, APostingThatWasStoppedGoesOnWhereItStopped) {
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

TEST_P(PostedYearTest, PayoutsNeverExceedWhatStandsAndWaitForAHold) {
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

TEST_P(PostedYearTest, ALateDismissalReleasesExactlyWhatWasHeldAndSettlesWhatWasDeferred) {
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

TEST_P(PostedYearTest, AWrongInputIsCorrectedByDeltasAlone) {
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

TEST_P(PostedYearTest, AYearIsClosedByTwoOfficersOnceEverythingIsInOrder) {
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

}  // namespace
}  // namespace probity::settlement
