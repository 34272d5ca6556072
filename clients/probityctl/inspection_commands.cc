#include "clients/probityctl/inspection_commands.h"

#include <memory>
#include <string>

#include "clients/probityctl/commands/inspections.h"

namespace probity::ctl {
namespace {

using Shared = std::shared_ptr<InspectionOptions>;

CLI::App& AddCampaignCommand(CLI::App& inspection, const std::string& name, const std::string& help,
                             const Shared& options) {
  CLI::App& command = *inspection.add_subcommand(name, help);
  command.add_option("campaign_id", options->campaign_id, "as `inspection list` prints it")
      ->required();
  command.add_option("--role", options->role, "who calls")
      ->check(
          CLI::IsMember({"SUPERVISOR", "DIRECTOR", "LEGAL_REVIEWER", "AUDITOR", "GROUP_OFFICER"}))
      ->capture_default_str();
  return command;
}

}  // namespace

void AddInspection(CLI::App& app, const Session& session, int& exit) {
  const auto options = std::make_shared<InspectionOptions>();
  CLI::App& inspection =
      *app.add_subcommand("inspection", "双随机抽查 inspections by double random draw");
  inspection.require_subcommand(1);
  CLI::App& list = *inspection.add_subcommand("list", "campaigns");
  list.add_option("--year", options->year, "default: all");
  list.callback([=, &session, &exit] { exit = InspectionList(session, *options); });

  AddCampaignCommand(inspection, "show", "shares, pool and teams of a campaign", options)
      .callback([=, &session, &exit] { exit = InspectionShow(session, *options); });
  CLI::App& commit = AddCampaignCommand(
      inspection, "commit", "承诺 makes a secret share, keeps it in a file, sends its commitment",
      options);
  commit.add_option("--share", options->file, "the share's file; made if absent")->required();
  commit.callback([=, &session, &exit] { exit = InspectionCommit(session, *options); });
  CLI::App& reveal = AddCampaignCommand(inspection, "reveal",
                                        "揭示 sends the share once the pool is frozen", options);
  reveal.add_option("--share", options->file, "the share's file")->required();
  reveal.callback([=, &session, &exit] { exit = InspectionReveal(session, *options); });
  CLI::App& transcript = AddCampaignCommand(
      inspection, "transcript", "抽取记录 saves the record anybody can draw again from", options);
  transcript.add_option("--out", options->file, "a file")->required();
  transcript.callback([=, &session, &exit] { exit = InspectionTranscript(session, *options); });

  CLI::App& verify = *inspection.add_subcommand(
      "verify", "复算 draws again from a transcript; needs no service and no trust in one");
  verify.add_option("transcript", options->file, "a file of `inspection transcript`")->required();
  verify.callback([=, &exit] { exit = InspectionVerify(*options); });
}

}  // namespace probity::ctl
