// Agreements follow the register of measures: what suspends or ends a subject suspends or ends its
// agreements, in the same transaction, and nothing else does so by order.
#ifndef PROBITY_SERVICES_SCORING_API_AGREEMENTS_FOLLOW_MEASURE_H_
#define PROBITY_SERVICES_SCORING_API_AGREEMENTS_FOLLOW_MEASURE_H_

#include <string>

#include "absl/status/status.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/agreements/agreement.h"
#include "services/scoring/domain/consequences/measure.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring {

// Who changed a measure, why and when.
struct MeasureNote {
  std::string actor;
  std::string text;
  RecordedAt at;
};

// Brings every agreement of the measure's subject in line with it. Called by consequences::Keep.
absl::Status FollowMeasure(const ServiceEnv& env, sql::Tx& tx, const Measure& measure,
                           const MeasureNote& note);

// Brings one agreement that was just signed in line with all measures of its party. Adds the events
// to `file`.
absl::Status FollowMeasures(const ServiceEnv& env, sql::Tx& tx, AgreementFile& file,
                            const std::string& actor, const RecordedAt& at);

// A leaf of the audit log: the agreement, with its last event if it has any.
absl::Status AuditAgreement(const ServiceEnv& env, sql::Tx& tx, AuditKind kind,
                            const AgreementFile& file, const std::string& actor,
                            const RecordedAt& at);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_AGREEMENTS_FOLLOW_MEASURE_H_
