// The one calculation of a run, page by page over its frozen units: the same function calculates it
// the first time and replays it later, so a replay can only differ if something was changed.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_CALCULATION_H_
#define PROBITY_SERVICES_SETTLEMENT_API_CALCULATION_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/settlement/api/policy_files.h"
#include "services/settlement/api/units_once.h"
#include "services/settlement/domain/run.h"
#include "services/settlement/domain/settle_run.h"
#include "services/settlement/store/units.h"

namespace probity::settlement {

// What a run of that kind is calculated by.
std::string_view EngineOf(RunKind kind);

struct InputSeals {
  std::string inputs_sha256;
  std::string facts_sha256;
};

// The seals of the stored units, as they are now.
absl::StatusOr<InputSeals> SealInputs(sql::Tx& tx, const std::string& region, const Run& run);

// INPUTS_CHANGED_AFTER_FREEZE if the stored units no longer have the seals of the freeze. The first
// pass over `units`.
absl::Status CheckSeals(sql::Tx& tx, const std::string& region, const Run& run, UnitsOnce& units);

struct Calculated {
  std::string result_sha256;
  int64_t sanction_orders_missing = 0;
  std::optional<RunTotals> totals;  // of runs that settle money
};

// Told after every page: how many units are done.
using Progress = std::function<void(int64_t units)>;

// Calculates every unit and stores the results and totals. ARITHMETIC_OVERFLOW naming the unit,
// POOL_EXCEEDED, RESERVE_SHORTFALL.
absl::StatusOr<Calculated> CalculateAndStore(sql::Tx& tx, const std::string& region, const Run& run,
                                             const PoliciesBySha& policies, UnitsOnce& units,
                                             const Progress& progress);

// Calculates every unit again. REPLAY_MISMATCH, naming the first unit, if a stored result differs;
// also if the hash does.
absl::Status Replay(sql::Tx& tx, const std::string& region, const Run& run,
                    const PoliciesBySha& policies, UnitsOnce& units);

// The policies as the calculation takes them; `policies` outlives the table.
PolicyTable TableOf(const PoliciesBySha& policies);
// How the run's rewards are funded and from what.
absl::StatusOr<RegionTerms> TermsOfRun(const PolicyTable& policies, const Run& run);

// A unit's figures in the latest locked run of the year before `run` that holds it.
absl::StatusOr<std::optional<PublishedFigures>> LatestFigures(sql::Tx& tx,
                                                              const std::string& region,
                                                              const Run& run, const UnitKey& key);

// The stored result of a unit with the instalments that are not stored.
UnitResult WithInstalments(const UnitResult& stored, const policy::Policy& policy);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_CALCULATION_H_
