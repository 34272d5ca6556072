// What a year is settled from: imported from spreadsheets, and listed.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_INPUTS_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_INPUTS_H_

#include <string>

#include "clients/probityctl/commands/session.h"

namespace probity::ctl {

struct InputImport {
  std::string kind;  // budgets, actuals, indicators, contracts
  std::string file;
  std::string sheet;     // of a workbook; empty: its only one
  int replace_year = 0;  // 0: rows are added
  bool check = false;    // read only, import nothing
};
// Prints what was added, or every bad cell as `file:line: column: reason`; all rows or none.
int RunInputImport(const Session& session, const InputImport& options);

// The rows that count now, as JSON lines or a table.
int RunInputList(const Session& session, const std::string& kind, int year);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_INPUTS_H_
