#include "clients/probityctl/money_commands.h"

#include <memory>
#include <string>

#include "clients/probityctl/commands/money.h"

namespace probity::ctl {
namespace {

using Shared = std::shared_ptr<MoneyOptions>;
using Command = int (*)(const Session&, const MoneyOptions&);

constexpr char kRunHelp[] =
    "A year of money, step by step:\n"
    "  input import actuals FILE          what was claimed (see `input --help`)\n"
    "  run create --year Y --reserve ... --pool ...   DRAFT\n"
    "  run freeze RUN, run calculate RUN  frozen, then the trial; again gives the same bytes\n"
    "  run what-if RUN --set M001:points=12           nothing is stored\n"
    "  run review RUN                     statements are issued, their clocks start\n"
    "  statement confirm | dispute, dispute answer\n"
    "  run sign RUN --as REVIEWER, then --as LOCKER   locked and posted to the ledger\n"
    "  run supplement --year Y --reason ...           what changed since, by differences\n"
    "  money pay, books check, books close";
constexpr char kSetHelp[] =
    "INSTITUTION[/FUND/CLASS]:FIELD=NUMBER, e.g. M001:visits=1200, M001:accepted_fen=94000000; "
    "FIELD= for none";

class Adder {
 public:
  Adder(const Session& session, int& exit) : session_(session), exit_(exit) {}

  CLI::App& Add(CLI::App& group, const std::string& name, const std::string& help, Command command,
                const Shared& options) {
    CLI::App& added = *group.add_subcommand(name, help);
    added.callback([&session = session_, &exit = exit_, command, options] {
      exit = command(session, *options);
    });
    return added;
  }

  // With the run as its first argument.
  CLI::App& OfRun(CLI::App& group, const std::string& name, const std::string& help,
                  Command command, const Shared& options) {
    CLI::App& added = Add(group, name, help, command, options);
    added.add_option("run", options->run_id, "run_id, as `run list` prints it")->required();
    return added;
  }

  // With run and unit.
  CLI::App& OfUnit(CLI::App& group, const std::string& name, const std::string& help,
                   Command command, const Shared& options) {
    CLI::App& added = OfRun(group, name, help, command, options);
    added.add_option("institution", options->institution_id)->required();
    added.add_option("--fund", options->fund, "ALL (default), EMPLOYEE, RESIDENT");
    added.add_option("--class", options->unit_class,
                     "ALL (default), INPATIENT, OUTPATIENT, SPECIAL");
    return added;
  }

