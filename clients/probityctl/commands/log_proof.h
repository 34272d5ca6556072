// Review's audit log, read whole and held against every head that it, scoring and settlement
// signed.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_LOG_PROOF_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_LOG_PROOF_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/common/bureau.h"
#include "common/audit/key_changes.h"
#include "common/ledger/chain.h"

namespace probity::ctl {

struct LogProof {
  ledger::Head head;
  std::string root;         // Merkle, over all leaves
  int64_t heads = 0;        // signed heads the log was held against
  int64_t witnessed = 0;    // the largest size scoring signed
  int64_t cosigned = 0;     // the largest size settlement signed
  ledger::Head scoring;     // the last head of scoring's log that review recorded
  ledger::Head settlement;  // the last head of settlement's log that it told scoring
};

// The keys heads must be signed with.
struct PinnedKeys {
  // Public, by signer ("review", "scoring", "settlement"); those that are not here are taken from
  // the first head that bears one.
  std::map<std::string, std::string> keys;
  audit::KeyChanges changes;  // what else these signers signed with
};

// DATA_LOSS / LEDGER_BROKEN, metadata `chain` = review and `seq` where the log is not the one that
// was signed; HEAD_SIGNATURE and HEAD_OF_ANOTHER_KEY likewise.
absl::StatusOr<LogProof> ProveReviewLog(const clients::Bureau& bureau, PinnedKeys keys);

// Every leaf from the first on, in order. Stops at the first refusal.
absl::Status ForEachLeaf(const clients::Bureau& bureau,
                         const std::function<absl::Status(const review::v1::AuditLeaf&)>& each);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_LOG_PROOF_H_
