// Heads of review's audit log as settlement witnessed them, through scoring.
#ifndef PROBITY_SERVICES_SETTLEMENT_STORE_WITNESSED_HEADS_H_
#define PROBITY_SERVICES_SETTLEMENT_STORE_WITNESSED_HEADS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/audit/key_changes.h"
#include "common/audit/signed_head.h"
#include "common/sql/database.h"

namespace probity::settlement {

struct WitnessedHead {
  audit::TreeHead head;
  audit::HeadSignature owners;
  audit::HeadSignature scorings;
  audit::HeadSignature own;
  bool operator==(const WitnessedHead&) const = default;
};

// ALREADY_EXISTS for a size that has a head.
absl::Status InsertWitnessed(sql::Tx& tx, const std::string& region, const WitnessedHead& head);
absl::StatusOr<std::optional<WitnessedHead>> LatestWitnessed(sql::Tx& tx, const std::string& region,
                                                             const std::string& log);
// Of sizes above `after_size`, ascending.
absl::StatusOr<std::vector<WitnessedHead>> WitnessedAfter(sql::Tx& tx, const std::string& region,
                                                          const std::string& log,
                                                          int64_t after_size, int64_t limit);

// With what this service signed heads of the log; `own` is the key it has now.
absl::StatusOr<audit::KeysUsed> OwnKeysUsed(sql::Tx& tx, const std::string& region,
                                            const std::string& log, const std::string& own);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_STORE_WITNESSED_HEADS_H_
