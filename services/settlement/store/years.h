// The row of a year: what orders the changes of its inputs and runs.
#ifndef PROBITY_SERVICES_SETTLEMENT_STORE_YEARS_H_
#define PROBITY_SERVICES_SETTLEMENT_STORE_YEARS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "common/sql/database.h"

namespace probity::settlement {

// Locks the year until the transaction ends (making its row at the first time) and gives its count
// of changes. Transactions that change inputs or runs of a year take this lock first; with several
// years, in ascending order.
absl::StatusOr<int64_t> LockYear(sql::Tx& tx, const std::string& region, int32_t year);

// Counts one more change of inputs. The year is locked.
absl::Status CountChange(sql::Tx& tx, const std::string& region, int32_t year);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_STORE_YEARS_H_
