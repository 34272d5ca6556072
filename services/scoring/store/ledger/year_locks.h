// The locks settlement told of, in the database. Append-only.
#ifndef PROBITY_SERVICES_SCORING_STORE_LEDGER_YEAR_LOCKS_H_
#define PROBITY_SERVICES_SCORING_STORE_LEDGER_YEAR_LOCKS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/domain/entry.h"
#include "services/scoring/domain/ledger/late.h"

namespace probity::scoring {

// ALREADY_EXISTS if the run was told before.
absl::Status InsertYearLock(sql::Tx& tx, const std::string& region, const YearLock& lock);

// All of the region, by run: one or a few for each year.
absl::StatusOr<std::vector<YearLock>> YearLocks(sql::Tx& tx, const std::string& region);

// Entries recorded after `after_seq` that concern the year, by recorded_seq.
absl::StatusOr<std::vector<Entry>> EntriesAfterLock(sql::Tx& tx, const std::string& region,
                                                    int32_t year, int64_t after_seq);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_LEDGER_YEAR_LOCKS_H_
