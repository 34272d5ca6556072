// The year's registers: policies, institutions, committee members, budgets.
#ifndef PROBITY_CLIENTS_PROBITYCTL_YEAR_REGISTERS_H_
#define PROBITY_CLIENTS_PROBITYCTL_YEAR_REGISTERS_H_

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/probityctl/year/context.h"

namespace probity::year {

// CONFLICT if the services know an institution that is not in the folder: standings and statements
// cover everyone they know, so a folder has to be all of that.
absl::Status CheckNobodyElse(Context& context);

// Puts every policy file of the folder in force; the same files again change nothing.
absl::Status PutPolicies(Context& context, const std::filesystem::path& policies);

// Imports institutions and budgets and writes the committee's roster.
absl::Status FillRegisters(Context& context);

}  // namespace probity::year

#endif  // PROBITY_CLIENTS_PROBITYCTL_YEAR_REGISTERS_H_
