#include "common/audit/tree.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/ledger/merkle.h"
#include "common/status/status.h"

namespace probity::audit {
namespace {

constexpr char kSelectLast[] =
    "SELECT idx FROM audit_node WHERE level = 0 ORDER BY idx DESC LIMIT 1";
constexpr char kSelectNode[] = "SELECT hash FROM audit_node WHERE level = ? AND idx = ?";
constexpr char kInsert[] = "INSERT INTO audit_node (level, idx, hash) VALUES";

struct Node {
  int level = 0;
  int64_t index = 0;
  std::string hash;
};

ledger::MerkleNodeAt NodesIn(sql::Tx& tx) {
  return [&tx](int level, int64_t index) -> absl::StatusOr<std::string> {
    PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                             tx.Query(kSelectNode, {int64_t{level}, index}));
    if (rows.empty()) return absl::InvalidArgumentError("the tree is not as large as that");
    return rows.front().Bytes(0);
  };
}

// Adds a leaf and every subtree it completes. `peaks` are the roots of the complete subtrees
// before it, the largest first.
void Grow(std::string hash, int64_t index, std::vector<std::string>& peaks,
          std::vector<Node>& nodes) {
  nodes.push_back({0, index, hash});
  int level = 0;
  for (int64_t at = index; (at & 1) != 0; at >>= 1) {
    hash = ledger::MerkleNode(peaks.back(), hash);
    peaks.pop_back();
    nodes.push_back({++level, at >> 1, hash});
  }
  peaks.push_back(std::move(hash));
}

absl::StatusOr<std::vector<std::string>> Peaks(sql::Tx& tx, int64_t size) {
  const ledger::MerkleNodeAt node = NodesIn(tx);
  std::vector<std::string> peaks;
  int64_t first = 0;
  for (int level = 62; level >= 0; --level) {
    const int64_t count = int64_t{1} << level;
    if ((size & count) == 0) continue;
    PROBITY_ASSIGN_OR_RETURN(peaks.emplace_back(), node(level, first >> level));
    first += count;
  }
  return peaks;
}

}  // namespace

absl::StatusOr<int64_t> TreeSize(sql::Tx& tx) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows, tx.Query(kSelectLast, {}));
  return rows.empty() ? 0 : rows.front().Int(0) + 1;
}

absl::StatusOr<int64_t> ExtendTree(sql::Tx& tx, const Log& log, int limit) {
  PROBITY_ASSIGN_OR_RETURN(int64_t size, TreeSize(tx));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Entry> entries, log.List(tx, size, limit));
  if (entries.empty()) return size;
  PROBITY_ASSIGN_OR_RETURN(std::vector<std::string> peaks, Peaks(tx, size));
  std::vector<Node> nodes;
  for (const Entry& entry : entries) {
    if (entry.link.seq != size + 1) {
      return Refuse(absl::StatusCode::kDataLoss, Reason::k_LEDGER_BROKEN,
                    absl::StrCat("the log has no entry ", size + 1),
                    {{"seq", absl::StrCat(size + 1)}});
    }
    Grow(ledger::MerkleLeaf(entry.link.hash), size++, peaks, nodes);
  }
  std::sort(nodes.begin(), nodes.end(), [](const Node& a, const Node& b) {
    return std::tie(a.level, a.index) < std::tie(b.level, b.index);
  });
  std::vector<sql::Params> rows;
  for (const Node& node : nodes) {
    rows.push_back({int64_t{node.level}, node.index, sql::Blob{node.hash}});
  }
  PROBITY_RETURN_IF_ERROR(tx.InsertMany(kInsert, rows));
  return size;
}

absl::StatusOr<std::string> TreeRoot(sql::Tx& tx, int64_t size) {
  return ledger::MerkleRoot(NodesIn(tx), size);
}

absl::StatusOr<std::vector<std::string>> TreeInclusion(sql::Tx& tx, int64_t index, int64_t size) {
  return ledger::InclusionProof(NodesIn(tx), index, size);
}

absl::StatusOr<std::vector<std::string>> TreeConsistency(sql::Tx& tx, int64_t old_size,
                                                         int64_t size) {
  return ledger::ConsistencyProof(NodesIn(tx), old_size, size);
}

}  // namespace probity::audit
