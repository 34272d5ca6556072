#include "services/scoring/api/inspections/inspection_service.h"

#include <string>
#include <vector>

#include "common/draw/inspection_transcript.h"
#include "common/status/status.h"
#include "probity/scoring/v1/inspection_service.pb.h"
#include "services/scoring/api/inspections/campaign_steps.h"
#include "services/scoring/api/inspections/campaign_view.h"
#include "services/scoring/api/inspections/inspection_record.h"
#include "services/scoring/api/registrar.h"

namespace probity::scoring {
namespace {

constexpr size_t kPieceSize = 1 << 20;

absl::StatusOr<v1::GetCampaignResponse> Get(const ServiceEnv& env, const rpc::Call& call,
                                            const v1::GetCampaignRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const Id id, CampaignIdOf(request.campaign_id()));
  v1::GetCampaignResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const CampaignRow row, GetCampaign(tx, env.region, id));
    PROBITY_ASSIGN_OR_RETURN(*response.mutable_campaign(), Show(tx, env, row));
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::ListCampaignsResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                               const v1::ListCampaignsRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  Id after;
  if (!page.cursor.empty()) {
    PROBITY_ASSIGN_OR_RETURN(after, Id::Parse(page.cursor));
  }
  std::vector<CampaignRow> found;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(found,
                             CampaignsAfter(tx, env.region, request.year(), after, page.size + 1));
    return absl::OkStatus();
  }));
  v1::ListCampaignsResponse response;
  if (static_cast<int64_t>(found.size()) > page.size) {
    found.pop_back();
    response.set_next_page_token(
        env.page_tokens.Next(call, request, found.back().campaign_id.Text()));
  }
  for (const CampaignRow& one : found) *response.add_campaigns() = Summary(one);
  return response;
}

absl::Status Transcript(const ServiceEnv& env, const rpc::Call& call,
                        const v1::StreamTranscriptRequest& request, rpc::Sink& sink) {
  PROBITY_ASSIGN_OR_RETURN(const Id id, CampaignIdOf(request.campaign_id()));
  std::string text;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const CampaignRow row, GetCampaign(tx, env.region, id));
    PROBITY_ASSIGN_OR_RETURN(const draw::Transcript transcript, TranscriptOf(tx, env, row));
    text = draw::TranscriptText(transcript);
    return absl::OkStatus();
  }));
  for (size_t at = 0; at < text.size(); at += kPieceSize) {
    v1::StreamTranscriptResponse piece;
    piece.set_piece(text.substr(at, kPieceSize));
    PROBITY_RETURN_IF_ERROR(sink.Write(piece));
  }
  return absl::OkStatus();
}

}  // namespace

void RegisterInspectionService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.InspectionService.")
      .Change("PlanCampaign", &PlanCampaign)
      .Change("CommitShare", &CommitShare)
      .Change("FreezePool", &FreezePool)
      .Change("RevealShare", &RevealShareOf)
      .Change("RecuseInspector", &RecuseInspector)
      .Change("AbandonCampaign", &AbandonCampaign)
      .Change("RecordInspection", &RecordInspection)
      .Read("GetCampaign", &Get)
      .Read("ListCampaigns", &List)
      .Read("ListInspections", &ListInspectionsOf)
      .Stream("StreamTranscript", &Transcript);
}

}  // namespace probity::scoring
