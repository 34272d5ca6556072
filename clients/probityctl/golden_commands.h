// `probityctl golden ...`: the engines against results that others published or fixed.
#ifndef PROBITY_CLIENTS_PROBITYCTL_GOLDEN_COMMANDS_H_
#define PROBITY_CLIENTS_PROBITYCTL_GOLDEN_COMMANDS_H_

#include "CLI/CLI.hpp"

namespace probity::ctl {

void AddGolden(CLI::App& app, int& exit);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_GOLDEN_COMMANDS_H_
