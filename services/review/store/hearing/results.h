// What a round leaves behind: the draw's transcript, one word per case, receipts, verdicts on their
// way to scoring, and the audit log.
#ifndef PROBITY_SERVICES_REVIEW_STORE_HEARING_RESULTS_H_
#define PROBITY_SERVICES_REVIEW_STORE_HEARING_RESULTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/audit/audit.h"
#include "common/outbox/outbox.h"
#include "common/sql/database.h"
#include "services/review/domain/audit_bodies.h"
#include "services/review/domain/tally.h"
#include "services/review/domain/values.h"

namespace probity::review::hearing {

// Grows from FROZEN on; TranscriptJson bytes and their SHA-256.
struct StoredTranscript {
  std::string json;
  Bytes sha256;
};
absl::Status PutTranscript(sql::Tx& tx, const Bytes& round_id, const StoredTranscript& transcript);
absl::StatusOr<std::optional<StoredTranscript>> FindTranscript(sql::Tx& tx, const Bytes& round_id);

struct OutcomeRow {
  std::string serial;
  int ordinal = 0;
  CaseOutcome outcome = CaseOutcome::kRemanded;
  Bytes nonce;  // 16 bytes, of the verdict's digest in the audit log
  bool operator==(const OutcomeRow&) const = default;
};
absl::Status InsertOutcomes(sql::Tx& tx, const Bytes& round_id, std::vector<OutcomeRow> outcomes);
absl::StatusOr<std::vector<OutcomeRow>> OutcomesOf(sql::Tx& tx,
                                                   const Bytes& round_id);  // by ordinal

// Already padded to panel × cases.
absl::Status InsertReceipts(sql::Tx& tx, const Bytes& round_id, std::vector<Bytes> receipts);
absl::StatusOr<std::vector<Bytes>> ReceiptsOf(sql::Tx& tx, const Bytes& round_id);  // sorted

// Key: round_id, case_token; for outbox::Put and outbox::Sender.
const outbox::TableShape& VerdictOutbox();
absl::StatusOr<std::int64_t> VerdictsWaiting(sql::Tx& tx, const Bytes& round_id);

// The chain: no region, no times.
const audit::Log& AuditLog();
absl::StatusOr<ledger::Head> AppendAudit(sql::Tx& tx, AuditKind kind, std::string_view body);
// A ROSTER_CHANGED leaf, once per digest however often it is asked for.
absl::Status AppendRosterChange(sql::Tx& tx, const Bytes& digest);

}  // namespace probity::review::hearing

#endif  // PROBITY_SERVICES_REVIEW_STORE_HEARING_RESULTS_H_
