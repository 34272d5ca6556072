#include <optional>
#include <string>
#include <utility>

#include "common/status/status.h"
#include "services/scoring/api/screening_service.h"
#include "services/scoring/store/sheet_store.h"
#include "services/scoring/store/sheets/attachments.h"
#include "services/scoring/store/sheets/blindings.h"

namespace probity::scoring {

absl::StatusOr<v1::TakeAttachmentResponse> HandleTakeAttachment(
    const ServiceEnv& env, const rpc::Call& call, const v1::TakeAttachmentRequest& request) {
  FieldCheck check;
  const std::string round = HexField(request.round_id(), "round_id", check);
  const std::string token = HexField(request.case_token(), "case_token", check);
  check.Check(request.index() >= 1, "index", "from 1");
  PROBITY_RETURN_IF_ERROR(check.Result());
  v1::TakeAttachmentResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const std::optional<SheetRow> sheet,
                             FindSheetByToken(tx, env.region, token));
    if (!sheet.has_value() || sheet->round_id != round || sheet->state != SheetState::kTaken) {
      return NotFound(Reason::k_UNKNOWN_TOKEN, "the round holds no sheet with such a token");
    }
    PROBITY_ASSIGN_OR_RETURN(const std::optional<SheetBlinding> blinding,
                             BlindingOf(tx, env.region, sheet->case_id, sheet->referral_seq));
    const auto index = static_cast<size_t>(request.index());
    if (!blinding.has_value() || index > blinding->attachments.size()) {
      return NotFound(Reason::k_UNKNOWN_ATTACHMENT, "the sheet has no such attachment");
    }
    PROBITY_ASSIGN_OR_RETURN(Attachment one, GetAttachment(tx, env.region, sheet->case_id,
                                                           blinding->attachments[index - 1]));
    response.set_media(static_cast<v1::AttachmentMedia>(one.media));
    response.set_content(std::move(one.content));
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::GetPersonKeyResponse> HandleGetPersonKey(const ServiceEnv& env, const rpc::Call&,
                                                            const v1::GetPersonKeyRequest&) {
  v1::GetPersonKeyResponse response;
  response.set_key(env.screening_keys.person);
  return response;
}

}  // namespace probity::scoring
