// Issuing documents: the number is taken and the content frozen in the transaction of the step; the
// PDF is made later (render.h).
#ifndef PROBITY_SERVICES_SCORING_API_DOCUMENTS_ISSUE_H_
#define PROBITY_SERVICES_SCORING_API_DOCUMENTS_ISSUE_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/rpc/call.h"
#include "common/sql/database.h"
#include "services/scoring/api/after_step.h"
#include "services/scoring/api/documents/fields.h"
#include "services/scoring/api/documents/template.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/documents/document.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring {

// What is not in the case itself.
struct NewDocument {
  DocumentType type = DocumentType::kNone;
  std::string about_id;  // see IssuedDocument
  FieldMap by_hand;      // the template's own fields
  bool by_act = false;   // recorded by an act, which does not know every field of the form
  std::string order;     // of a procedural order
  std::string note;      // the reason given with the step
  std::optional<ServedDocument> served;
};

// How documents name these persons: with the certificate valid on that day, else the last one. Who
// is not in the register of officers is missing.
absl::StatusOr<std::map<std::string, std::string>> PeopleOf(const ServiceEnv& env, sql::Tx& tx,
                                                            const std::vector<std::string>& persons,
                                                            absl::CivilDay today);

// Issues a document of the case, which is locked; or, if `file` names an institution only, one of
// no case. Several in one transaction are issued in the order of their types. UNKNOWN_INSTITUTION;
// BAD_REQUEST for fields the template does not have, lacks, or of another length than 1..4000.
absl::StatusOr<IssuedDocument> IssueDocument(const ServiceEnv& env, sql::Tx& tx,
                                             const RecordedAt& at, const std::string& actor,
                                             const CaseFile& file, const NewDocument& made);

// The documents a step makes due. Called by AfterStep.
absl::Status IssueStepDocuments(const ServiceEnv& env, sql::Tx& tx, const StepDone& done);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_DOCUMENTS_ISSUE_H_
