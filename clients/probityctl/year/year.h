// `probityctl year run`: a bureau's year from a scenario folder through the three services.
#ifndef PROBITY_CLIENTS_PROBITYCTL_YEAR_YEAR_H_
#define PROBITY_CLIENTS_PROBITYCTL_YEAR_YEAR_H_

#include <filesystem>

#include "absl/status/statusor.h"
#include "clients/probityctl/year/summary.h"

namespace probity::clients {
class Bureau;
}

namespace probity::year {

struct YearOptions {
  std::filesystem::path scenario;
  int year = 0;
  std::filesystem::path out;
  std::filesystem::path policies;  // folder of the policy files put in force
  std::filesystem::path clock;     // the scenario clock's file, which the services read
  std::filesystem::path notices;   // review's outgoing folder
  bool quiet = false;
};

struct YearResult {
  Summary summary;
  int open_cases = 0;  // still remanded at the end: OPEN_CASES
};

// Runs the year, or goes on with it. Nothing takes effect unless the whole folder is right:
// BAD_ROWS lists what is not. UNAVAILABLE: a service stayed away; call again to go on.
absl::StatusOr<YearResult> RunYear(const YearOptions& options, const clients::Bureau& bureau);

}  // namespace probity::year

#endif  // PROBITY_CLIENTS_PROBITYCTL_YEAR_YEAR_H_
