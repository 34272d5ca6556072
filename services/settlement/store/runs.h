// Runs and the policies they were frozen with.
#ifndef PROBITY_SERVICES_SETTLEMENT_STORE_RUNS_H_
#define PROBITY_SERVICES_SETTLEMENT_STORE_RUNS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/settlement/domain/run.h"

namespace probity::settlement {

absl::Status InsertRun(sql::Tx& tx, const std::string& region, const Run& run);

// NOT_FOUND UNKNOWN_RUN.
absl::StatusOr<Run> GetRun(sql::Tx& tx, const std::string& region, const std::string& run_id);

// Writes `after`, whose etag is one more than `before`'s, if the run still has the state and etag
// of `before`; LostRace otherwise.
absl::Status UpdateRun(sql::Tx& tx, const std::string& region, const Run& before, const Run& after);

// How far the ledger has a locked run.
absl::Status SetPostedUnits(sql::Tx& tx, const std::string& region, const std::string& run_id,
                            int64_t posted_units);
// Locked runs that settle money and are not posted through, oldest first.
absl::StatusOr<std::vector<std::string>> RunsToPost(sql::Tx& tx, const std::string& region);

// Runs of the year by number.
absl::StatusOr<std::vector<Run>> RunsOfYear(sql::Tx& tx, const std::string& region, int32_t year);

// Where a page of runs begins: above this year and number.
struct RunPosition {
  int32_t year = 0;
  int32_t number = 0;
};

// Up to `limit` runs by year and number; `only_year` 0 = all years.
absl::StatusOr<std::vector<Run>> RunsAfter(sql::Tx& tx, const std::string& region,
                                           int32_t only_year, const RunPosition& after,
                                           int64_t limit);

// Pins the policies a run is decided by. `sha256s` ascending, each once.
absl::Status InsertRunPolicies(sql::Tx& tx, const std::string& region, const std::string& run_id,
                               const std::vector<std::string>& sha256s);
absl::StatusOr<std::vector<std::string>> PoliciesOfRun(sql::Tx& tx, const std::string& region,
                                                       const std::string& run_id);

// Keeps a policy file by its hash; one that is there already stays as it is.
absl::Status KeepPolicyFile(sql::Tx& tx, const std::string& region, const std::string& sha256,
                            const std::string& content);
// The file's bytes; NOT_FOUND.
absl::StatusOr<std::string> GetPolicyFile(sql::Tx& tx, const std::string& region,
                                          const std::string& sha256);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_STORE_RUNS_H_
