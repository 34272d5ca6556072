// The four kinds of input of a settlement year, from a sheet to messages.
#ifndef PROBITY_CLIENTS_PROBITYCTL_INPUTS_READ_INPUTS_H_
#define PROBITY_CLIENTS_PROBITYCTL_INPUTS_READ_INPUTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "clients/probityctl/inputs/grid.h"
#include "clients/probityctl/inputs/register.h"
#include "clients/probityctl/inputs/sheet_table.h"
#include "probity/settlement/v1/inputs.pb.h"
#include "probity/settlement/v1/unit.pb.h"

namespace probity::inputs {

// The rows of a sheet, and the line each stood on. What is wrong goes to `problems`, every cell of
// it: also rows that state the same twice (DUPLICATE_UNIT).
template <typename Message>
struct ReadRows {
  std::vector<Message> rows;
  std::vector<int> lines;
};

ReadRows<settlement::v1::Budget> ReadBudgets(const Grid& grid, const Register& ids,
                                             scenario::Problems& problems);
ReadRows<settlement::v1::Actual> ReadActuals(const Grid& grid, const Register& ids,
                                             scenario::Problems& problems);
ReadRows<settlement::v1::IndicatorValue> ReadIndicators(const Grid& grid, const Register& ids,
                                                        scenario::Problems& problems);
ReadRows<settlement::v1::ContractOutcome> ReadContracts(const Grid& grid, const Register& ids,
                                                        scenario::Problems& problems);

// What a service says of row 17 ("actuals[17].visits: …"), at its place in the file; absent if it
// speaks of no row.
std::optional<std::string> PlaceOf(const Grid& grid, const std::vector<int>& lines,
                                   std::string_view field);

}  // namespace probity::inputs

#endif  // PROBITY_CLIENTS_PROBITYCTL_INPUTS_READ_INPUTS_H_
