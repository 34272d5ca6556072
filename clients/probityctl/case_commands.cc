#include "clients/probityctl/case_commands.h"

#include <memory>
#include <string>

#include "clients/probityctl/commands/cases.h"

namespace probity::ctl {
namespace {

using StepFunction = int (*)(const Session&, const CaseStepOptions&);

// Commands of one `case` share the values their flags fill: only one of them runs.
class Steps {
 public:
  Steps(CLI::App& one_case, const Session& session, int& exit)
      : case_(one_case), session_(session), exit_(exit) {}

  CLI::App& Add(const std::string& name, const std::string& help, StepFunction run) {
    CLI::App& step = *case_.add_subcommand(name, help);
    step.add_option("case_ref", options_->case_ref, "the bureau's case number")->required();
    step.callback([options = options_, &session = session_, &exit = exit_, run] {
      exit = run(session, *options);
    });
    return step;
  }
  CLI::App& AddWithReason(const std::string& name, const std::string& help, StepFunction run) {
    CLI::App& step = Add(name, help, run);
    step.add_option("--reason", options_->reason, "理由 stands in the timeline")->required();
    return step;
  }
  CLI::App& AddFiling(const std::string& name, const std::string& help, StepFunction run) {
    CLI::App& step = Add(name, help, run);
    Dated(step, "filed on, YYYY-MM-DD");
    step.add_option("--body", options_->body, "who decides it")->required();
    step.add_option("--stay", options_->stay, "number of an order that stays execution");
    step.add_option("--late-reason", options_->late, "why it was admitted after its time");
    return step;
  }
  void Dated(CLI::App& step, const std::string& help) {
    step.add_option("--date", options_->date, help)->required();
    step.add_option("--document", options_->document, "文号 number of the paper")->required();
  }

  CaseStepOptions& options() { return *options_; }

