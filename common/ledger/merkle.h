// Merkle trees over append-only logs: what lets somebody who holds a small signed head check that a
// leaf is in the log, and that a later log still begins with an earlier one, without reading it
// all. Pure functions; where nodes are kept is the caller's.
//
// Source: RFC 6962 section 2.1. leaf = SHA-256(00h, data), node = SHA-256(01h, left, right), the
// tree of no leaf is SHA-256 of nothing. Indices count from 0.
#ifndef PROBITY_COMMON_LEDGER_MERKLE_H_
#define PROBITY_COMMON_LEDGER_MERKLE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace probity::ledger {

std::string MerkleLeaf(std::string_view data);
std::string MerkleNode(std::string_view left, std::string_view right);

// A log as it grows, from which only the root can be asked: as many hashes as the size has ones.
class MerkleFrontier {
 public:
  void Add(std::string_view leaf);  // a MerkleLeaf
  int64_t size() const { return size_; }
  std::string Root() const;

 private:
  std::vector<std::string> peaks_;  // complete subtrees, the largest first
  int64_t size_ = 0;
};

// The root of the complete subtree of 2^level leaves whose first leaf is index × 2^level.
using MerkleNodeAt = std::function<absl::StatusOr<std::string>(int level, int64_t index)>;

// The root over the first `size` leaves, from 1.
absl::StatusOr<std::string> MerkleRoot(const MerkleNodeAt& node, int64_t size);

// That the leaf is in the tree of that size; the deepest hash first. At most 20 hashes for 10^6
// leaves. INVALID_ARGUMENT unless 0 <= index < size.
absl::StatusOr<std::vector<std::string>> InclusionProof(const MerkleNodeAt& node, int64_t index,
                                                        int64_t size);
bool VerifyInclusion(std::string_view leaf, int64_t index, int64_t size,
                     const std::vector<std::string>& proof, std::string_view root);

// That the tree of `size` leaves begins with that of `old_size`. INVALID_ARGUMENT unless
// 0 < old_size <= size.
absl::StatusOr<std::vector<std::string>> ConsistencyProof(const MerkleNodeAt& node,
                                                          int64_t old_size, int64_t size);
bool VerifyConsistency(int64_t old_size, int64_t size, const std::vector<std::string>& proof,
                       std::string_view old_root, std::string_view root);

}  // namespace probity::ledger

#endif  // PROBITY_COMMON_LEDGER_MERKLE_H_
