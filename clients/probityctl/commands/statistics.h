// Figures of a year: on the terminal, as CSV files or as one spreadsheet.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_STATISTICS_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_STATISTICS_H_

#include <string>
#include <vector>

#include "clients/common/workbook.h"
#include "clients/probityctl/commands/session.h"
#include "probity/scoring/v1/statistics_service.pb.h"

namespace probity::ctl {

struct StatisticsOptions {
  int year = 0;
  std::string district;  // empty: all
  std::string csv;       // a folder; empty: none
  std::string xlsx;      // a file; empty: none
};
int Statistics(const Session& session, const StatisticsOptions& options);

// points, cases, overdue, recoveries.
std::vector<clients::Sheet> StatisticsSheets(const scoring::v1::GetStatisticsResponse& figures);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_STATISTICS_H_
