// Appending to a gapless chain while others do the same.
#ifndef PROBITY_COMMON_LEDGER_APPEND_H_
#define PROBITY_COMMON_LEDGER_APPEND_H_

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/ledger/chain.h"

namespace probity::ledger {

// Reads the head of the chain: a plain SELECT, for an append-only table grants no right to lock.
using ReadHead = std::function<absl::StatusOr<Head>()>;

// Inserts the entry that follows that head and gives its place; ALREADY_EXISTS for a duplicate key.
using InsertAfter = std::function<absl::StatusOr<Link>(const Head&)>;

// Inserts at the head and, if another writer took that number meanwhile, again at the new head: the
// primary key on the number is what orders the writers. Both functions run inside one transaction
// that sees what others commit (READ COMMITTED; on SQLite there is one writer). Append as late in a
// transaction as possible: other writers of the chain wait for its end.
// ALREADY_EXISTS if a duplicate key is not explained by a moved head (the caller's own idempotency
// key, say); ABORTED with reason CONFLICT if the head keeps moving.
absl::StatusOr<Link> AppendAtHead(const ReadHead& read_head, const InsertAfter& insert_after);

}  // namespace probity::ledger

#endif  // PROBITY_COMMON_LEDGER_APPEND_H_