 private:
  CLI::App& case_;
  const Session& session_;
  int& exit_;
  // The callbacks keep it.
  std::shared_ptr<CaseStepOptions> options_ = std::make_shared<CaseStepOptions>();
};

void AddOpening(Steps& steps) {
  CLI::App& open =
      steps.Add("open", "立案 opens a case; each officer shows a certificate", &CaseOpen);
  open.add_option("--institution", steps.options().institution_id, "its id")->required();
  open.add_option("--source", steps.options().source, "线索来源 where the lead came from")
      ->required()
      ->check(
          CLI::IsMember({"SPECIAL_INSPECTION", "SPOT_CHECK", "ONLINE_MONITORING", "COMPLAINT"}));
  open.add_option("--officer", steps.options().officers,
                  "PERSON,NAME,CERTIFICATE_NO as shown; at least twice")
      ->required();
}

void AddBeforeDecision(Steps& steps) {
  steps.AddWithReason("remand", "退回补证 back to the investigation", &CaseRemand);
  CLI::App& renew = steps.AddWithReason(
      "renew-notice",
      "重新告知 something heavier was found after the notice; without --points back to the "
      "investigation",
      &CaseRenewNotice);
  renew.add_option("--points", steps.options().points, "ITEM=POINTS, above the notified ones");
  renew.add_flag("--heavier-effect", steps.options().heavier_effect,
                 "the same points, which lead to a heavier measure by now");
  steps.AddWithReason("suspend", "中止 clocks stop", &CaseSuspend);
  steps.AddWithReason("resume", "恢复 back to the state it left", &CaseResume);
  steps.AddWithReason("terminate", "终止 without a decision", &CaseTerminate);
  CLI::App& decide = steps.AddWithReason(
      "decide",
      "径行认定 the director decides where no panel of the committee can, after `case discuss`",
      &CaseDecide);
  decide.add_option("--points", steps.options().points, "ITEM=POINTS of findings upheld");
  decide.add_option("--not-upheld", steps.options().not_upheld, "items");
}

void AddDecision(Steps& steps) {
  CLI::App& confirm = steps.Add("confirm", "审查确认 the director decides", &CaseConfirm);
  confirm.add_option("--points", steps.options().points, "ITEM=POINTS to lower, with a reason");
  confirm.add_option("--recovery", steps.options().yuan, "ITEM=YUAN to lower, with a reason");
  confirm.add_option("--reason", steps.options().reason, "理由 why it is lowered");
}

void AddAfterDecision(Steps& steps) {
  steps.Dated(steps.Add("execute", "执行 the decision was carried out", &CaseExecute),
              "carried out on, YYYY-MM-DD");
  CLI::App& termination = steps.AddWithReason(
      "decide-termination", "一票否决 the proposal a veto item brings, either way",
      &CaseDecideTermination);
  termination.add_option("--document", steps.options().document, "number of the decision")
      ->required();
  termination.add_option(
      "--served", steps.options().date,
      "with --terminate: the day it reached the party, YYYY-MM-DD; default: today");
  termination
      .add_flag("--terminate,!--keep", steps.options().terminate, "end the designation, or keep it")
      ->required();
  steps.AddFiling("reconsider", "复议 reconsideration was applied for", &CaseReconsider);
  steps.AddFiling("sue", "诉讼 a suit was brought", &CaseSue);
  CLI::App& outcome =
      steps.Add("remedy-outcome", "how the reconsideration or the suit ended", &CaseRemedyOutcome);
  steps.Dated(outcome, "served on, YYYY-MM-DD");
  outcome.add_option("--outcome", steps.options().outcome, "how it ended")
      ->required()
      ->check(CLI::IsMember({"UPHELD", "CHANGED", "REVOKED", "WITHDRAWN"}));
  outcome.add_option("--points", steps.options().points, "ITEM=POINTS, with CHANGED");
  steps
      .AddWithReason("reverse",
                     "申请撤销 first person: asks that a decision in effect be revoked; nothing "
                     "changes before approve-reversal",
                     &CaseReverse)
      .add_option("--document", steps.options().document,
                  "文号 number of the judgment or decision it rests on")
      ->required();
  steps.AddWithReason("approve-reversal",
                      "批准撤销 second person, with a reason of their own: the points are taken "
                      "back and what they brought ends",
                      &CaseApproveReversal);
  steps.AddWithReason("reopen", "重新处理 a revoked case, from the investigation on", &CaseReopen);
  steps.Add("close", "结案", &CaseClose)
      .add_option("--report", steps.options().number, "number of the closing report")
      ->required();
  steps.Add("archive", "归档", &CaseArchive)
      .add_option("--number", steps.options().number, "number in the archive")
      ->required();
}

}  // namespace

void AddCaseSteps(CLI::App& one_case, const Session& session, int& exit) {
  Steps steps(one_case, session, exit);
  AddOpening(steps);
  AddBeforeDecision(steps);
  AddDecision(steps);
  AddAfterDecision(steps);
  one_case
      .add_subcommand("attention",
                      "待处理 cases that do not go on by themselves, and whose turn it is")
      ->callback([&session, &exit] { exit = CaseAttention(session); });
  CLI::App* transcript = one_case.add_subcommand(
      "transcript", "抽取记录 how the panels that judged the case were drawn");
  const auto case_ref = std::make_shared<std::string>();
  transcript->add_option("case_ref", *case_ref, "the bureau's case number")->required();
  transcript->callback([case_ref, &session, &exit] { exit = CaseTranscript(session, *case_ref); });
}

void AddOfficers(CLI::App& app, const Session& session, int& exit) {
  CLI::App* officer =
      app.add_subcommand("officer", "执法人员 officers and certificates")->require_subcommand(1);
  officer->add_subcommand("list", "the register")->callback([&session, &exit] {
    exit = OfficerList(session);
  });
  CLI::App* import = officer->add_subcommand(
      "import", "adds the rows of a CSV file: person,name,certificate_no,unit,valid_from,valid_to");
  const auto file = std::make_shared<std::string>();
  import->add_option("file", *file)->required();
  import->callback([file, &session, &exit] { exit = OfficerImport(session, *file);
});
}  // namespace probity::ctl

}  // namespace probity::ctl
