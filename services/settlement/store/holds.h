// Holds of payments.
#ifndef PROBITY_SERVICES_SETTLEMENT_STORE_HOLDS_H_
#define PROBITY_SERVICES_SETTLEMENT_STORE_HOLDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"

namespace probity::settlement {

struct PaymentHold {
  std::string hold_id;  // 26 symbols
  std::string institution_id;
  std::string reason;
  std::string document;
  std::string placed_by;
  int64_t placed_time = 0;
  std::string released_by;  // empty while it runs
  std::string release_reason;
  std::optional<int64_t> released_time;
};

absl::Status InsertHold(sql::Tx& tx, const std::string& region, const PaymentHold& hold);
// UNKNOWN_HOLD.
absl::StatusOr<PaymentHold> GetHold(sql::Tx& tx, const std::string& region,
                                    const std::string& hold_id);
// HOLD_STATE if it was released meanwhile.
absl::Status ReleaseHold(sql::Tx& tx, const std::string& region, const PaymentHold& released);
// The hold that runs over an institution, if any.
absl::StatusOr<std::optional<PaymentHold>> RunningHold(sql::Tx& tx, const std::string& region,
                                                       const std::string& institution_id);

struct HoldFilter {
  std::string institution_id;  // empty = all
  bool running_only = false;
};
// Up to `limit` above `after_id`, by id.
absl::StatusOr<std::vector<PaymentHold>> HoldsAfter(sql::Tx& tx, const std::string& region,
                                                    const HoldFilter& filter,
                                                    const std::string& after_id, int64_t limit);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_STORE_HOLDS_H_
