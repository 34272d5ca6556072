// Which institutions have an open case: what a standing says beside its points.
#ifndef PROBITY_SERVICES_SCORING_STORE_OPEN_CASES_H_
#define PROBITY_SERVICES_SCORING_STORE_OPEN_CASES_H_

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"

namespace probity::scoring {

// Institutions with ids from `first` to `last` that have a case with a finding of `year` whose
// notice was served by `as_of` and whose decision had not taken effect then, as far as was known at
// `known` (microseconds since 1970).
struct OpenCaseQuery {
  std::string region;
  int32_t year = 0;
  absl::CivilDay as_of;
  int64_t known = 0;
  std::string first;
  std::string last;
};
absl::StatusOr<std::set<std::string>> InstitutionsWithOpenCase(sql::Tx& tx,
                                                               const OpenCaseQuery& query);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_OPEN_CASES_H_
