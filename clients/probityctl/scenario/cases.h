// The case files of a folder: cases.csv and ballots.csv.
#ifndef PROBITY_CLIENTS_PROBITYCTL_SCENARIO_CASES_H_
#define PROBITY_CLIENTS_PROBITYCTL_SCENARIO_CASES_H_

#include <vector>

#include "clients/probityctl/scenario/registers.h"
#include "clients/probityctl/scenario/scenario.h"

namespace probity::scenario {

struct CaseRules {
  int year = 0;
  const std::vector<policy::Policy>* policies = nullptr;
};

std::vector<Case> ReadCases(const CsvTable& table, const InstitutionsById& institutions,
                            const CaseRules& rules, Problems& problems);

// Adds the ballots to their cases.
void ReadBallots(const CsvTable& table, const InstitutionsById& institutions,
                 const CaseRules& rules, std::vector<Case>& cases, Problems& problems);

}  // namespace probity::scenario

#endif  // PROBITY_CLIENTS_PROBITYCTL_SCENARIO_CASES_H_
