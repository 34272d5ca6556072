#include "clients/probityctl/statistics_commands.h"

#include <memory>

#include "clients/probityctl/commands/statistics.h"

namespace probity::ctl {

void AddStatistics(CLI::App& app, const Session& session, int& exit) {
  const auto options = std::make_shared<StatisticsOptions>();
  CLI::App& statistics = *app.add_subcommand(
      "statistics", "统计 points by band, cases by age, what is overdue, fund recovered");
  statistics.add_option("--year", options->year, "of the points and of the cases' opening")
      ->required();
  statistics.add_option("--district", options->district, "default: all");
  statistics.add_option("--csv", options->csv, "also writes one CSV file for each table here");
  statistics.add_option("--xlsx", options->xlsx, "also writes this spreadsheet");
  statistics.callback([=, &session, &exit] { exit = Statistics(session, *options); });
}

}  // namespace probity::ctl
