// Shell completion, drawn from the commands themselves so that it cannot fall behind them.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMPLETION_COMMANDS_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMPLETION_COMMANDS_H_

#include <string>
#include <vector>

#include "CLI/CLI.hpp"

namespace probity::ctl {

// `probityctl completion SHELL` prints the script a shell reads at its start; the script asks
// `probityctl complete -- WORDS` what may come next.
void AddCompletion(CLI::App& app, int& exit);

// What may stand in the place of the last of `words` (the command line without the program): names
// of commands and of flags that begin with it, in the order the help shows them.
std::vector<std::string> Completions(const CLI::App& app, const std::vector<std::string>& words);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMPLETION_COMMANDS_H_
