// The register of officers and their certificates.
#ifndef PROBITY_SERVICES_SCORING_STORE_CASES_OFFICERS_H_
#define PROBITY_SERVICES_SCORING_STORE_CASES_OFFICERS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/domain/cases/officer.h"

namespace probity::scoring {

// All certificates of these persons (at most 500), by person and number.
absl::StatusOr<std::vector<Officer>> OfficersOf(sql::Tx& tx, std::string_view region,
                                                const std::vector<std::string>& persons);

// The rows that have one of these numbers (at most 500), by number.
absl::StatusOr<std::vector<Officer>> OfficersByCertificate(
    sql::Tx& tx, std::string_view region, const std::vector<std::string>& certificate_nos);

// Up to `limit` rows by certificate number, after `after`.
absl::StatusOr<std::vector<Officer>> OfficersAfter(sql::Tx& tx, std::string_view region,
                                                   std::string_view after, int64_t limit);

// ALREADY_EXISTS if another writer took a number meanwhile.
absl::Status InsertOfficers(sql::Tx& tx, std::string_view region,
                            const std::vector<Officer>& officers, int64_t recorded_time);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_CASES_OFFICERS_H_
