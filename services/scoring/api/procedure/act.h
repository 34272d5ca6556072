// What every act has in common: load the case under a lock with the facts of its record, decide,
// and append the record. Other areas that have something to put on record use SaveRecord too.
#ifndef PROBITY_SERVICES_SCORING_API_PROCEDURE_ACT_H_
#define PROBITY_SERVICES_SCORING_API_PROCEDURE_ACT_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/rpc/call.h"
#include "common/sql/database.h"
#include "common/status/status.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/api/policy_book.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/procedure/facts.h"
#include "services/scoring/domain/procedure/records.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring {

// A case on which an act is recorded.
struct Act {
  CaseFile file;
  ProcedureFacts facts;
  RecordedAt at;
  absl::CivilDay today;
};

// The case, locked, its window lapsed if it is over. UNKNOWN_CASE; NOT_YOURS for another
// institution's case, before anything of it is told.
absl::StatusOr<Act> BeginAct(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                             std::string_view case_id);

// The facts of a case as they stand in this transaction.
absl::StatusOr<ProcedureFacts> LoadFacts(const ServiceEnv& env, sql::Tx& tx,
                                         std::string_view case_id);

// Appends `record` as the doing of `actor` at `at`, whose moment it is given.
absl::StatusOr<CaseRecord> SaveRecord(const ServiceEnv& env, sql::Tx& tx, std::string_view case_id,
                                      std::string_view actor, const RecordedAt& at,
                                      CaseRecord record);

// The same for an act of the caller's in `act`, with the documents it makes due.
absl::StatusOr<CaseRecord> SaveAct(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                   const Act& act, CaseRecord record);

// The last day on which the party may ask for a hearing, by the policy in force when it was served.
absl::StatusOr<std::optional<absl::CivilDay>> HearingWindow(const ServiceEnv& env, sql::Tx& tx,
                                                            const CaseFile& file,
                                                            const ProcedureFacts& facts);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_PROCEDURE_ACT_H_
