// The objection window that goes by unused. Whoever looks first after its last day records the
// lapse: the scheduler, a reader or the next step; the guarded update makes it happen once.
#ifndef PROBITY_SERVICES_SCORING_API_LAPSE_H_
#define PROBITY_SERVICES_SCORING_API_LAPSE_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/case_file.h"

namespace probity::scoring {

// Who stands in the timeline for what the calendar does.
inline constexpr std::string_view kServiceActor = "scoring";

// `file`, loaded for update, or what it has lapsed to at `at`; the timeline's line bears the last
// day of the window.
absl::StatusOr<CaseFile> LapseIfDue(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                                    CaseFile file);

// Lapses this case if it is due; nothing to do is no error.
absl::Status LapseCase(const ServiceEnv& env, absl::Time deadline, std::string_view case_id);

// Lapses every case of the region that is due, each in its own transaction; how many it moved.
// Cases another replica moves meanwhile are not counted; one that cannot be moved is logged, and
// the others go on, however many there are: they are looked up `batch` at a time.
inline constexpr int32_t kLapseBatch = 200;
absl::StatusOr<int64_t> LapseDueCases(const ServiceEnv& env, absl::Time deadline,
                                      int32_t batch = kLapseBatch);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_LAPSE_H_
