// Voting codes kept for a court, each sealed to two officers' keys.
#ifndef PROBITY_SERVICES_REVIEW_STORE_ROSTER_ENVELOPES_H_
#define PROBITY_SERVICES_REVIEW_STORE_ROSTER_ENVELOPES_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/review/domain/values.h"

namespace probity::review::roster {

struct Envelope {
  Bytes member_id;
  Bytes ciphertext;
  bool operator==(const Envelope&) const = default;
};

// Takes the place of what an earlier issue of codes left.
absl::Status ReplaceEnvelopes(sql::Tx& tx, const Bytes& round_id, std::vector<Envelope> complete);
absl::Status EraseEnvelopes(sql::Tx& tx, const Bytes& round_id);
// The ciphertexts alone, sorted by value: whose they are stands inside.
absl::StatusOr<std::vector<Bytes>> EnvelopesOf(sql::Tx& tx, const Bytes& round_id);

}  // namespace probity::review::roster

#endif  // PROBITY_SERVICES_REVIEW_STORE_ROSTER_ENVELOPES_H_
