// The evidence of a case as files of its exported case file.
#ifndef PROBITY_SERVICES_SCORING_API_DOCUMENTS_EVIDENCE_FILES_H_
#define PROBITY_SERVICES_SCORING_API_DOCUMENTS_EVIDENCE_FILES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/rpc/call.h"
#include "services/scoring/api/documents/zip_file.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/evidence/evidence.h"

namespace probity::scoring {

// "证据/02-查房记录.pdf": the file of the item at that place, from 1.
std::string EvidenceFileName(size_t position, const EvidenceItem& item);

// Adds every item, a chunk at a time. Each chain of custody gets the line that the caller took a
// copy, as with DownloadEvidence. EVIDENCE_HASH_MISMATCH for bytes that are no longer the item's.
absl::Status AddEvidenceFiles(const ServiceEnv& env, const rpc::Call& call,
                              const std::vector<EvidenceItem>& items, ZipFile& zip);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_DOCUMENTS_EVIDENCE_FILES_H_
