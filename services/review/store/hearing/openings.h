// What stands around a round: the request it was opened with, who holds which duty in it, and the
// giving back of its sheets after an abort.
#ifndef PROBITY_SERVICES_REVIEW_STORE_HEARING_OPENINGS_H_
#define PROBITY_SERVICES_REVIEW_STORE_HEARING_OPENINGS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/outbox/outbox.h"
#include "common/sql/database.h"
#include "services/review/domain/phases.h"
#include "services/review/domain/values.h"

namespace probity::review::hearing {

// What is asked of scoring for a round, written before the asking. Until the round itself is stored
// the opening is half done: its sheets may already be taken.
struct Opening {
  Bytes round_id;
  Bytes request_id;  // 16 bytes, of the request that opens the round
  RoundKind kind = RoundKind::kFirst;
  int max_cases = 0;
  std::string small_round_reason;
  bool operator==(const Opening&) const = default;
};

// ALREADY_EXISTS if the round or the request has one.
absl::Status InsertOpening(sql::Tx& tx, const Opening& opening);
absl::StatusOr<std::optional<Opening>> OpeningOfRequest(sql::Tx& tx, const Bytes& request_id);
absl::StatusOr<std::optional<Opening>> OpeningOfRound(sql::Tx& tx, const Bytes& round_id);
// Openings whose round is not stored, by round_id.
absl::StatusOr<std::vector<Opening>> HalfOpenings(sql::Tx& tx);
absl::Status EraseOpening(sql::Tx& tx, const Bytes& round_id);

// The numbers are stored.
enum class Duty { kShareOfGroup1 = 1, kShareOfGroup4 = 4, kAskedAbort = 5 };
inline Duty ShareOf(Group group) {
  return static_cast<Duty>(group);
}
struct DutyHolder {
  Duty duty = Duty::kAskedAbort;
  std::string person;  // as authentication names it
};
// Of all duties of a round, by duty; read under the round's lock.
absl::StatusOr<std::vector<DutyHolder>> DutiesOf(sql::Tx& tx, const Bytes& round_id);
absl::Status TakeDuty(sql::Tx& tx, const Bytes& round_id, Duty duty, const std::string& person);
absl::Status EraseDuties(sql::Tx& tx, const Bytes& round_id);

// Key: round_id. For outbox::Sender.
const outbox::TableShape& ReleaseOutbox();
absl::Status PutRelease(sql::Tx& tx, const Bytes& round_id, Reached reached);
// INTERNAL for a payload PutRelease did not write.
absl::StatusOr<Reached> ReachedOf(const outbox::Message& release);

}  // namespace probity::review::hearing

#endif  // PROBITY_SERVICES_REVIEW_STORE_HEARING_OPENINGS_H_
