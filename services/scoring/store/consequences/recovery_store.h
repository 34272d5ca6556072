// Entries of recovery, never changed.
#ifndef PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_RECOVERY_STORE_H_
#define PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_RECOVERY_STORE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/domain/consequences/recovery.h"

namespace probity::scoring {

// ABORTED / CONFLICT if another writer took the number.
absl::Status InsertRecovery(sql::Tx& tx, std::string_view region, const RecoveryEntry& entry);

// By seq.
absl::StatusOr<std::vector<RecoveryEntry>> RecoveryOfCase(sql::Tx& tx, std::string_view region,
                                                          std::string_view case_id);

// By institution, year, case, seq: of one year or, at 0, all; of one institution or, empty, all.
absl::Status ForEachRecovery(sql::Tx& tx, std::string_view region, int32_t year,
                             std::string_view institution_id,
                             const std::function<absl::Status(const RecoveryEntry&)>& each);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_RECOVERY_STORE_H_
