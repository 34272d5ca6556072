// What inspections found, drawn and targeted ones.
#ifndef PROBITY_SERVICES_SCORING_STORE_INSPECTIONS_INSPECTIONS_H_
#define PROBITY_SERVICES_SCORING_STORE_INSPECTIONS_INSPECTIONS_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/id/id.h"
#include "common/sql/database.h"

namespace probity::scoring {

enum class InspectionOutcome { kNothingFound = 1, kCorrected = 2, kCase = 3 };

struct InspectionRow {
  Id inspection_id;
  std::optional<Id> campaign_id;  // absent: targeted
  std::string institution_id;
  absl::CivilDay inspection_date;
  std::vector<std::string> inspectors;
  InspectionOutcome outcome = InspectionOutcome::kNothingFound;
  std::string case_ref;
  std::string reason;
  std::string notes;
  std::string actor;
  int64_t recorded_time = 0;  // microseconds since 1970
};

// ALREADY_EXISTS if the campaign's inspection of the institution is on record.
absl::Status InsertInspection(sql::Tx& tx, const std::string& region, const InspectionRow& row);

struct InspectionQuery {
  std::string institution_id;     // empty: all
  std::optional<Id> campaign_id;  // absent: all
  Id after;
  int64_t limit = 0;
};

// By id.
absl::StatusOr<std::vector<InspectionRow>> ListInspections(sql::Tx& tx, const std::string& region,
                                                           const InspectionQuery& query);

// Institutions with an inspection on or after `day`.
absl::StatusOr<std::set<std::string>> InspectedSince(sql::Tx& tx, const std::string& region,
                                                     absl::CivilDay day);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_INSPECTIONS_INSPECTIONS_H_