 private:
  const Session& session_;
  int& exit_;
};

Shared New() {
  return std::make_shared<MoneyOptions>();
}

void AddMoneyOfRun(CLI::App& command, const Shared& options) {
  command.add_option("--reserve", options->reserve_yuan, "reserve for rewards, yuan");
  command.add_option("--pool", options->pool_yuan, "what there is for everything, yuan");
}

void AddRuns(CLI::App& run, Adder& adder) {
  run.footer(kRunHelp);
  Shared options = New();
  CLI::App& create = adder.Add(run, "create", "立项 a draft", &RunCreate, options);
  create.add_option("--year", options->year)->required();
  create.add_option("--kind", options->kind, "FINAL, RATES or RESPLIT")
      ->check(CLI::IsMember({"FINAL", "RATES", "RESPLIT"}))
      ->capture_default_str();
  AddMoneyOfRun(create, options);
  create.add_option("--floor", options->floor_yuan, "the reserve is not used below it, yuan");
  create.add_option("--reason", options->reason, "of a RESPLIT");
  options = New();
  CLI::App& supplement = adder.Add(
      run, "supplement", "补充清算 corrects a locked year by differences", &RunSupplement, options);
  supplement.add_option("--year", options->year)->required();
  supplement.add_option("--reason", options->reason, "verdict, reversal, lift or error")
      ->required();
  supplement.add_option("--set", options->sets, kSetHelp);
  adder.OfRun(run, "show", "one run with its totals", &RunShow, New());
  adder.OfRun(run, "freeze", "冻结 copies standings, budgets and figures", &RunFreeze, New());
  adder.OfRun(run, "calculate", "计算 calculates, or replays what was calculated", &RunCalculate,
              New());
  adder.OfRun(run, "review", "复核 issues the statements", &RunReview, New());
  adder.OfRun(run, "watch", "how far it is", &RunWatch, New());
  options = New();
  adder.OfRun(run, "sign", "签字 REVIEWER first, then LOCKER", &RunSign, options)
      .add_option("--as", options->as, "REVIEWER, LOCKER, or DIRECTOR for a correction")
      ->check(CLI::IsMember({"REVIEWER", "LOCKER", "DIRECTOR"}))
      ->required();
  options = New();
  adder.OfRun(run, "abandon", "作废 with a reason", &RunAbandon, options)
      .add_option("--reason", options->reason)
      ->required();
  options = New();
  CLI::App& what_if = adder.OfRun(
      run, "what-if", "试算 other inputs or policies; nothing is stored", &RunWhatIf, options);
  what_if.add_option("--set", options->sets, kSetHelp);
  what_if.add_option("--patch", options->patches,
                     "SHA256=FILE: fields in text form that replace those of a policy");
  what_if.add_flag("--totals", options->totals_only, "leaves out the institutions");
  AddMoneyOfRun(what_if, options);
}

void AddStatements(CLI::App& statement, Adder& adder) {
  adder.OfRun(statement, "list", "of a run, with their answers", &StatementList, New());
  Shared options = New();
  adder
      .OfUnit(statement, "explain", "推导 the whole derivation of a figure", &StatementExplain,
              options)
      .add_option("line", options->line, "net_fen, base_fen, at_full.cap_fen, rate_bp, …")
      ->required();
  adder.OfUnit(statement, "confirm", "确认 as the institution", &StatementConfirm, New());
  options = New();
  CLI::App& dispute = adder.OfUnit(statement, "dispute", "异议 a line, as the institution",
                                   &StatementDispute, options);
  dispute.add_option("line", options->line, "a name as `explain` takes it")->required();
  dispute.add_option("--reason", options->reason)->required();
  options = New();
  CLI::App& file = adder.OfRun(statement, "file", "PDF, CSV or XLSX", &StatementFile, options);
  file.add_option("institution", options->institution_id, "absent: the whole run (CSV, XLSX)");
  file.add_option("--format", options->format, "pdf, csv or xlsx")
      ->check(CLI::IsMember({"pdf", "csv", "xlsx"}))
      ->capture_default_str();
  file.add_option("--out", options->out, "default: a name of its own");
}

void AddAnswersAndHolds(CLI::App& app, Adder& adder) {
  CLI::App& dispute = *app.add_subcommand("dispute", "异议 disputed lines")->require_subcommand(1);
  Shared options = New();
  CLI::App& disputes = adder.Add(dispute, "list", "those that are open", &DisputeList, options);
  disputes.add_option("--run", options->run_id, "default: all");
  disputes.add_flag("--all", options->all, "answered ones too");
  options = New();
  CLI::App& answer = adder.OfUnit(dispute, "answer", "答复 the unit is settled by `run supplement`",
                                  &DisputeAnswer, options);
  answer.add_option("line", options->line)->required();
  answer.add_option("--answer", options->reason)->required();
  answer.add_flag("--accept", options->accept, "the institution is right");

  CLI::App& hold = *app.add_subcommand("hold", "暂缓拨付 holds of payments")->require_subcommand(1);
  options = New();
  CLI::App& place = adder.Add(hold, "place", "暂缓 no figure changes by it", &HoldPlace, options);
  place.add_option("institution", options->institution_id)->required();
  place.add_option("--reason", options->reason)->required();
  place.add_option("--document", options->document, "number of the order")->required();
  options = New();
  CLI::App& release = adder.Add(hold, "release", "解除", &HoldRelease, options);
  release.add_option("hold", options->hold_id, "as `hold list` prints it")->required();
  release.add_option("--reason", options->reason)->required();
  options = New();
  adder.Add(hold, "list", "those that run", &HoldList, options)
      .add_flag("--all", options->all, "released ones too");
}

void AddLedgerAndBooks(CLI::App& app, Adder& adder) {
  CLI::App& money =
      *app.add_subcommand("money", "资金台账 the money ledger")->require_subcommand(1);
  Shared options = New();
  CLI::App& transfers = adder.Add(money, "transfers", "by lane", &MoneyTransfers, options);
  transfers.add_option("--account", options->account, "PAYABLE/2026/M001/ALL/ALL, FUND/2026//ALL/");
  transfers.add_option("--run", options->run_id);
  transfers.add_option("--year", options->year);
  options = New();
  CLI::App& balance = adder.Add(money, "balance", "of an account", &MoneyBalance, options);
  balance.add_option("account", options->account, "PAYABLE/2026/M001/ALL/ALL, RESERVE/2026///")
      ->required();
  balance.add_option("--at", options->at, "effective up to this day, YYYY-MM-DD");
  options = New();
  CLI::App& pay = adder.OfUnit(money, "pay", "拨付 records a payout", &MoneyPay, options);
  pay.add_option("--amount", options->amount_yuan, "yuan, two decimals");
  pay.add_option("--returned", options->returned, "a payout that came back: its transfer");
  adder.Add(money, "rebuild", "every balance anew from the transfers", &MoneyRebuild, New());
  adder.Add(money, "verify", "every lane from its first transfer", &MoneyVerify, New());
  options = New();
  adder.Add(money, "reconcile", "与记分核对 first difference by name", &MoneyReconcile, options)
      .add_option("--year", options->year)
      ->required();

  CLI::App& books = *app.add_subcommand("books", "年度封账 closing a year")->require_subcommand(1);
  const auto add_close = [](CLI::App& command, const Shared& one) {
    command.add_option("--year", one->year)->required();
    command.add_option("--backup", one->sha256,
                       "the `ledger` hash that `books check` prints on the restored backup");
  };
  options = New();
  add_close(adder.Add(books, "check", "清单 what is still open", &BooksCheck, options), options);
  options = New();
  CLI::App& close =
      adder.Add(books, "close", "封账 two officers of different roles", &BooksClose, options);
  add_close(close, options);
  close.add_option("--as", options->as, "REVIEWER, LOCKER or DIRECTOR")
      ->check(CLI::IsMember({"REVIEWER", "LOCKER", "DIRECTOR"}))
      ->required();
}

}  // namespace

void AddMoney(CLI::App& app, CLI::App& run, CLI::App& statement, const Session& session,
              int& exit) {
  Adder adder(session, exit);
  AddRuns(run, adder);
  AddStatements(statement, adder);
  AddAnswersAndHolds(app, adder);
  AddLedgerAndBooks(app, adder);
}

}  // namespace probity::ctl
