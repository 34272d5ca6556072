// The register of institutions.
#ifndef PROBITY_SERVICES_SCORING_STORE_INSTITUTIONS_H_
#define PROBITY_SERVICES_SCORING_STORE_INSTITUTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/policy/policy.h"
#include "common/sql/database.h"
#include "services/scoring/domain/institution.h"

namespace probity::scoring {

// UNKNOWN_INSTITUTION.
absl::StatusOr<Institution> GetInstitution(sql::Tx& tx, const std::string& region,
                                           const std::string& institution_id);

// Those of `ids` that are registered, ascending by id.
absl::StatusOr<std::vector<Institution>> FindInstitutions(sql::Tx& tx, const std::string& region,
                                                          const std::vector<std::string>& ids);

// Up to `limit` institutions with an id above `after`, ascending; of one kind, or of all.
absl::StatusOr<std::vector<Institution>> InstitutionsAfter(sql::Tx& tx, const std::string& region,
                                                           std::optional<policy::SubjectKind> kind,
                                                           const std::string& after, int64_t limit);

// New rows, ascending by id. ALREADY_EXISTS if another writer took an id meanwhile.
// (institution_id, name): what the institutions with a revision are and were called.
absl::StatusOr<std::vector<std::pair<std::string, std::string>>> NamesOfRevised(
    sql::Tx& tx, const std::string& region);

absl::Status InsertInstitutions(sql::Tx& tx, const std::string& region,
                                const std::vector<Institution>& institutions,
                                int64_t recorded_time);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_INSTITUTIONS_H_
