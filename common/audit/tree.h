// The Merkle tree over an audit log without region: complete subtrees are kept in a table beside
// the log, so that a proof reads some tens of rows, however long the log.
//
// DDL, SQLite; MySQL alike, with INT, BIGINT and BINARY(32):
//   CREATE TABLE audit_node (
//     level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL,
//     PRIMARY KEY (level, idx)) STRICT, WITHOUT ROWID;
// It is derived from the log and needs no more than SELECT and INSERT.
#ifndef PROBITY_COMMON_AUDIT_TREE_H_
#define PROBITY_COMMON_AUDIT_TREE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/audit/audit.h"
#include "common/sql/database.h"

namespace probity::audit {

// A leaf of the tree is the hash of an entry: `MerkleLeaf(entry.link.hash)`.
// How many entries are in the tree.
absl::StatusOr<int64_t> TreeSize(sql::Tx& tx);

// Takes up to `limit` further entries of the log into the tree; its size afterwards. Two at once:
// ALREADY_EXISTS for the later.
absl::StatusOr<int64_t> ExtendTree(sql::Tx& tx, const Log& log, int limit);

// Over the first `size` entries. INVALID_ARGUMENT if the tree is smaller, or as of the proofs in
// common/ledger/merkle.h. `index` counts from 0: entry `seq` has index seq - 1.
absl::StatusOr<std::string> TreeRoot(sql::Tx& tx, int64_t size);
absl::StatusOr<std::vector<std::string>> TreeInclusion(sql::Tx& tx, int64_t index, int64_t size);
absl::StatusOr<std::vector<std::string>> TreeConsistency(sql::Tx& tx, int64_t old_size,
                                                         int64_t size);

}  // namespace probity::audit

#endif  // PROBITY_COMMON_AUDIT_TREE_H_
