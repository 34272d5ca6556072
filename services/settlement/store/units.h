// Frozen inputs, results and issued statements of a run's units. Pages come in the order of keys,
// so that nothing holds all units in memory.
#ifndef PROBITY_SERVICES_SETTLEMENT_STORE_UNITS_H_
#define PROBITY_SERVICES_SETTLEMENT_STORE_UNITS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "services/settlement/domain/region.h"
#include "services/settlement/domain/unit.h"
#include "services/settlement/domain/unit_result.h"
#include "services/settlement/store/statements.h"

namespace probity::settlement {

// Rows of one page or one INSERT.
inline constexpr int64_t kUnitsPerPage = 500;

// Units ascending by key.
absl::Status InsertInputs(sql::Tx& tx, const UnitsOfRun& run, const std::vector<FrozenUnit>& units);

// Up to kUnitsPerPage units above `after`.
absl::StatusOr<std::vector<FrozenUnit>> InputsAfter(sql::Tx& tx, const UnitsOfRun& run,
                                                    const UnitKey& after);

// The funds of the run's units, ascending.
absl::StatusOr<std::vector<Fund>> FundsOfRun(sql::Tx& tx, const UnitsOfRun& run);

// Of a run of kind RATES only `rates` is filled. The instalments of a recovery are not stored: they
// follow from the net and the policy.
using KeyedResult = std::pair<UnitKey, UnitResult>;
absl::Status InsertResults(sql::Tx& tx, const UnitsOfRun& run,
                           const std::vector<KeyedResult>& results);

// Sums and factors of a run that settles money, and what a correction moves beside its units.
struct RunTotals {
  RegionTotals sums;
  int64_t reserve_move_fen = 0;  // what the reserve gains
  int64_t exchange_fix_fen = 0;  // RESERVE → EXCHANGE; negative: back
  bool operator==(const RunTotals&) const = default;
};
// Written once.
absl::Status InsertTotals(sql::Tx& tx, const UnitsOfRun& run, const RunTotals& totals);
// NOT_FOUND if there are none.
absl::StatusOr<RunTotals> GetTotals(sql::Tx& tx, const UnitsOfRun& run);

// A unit with its result, as a statement shows it.
struct Outcome {
  FrozenUnit unit;
  UnitResult result;
  std::optional<StatementRow> statement;  // once it was served
};

// Up to `limit` calculated units above `after`.
absl::StatusOr<std::vector<Outcome>> OutcomesAfter(sql::Tx& tx, const UnitsOfRun& run,
                                                   const UnitKey& after, int64_t limit);
// The same from the unit of number `first` on, counted from 0 in the order of keys.
absl::StatusOr<std::vector<Outcome>> OutcomesFrom(sql::Tx& tx, const UnitsOfRun& run, int64_t first,
                                                  int64_t limit);
// Of one fund's institution and class. NOT_FOUND if the run has no such unit or is not calculated.
absl::StatusOr<Outcome> GetOutcome(sql::Tx& tx, const UnitsOfRun& run, const UnitKey& key);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_STORE_UNITS_H_
