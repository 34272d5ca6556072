#include "clients/probityctl/procedure_commands.h"

#include <memory>
#include <string>

#include "clients/probityctl/commands/procedure.h"

namespace probity::ctl {
namespace {

using Options = std::shared_ptr<ActOptions>;
using Run = int (*)(const Session&, const ActOptions&);

// A command on one case; `run` is called with what its flags filled.
CLI::App& AddAct(CLI::App& parent, const char* name, const char* help, const Options& options,
                 const Session& session, int& exit, Run run) {
  CLI::App& act = *parent.add_subcommand(name, help);
  act.add_option("case_ref", options->case_ref, "the bureau's case number")->required();
  act.callback([options, &session, &exit, run] { exit = run(session, *options); });
  return act;
}

void AddDocument(CLI::App& act, const Options& options) {
  act.add_option("--document", options->document, "文号 number of the paper")->required();
}

void AddDate(CLI::App& act, const Options& options) {
  act.add_option("--date", options->date, "YYYY-MM-DD")->required();
}

void AddReason(CLI::App& act, const Options& options) {
  act.add_option("--reason", options->reason, "理由")->required();
}

// From the party's request to the record of the day.
void AddHearing(CLI::App& one_case, const Options& options, const Session& session, int& exit) {
  CLI::App& ask = AddAct(one_case, "request-hearing",
                         "申请听证 the party's paper asks for a hearing, within its window",
                         options, session, exit, &CaseRequestHearing);
  ask.add_option("--reason", options->reason, "理由");
  ask.add_option("--date", options->date, "received on, YYYY-MM-DD; default: today");
  CLI::App& waive =
      AddAct(one_case, "waive-hearing", "放弃听证 the party does without, by a signed paper",
             options, session, exit, &CaseWaiveHearing);
  AddDocument(waive, options);
  CLI::App& call =
      AddAct(one_case, "call-hearing", "听证通知 calls the party; the policy says how long before",
             options, session, exit, &CaseCallHearing);
  AddDocument(call, options);
  AddDate(call, options);
  call.add_option("--hearing", options->hearing_date, "the day it is held, YYYY-MM-DD")->required();
  call.add_option("--place", options->place, "地点")->required();
  call.add_option("--host", options->host, "主持人 who did not investigate the case")->required();
  CLI::App& record = AddAct(one_case, "record-hearing",
                            "听证笔录 how it went, on the day it was called for; with --absent the "
                            "party stayed away, which ends it",
                            options, session, exit, &CaseRecordHearing);
  AddDocument(record, options);
  AddDate(record, options);
  record.add_option("--recorder", options->recorder, "记录人")->required();
  record.add_option("--report", options->report,
                    "number of the report, unless the party was absent");
  record.add_option("--summary", options->reason, "what the report comes to");
  record.add_flag("--absent", options->absent, "未出席");
}

}  // namespace

void AddCaseActs(CLI::App& one_case, const Session& session, int& exit) {
  const auto options = std::make_shared<ActOptions>();
  CLI::App& record = *one_case.add_subcommand(
      "record", "全过程记录 every step and act of a case, who did what when");
  record.add_option("case_ref", options->case_ref, "the bureau's case number")->required();
  record.callback([options, &session, &exit] { exit = CaseRecords(session, options->case_ref); });
  CLI::App& checklist = *one_case.add_subcommand(
      "checklist", "三项制度 publicity, full record, legal review: what closing still needs");
  checklist.add_option("case_ref", options->case_ref, "the bureau's case number")->required();
  checklist.callback(
      [options, &session, &exit] { exit = CaseChecklist(session, options->case_ref); });

  CLI::App& tell =
      AddAct(one_case, "tell-hearing",
             "听证告知 tells the right to a hearing; with --date by a paper of its own", options,
             session, exit, &CaseTellHearing);
  AddDocument(tell, options);
  tell.add_option("--date", options->date, "the day it was served, once the notice has been");
  AddHearing(one_case, options, session, exit);
  CLI::App& review = AddAct(one_case, "legal-review", "法制审核 agrees, or returns the case",
                            options, session, exit, &CaseLegalReview);
  AddDocument(review, options);
  review.add_flag("--return", options->returned, "退回, with --reason");
  review.add_option("--reason", options->reason, "理由");
  CLI::App& discuss = AddAct(one_case, "discuss", "集体讨论 who took part, and what was decided",
                             options, session, exit, &CaseDiscuss);
  AddDocument(discuss, options);
  AddDate(discuss, options);
  discuss.add_option("--conclusion", options->reason, "结论")->required();
  discuss.add_option("--participant", options->participants, "a person's id; several")->required();
  discuss.add_option("--dissent", options->dissents, "PERSON=opinion; several");
  CLI::App& publicity = AddAct(one_case, "publicity",
                               "公示 with --document published; with --reason not to be published",
                               options, session, exit, &CasePublicity);
  publicity.add_option("--document", options->document, "文号 number of the publication");
  publicity.add_option("--reason", options->reason, "why nothing is published");
  publicity.add_option("--date", options->date, "YYYY-MM-DD; default: today");
}

void AddTransfers(CLI::App& app, const Session& session, int& exit) {
  CLI::App& transfer =
      *app.add_subcommand("transfer", "移送 cases handed over to another authority");
  transfer.require_subcommand(1);
  transfer.add_subcommand("list", "those that wait for an answer")->callback([&session, &exit] {
    exit = TransferList(session);
  });
  const auto options = std::make_shared<ActOptions>();
  CLI::App& hand_over = AddAct(transfer, "hand-over", "移送 hands a case over", options, session,
                               exit, &TransferHandOver);
  hand_over.add_option("--to", options->authority, "which authority")
      ->required()
      ->check(CLI::IsMember({"HEALTH", "MARKET", "DRUG", "POLICE"}));
  AddDocument(hand_over, options);
  AddDate(hand_over, options);
  AddReason(hand_over, options);
  CLI::App& answer = AddAct(transfer, "answer", "移送答复 the authority's answer", options, session,
                            exit, &TransferAnswered);
  answer.add_option("number", options->number, "as `transfer list` gives it")->required();
  answer.add_option("--answer", options->answer, "what it says")
      ->required()
      ->check(CLI::IsMember({"ACCEPTED", "NOT_ACCEPTED", "RETURNED"}));
  AddDocument(answer, options);
  AddDate(answer, options);
  answer.add_option("--summary", options->reason, "摘要");
  CLI::App& give_up = AddAct(transfer, "give-up", "终结移送 no answer is awaited any more", options,
                             session, exit, &TransferGiveUp);
  give_up.add_option("number", options->number, "as `transfer list` gives it")->required();
  AddReason(give_up, options);
}

void AddChallenges(CLI::App& app, const Session& session, int& exit) {
  CLI::App& challenge =
      *app.add_subcommand("challenge", "对会审的回避申请 parties' challenges of the committee");
  challenge.require_subcommand(1);
  const auto open = std::make_shared<bool>(false);
  CLI::App& list = *challenge.add_subcommand("list", "by case and number");
  list.add_flag("--open", *open, "those that wait for a ruling");
  list.callback([open, &session, &exit] { exit = ChallengeList(session, *open); });
  const auto options = std::make_shared<ActOptions>();
  CLI::App& rule = *challenge.add_subcommand("rule", "refuses it, or with --grant grants it");
  rule.add_option("case_id", options->case_ref, "as `challenge list` gives it")->required();
  rule.add_option("number", options->number, "as `challenge list` gives it")->required();
  rule.add_flag("--grant", options->granted, "准许: members it concerns are struck");
  AddReason(rule, options);
  rule.callback([options, &session, &exit] { exit = ChallengeRule(session, *options); });
}

}  // namespace probity::ctl
