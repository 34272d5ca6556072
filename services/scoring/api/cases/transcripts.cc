#include <vector>

#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "services/scoring/api/case_flow.h"
#include "services/scoring/api/case_handlers.h"
#include "services/scoring/store/sheet_store.h"

namespace probity::scoring {

absl::StatusOr<v1::GetDrawTranscriptResponse> HandleGetDrawTranscript(
    const ServiceEnv& env, const rpc::Call& call, const v1::GetDrawTranscriptRequest& request) {
  FieldCheck check;
  check.Check(request.case_id().empty() != request.case_ref().empty(), "case_id",
              "either case_id or case_ref");
  PROBITY_RETURN_IF_ERROR(check.Result());
  CaseFile file;
  std::vector<DrawTranscript> transcripts;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(file,
                             LoadCase(tx, env.region, {request.case_id(), request.case_ref()}));
    PROBITY_ASSIGN_OR_RETURN(transcripts, DrawTranscripts(tx, env.region, file.case_id));
    return absl::OkStatus();
  }));
  PROBITY_RETURN_IF_ERROR(CheckOwn(call, file.institution_id));
  if (transcripts.empty()) {
    return NotFound(Reason::k_NO_TRANSCRIPT,
                    "no panel of the committee has judged this case; 本案无会审抽取记录");
  }
  v1::GetDrawTranscriptResponse response;
  for (const DrawTranscript& one : transcripts) {
    v1::DrawTranscript& message = *response.add_transcripts();
    message.set_transcript_sha256(crypto::Hex(one.sha256));
    message.set_transcript(one.text);
  }
  return response;
}

}  // namespace probity::scoring
