// The pool of a round between its freeze and the vote: who was frozen, under which wrapped key the
// pseudonyms were made, and whether a voting code was lost. Erased at StartVoting.
#ifndef PROBITY_SERVICES_REVIEW_STORE_ROSTER_POOL_H_
#define PROBITY_SERVICES_REVIEW_STORE_ROSTER_POOL_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/review/domain/pool.h"
#include "services/review/domain/values.h"

namespace probity::review::roster {

struct FrozenPool {
  Bytes wrapped_key;                // Keys::WrapPoolKey
  std::vector<PoolMember> members;  // by id
};

// ALREADY_EXISTS if the round has a pool: it is never frozen twice.
absl::Status InsertPool(sql::Tx& tx, const Bytes& round_id, const FrozenPool& pool);
// NOT_FOUND before the freeze and from StartVoting on.
absl::StatusOr<FrozenPool> GetPool(sql::Tx& tx, const Bytes& round_id);

struct WrappedPoolKey {
  Bytes round_id;
  Bytes wrapped;
};
// Of every round that has a pool, by round: to learn which key-encryption key is still needed.
absl::StatusOr<std::vector<WrappedPoolKey>> WrappedPoolKeys(sql::Tx& tx);
absl::Status ErasePool(sql::Tx& tx, const Bytes& round_id);

// A lost voting code was reported. Takes effect only while voting codes are out: somebody of the
// round has accepted and no answer code is valid any more. No error tells the difference.
absl::Status MarkReissue(sql::Tx& tx, const Bytes& round_id);
absl::StatusOr<bool> ReissueMarked(sql::Tx& tx, const Bytes& round_id);  // false without a pool
absl::Status ClearReissue(sql::Tx& tx, const Bytes& round_id);

}  // namespace probity::review::roster

#endif  // PROBITY_SERVICES_REVIEW_STORE_ROSTER_POOL_H_
