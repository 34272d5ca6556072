// Statements as files: PDF for the institution, CSV and XLSX for whoever computes on.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_RENDER_H_
#define PROBITY_SERVICES_SETTLEMENT_API_RENDER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/policy/policy.h"
#include "services/settlement/domain/run.h"
#include "services/settlement/domain/unit_result.h"
#include "services/settlement/store/units.h"

namespace probity::settlement {

// 清算通知书 of one unit, with the formula of every line. `before`: what was last settled of it, in
// a run that corrects; may be null. `scenario`: time is played, which the paper says. FONT_MISSING.
absl::StatusOr<std::string> StatementPdf(const Run& run, const Outcome& outcome,
                                         const policy::Policy& policy, const UnitResult* before,
                                         bool scenario);

// The header of a table of statements, and the row of one: money in fen, so that nothing is lost.
std::vector<std::string> StatementColumns();
std::vector<std::string> StatementCells(const Run& run, const Outcome& outcome);

// One line of CSV (RFC 4180), ended by CR LF.
std::string CsvLine(const std::vector<std::string>& cells);

// One unit on a sheet of its own, line by line with formulas; or a sheet of rows.
absl::StatusOr<std::string> StatementXlsx(const Run& run, const Outcome& outcome,
                                          const policy::Policy& policy);
absl::StatusOr<std::string> TableXlsx(const std::vector<std::vector<std::string>>& rows);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_RENDER_H_
