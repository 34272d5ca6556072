#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/probityctl/commands/money_call.h"
#include "common/money/money.h"
#include "probity/settlement/v1/ledger_service.grpc.pb.h"
#include "probity/settlement/v1/year_service.grpc.pb.h"

namespace probity::ctl {
namespace {

namespace v1 = settlement::v1;
using Ledger = v1::LedgerService;
using Years = v1::YearService;

void PrintTransfers(const v1::ListTransfersResponse& response) {
  Table table({"道 lane", "号 seq", "行 line", "阶段 phase", "借 debit", "贷 credit", "元 yuan",
               "日期 effective"});
  for (const v1::Transfer& one : response.transfers()) {
    table.Add({absl::StrCat(one.lane()), absl::StrCat(one.seq()), one.line(),
               Short(v1::TransferPhase_Name(one.phase()), "TRANSFER_PHASE_"), one.debit_account(),
               one.credit_account(), money::FormatYuan(one.amount_fen()), one.effective_date()});
  }
  table.Print();
  if (!response.next_page_token().empty()) std::puts("… 还有 more: narrow it by --account");
}

void PrintSide(const char* name, const v1::ReconcileSide& side) {
  std::printf("%s: %lld 机构 institutions, %lld 分 points, %lld 条 entries, %s\n", name,
              static_cast<long long>(side.institutions()), static_cast<long long>(side.points()),
              static_cast<long long>(side.entries()), side.sha256().c_str());
}

void PrintCheck(const v1::CheckYearResponse& response) {
  Table table({"检查 check", "通过 passed", "所见 found"});
  for (const v1::YearCheck& one : response.checks()) {
    table.Add({one.code(), one.passed() ? "是 yes" : "否 NO", one.found()});
  }
  table.Print();
  std::printf("清单 checklist %s\n账册 ledger    %s\n", response.checklist_sha256().c_str(),
              response.ledger_sha256().c_str());
  if (!response.first_signed_by().empty()) {
    std::printf("第一签字 first signature: %s\n", response.first_signed_by().c_str());
  }
  if (!response.seal().empty()) std::printf("封账 seal %s\n", response.seal().c_str());
}

}  // namespace

int MoneyTransfers(const Session& session, const MoneyOptions& options) {
  v1::ListTransfersRequest request;
  request.set_account_id(options.account);
  request.set_run_id(options.run_id);
  request.set_for_year(options.year);
  request.set_page_size(1000);
  return Ask<Ledger>(session, "AUDITOR", &Ledger::Stub::ListTransfers, request, &PrintTransfers);
}

int MoneyBalance(const Session& session, const MoneyOptions& options) {
  v1::GetBalanceRequest request;
  request.set_account_id(options.account);
  request.set_at_date(options.at);
  return Ask<Ledger>(session, "AUDITOR", &Ledger::Stub::GetBalance, request,
                     [](const v1::GetBalanceResponse& one) {
                       std::printf(
                           "余额 balance %s (贷 credit %s, 借 debit %s); 待定 pending 贷 %s, "
                           "借 %s\n",
                           money::FormatYuan(one.balance_fen()).c_str(),
                           money::FormatYuan(one.credit_posted_fen()).c_str(),
                           money::FormatYuan(one.debit_posted_fen()).c_str(),
                           money::FormatYuan(one.credit_pending_fen()).c_str(),
                           money::FormatYuan(one.debit_pending_fen()).c_str());
                     });
}

int MoneyPay(const Session& session, const MoneyOptions& options) {
  v1::RecordPayoutRequest request;
  request.set_request_id(NewRequestId());
  request.set_run_id(options.run_id);
  request.set_returned_transfer_id(options.returned);
  const absl::Status unit = FillUnit(options, request);
  if (!unit.ok()) return Fail(unit);
  if (options.returned.empty()) {
    const auto amount = money::ParseYuan(options.amount_yuan);
    if (!amount.ok()) return Fail(amount.status());
    request.set_amount_fen(*amount);
  }
  return Ask<Ledger>(session, "SETTLEMENT_LOCKER", &Ledger::Stub::RecordPayout, request,
                     [](const v1::RecordPayoutResponse& one) {
                       std::printf("%s  %s 元, 未付 remaining %s 元\n",
                                   one.transfer().transfer_id().c_str(),
                                   money::FormatYuan(one.transfer().amount_fen()).c_str(),
                                   money::FormatYuan(one.remaining_fen()).c_str());
                     });
}

int MoneyRebuild(const Session& session, const MoneyOptions& /*options*/) {
  v1::RebuildBalancesRequest request;
  request.set_request_id(NewRequestId());
  return Ask<Ledger>(session, "AUDITOR", &Ledger::Stub::RebuildBalances, request,
                     [](const v1::RebuildBalancesResponse& one) {
                       std::printf("%lld 账户 accounts, %lld 更正 corrected %s\n",
                                   static_cast<long long>(one.accounts()),
                                   static_cast<long long>(one.corrected()),
                                   one.first_corrected().c_str());
                     });
}

int MoneyVerify(const Session& session, const MoneyOptions& /*options*/) {
  return Ask<Ledger>(session, "AUDITOR", &Ledger::Stub::VerifyChain, v1::VerifyChainRequest(),
                     [](const v1::VerifyChainResponse& one) {
                       std::printf("完好 nothing was changed: %lld 笔 transfers, 审计 audit %lld\n",
                                   static_cast<long long>(one.transfers()),
                                   static_cast<long long>(one.audit_entries()));
                     });
}

int MoneyReconcile(const Session& session, const MoneyOptions& options) {
  v1::ReconcileRequest request;
  request.set_year(options.year);
  return Ask<Ledger>(
      session, "AUDITOR", &Ledger::Stub::Reconcile, request, [](const v1::ReconcileResponse& one) {
        PrintSide("记分 scoring   ", one.scoring());
        PrintSide("清算 settlement", one.settlement());
        std::printf("差异 differences: %lld\n", static_cast<long long>(one.differences()));
        if (one.differences() == 0) return;
        std::printf("第一处 first: %s %s: %s / %s\n", one.first_institution_id().c_str(),
                    one.first_field().c_str(), one.first_scoring().c_str(),
                    one.first_settlement().c_str());
      });
}

int BooksCheck(const Session& session, const MoneyOptions& options) {
  v1::CheckYearRequest request;
  request.set_year(options.year);
  request.set_backup_sha256(options.sha256);
  return Ask<Years>(session, "AUDITOR", &Years::Stub::CheckYear, request, &PrintCheck);
}

int BooksClose(const Session& session, const MoneyOptions& options) {
  const absl::StatusOr<MoneyCall> call = ReachSettlement(session, "AUDITOR");
  if (!call.ok()) return Fail(call.status());
  v1::CheckYearRequest check;
  check.set_year(options.year);
  check.set_backup_sha256(options.sha256);
  const auto seen =
      rpc::Invoke(*Years::NewStub(call->channel), &Years::Stub::CheckYear, check, call->options);
  if (!seen.ok()) return Fail(seen.status());
  if (!session.json) PrintCheck(*seen);
  v1::CloseYearRequest request;
  request.set_request_id(NewRequestId());
  request.set_year(options.year);
  request.set_checklist_sha256(seen->checklist_sha256());
  request.set_backup_sha256(options.sha256);
  const std::string role = options.as == "DIRECTOR" ? "DIRECTOR" : "SETTLEMENT_" + options.as;
  return Ask<Years>(
      session, role, &Years::Stub::CloseYear, request, [](const v1::CloseYearResponse& one) {
        if (one.closed()) {
          std::printf("已封账 closed, seal %s\n", one.seal().c_str());
        } else {
          std::puts("第一签字完成 signed; a second officer of another role closes it");
        }
      });
}

}  // namespace probity::ctl
