// Changes of subjects: requests, approvals, successors, and the revisions of the register.
#ifndef PROBITY_SERVICES_SCORING_STORE_SUBJECTS_CHANGES_H_
#define PROBITY_SERVICES_SCORING_STORE_SUBJECTS_CHANGES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"
#include "services/scoring/domain/subjects/change.h"

namespace probity::scoring {

absl::Status InsertChange(sql::Tx& tx, const std::string& region, const SubjectChange& change);

// ALREADY_EXISTS if it is approved already, or another succession of the institution is.
absl::Status InsertApproval(sql::Tx& tx, const std::string& region, const SubjectChange& change,
                            int64_t recorded_time);

// UNKNOWN_SUBJECT_CHANGE. With its successors.
absl::StatusOr<SubjectChange> GetChange(sql::Tx& tx, const std::string& region,
                                        const std::string& change_id);

// By change_id, after `after` (16 bytes, or empty); of one institution, or (empty) of all.
absl::StatusOr<std::vector<SubjectChange>> ChangesAfter(sql::Tx& tx, const std::string& region,
                                                        const std::string& institution_id,
                                                        const std::string& after, int64_t limit);

// The approved change by which others went on for the institution: none or one.
absl::StatusOr<std::vector<SubjectChange>> SuccessionOf(sql::Tx& tx, const std::string& region,
                                                        const std::string& institution_id);

// The register's particulars from now on.
absl::Status InsertRevision(sql::Tx& tx, const std::string& region, const Institution& institution,
                            const SubjectChange& change, int64_t recorded_time);

struct RegistrationFlag {
  std::string institution_id;
  std::string barred_institution_id;
  absl::CivilDay barred_until;
  bool same_address = false;
  bool same_principal = false;
};
// At most `limit`, by institution.
absl::StatusOr<std::vector<RegistrationFlag>> RegistrationFlags(sql::Tx& tx,
                                                                const std::string& region,
                                                                absl::CivilDay today,
                                                                int64_t limit);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_SUBJECTS_CHANGES_H_
