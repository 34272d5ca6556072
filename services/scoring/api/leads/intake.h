// Reports of acts taken in, one or many in a transaction: each decided by itself, whatever becomes
// of the others.
#ifndef PROBITY_SERVICES_SCORING_API_LEADS_INTAKE_H_
#define PROBITY_SERVICES_SCORING_API_LEADS_INTAKE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/leads/lead.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/leads/lead_store.h"

namespace probity::scoring {

// A report as it came. `fault` says why it is none, or is OK; then the rest is as stated.
struct ReportItem {
  LeadReport report;
  LeadOrigin origin;
  absl::Status fault;
};

enum class Taken {
  kNew,        // an act nobody had reported
  kJoined,     // the act was known
  kDuplicate,  // this source said the same before, under the same external_id
  kConflict,   // it said something else: LEAD_CONFLICT
  kMalformed,  // BAD_REQUEST, UNKNOWN_INSTITUTION, UNKNOWN_VIOLATION_CODE
};

struct TakenItem {
  Taken taken = Taken::kNew;
  std::string lead_id;   // 26 symbols; empty if it was not taken
  absl::Status refusal;  // of the last two
};

// Decides about items of one source system, in their order, and stores what is taken. An item of a
// delivery that is sent again, in the same place and with the same content, is decided as it was
// the first time. ALREADY_EXISTS if somebody else takes the same at the same time: run again.
absl::StatusOr<std::vector<TakenItem>> TakeReports(const ServiceEnv& env, sql::Tx& tx,
                                                   const std::vector<ReportItem>& items,
                                                   const RecordedAt& at);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_LEADS_INTAKE_H_
