// The integrity archive (诚信档案) of one subject, put together in the caller's transaction, and
// its page on paper.
#ifndef PROBITY_SERVICES_SCORING_API_ARCHIVE_ARCHIVE_H_
#define PROBITY_SERVICES_SCORING_API_ARCHIVE_ARCHIVE_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/print/document.h"
#include "common/rpc/call.h"
#include "common/sql/database.h"
#include "probity/scoring/v1/archive_service.pb.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// As this caller may see it. BAD_REQUEST, UNKNOWN_INSTITUTION, UNKNOWN_PERSON, UNKNOWN_INSURED,
// NOT_YOURS.
absl::StatusOr<v1::Archive> MakeArchive(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                        v1::ArchiveSubject subject, const std::string& subject_id);

print::Document ArchiveDocument(const v1::Archive& archive, bool scenario);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_ARCHIVE_ARCHIVE_H_
