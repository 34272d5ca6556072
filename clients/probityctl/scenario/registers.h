// The register files of a folder: institutions.csv, members.csv, budgets.csv, and the
// year's actuals.csv.
#ifndef PROBITY_CLIENTS_PROBITYCTL_SCENARIO_REGISTERS_H_
#define PROBITY_CLIENTS_PROBITYCTL_SCENARIO_REGISTERS_H_

#include <map>
#include <string>
#include <vector>

#include "clients/probityctl/scenario/scenario.h"

namespace probity::scenario {

using InstitutionsById = std::map<std::string, Institution>;

InstitutionsById ReadInstitutions(const CsvTable& table, Problems& problems);

std::vector<Member> ReadMembers(const CsvTable& table, const InstitutionsById& institutions,
                                Problems& problems);

// A medical institution without a budget is a problem of the file; a pharmacy needs none.
std::vector<Budget> ReadBudgets(const CsvTable& table, const InstitutionsById& institutions,
                                int year, Problems& problems);

// One row for each institution that has claims.
std::vector<Actual> ReadActuals(const CsvTable& table, const InstitutionsById& institutions,
                                int year, Problems& problems);

}  // namespace probity::scenario

#endif  // PROBITY_CLIENTS_PROBITYCTL_SCENARIO_REGISTERS_H_
