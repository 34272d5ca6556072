// What a year comes to, as files: standings.csv, statements.csv, summary.json.
#ifndef PROBITY_CLIENTS_PROBITYCTL_YEAR_REPORT_H_
#define PROBITY_CLIENTS_PROBITYCTL_YEAR_REPORT_H_

#include <filesystem>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "clients/probityctl/year/context.h"
#include "clients/probityctl/year/summary.h"
#include "probity/scoring/v1/case.pb.h"

namespace probity::year {

// Asks the services for standings, the run's statements and the cases, and writes the three files.
absl::StatusOr<Summary> WriteReport(Context& context, const std::string& run_id,
                                    const std::map<std::string, scoring::v1::Case>& cases,
                                    const std::filesystem::path& out);

std::string SummaryJson(const Summary& summary);

}  // namespace probity::year

#endif  // PROBITY_CLIENTS_PROBITYCTL_YEAR_REPORT_H_
