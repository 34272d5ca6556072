#include "clients/probityctl/golden_commands.h"

#include <memory>
#include <string>

#include "clients/probityctl/commands/golden.h"

namespace probity::ctl {

void AddGolden(CLI::App& app, int& exit) {
  CLI::App* golden =
      app.add_subcommand("golden", "对照 engines against fixed results")->require_subcommand(1);
  CLI::App* cms = golden->add_subcommand(
      "cms", "quality scores against the public files of the US hospital programme, FY2024");
  const auto options = std::make_shared<GoldenCms>();
  cms->add_option("--data", options->data, "folder of hvbp_*.csv")->required();
  cms->add_option("--policy", options->policy, "the rules, a quality section of its own")
      ->capture_default_str();
  cms->callback([&exit, options] { exit = RunGoldenCms(*options); });
  CLI::App* settlement = golden->add_subcommand(
      "settlement",
      "清算对照 settlement against a case file: JSON with policies, inputs and what must come of "
      "them (docs/settlement-figures.md). Prints cases compared and cases wrong, then the first "
      "values that differ; a case is wrong if any value it states differs. Needs no service");
  const auto cases = std::make_shared<std::string>();
  settlement->add_option("--cases", *cases, "the case file")->required();
  settlement->callback([&exit, cases] { exit = RunGoldenSettlement(*cases); });
}

}  // namespace probity::ctl
