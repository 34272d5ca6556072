// Settling money from the command line: runs from draft to lock, statements and their answers,
// corrections, what-if, the money ledger, holds, and the close of a year.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_MONEY_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_MONEY_H_

#include <string>
#include <vector>

#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

struct MoneyOptions {
  std::string run_id;
  int year = 0;
  std::string kind = "FINAL";
  std::string reserve_yuan = "0.00";
  std::string floor_yuan = "0.00";
  std::string pool_yuan = "0.00";
  std::string reason;
  std::vector<std::string> sets;     // INSTITUTION[/FUND/CLASS]:FIELD=VALUE
  std::vector<std::string> patches;  // SHA256=FILE
  bool totals_only = false;
  std::string as = "REVIEWER";
  std::string institution_id;
  std::string fund;        // empty = ALL
  std::string unit_class;  // empty = ALL
  std::string line;
  bool accept = false;
  std::string format = "pdf";
  std::string out;
  std::string document;
  std::string hold_id;
  bool all = false;
  std::string account;
  std::string at;
  std::string amount_yuan;
  std::string returned;
  std::string sha256;  // of a backup, or of a checklist
};

int RunCreate(const Session& session, const MoneyOptions& options);
int RunSupplement(const Session& session, const MoneyOptions& options);
int RunShow(const Session& session, const MoneyOptions& options);
int RunFreeze(const Session& session, const MoneyOptions& options);
int RunCalculate(const Session& session, const MoneyOptions& options);
int RunReview(const Session& session, const MoneyOptions& options);
int RunSign(const Session& session, const MoneyOptions& options);
int RunAbandon(const Session& session, const MoneyOptions& options);
int RunWatch(const Session& session, const MoneyOptions& options);
int RunWhatIf(const Session& session, const MoneyOptions& options);

int StatementList(const Session& session, const MoneyOptions& options);
int StatementExplain(const Session& session, const MoneyOptions& options);
int StatementConfirm(const Session& session, const MoneyOptions& options);
int StatementDispute(const Session& session, const MoneyOptions& options);
int StatementFile(const Session& session, const MoneyOptions& options);
int DisputeList(const Session& session, const MoneyOptions& options);
int DisputeAnswer(const Session& session, const MoneyOptions& options);

int HoldPlace(const Session& session, const MoneyOptions& options);
int HoldRelease(const Session& session, const MoneyOptions& options);
int HoldList(const Session& session, const MoneyOptions& options);

int MoneyTransfers(const Session& session, const MoneyOptions& options);
int MoneyBalance(const Session& session, const MoneyOptions& options);
int MoneyPay(const Session& session, const MoneyOptions& options);
int MoneyRebuild(const Session& session, const MoneyOptions& options);
int MoneyVerify(const Session& session, const MoneyOptions& options);
int MoneyReconcile(const Session& session, const MoneyOptions& options);

int BooksCheck(const Session& session, const MoneyOptions& options);
int BooksClose(const Session& session, const MoneyOptions& options);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_MONEY_H_
