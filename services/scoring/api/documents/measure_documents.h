// The notices of measures against an institution: each is issued in the transaction that changes
// the measure.
#ifndef PROBITY_SERVICES_SCORING_API_DOCUMENTS_MEASURE_DOCUMENTS_H_
#define PROBITY_SERVICES_SCORING_API_DOCUMENTS_MEASURE_DOCUMENTS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/consequences/measure.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring {

// Suspension or termination notice for what was ORDERED, change notice for what was LENGTHENED,
// SHORTENED or MOVED, restoration notice for what was LIFTED or FELL_AWAY; for a hold the notice
// that it was placed (HOLD_APPROVED) or RELEASED. Nothing for another change, or for a person. It
// lies in the file of the case that led to it, unless that is closed. `measure` is as just stored.
absl::Status IssueMeasureDocument(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                                  const std::string& actor, std::string_view what,
                                  const Measure& measure);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_DOCUMENTS_MEASURE_DOCUMENTS_H_
