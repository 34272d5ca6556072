// The rows of a budget import, checked.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_INPUT_ROWS_H_
#define PROBITY_SERVICES_SETTLEMENT_API_INPUT_ROWS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "common/status/reason.h"
#include "common/status/status.h"
#include "probity/settlement/v1/input_service.pb.h"
#include "services/settlement/store/budgets.h"

namespace probity::settlement {

// What is wrong with an import, row by row: `budgets[17].total_budget_fen`, rows counted over the
// whole stream from 0; each description begins with its reason.
class BadRows {
 public:
  void Add(int64_t row, std::string_view column, Reason reason, std::string_view text);
  // INVALID_ARGUMENT BAD_ROWS with every violation; OK if there is none.
  absl::Status Result() const;

 private:
  std::vector<FieldViolation> violations_;
};

// All rows by year and key; what is wrong with one by itself, or with two of them, goes to `bad`.
std::vector<ImportedBudget> ReadRows(const std::vector<v1::ImportBudgetsRequest>& messages,
                                     BadRows& bad);

// BAD_REQUEST unless replace_year is in the first message alone and all rows, at least one, are of
// that year.
absl::Status CheckReplaceYear(const std::vector<v1::ImportBudgetsRequest>& messages,
                              const std::vector<ImportedBudget>& rows);

// The rows of ReadRows, year by year.
std::vector<std::vector<ImportedBudget>> ByYear(const std::vector<ImportedBudget>& rows);

// Those of `stored` that no row repeats; both by key, of one year.
std::vector<Budget> Missing(const std::vector<Budget>& stored,
                            const std::vector<ImportedBudget>& rows);

// The rows that are new; `stored` are the budgets there already of the institutions imported, by
// year and key. A row that repeats a stored one is left out; one that differs from it or overlaps
// another is bad.
std::vector<ImportedBudget> NewRows(const std::vector<ImportedBudget>& rows,
                                    const std::vector<Budget>& stored, BadRows& bad);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_INPUT_ROWS_H_
