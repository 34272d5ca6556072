#include "clients/probityctl/lead_commands.h"

#include <memory>
#include <string>

#include "clients/probityctl/commands/evidence.h"
#include "clients/probityctl/commands/leads.h"

namespace probity::ctl {

void AddLeads(CLI::App& app, const Session& session, int& exit) {
  struct Options {
    std::string file, source_system, institution, lead_id;
    bool overdue = false;
  };
  const auto options = std::make_shared<Options>();
  CLI::App& leads = *app.add_subcommand("leads", "线索 leads")->require_subcommand(1);
  CLI::App& report = *leads.add_subcommand(
      "report",
      "sends a CSV of leads, of any size; run again after whatever went wrong, nothing counts "
      "twice");
  report
      .add_option("file", options->file,
                  "columns external_id, institution_id, violation_code, act_ref, act_start_date, "
                  "act_end_date, amount_yuan, description")
      ->required();
  report
      .add_option("--source-system", options->source_system,
                  "which system says so, 1 to 32 of a-z 0-9 - _")
      ->required();
  report.callback([options, &session, &exit] {
    exit = LeadsReport(session, options->file, options->source_system);
  });
  CLI::App& list = *leads.add_subcommand("list", "by state, then by last day of verification");
  list.add_option("institution", options->institution, "institution_id; default: all");
  list.add_flag("--overdue", options->overdue, "逾期 open ones whose last day is over");
  list.callback([options, &session, &exit] {
    exit = LeadsList(session, options->institution, options->overdue);
  });
  CLI::App& show = *leads.add_subcommand("show", "a lead, who reported it, what was decided");
  show.add_option("lead_id", options->lead_id, "probityctl leads list")->required();
  show.callback([options, &session, &exit] { exit = LeadsShow(session, options->lead_id); });
}

void AddEvidence(CLI::App& app, const Session& session, int& exit) {
  const auto options = std::make_shared<EvidenceOptions>();
  const auto id = std::make_shared<std::string>();
  const auto out = std::make_shared<std::string>();
  CLI::App& evidence = *app.add_subcommand("evidence", "证据 evidence")->require_subcommand(1);
  CLI::App& add = *evidence.add_subcommand(
      "add", "brings a file of at most 1 GiB; run again after whatever went wrong");
  add.add_option("case_ref", options->case_ref, "the bureau's case number")->required();
  add.add_option("file", options->file, "its ending says what it is: pdf, jpg, mp4, xlsx, csv …")
      ->required();
  add.add_option("--kind", options->kind, "处罚法 46")
      ->required()
      ->check(
          CLI::IsMember({"DOCUMENTARY", "PHYSICAL", "AUDIO_VISUAL", "ELECTRONIC_DATA", "TESTIMONY",
                         "PARTY_STATEMENT", "EXPERT_OPINION", "INSPECTION_RECORD"}));
  add.add_option("--source", options->source_person, "from whom it was taken")->required();
  add.add_option("--taken", options->taken_date, "when, YYYY-MM-DD")->required();
  add.add_option("--title", options->title, "default: the file's name");
  add.add_option("--person", options->person,
                 "the officer who brings it; default: the actor of CASE_OFFICER");
  add.add_flag("--online-monitoring", options->monitoring,
               "电子监控 recorded by monitoring equipment: needs two reviews before use");
  add.callback([options, &session, &exit] { exit = EvidenceAdd(session, *options); });
  CLI::App& list = *evidence.add_subcommand("list", "the evidence of a case");
  list.add_option("case_ref", options->case_ref, "the bureau's case number")->required();
  list.callback([options, &session, &exit] { exit = EvidenceList(session, options->case_ref); });
  CLI::App& show = *evidence.add_subcommand("show", "an item, its chain of custody, its reviews");
  show.add_option("evidence_id", *id, "probityctl evidence list")->required();
  show.callback([id, &session, &exit] { exit = EvidenceShow(session, *id); });
  CLI::App& get = *evidence.add_subcommand("get", "writes an item's file, whole or not at all");
  get.add_option("evidence_id", *id, "probityctl evidence list")->required();
  get.add_option("--out", *out, "default: the name it was brought under");
  get.callback([id, out, &session, &exit] { exit = EvidenceGet(session, *id, *out); });
}

}  // namespace probity::ctl
