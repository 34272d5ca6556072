#include "clients/probityctl/golden_commands.h"

#include <memory>
#include <string>

#include "clients/probityctl/commands/golden.h"

namespace probity::ctl {

void AddGolden(CLI::App& app, int& exit) {
  CLI::App* golden = app.add_subcommand("golden", "对照 engines against fixed results")
                         ->require_subcommand(1);
  CLI::App* cms = golden->add_subcommand(
      "cms", "quality scores against the public files of the US hospital programme, FY2024");
  const auto options = std::make_shared<GoldenCms>();
  cms->add_option("--data", options->data, "folder of hvbp_*.csv")->required();
  cms->add_option("--policy", options->policy, "the rules, a quality section of its own")
      ->capture_default_str();
  cms->callback([&exit, options] { exit = RunGoldenCms(*options); });
}

}  // namespace probity::ctl
