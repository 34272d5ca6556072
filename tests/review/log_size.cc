// How long the audit of a log takes, and how long a proof over it is.   log_size LEAVES
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/audit/tree.h"
#include "common/ledger/merkle.h"
#include "common/status/status.h"
#include "services/review/store/hearing/migrations.h"
#include "services/review/store/hearing/results.h"
#include "tests/blind/measured.h"
#include "tests/support/databases.h"

namespace probity::review {
namespace {

constexpr int kAtOnce = 5000;
constexpr int kTargetLeaves = 1'000'000;
constexpr absl::Duration kTarget = absl::Seconds(10);
constexpr std::size_t kMostHashes = 20;

absl::Status Fill(sql::Database& database, int leaves) {
  for (int done = 0; done < leaves; done += kAtOnce) {
    PROBITY_RETURN_IF_ERROR(
        database.Transact(absl::Now() + absl::Minutes(5), [&](sql::Tx& tx) -> absl::Status {
          for (int i = done; i < std::min(done + kAtOnce, leaves); ++i) {
            PROBITY_RETURN_IF_ERROR(hearing::AppendAudit(tx, AuditKind::kRosterChanged,
                                                         crypto::Sha256(std::to_string(i)))
                                        .status());
          }
          return audit::ExtendTree(tx, hearing::AuditLog(), 2 * kAtOnce).status();
        }));
  }
  return absl::OkStatus();
}

// Walks the chain and builds the tree anew, as an auditor does; the root must be the kept one.
absl::StatusOr<bool> Audit(sql::Database& database, int leaves, std::size_t* hashes) {
  bool sound = false;
  PROBITY_RETURN_IF_ERROR(
      database.Read(absl::Now() + absl::Minutes(5), [&](sql::Tx& tx) -> absl::Status {
        ledger::MerkleFrontier frontier;
        ledger::Head head;
        std::string last;
        for (bool more = true; more;) {
          PROBITY_ASSIGN_OR_RETURN(const auto page, hearing::AuditLog().List(tx, head.seq, 1000));
          more = !page.empty();
          for (const audit::Entry& entry : page) {
            PROBITY_RETURN_IF_ERROR(ledger::CheckLink(
                head, entry.link,
                audit::EntryHash(head.hash, head.seq + 1, entry.kind, entry.body)));
            head = entry.link.head();
            last = ledger::MerkleLeaf(entry.link.hash);
            frontier.Add(last);
          }
        }
        PROBITY_ASSIGN_OR_RETURN(const std::string root, audit::TreeRoot(tx, leaves));
        PROBITY_ASSIGN_OR_RETURN(const auto proof, audit::TreeInclusion(tx, leaves - 1, leaves));
        PROBITY_ASSIGN_OR_RETURN(const auto middle, audit::TreeInclusion(tx, leaves / 3, leaves));
        *hashes = std::max(proof.size(), middle.size());
        sound = head.seq == leaves && root == frontier.Root() &&
                ledger::VerifyInclusion(last, leaves - 1, leaves, proof, root);
        return absl::OkStatus();
      }));
  return sound;
}

int Run(int leaves) {
  testing::TestDatabase database("sqlite", hearing::Migrations());
  const absl::Status filled = Fill(*database, leaves);
  if (!filled.ok()) {
    std::cerr << filled << "\n";
    return 1;
  }
  std::size_t hashes = 0;
  const absl::Time begun = absl::Now();
  const absl::StatusOr<bool> sound = Audit(*database, leaves, &hashes);
  const absl::Duration took = absl::Now() - begun;
  std::cout << leaves << " leaves: audited in " << took << " (<= " << kTarget
            << " for 1,000,000), proof of " << hashes << " hashes (<= " << kMostHashes << ")\n";
  if (leaves >= kTargetLeaves) {
    const std::string over = absl::StrCat(leaves, " leaves, SQLite");
    blind::Record("T17", absl::ToDoubleSeconds(took), over, "audit_s");
    blind::Record("T17", static_cast<double>(hashes), over, "proof_hashes");
  }
  return sound.ok() && *sound && hashes <= kMostHashes ? 0 : 1;
}

}  // namespace
}  // namespace probity::review

int main(int argc, char** argv) {
  if (argc != 2 || std::atoi(argv[1]) < 3) {
    std::cerr << "usage: log_size LEAVES\n";
    return 64;
  }
  return probity::review::Run(std::atoi(argv[1]));
}
