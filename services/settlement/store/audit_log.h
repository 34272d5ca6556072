// The audit log of the settlement service: every import and every step of a run leaves one leaf, in
// the transaction of what it records.
#ifndef PROBITY_SERVICES_SETTLEMENT_STORE_AUDIT_LOG_H_
#define PROBITY_SERVICES_SETTLEMENT_STORE_AUDIT_LOG_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/audit/audit.h"
#include "common/ledger/chain.h"
#include "common/sql/database.h"

namespace probity::settlement {

// Numbers are kept for ever: they are part of the hash.
enum class AuditKind : uint16_t {
  kBudgetsImported = 1,
  kBudgetsReplaced = 2,
  kInputsImported = 3,  // of another kind than budgets, which the leaf names
  kInputsReplaced = 4,
  kRunCreated = 10,
  kRunFrozen = 11,
  kRunCalculated = 12,
  kRunReviewed = 13,
  kRunSigned = 14,
  kRunLocked = 15,
  kRunAbandoned = 16,
  kRunReplayed = 17,
  kRunSignedByDirector = 18,
  kStatementConfirmed = 20,
  kStatementDeemedConfirmed = 21,
  kLineDisputed = 22,
  kDisputeAnswered = 23,
  kHoldPlaced = 30,
  kHoldReleased = 31,
  kPayoutRecorded = 40,
  kPayoutReturned = 41,
  kBalancesRebuilt = 42,
  kYearSignedFirst = 50,
  kYearClosed = 51
};

// When something was recorded, by business time.
struct RecordedAt {
  absl::Time time;
  bool scenario = false;  // time was played, not real: stamped into the leaf
};

// The chain itself, for heads and verification.
audit::Log AuditLog(const std::string& region);

// Appends a leaf whose body is the text of `fields`, led by `SCENARIO` if time was played. As late
// in the transaction as possible: other writers of the chain wait.
absl::Status AppendAudit(sql::Tx& tx, const std::string& region, AuditKind kind,
                         const ledger::Fields& fields, const RecordedAt& at);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_STORE_AUDIT_LOG_H_
