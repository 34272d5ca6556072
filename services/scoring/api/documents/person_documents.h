// The numbered documents of a person's scoring: its notice and its decision. They lie in the file
// of the institution's case, or beside it once that is closed (G23), and their service records
// start the clocks of the scoring.
#ifndef PROBITY_SERVICES_SCORING_API_DOCUMENTS_PERSON_DOCUMENTS_H_
#define PROBITY_SERVICES_SCORING_API_DOCUMENTS_PERSON_DOCUMENTS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/documents/service.h"
#include "services/scoring/domain/persons/person.h"
#include "services/scoring/domain/persons/scoring.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring {

// Issue the document of what `scoring` says now; give its number (文号).
absl::StatusOr<std::string> IssuePersonNotice(const ServiceEnv& env, sql::Tx& tx,
                                              const RecordedAt& at, const std::string& actor,
                                              const Person& person, const PersonScoring& scoring);
absl::StatusOr<std::string> IssuePersonDecision(const ServiceEnv& env, sql::Tx& tx,
                                                const RecordedAt& at, const std::string& actor,
                                                const Person& person, const PersonScoring& scoring);

// Stores the service record of the document with that number and issues its receipt. A scoring from
// before documents were kept has no number, and its step is its only record. Refuses as
// CheckServedDate; SERVICE_ALREADY_RECORDED.
absl::Status ServePersonDocument(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                                 const std::string& actor, const PersonScoring& scoring,
                                 const std::string& number, const ServiceRecord& record);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_DOCUMENTS_PERSON_DOCUMENTS_H_
