// Frozen inputs, results and issued statements of a run's units. Pages come in the order of keys,
// so that nothing holds all units in memory.
#ifndef PROBITY_SERVICES_SETTLEMENT_STORE_UNITS_H_
#define PROBITY_SERVICES_SETTLEMENT_STORE_UNITS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "services/settlement/domain/rates.h"
#include "services/settlement/domain/unit.h"

namespace probity::settlement {

// Rows of one page or one INSERT.
inline constexpr int64_t kUnitsPerPage = 500;

// Of which run the units are.
struct UnitsOfRun {
  std::string region;
  std::string run_id;
};

// Units ascending by key. INVALID_ARGUMENT for units with indicators or contracts, which no table
// holds: a run of kind RATES has none.
absl::Status InsertInputs(sql::Tx& tx, const UnitsOfRun& run, const std::vector<FrozenUnit>& units);

// Up to kUnitsPerPage units above `after`.
absl::StatusOr<std::vector<FrozenUnit>> InputsAfter(sql::Tx& tx, const UnitsOfRun& run,
                                                    const UnitKey& after);

// The funds of the run's units, ascending.
absl::StatusOr<std::vector<Fund>> FundsOfRun(sql::Tx& tx, const UnitsOfRun& run);

using KeyedRates = std::pair<UnitKey, UnitRates>;
absl::Status InsertResults(sql::Tx& tx, const UnitsOfRun& run,
                           const std::vector<KeyedRates>& results);

// A unit with its result, as a statement shows it.
struct Outcome {
  FrozenUnit unit;
  UnitRates rates;
  bool issued = false;  // its statement was served
};

// Up to `limit` calculated units above `after`.
absl::StatusOr<std::vector<Outcome>> OutcomesAfter(sql::Tx& tx, const UnitsOfRun& run,
                                                   const UnitKey& after, int64_t limit);
// NOT_FOUND if the run has no such unit or is not calculated.
absl::StatusOr<Outcome> GetOutcome(sql::Tx& tx, const UnitsOfRun& run, const UnitKey& key);

// Issues the statement of every calculated unit of the run.
absl::Status IssueStatements(sql::Tx& tx, const UnitsOfRun& run, absl::Time served);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_STORE_UNITS_H_
