// Recovery of fund money against a case: entries in fen, never changed, and what they come to. What
// is expected, received and given back goes to the fund's fiscal account (条例 45).
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_RECOVERY_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_RECOVERY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "services/scoring/domain/case_file.h"

namespace probity::scoring {

// The numbers are those of recovery_service.proto.
enum class RecoveryKind { kExpected = 1, kReceived = 2, kReversed = 3, kRefunded = 4 };

struct RecoveryEntry {
  std::string case_id;  // 26 symbols
  std::string institution_id;
  int32_t year = 0;  // in which the decision took effect
  int32_t item = 0;
  int32_t seq = 0;  // counts up from 1 within the case
  RecoveryKind kind = RecoveryKind::kExpected;
  int64_t amount_fen = 0;  // positive
  absl::CivilDay business_date;
  std::optional<absl::CivilDay> due;  // of kExpected: last day to pay
  std::string document;
  std::string actor;
  int64_t recorded_time = 0;  // microseconds since 1970
  bool scenario = false;

  bool operator==(const RecoveryEntry&) const = default;
};

struct RecoverySum {
  int64_t expected_fen = 0;     // less what was reversed
  int64_t received_fen = 0;     // less what was given back
  int64_t outstanding_fen = 0;  // expected above received
  int64_t to_refund_fen = 0;    // received above expected
  int64_t late_fen = 0;         // outstanding after its last day
  RecoverySum& operator+=(const RecoverySum& other);
  bool operator==(const RecoverySum&) const = default;
};

// Of one item, whose entries are given by seq, seen on `today`.
RecoverySum SumItem(const std::vector<RecoveryEntry>& of_item, absl::CivilDay today);

// The last day to pay what is expected now; absent if nothing is.
std::optional<absl::CivilDay> DueOf(const std::vector<RecoveryEntry>& of_item);

// RECOVERY_OVERPAID if `amount_fen` is more than is outstanding (or, of a refund, than is to be
// given back).
absl::Status CheckReceipt(const RecoverySum& sum, int64_t amount_fen);
absl::Status CheckRefund(const RecoverySum& sum, int64_t amount_fen);

// What a decision that takes effect makes expected: one entry for each finding that stands with
// points and a sum; without seq.
std::vector<RecoveryEntry> ExpectedBy(const CaseFile& file, absl::CivilDay due);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_CONSEQUENCES_RECOVERY_H_
