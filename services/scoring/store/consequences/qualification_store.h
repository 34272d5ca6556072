// Qualifications granted, not renewed and revoked: a table of changes, never altered.
#ifndef PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_QUALIFICATION_STORE_H_
#define PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_QUALIFICATION_STORE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/domain/consequences/qualification.h"

namespace probity::scoring {

// Who recorded a change, and when.
struct QualificationSource {
  std::string actor;
  int64_t recorded_time = 0;  // microseconds since 1970
  bool scenario = false;
};

// ABORTED / CONFLICT if another writer took a number.
absl::Status InsertQualificationChanges(sql::Tx& tx, std::string_view region,
                                        const std::vector<QualificationChange>& changes,
                                        const QualificationSource& source);

// By institution, qualification, year, seq.
struct QualificationFilter {
  int32_t year = 0;            // in which they hold; 0: all
  int32_t points_year = 0;     // whose points decide; 0: all
  std::string institution_id;  // empty: all
  // The place after which the page begins.
  std::string after_institution_id;
  int64_t after_qualification = 0;
  int64_t after_year = 0;
  int64_t after_seq = 0;
  int64_t limit = 50;  // -1: no limit
};
absl::StatusOr<std::vector<QualificationChange>> ListQualificationChanges(
    sql::Tx& tx, std::string_view region, const QualificationFilter& filter);

// The last change of each qualification and year among `changes`, which are in that order.
std::vector<QualificationChange> LastChanges(const std::vector<QualificationChange>& changes);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_QUALIFICATION_STORE_H_
