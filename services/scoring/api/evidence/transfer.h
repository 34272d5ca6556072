// The streams of evidence: bytes in, bytes out, and what is left behind swept away.
#ifndef PROBITY_SERVICES_SCORING_API_EVIDENCE_TRANSFER_H_
#define PROBITY_SERVICES_SCORING_API_EVIDENCE_TRANSFER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/call.h"
#include "common/rpc/router.h"
#include "probity/scoring/v1/evidence_service.pb.h"
#include "services/scoring/api/environment.h"

namespace probity::scoring {

// Holds at most one chunk of a megabyte beside the message on its way.
absl::StatusOr<v1::UploadEvidenceResponse> UploadEvidence(const ServiceEnv& env,
                                                          const rpc::Call& call,
                                                          rpc::Source& source);

absl::Status DownloadEvidence(const ServiceEnv& env, const rpc::Call& call,
                              const v1::DownloadEvidenceRequest& request, rpc::Sink& sink);

// Removes what uploads that were killed left behind: those untouched since `before` (real time).
absl::Status SweepUploads(const ServiceEnv& env, absl::Time deadline, absl::Time before);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_EVIDENCE_TRANSFER_H_
