// The documents of acts that are recorded in a case: each is issued in the transaction of its act,
// from what the act put on record.
#ifndef PROBITY_SERVICES_SCORING_API_DOCUMENTS_ACT_DOCUMENTS_H_
#define PROBITY_SERVICES_SCORING_API_DOCUMENTS_ACT_DOCUMENTS_H_

#include "absl/status/status.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/procedure/records.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring {

// Issues what `saved`, a record of the locked case, makes due: hearing notice, record and report,
// legal review opinion, record of the discussion, recusal decision, transfer letter; nothing for
// any other kind. An act that names a document of its type which was issued for the case by hand
// issues none: that one is its document.
absl::Status IssueActDocuments(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                               const CaseFile& file, const CaseRecord& saved);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_DOCUMENTS_ACT_DOCUMENTS_H_
