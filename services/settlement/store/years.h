// The row of a year: what orders the changes of its inputs and runs.
#ifndef PROBITY_SERVICES_SETTLEMENT_STORE_YEARS_H_
#define PROBITY_SERVICES_SETTLEMENT_STORE_YEARS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "common/sql/database.h"

namespace probity::settlement {

struct YearState {
  int64_t changes = 0;  // of its inputs
  int64_t edition = 1;  // of its budgets, the one that counts
};

// Locks the year until the transaction ends (making its row at the first time). Transactions that
// change inputs or runs of a year take this lock first; with several years, in ascending order.
absl::StatusOr<YearState> LockYear(sql::Tx& tx, const std::string& region, int32_t year);

// The same without a lock, for reading.
absl::StatusOr<YearState> ReadYear(sql::Tx& tx, const std::string& region, int32_t year);

// Counts one more change of inputs; with `new_edition` the budgets of the next edition count from
// now on. The year is locked.
absl::Status CountChange(sql::Tx& tx, const std::string& region, int32_t year,
                         bool new_edition = false);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_STORE_YEARS_H_
