// probityctl: the bureau's command line. Wiring of commands to functions, and nothing else.
#include <csignal>
#include <cstdio>
#include <string>

#include "CLI/CLI.hpp"
#include "clients/probityctl/case_commands.h"
#include "clients/probityctl/clock_commands.h"
#include "clients/probityctl/commands/commands.h"
#include "clients/probityctl/completion_commands.h"
#include "clients/probityctl/consequence_commands.h"
#include "clients/probityctl/document_commands.h"
#include "clients/probityctl/golden_commands.h"
#include "clients/probityctl/input_commands.h"
#include "clients/probityctl/inspection_commands.h"
#include "clients/probityctl/lead_commands.h"
#include "clients/probityctl/ledger_commands.h"
#include "clients/probityctl/login_commands.h"
#include "clients/probityctl/money_commands.h"
#include "clients/probityctl/person_commands.h"
#include "clients/probityctl/procedure_commands.h"
#include "clients/probityctl/review_commands.h"
#include "clients/probityctl/scenario/scenario.h"
#include "clients/probityctl/sheet_commands.h"
#include "clients/probityctl/statistics_commands.h"

namespace {

using probity::ctl::Session;

constexpr char kIntro[] =
    "诚信记分命令行 Probity's command line.\n\n"
    "A year, from a folder of CSV files to standings and statements:\n"
    "  probityctl year check --scenario DIR --year 2026\n"
    "  probityctl year run --scenario DIR --year 2026 --out OUT\n"
    "What happened:\n"
    "  probityctl case show 2026-M001          the five steps of a case, who did what when\n"
    "  probityctl case export 2026-M001        its file as a ZIP: documents in order, with an "
    "index\n"
    "  probityctl due --officer officer-a      what is due, and with --overdue what is late\n"
    "  probityctl standing list --year 2026    points, band and consequence of everyone\n"
    "  probityctl warnings                     who stands near a worse band\n"
    "  probityctl audit verify                 finds any stored row that was changed\n"
    "Anything else is one RPC:\n"
    "  probityctl call --list\n"
    "  probityctl call --as AUDITOR CaseService/GetCase '{\"case_ref\": \"2026-M001\"}'\n";

struct Arguments {
  Session session;
  probity::year::YearOptions year_options;
  probity::ctl::CallOptions call;
  std::string scenario, out, policies = "policies", clock = "data/clock", notices = "data/notices";
  std::string id, second_id, file, begin_clock;
  std::vector<std::string> files;
  int year = 0;
  bool all = false, list = false;
  int exit = 0;
};

void AddYear(CLI::App& app, Arguments& args) {
  CLI::App* year = app.add_subcommand("year", "一个年度 a bureau's year")->require_subcommand(1);
  const auto common = [&](CLI::App* command) {
    command->add_option("--scenario", args.scenario, "folder of CSV files (docs/scenarios.md)")
        ->required();
    command->add_option("--year", args.year, "the year; default: the one in budgets.csv");
    command->add_option("--policies", args.policies, "folder of policy files")
        ->capture_default_str();
  };
  const auto fill = [&args] {
    args.year_options.scenario = args.scenario;
    args.year_options.out = args.out;
    args.year_options.policies = args.policies;
    args.year_options.clock = args.clock;
    args.year_options.notices = args.notices;
    if (args.year == 0) {
      const auto found = probity::scenario::YearOf(args.scenario);
      if (!found.ok()) {
        args.exit = probity::ctl::Fail(found.status());
        return false;
      }
      args.year = *found;
    }
    args.year_options.year = args.year;
    return true;
  };
  CLI::App* check = year->add_subcommand("check", "reads a folder, names everything wrong with it");
  common(check);
  check->add_option("--begin-clock", args.begin_clock,
                    "writes 1 January of the year into this file for services about to start, "
                    "unless it is there");
  check->callback([&args, fill] {
    if (fill()) args.exit = probity::ctl::YearCheck(args.year_options, args.begin_clock);
  });
  CLI::App* run = year->add_subcommand(
      "run", "drives the three services through the year; run again to go on where it stopped");
  common(run);
  run->add_option("--out", args.out, "folder for standings.csv, statements.csv, summary.json")
      ->required();
  run->add_option("--clock", args.clock, "the scenario clock's file, as the services have it")
      ->capture_default_str();
  run->add_option("--notices", args.notices, "review's outgoing folder")->capture_default_str();
  run->add_flag("--quiet", args.year_options.quiet, "no progress");
  run->callback([&args, fill] {
    if (fill()) args.exit = probity::ctl::YearRun(args.session, args.year_options);
  });
}

void AddScoring(CLI::App& app, Arguments& args) {
  CLI::App* institution =
      app.add_subcommand("institution", "定点医药机构 institutions")->require_subcommand(1);
  institution->add_subcommand("list", "the register")->callback([&args] {
    args.exit = probity::ctl::InstitutionList(args.session);
  });

  CLI::App* one_case = app.add_subcommand("case", "案件 cases")->require_subcommand(1);
  CLI::App* cases = one_case->add_subcommand("list", "all cases, or an institution's");
  cases->add_option("institution", args.id, "institution_id");
  cases->callback([&args] { args.exit = probity::ctl::CaseList(args.session, args.id); });
  CLI::App* show = one_case->add_subcommand("show", "findings and the whole timeline");
  show->add_option("case_ref", args.id, "the bureau's case number")->required();
  show->callback([&args] { args.exit = probity::ctl::CaseShow(args.session, args.id); });
  probity::ctl::AddCaseSteps(*one_case, args.session, args.exit);
  probity::ctl::AddCaseClocks(*one_case, args.session, args.exit);
  probity::ctl::AddCaseExport(*one_case, args.session, args.exit);
  probity::ctl::AddDocuments(app, args.session, args.exit);
  probity::ctl::AddCaseActs(*one_case, args.session, args.exit);
  probity::ctl::AddTransfers(app, args.session, args.exit);
  probity::ctl::AddChallenges(app, args.session, args.exit);
  probity::ctl::AddDue(app, args.session, args.exit);
  probity::ctl::AddConsequences(app, args.session, args.exit);
  probity::ctl::AddInspection(app, args.session, args.exit);
  probity::ctl::AddOfficers(app, args.session, args.exit);
  probity::ctl::AddPersons(app, args.session, args.exit);
  probity::ctl::AddSheets(app, args.session, args.exit);
  probity::ctl::AddLeads(app, args.session, args.exit);
  probity::ctl::AddEvidence(app, args.session, args.exit);

  CLI::App* standing = app.add_subcommand("standing", "记分结果 standings")->require_subcommand(1);
  CLI::App* standings = standing->add_subcommand("list", "everyone with points");
  standings->add_option("--year", args.year)->required();
  standings->add_flag("--all", args.all, "those without points too");
  standings->callback(
      [&args] { args.exit = probity::ctl::StandingList(args.session, args.year, !args.all); });
  probity::ctl::AddStandingShow(*standing, args.session, args.exit);

  CLI::App* ledger = app.add_subcommand("ledger", "记分台账 points ledger")->require_subcommand(1);
  CLI::App* entries = ledger->add_subcommand("list", "entries");
  entries->add_option("institution", args.id);
  entries->add_option("--year", args.year);
  entries->callback(
      [&args] { args.exit = probity::ctl::LedgerList(args.session, args.id, args.year); });
  ledger->add_subcommand("verify", "recomputes the chain and the balances")->callback([&args] {
    args.exit = probity::ctl::LedgerVerify(args.session);
  });
  probity::ctl::AddLedger(app, args.session, args.exit);
}

void AddPolicy(CLI::App& app, Arguments& args) {
  CLI::App* policy = app.add_subcommand("policy", "政策 policies")->require_subcommand(1);
  CLI::App* lint = policy->add_subcommand("lint", "checks files, prints hash and assumed values");
  lint->add_option("files", args.files)->required();
  lint->callback([&args] { args.exit = probity::ctl::PolicyLint(args.files); });
  CLI::App* put = policy->add_subcommand("put", "puts a file in force");
  put->add_option("file", args.file)->required();
  put->callback([&args] { args.exit = probity::ctl::PolicyPut(args.session, args.file); });
  policy->add_subcommand("list", "policies in force")->callback([&args] {
    args.exit = probity::ctl::PolicyList(args.session);
  });
}

void AddOthers(CLI::App& app, Arguments& args) {
  CLI::App* round = app.add_subcommand("round", "会审 hearings")->require_subcommand(1);
  round->add_subcommand("list", "rounds that are open")->callback([&args] {
    args.exit = probity::ctl::RoundList(args.session);
  });
  CLI::App* roster = app.add_subcommand("roster", "委员名册 roster")->require_subcommand(1);
  roster->add_subcommand("check", "could a panel be seated?")->callback([&args] {
    args.exit = probity::ctl::RosterCheck(args.session);
  });
  CLI::App* run = app.add_subcommand("run", "清算 settlement runs")->require_subcommand(1);
  CLI::App* runs = run->add_subcommand("list", "runs");
  runs->add_option("--year", args.year);
  runs->callback([&args] { args.exit = probity::ctl::RunList(args.session, args.year); });
  CLI::App* statement =
      app.add_subcommand("statement", "清算通知书 statements")->require_subcommand(1);
  CLI::App* show = statement->add_subcommand("show", "every line with its formula");
  show->add_option("run", args.id, "run_id (probityctl run list)")->required();
  show->add_option("institution", args.second_id)->required();
  show->callback(
      [&args] { args.exit = probity::ctl::StatementShow(args.session, args.id, args.second_id); });
  probity::ctl::AddMoney(app, *run, *statement, args.session, args.exit);

  CLI::App* call = app.add_subcommand("call", "任一接口 any RPC: METHOD JSON, answers in JSON");
  call->add_option("method", args.call.method, "e.g. CaseService/GetCase");
  call->add_option("json", args.call.json,
                   "the request; an array for a stream of requests; - for stdin");
  call->add_option("--as", args.call.roles, "role to call with; several with commas")
      ->delimiter(',')
      ->allow_extra_args(false);  // what follows is the method
  call->add_option("--person", args.call.person, "who calls; default: the actor of the role");
  call->add_option("--institution", args.call.institution, "whose records, for INSTITUTION");
  call->add_flag("--list", args.list, "names every RPC and who may call it");
  call->callback([&args] {
    args.exit =
        args.list ? probity::ctl::CallList() : probity::ctl::CallMethod(args.session, args.call);
  });
}

const CLI::App* Deepest(const CLI::App* app) {
  while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
  return app;
}

// The parser says only that a command is required, even to somebody who mistyped one.
std::string UsageText(const CLI::App* app, const CLI::Error& error) {
  const CLI::App* const at = Deepest(app);
  const std::vector<std::string> unknown = app->remaining(true);
  const auto commands = at->get_subcommands([](const CLI::App*) { return true; });
  std::string text = "probityctl: ";
  if (commands.empty() || error.get_name() != "RequiredError") {
    text += error.what();
  } else {
    text += unknown.empty() ? "a command is missing" : "no command is called " + unknown.front();
    text += "; commands are";
    for (const CLI::App* command : commands) text += " " + command->get_name();
  }
  std::string path;
  for (const CLI::App* one = at; one != nullptr; one = one->get_parent()) {
    path.insert(0, one->get_name() + " ");
  }
  return text + "\n  " + path + "--help shows what it takes\n";
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is reported as one
  Arguments args;
  CLI::App app(kIntro, "probityctl");
  app.require_subcommand(1);
  app.fallthrough();
  app.set_version_flag("--version", "probityctl " PROBITY_VERSION);
  app.failure_message(UsageText);
  const auto address = [&app](const char* flag, std::string& value, const char* help) {
    app.add_option(flag, value, help)->capture_default_str();
  };
  address("--scoring", args.session.addresses.scoring, "where the scoring service answers");
  address("--review", args.session.addresses.review, "where the review service answers");
  address("--settlement", args.session.addresses.settlement,
          "where the settlement service answers");
  app.add_option("--tls-dir", args.session.addresses.tls_dir,
                 "folder of this workstation's tls.crt, tls.key and ca.crt (docs/security.md)")
      ->envname("PROBITY_TLS_DIR");
  app.add_option("--token-file", args.session.addresses.token_file,
                 "file with a person's access token, sent over TLS only")
      ->envname("PROBITY_TOKEN_FILE");
  app.add_option("--committee-tls-dir", args.session.addresses.committee_tls_dir,
                 "year run: folder of the committee terminal that votes (default: --tls-dir)");
  app.add_option("--actors", args.session.actors_file,
                 "lines ROLE,person or ROLE,person,token file: who acts in which role "
                 "(default: labels for one machine)");
  app.add_flag("--json", args.session.json, "what a service answers, as JSON");
  AddYear(app, args);
  AddScoring(app, args);
  AddPolicy(app, args);
  AddOthers(app, args);
  probity::ctl::AddReview(app, args.session, args.exit);
  probity::ctl::AddStatistics(app, args.session, args.exit);
  probity::ctl::AddInputs(app, args.session, args.exit);
  probity::ctl::AddLogin(app, args.session, args.exit);
  probity::ctl::AddGolden(app, args.exit);
  probity::ctl::AddCompletion(app, args.exit);
  if (argc == 1) {
    std::fputs(app.help().c_str(), stderr);
    return probity::ctl::kUsage;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : probity::ctl::kUsage;
  }
  return args.exit;
}
