// What is kept of a closed case for a court, and who asked for it.
#ifndef PROBITY_SERVICES_REVIEW_STORE_HEARING_UNSEALS_H_
#define PROBITY_SERVICES_REVIEW_STORE_HEARING_UNSEALS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/review/domain/values.h"

namespace probity::review::hearing {

// The ballots of a case, sealed to two officers' keys.
struct MinutesRow {
  std::string serial;
  Bytes ciphertext;
  bool operator==(const MinutesRow&) const = default;
};
absl::Status InsertMinutes(sql::Tx& tx, const Bytes& round_id, std::vector<MinutesRow> minutes);
absl::StatusOr<std::optional<Bytes>> MinutesOf(sql::Tx& tx, const Bytes& round_id,
                                               const std::string& serial);

// The numbers are stored.
enum class UnsealState { kRequested = 1, kApproved = 2, kExecuted = 3 };
struct Unseal {
  Bytes unseal_id;  // 16 bytes
  Bytes round_id;
  std::string serial;
  std::string order_no;  // of the order that demands it
  int reason = 1;        // UnsealReason of the API
  std::string first_person;
  std::string second_person;            // empty until approved
  std::int64_t not_before_seconds = 0;  // 0 until approved
  UnsealState state = UnsealState::kRequested;
  bool operator==(const Unseal&) const = default;
};
absl::Status InsertUnseal(sql::Tx& tx, const Unseal& unseal);
// Locked until the transaction ends. UNKNOWN_UNSEAL.
absl::StatusOr<Unseal> LockUnseal(sql::Tx& tx, const Bytes& unseal_id);
absl::StatusOr<Unseal> GetUnseal(sql::Tx& tx, const Bytes& unseal_id);
// Writes second_person, not_before and state.
absl::Status UpdateUnseal(sql::Tx& tx, const Unseal& unseal);

}  // namespace probity::review::hearing

#endif  // PROBITY_SERVICES_REVIEW_STORE_HEARING_UNSEALS_H_
