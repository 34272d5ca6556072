// The ends of the lanes.
#ifndef PROBITY_SERVICES_SETTLEMENT_STORE_LEDGER_LANES_H_
#define PROBITY_SERVICES_SETTLEMENT_STORE_LEDGER_LANES_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"

namespace probity::settlement {

struct LaneHead {
  int64_t seq = 0;
  std::string hash;  // 64 hex digits
};

// The end of a lane, locked until the transaction ends (its row is made at the first time). Lanes
// are locked in ascending order.
absl::StatusOr<LaneHead> LockLane(sql::Tx& tx, const std::string& region, int32_t lane);
// The same without a lock.
absl::StatusOr<LaneHead> ReadLane(sql::Tx& tx, const std::string& region, int32_t lane);
absl::Status MoveLane(sql::Tx& tx, const std::string& region, int32_t lane, const LaneHead& head);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_STORE_LEDGER_LANES_H_
