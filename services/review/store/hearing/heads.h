// Signed heads of the audit log, and the names others put to them.
#ifndef PROBITY_SERVICES_REVIEW_STORE_HEARING_HEADS_H_
#define PROBITY_SERVICES_REVIEW_STORE_HEARING_HEADS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/audit/key_changes.h"
#include "common/sql/database.h"
#include "services/review/domain/values.h"

namespace probity::review::hearing {

// The numbers are stored.
enum class Signer { kReview = 1, kScoring = 2, kSettlement = 3 };

struct LogHead {
  std::int64_t size = 0;  // leaves
  Bytes root;
  Bytes chain_hash;  // of the last leaf
  bool operator==(const LogHead&) const = default;
};
struct LogSignature {
  Signer signer = Signer::kReview;
  std::int64_t size = 0;
  Bytes public_key;
  Bytes signature;
  bool operator==(const LogSignature&) const = default;
};

// ALREADY_EXISTS for a size that has a head, or a signer's second name to one size.
absl::Status InsertHead(sql::Tx& tx, const LogHead& head);
absl::Status InsertSignature(sql::Tx& tx, const LogSignature& signature);

// The largest; nothing before the first.
absl::StatusOr<std::optional<LogHead>> LatestHead(sql::Tx& tx);
absl::StatusOr<std::optional<LogHead>> HeadOfSize(sql::Tx& tx, std::int64_t size);
// By signer.
absl::StatusOr<std::vector<LogSignature>> SignaturesOf(sql::Tx& tx, std::int64_t size);
// The largest size this signer put its name to; 0 for none.
absl::StatusOr<std::int64_t> SignedUpTo(sql::Tx& tx, Signer signer);
// With what this service signed; `own` is the key it has now.
absl::StatusOr<audit::KeysUsed> OwnKeysUsed(sql::Tx& tx, const Bytes& own);

}  // namespace probity::review::hearing

#endif  // PROBITY_SERVICES_REVIEW_STORE_HEARING_HEADS_H_
