// Merkle trees against the definition of RFC 6962, computed here by its recursion over all leaves.
#include "common/ledger/merkle.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::ledger {
namespace {

using Hashes = std::vector<std::string>;

Hashes Leaves(int count) {
  Hashes leaves;
  for (int i = 0; i < count; ++i) leaves.push_back(MerkleLeaf("leaf " + std::to_string(i)));
  return leaves;
}

std::string Defined(const Hashes& leaves, size_t from, size_t to) {
  if (from == to) return crypto::Sha256("");
  if (to - from == 1) return leaves[from];
  size_t left = 1;
  while (2 * left < to - from) left *= 2;
  return crypto::Sha256("\1" + Defined(leaves, from, from + left) +
                        Defined(leaves, from + left, to));
}

MerkleNodeAt NodesOf(const Hashes& leaves) {
  return [&leaves](int level, int64_t index) -> absl::StatusOr<std::string> {
    const auto first = static_cast<size_t>(index << level);
    return Defined(leaves, first, first + (size_t{1} << level));
  };
}

constexpr int kSizes = 40;

TEST(Merkle, LeavesAndNodesAreHashedApart) {
  // The published roots of the empty tree, of one empty leaf.
  EXPECT_EQ(crypto::Hex(MerkleFrontier().Root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(crypto::Hex(MerkleLeaf("")),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

TEST(Merkle, AGrowingLogHasTheRootOfItsDefinition) {
  const Hashes leaves = Leaves(kSizes);
  MerkleFrontier frontier;
  for (size_t size = 0;; ++size) {
    EXPECT_EQ(frontier.Root(), Defined(leaves, 0, size)) << size;
    if (size == leaves.size()) break;
    frontier.Add(leaves[size]);
    EXPECT_EQ(MerkleRoot(NodesOf(leaves), static_cast<int64_t>(size) + 1).value(), frontier.Root());
  }
}

TEST(Merkle, EveryLeafIsProvedAndNoOther) {
  const Hashes leaves = Leaves(kSizes);
  for (int64_t size = 1; size <= kSizes; ++size) {
    const std::string root = Defined(leaves, 0, static_cast<size_t>(size));
    for (int64_t index = 0; index < size; ++index) {
      const std::string& leaf = leaves[static_cast<size_t>(index)];
      Hashes proof = InclusionProof(NodesOf(leaves), index, size).value();
      EXPECT_TRUE(VerifyInclusion(leaf, index, size, proof, root)) << index << " of " << size;
      EXPECT_FALSE(VerifyInclusion(MerkleLeaf("other"), index, size, proof, root));
      EXPECT_FALSE(size > 1 && VerifyInclusion(leaf, (index + 1) % size, size, proof, root));
      proof.push_back(root);
      EXPECT_FALSE(VerifyInclusion(leaf, index, size, proof, root)) << "a hash too many";
      proof.resize(proof.size() - 1);
      if (proof.empty()) continue;
      proof.back()[0] = static_cast<char>(proof.back()[0] ^ 1);
      EXPECT_FALSE(VerifyInclusion(leaf, index, size, proof, root)) << "an altered hash";
    }
  }
}

TEST(Merkle, EveryLaterLogIsProvedToBeginWithTheEarlier) {
  const Hashes leaves = Leaves(kSizes);
  Hashes forked = leaves;
  forked[0] = MerkleLeaf("forged");
  for (int64_t size = 1; size <= kSizes; ++size) {
    const std::string root = Defined(leaves, 0, static_cast<size_t>(size));
    for (int64_t old = 1; old <= size; ++old) {
      const std::string old_root = Defined(leaves, 0, static_cast<size_t>(old));
      Hashes proof = ConsistencyProof(NodesOf(leaves), old, size).value();
      EXPECT_TRUE(VerifyConsistency(old, size, proof, old_root, root)) << old << " to " << size;
      EXPECT_FALSE(
          VerifyConsistency(old, size, proof, Defined(forked, 0, static_cast<size_t>(old)), root))
          << "another beginning";
      EXPECT_FALSE(VerifyConsistency(old, size, proof, old_root,
                                     Defined(forked, 0, static_cast<size_t>(size))))
          << "a fork";
      proof.push_back(root);
      EXPECT_FALSE(VerifyConsistency(old, size, proof, old_root, root)) << "a hash too many";
    }
  }
}

TEST(Merkle, AsksForTreesThatAre) {
  const Hashes leaves = Leaves(3);
  EXPECT_FALSE(InclusionProof(NodesOf(leaves), 3, 3).ok());
  EXPECT_FALSE(InclusionProof(NodesOf(leaves), -1, 3).ok());
  EXPECT_FALSE(ConsistencyProof(NodesOf(leaves), 0, 3).ok());
  EXPECT_FALSE(ConsistencyProof(NodesOf(leaves), 4, 3).ok());
  EXPECT_FALSE(VerifyConsistency(0, 3, {}, "", "")) << "nothing is no beginning";
}

// Twenty hashes for a million leaves: the node's value does not matter here.
TEST(Merkle, AProofOverAMillionLeavesHasAtMostTwentyHashes) {
  const MerkleNodeAt any = [](int, int64_t) -> absl::StatusOr<std::string> { return "node"; };
  for (const int64_t index : {0, 1, 524'287, 524'288, 999'998, 999'999}) {
    EXPECT_LE(InclusionProof(any, index, 1'000'000)->size(), 20u) << index;
  }
}

}  // namespace
}  // namespace probity::ledger
