#include "clients/probityctl/consequence_commands.h"

#include <memory>
#include <string>

#include "clients/probityctl/commands/consequences.h"

namespace probity::ctl {
namespace {

using Run = int (*)(const Session&, const MeasureOptions&);
using Options = std::shared_ptr<MeasureOptions>;

// Where a command leaves its exit code.
struct Wire {
  const Session& session;
  int& exit;
};

CLI::App& AddCommand(CLI::App& group, const Wire& wire, const std::string& name,
                     const std::string& help, const Options& options, Run run) {
  CLI::App& command = *group.add_subcommand(name, help);
  command.callback([options, run, &session = wire.session, &exit = wire.exit] {
    exit = run(session, *options);
  });
  return command;
}

void AddId(CLI::App& command, const Options& options) {
  command.add_option("measure", options->measure_id, "measure_id (consequence list)")->required();
}

void AddWords(CLI::App& command, const Options& options) {
  command.add_option("--document", options->document, "文号 number of the paper")->required();
  command.add_option("--reason", options->reason, "理由")->required();
}

void AddMeasures(CLI::App& app, const Wire& wire) {
  CLI::App& group = *app.add_subcommand(
      "consequence", "后果 suspensions of all six kinds, cancellations, bars, the switch");
  group.require_subcommand(1);
  const auto options = std::make_shared<MeasureOptions>();
  CLI::App& list = AddCommand(group, wire, "list", "措施 everybody's, or one subject's", options,
                              ConsequenceList);
  list.add_option("subject", options->subject_id, "an institution's, person's or insured id");
  list.add_option("--on", options->on, "only those that run on that day, YYYY-MM-DD");
  AddId(AddCommand(group, wire, "show", "one measure and everything that happened to it", options,
                   ConsequenceShow),
        options);
  CLI::App& lift = AddCommand(group, wire, "lift",
                              "提前恢复 asks for an early lift; another person "
                              "approves it",
                              options, ConsequenceLift);
  AddId(lift, options);
  lift.add_option("--from", options->from, "first day free again, YYYY-MM-DD")->required();
  lift.add_option("--reason", options->reason, "理由")->required();
  CLI::App& approve_lift = AddCommand(group, wire, "approve-lift", "批准 approves an early lift",
                                      options, ConsequenceApproveLift);
  AddId(approve_lift, options);
  AddWords(approve_lift, options);
  CLI::App& hold = AddCommand(group, wire, "hold",
                              "暂停结算 asks for a settlement hold: suspected fraud, and a refusal "
                              "to cooperate on record",
                              options, ConsequenceHold);
  hold.add_option("case_ref", options->case_ref, "the bureau's case number")->required();
  hold.add_option("--code", options->code, "catalogue code of the suspected fraud")->required();
  hold.add_option("--record", options->record, "number of the record of the refusal")->required();
  hold.add_option("--reason", options->reason, "理由")->required();
  CLI::App& approve_hold =
      AddCommand(group, wire, "approve-hold", "the head approves a hold, or refuses it", options,
                 ConsequenceApproveHold);
  AddId(approve_hold, options);
  AddWords(approve_hold, options);
  approve_hold.add_flag("--refuse", options->refuse, "不批准");
  AddCommand(group, wire, "switches", "联网结算指令 commands not yet acknowledged", options,
             ConsequenceSwitches)
      .add_flag("--all", options->all, "all of them");
  AddCommand(group, wire, "bars", "禁入 who may not be designated or manage", options,
             ConsequenceBars)
      .add_flag("--all", options->all, "past ones too");
}

void AddPublicity(CLI::App& app, const Wire& wire) {
  CLI::App& group = *app.add_subcommand("publicity", "公示 publication of decisions");
  group.require_subcommand(1);
  const auto overdue = std::make_shared<bool>(false);
  const auto public_only = std::make_shared<bool>(false);
  CLI::App& list = *group.add_subcommand("list", "what is to be published, or is");
  list.add_flag("--overdue", *overdue, "逾期 not published, or not withdrawn, in time");
  list.add_flag("--public", *public_only, "only what anybody may read, masked");
  list.callback([overdue, public_only, &session = wire.session, &exit = wire.exit] {
    exit = PublicityList(session, *overdue, *public_only);
  });
}

void AddRecovery(CLI::App& app, const Wire& wire) {
  CLI::App& group = *app.add_subcommand("recovery", "追回基金 recovered fund");
  group.require_subcommand(1);
  const auto options = std::make_shared<RecoveryOptions>();
  const auto add = [&](const std::string& name, const std::string& help,
                       int (*run)(const Session&, const RecoveryOptions&)) {
    CLI::App* command = group.add_subcommand(name, help);
    command->callback([options, run, &session = wire.session, &exit = wire.exit] {
      exit = run(session, *options);
    });
    return command;
  };
  CLI::App* record = add("record", "到账 money that arrived", RecoveryRecord);
  record->add_option("case_ref", options->case_ref, "the bureau's case number")->required();
  record->add_option("--item", options->item, "finding of the case")->capture_default_str();
  record->add_option("--yuan", options->yuan, "e.g. 1000.00")->required();
  record->add_option("--date", options->date, "day it arrived, YYYY-MM-DD")->required();
  record->add_option("--document", options->document, "凭证 receipt, once in a case")->required();
  CLI::App* show = add("show", "a case: expected, received, outstanding, late", RecoveryShow);
  show->add_option("case_ref", options->case_ref, "the bureau's case number")->required();
  CLI::App* totals = add("totals", "sums by institution and year", RecoveryTotals);
  totals->add_option("institution", options->institution_id, "default: all");
  totals->add_option("--year", options->year, "in which the decisions took effect");
}

void AddJoint(CLI::App& app, const Wire& wire) {
  CLI::App& group = *app.add_subcommand("joint", "联合惩戒 joint punishment");
  group.require_subcommand(1);
  group.add_subcommand("export", "the list of today as CSV; hash and audit place on stderr")
      ->callback([&session = wire.session, &exit = wire.exit] { exit = JointExport(session); });
}

}  // namespace

void AddConsequences(CLI::App& app, const Session& session, int& exit) {
  const Wire wire{session, exit};
  AddMeasures(app, wire);
  AddPublicity(app, wire);
  AddRecovery(app, wire);
  AddJoint(app, wire);
}

}  // namespace probity::ctl
