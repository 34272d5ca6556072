#include "common/ledger/merkle.h"

#include <bit>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::ledger {
namespace {

using Hashes = std::vector<std::string>;

// The largest power of two below `count`, which is at least 2.
int64_t LeftPart(int64_t count) {
  return static_cast<int64_t>(std::bit_floor(static_cast<uint64_t>(count - 1)));
}

bool IsPowerOfTwo(int64_t count) {
  return std::has_single_bit(static_cast<uint64_t>(count));
}

// The root over the leaves from `first` on, which begins a subtree at least as large.
absl::StatusOr<std::string> RootOf(const MerkleNodeAt& node, int64_t first, int64_t count) {
  if (IsPowerOfTwo(count)) {
    const int level = std::countr_zero(static_cast<uint64_t>(count));
    return node(level, first >> level);
  }
  const int64_t left = LeftPart(count);
  PROBITY_ASSIGN_OR_RETURN(const std::string a, RootOf(node, first, left));
  PROBITY_ASSIGN_OR_RETURN(const std::string b, RootOf(node, first + left, count - left));
  return MerkleNode(a, b);
}

absl::Status AddPath(const MerkleNodeAt& node, int64_t index, int64_t first, int64_t count,
                     Hashes& proof) {
  if (count == 1) return absl::OkStatus();
  const int64_t left = LeftPart(count);
  const bool in_left = index < left;
  PROBITY_RETURN_IF_ERROR(in_left ? AddPath(node, index, first, left, proof)
                                  : AddPath(node, index - left, first + left, count - left, proof));
  PROBITY_ASSIGN_OR_RETURN(proof.emplace_back(), in_left ? RootOf(node, first + left, count - left)
                                                         : RootOf(node, first, left));
  return absl::OkStatus();
}

// `whole`: the old tree is the subtree at hand, whose root the verifier has.
absl::Status AddSubproof(const MerkleNodeAt& node, int64_t old_size, int64_t first, int64_t count,
                         bool whole, Hashes& proof) {
  if (old_size == count) {
    if (whole) return absl::OkStatus();
    PROBITY_ASSIGN_OR_RETURN(proof.emplace_back(), RootOf(node, first, count));
    return absl::OkStatus();
  }
  const int64_t left = LeftPart(count);
  if (old_size <= left) {
    PROBITY_RETURN_IF_ERROR(AddSubproof(node, old_size, first, left, whole, proof));
    PROBITY_ASSIGN_OR_RETURN(proof.emplace_back(), RootOf(node, first + left, count - left));
    return absl::OkStatus();
  }
  PROBITY_RETURN_IF_ERROR(
      AddSubproof(node, old_size - left, first + left, count - left, false, proof));
  PROBITY_ASSIGN_OR_RETURN(proof.emplace_back(), RootOf(node, first, left));
  return absl::OkStatus();
}

}  // namespace

std::string MerkleLeaf(std::string_view data) {
  return crypto::Sha256(absl::StrCat(ToAbsl(std::string_view("\0", 1)), ToAbsl(data)));
}

std::string MerkleNode(std::string_view left, std::string_view right) {
  return crypto::Sha256(absl::StrCat("\1", ToAbsl(left), ToAbsl(right)));
}

void MerkleFrontier::Add(std::string_view leaf) {
  std::string top(leaf);
  for (int64_t rest = size_; (rest & 1) != 0; rest >>= 1) {
    top = MerkleNode(peaks_.back(), top);
    peaks_.pop_back();
  }
  peaks_.push_back(std::move(top));
  ++size_;
}

std::string MerkleFrontier::Root() const {
  if (peaks_.empty()) return crypto::Sha256("");
  std::string root = peaks_.back();
  for (auto peak = peaks_.rbegin() + 1; peak != peaks_.rend(); ++peak) {
    root = MerkleNode(*peak, root);
  }
  return root;
}

absl::StatusOr<std::string> MerkleRoot(const MerkleNodeAt& node, int64_t size) {
  if (size < 1) return absl::InvalidArgumentError("a tree without leaves keeps no node");
  return RootOf(node, 0, size);
}

absl::StatusOr<Hashes> InclusionProof(const MerkleNodeAt& node, int64_t index, int64_t size) {
  if (index < 0 || index >= size) return absl::InvalidArgumentError("no such leaf in the tree");
  Hashes proof;
  PROBITY_RETURN_IF_ERROR(AddPath(node, index, 0, size, proof));
  return proof;
}

// Climbs from the leaf: a node at the right edge without a sibling goes up as it is.
bool VerifyInclusion(std::string_view leaf, int64_t index, int64_t size, const Hashes& proof,
                     std::string_view root) {
  if (index < 0 || index >= size) return false;
  std::string hash(leaf);
  int64_t at = index;
  int64_t last = size - 1;
  for (const std::string& sibling : proof) {
    if (last == 0) return false;
    if ((at & 1) != 0 || at == last) {
      hash = MerkleNode(sibling, hash);
      while ((at & 1) == 0 && at != 0) {
        at >>= 1;
        last >>= 1;
      }
    } else {
      hash = MerkleNode(hash, sibling);
    }
    at >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

absl::StatusOr<Hashes> ConsistencyProof(const MerkleNodeAt& node, int64_t old_size, int64_t size) {
  if (old_size < 1 || old_size > size) return absl::InvalidArgumentError("no such older tree");
  Hashes proof;
  PROBITY_RETURN_IF_ERROR(AddSubproof(node, old_size, 0, size, true, proof));
  return proof;
}

// Rebuilds both roots from the proof at once: each sibling to the left belongs to both trees.
bool VerifyConsistency(int64_t old_size, int64_t size, const Hashes& proof,
                       std::string_view old_root, std::string_view root) {
  if (old_size < 1 || old_size > size) return false;
  if (old_size == size) return proof.empty() && old_root == root;
  int64_t at = old_size - 1;
  int64_t last = size - 1;
  while ((at & 1) != 0) {
    at >>= 1;
    last >>= 1;
  }
  auto next = proof.begin();
  std::string old_hash(old_root);
  if (at != 0) {
    if (next == proof.end()) return false;
    old_hash = *next++;
  }
  std::string hash = old_hash;
  for (; next != proof.end(); ++next) {
    if (last == 0) return false;
    if ((at & 1) != 0 || at == last) {
      old_hash = MerkleNode(*next, old_hash);
      hash = MerkleNode(*next, hash);
      while ((at & 1) == 0 && at != 0) {
        at >>= 1;
        last >>= 1;
      }
    } else {
      hash = MerkleNode(hash, *next);
    }
    at >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == old_root && hash == root;
}

}  // namespace probity::ledger
