#include "clients/probityctl/clock_commands.h"

#include <memory>
#include <string>

#include "clients/probityctl/commands/clocks.h"

namespace probity::ctl {
namespace {

CLI::App& AddChange(CLI::App& one_case, const std::string& name, const std::string& help,
                    const std::shared_ptr<ClockOptions>& options) {
  CLI::App& change = *one_case.add_subcommand(name, help);
  change.add_option("case_ref", options->case_ref, "the bureau's case number")->required();
  change.add_option("--key", options->key, "which clock, as `case clocks` names it")
      ->capture_default_str();
  return change;
}

void AddKind(CLI::App& change, const std::shared_ptr<ClockOptions>& options) {
  change.add_option("--kind", options->kind, "why the days are not counted")
      ->required()
      ->check(CLI::IsMember({"TEST", "APPRAISAL", "HEARING", "PUBLIC_NOTICE", "EXPERT_REVIEW"}));
}

void AddPaper(CLI::App& change, const std::shared_ptr<ClockOptions>& options) {
  change.add_option("--reason", options->reason, "理由")->required();
  change.add_option("--document", options->document, "文号 number of the paper")->required();
}

}  // namespace

void AddDue(CLI::App& app, const Session& session, int& exit) {
  const auto options = std::make_shared<DueOptions>();
  CLI::App& due = *app.add_subcommand(
      "due",
      "期限 what is due, the nearest last day first; with --overdue what is over and still "
      "owed");
  due.add_option("--officer", options->officer, "a person's id; default: everybody's");
  due.add_option("--until", options->until, "last day at the latest, YYYY-MM-DD");
  due.add_flag("--overdue", options->overdue, "逾期 over and not yet done");
  due.callback([options, &session, &exit] { exit = DueList(session, *options); });
}

void AddCaseClocks(CLI::App& one_case, const Session& session, int& exit) {
  const auto options = std::make_shared<ClockOptions>();
  CLI::App& clocks = *one_case.add_subcommand(
      "clocks", "期限 every clock of a case, with extensions and days that are not counted");
  clocks.add_option("case_ref", options->case_ref, "the bureau's case number")->required();
  clocks.callback([options, &session, &exit] { exit = CaseClocks(session, options->case_ref); });

  CLI::App& extend = AddChange(one_case, "extend", "延长 adds time to a clock", options);
  extend.add_option("--by", options->by, "who approves it")
      ->required()
      ->check(CLI::IsMember({"OFFICER_IN_CHARGE", "HEAD", "COLLECTIVE_DISCUSSION"}));
  extend.add_option("--count", options->count, "how much, in the unit of the policy")->required();
  AddPaper(extend, options);
  extend.callback([options, &session, &exit] { exit = ClockExtend(session, *options); });

  CLI::App& exclude =
      AddChange(one_case, "exclude", "扣除 days that a clock does not count", options);
  AddKind(exclude, options);
  exclude.add_option("--first", options->first, "first day, YYYY-MM-DD")->required();
  exclude.add_option("--last", options->last, "last day; left out while it goes on");
  AddPaper(exclude, options);
  exclude.callback([options, &session, &exit] { exit = ClockExclude(session, *options); });

  CLI::App& go_on =
      AddChange(one_case, "continue", "恢复计算 ends days that are not counted", options);
  AddKind(go_on, options);
  go_on.add_option("--last", options->last, "the last day that is not counted")->required();
  go_on.callback([options, &session, &exit] { exit = ClockContinue(session, *options); });
}

}  // namespace probity::ctl
