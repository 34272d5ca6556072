// Keeping a measure: the row with its history, a leaf of the audit log, the switch of the networked
// settlement and, for a cancellation, the bar. Every change of a measure goes through Keep.
#ifndef PROBITY_SERVICES_SCORING_API_CONSEQUENCES_MEASURES_H_
#define PROBITY_SERVICES_SCORING_API_CONSEQUENCES_MEASURES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/api/policy_book.h"
#include "services/scoring/domain/clocks/clock_file.h"
#include "services/scoring/domain/consequences/measure.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring::consequences {

// What is written beside a change.
struct Remark {
  std::string what;  // ORDERED, LIFTED, …
  std::string actor;
  std::string note;
  RecordedAt at;
};

// The measure as stored, with its id if it is fresh, and with its new etag.
absl::StatusOr<Measure> Keep(const ServiceEnv& env, sql::Tx& tx, Measure measure,
                             const Remark& remark);

// The clock of an application to lift the measure early: from RequestLift to its approval. Keep
// cancels it once no application stands.
inline constexpr char kRestoreReview[] = "restore_review";
clocks::Subject ReviewOf(const Measure& measure);

// BAD_REQUEST without an etag, ETAG_MISMATCH with another one.
absl::Status CheckRecordEtag(int64_t etag, std::string_view given);

// The policy whose section `measures` holds for the subject on `day`: that of the institution's
// kind, or for persons and insured persons that of medical institutions. UNKNOWN_INSTITUTION,
// POLICY_NOT_IN_FORCE.
absl::StatusOr<PolicyRef> MeasurePolicy(const ServiceEnv& env, sql::Tx& tx, MeasureSubject subject,
                                        std::string_view subject_id, absl::CivilDay day);

// The 26 symbols of stored bytes; empty for none.
std::string IdText(std::string_view bytes);

}  // namespace probity::scoring::consequences

#endif  // PROBITY_SERVICES_SCORING_API_CONSEQUENCES_MEASURES_H_
