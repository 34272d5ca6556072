// Golden results: cells compared, cells wrong, the first differences.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_GOLDEN_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_GOLDEN_H_

#include <string>

namespace probity::ctl {

struct GoldenCms {
  std::string data;
  // Looked for from the working directory, then from the folders above the program.
  std::string policy = "policies/examples/cms-fy2024.txtpb";
};
// Prints "N compared, M wrong"; the exit code says whether M is 0.
int RunGoldenCms(const GoldenCms& options);

// Prints "N compared, M wrong", N and M counting cases, and the first differences; the exit code
// says whether M is 0.
int RunGoldenSettlement(const std::string& cases_file);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_GOLDEN_H_
