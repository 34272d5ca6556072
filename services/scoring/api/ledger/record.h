// Recording in the points ledger: the entries of one act, the balances they change, the bands they
// cross and what follows. Everything that writes points goes through here.
#ifndef PROBITY_SERVICES_SCORING_API_LEDGER_RECORD_H_
#define PROBITY_SERVICES_SCORING_API_LEDGER_RECORD_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"
#include "services/scoring/api/consequences/apply.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/api/policy_book.h"
#include "services/scoring/domain/entry.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring {

// What all entries of one act have in common.
struct Batch {
  AuditKind audit_kind = AuditKind::kPointsPosted;
  std::string case_id;  // 16 bytes
  Subject subject;
  absl::CivilDay effective_date;
  std::string actor;
  std::string approver;  // the second person, where two are needed
  std::string reason;
  std::string document;
  PolicyRef policy;  // reads the year as a whole; null: the last entry's
  RecordedAt at;
};

// An entry with what the batch says; the rest is the caller's.
Entry Blank(const ServiceEnv& env, const Batch& batch);

// Appends the entries, of the batch's subject, and brings what hangs on them up to date, by year
// ascending; none for no entries. Entries get their number and hash.
absl::StatusOr<std::vector<consequences::YearChange>> Record(sql::Tx& tx, const ServiceEnv& env,
                                                             const Batch& batch,
                                                             std::vector<Entry>& entries);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_LEDGER_RECORD_H_
