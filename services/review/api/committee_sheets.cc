// ListSheets and GetSheet: what a member reads while its round votes.
#include <algorithm>
#include <memory>
#include <vector>

#include "common/codes/codes.h"
#include "common/planted/planted.h"
#include "common/policy/round_limits.h"
#include "common/rpc/padding.h"
#include "common/status/status.h"
#include "probity/review/v1/committee_service.pb.h"
#include "services/review/api/committee_calls.h"

namespace probity::review {
namespace {

absl::Status FindDoor(sql::Tx& tx, Box* box) {
  const Presented& presented = box->presented;
  PROBITY_ASSIGN_OR_RETURN(box->voting, hearing::FindVoting(tx, presented.round_id));
  PROBITY_ASSIGN_OR_RETURN(box->sheets, hearing::SheetsOf(tx, presented.round_id));
  PROBITY_ASSIGN_OR_RETURN(box->credential,
                           hearing::FindCredential(tx, presented.round_id, presented.cred_hash));
  return absl::OkStatus();
}

// As many sheets are opened for every caller, whatever the size of the round and whether there is
// one: its own as often over as it takes.
absl::Status FillEntries(const ReviewEnv& env, const Admitted& admitted,
                         v1::ListSheetsResponse* response) {
  const std::vector<hearing::SheetRow>& sheets = admitted.box->sheets;
  const std::size_t opened = std::max<std::size_t>(sheets.size(), policy::kMostCasesOfARound);
  for (std::size_t i = 0; i < opened; ++i) {
    const hearing::SheetRow& row = sheets[i % sheets.size()];
    PROBITY_ASSIGN_OR_RETURN(const StoredSheet sheet,
                             OpenSheet(admitted.Seal(env), row.serial, row.sealed));
    if (i >= sheets.size()) continue;
    v1::SheetEntry& entry = *response->add_sheets();
    entry.set_ordinal(row.ordinal);
    entry.set_serial(row.serial);
    entry.set_attachment_count(sheet.attachment_count);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::ListSheetsResponse> List(const ReviewEnv& env, const StandIn& stand_in,
                                            const rpc::Call& call,
                                            const v1::ListSheetsRequest& request) {
  Box own;
  own.presented = Present(request.round_id(), codes::kDoorSerial, request.credential(),
                          request.ByteSizeLong() == kSmallRequestBytes);
  if (!WithinLimit(env, own.presented.cred_hash)) return Unavailable();
  PROBITY_RETURN_IF_ERROR(
      env.hearing.Read(call.deadline, [&](sql::Tx& tx) { return FindDoor(tx, &own); }));
  PROBITY_ASSIGN_OR_RETURN(const Admitted admitted, Admit(env, own, stand_in.door));
  const hearing::CredentialRow& credential = *admitted.box->credential;
  PROBITY_ASSIGN_OR_RETURN(const Door door,
                           OpenDoor(admitted.Seal(env), credential.cred_hash, credential.ballot));
  v1::ListSheetsResponse response;
  response.set_closes_at_seconds(admitted.box->voting.closes_at_seconds);
  response.set_draw_pseudonym(door.draw);
  response.set_house(door.house);
  response.set_blind(door.blind);
  PROBITY_RETURN_IF_ERROR(FillEntries(env, admitted, &response));
  if (PROBITY_PLANTED(kListUnpadded) && admitted.allowed) return response;
  if (!rpc::PadTo(kListAnswerBytes, &response) || !admitted.allowed) return Unavailable();
  return response;
}

absl::StatusOr<v1::GetSheetResponse> Get(const ReviewEnv& env, const StandIn& stand_in,
                                         const rpc::Call& call,
                                         const v1::GetSheetRequest& request) {
  Box own;
  own.presented = Present(request.round_id(), request.serial(), request.credential(),
                          request.ByteSizeLong() == kSmallRequestBytes);
  if (!WithinLimit(env, own.presented.cred_hash)) return Unavailable();
  PROBITY_RETURN_IF_ERROR(
      env.hearing.Read(call.deadline, [&](sql::Tx& tx) { return FindCase(tx, &own); }));
  PROBITY_ASSIGN_OR_RETURN(const Admitted admitted, Admit(env, own, stand_in.one_case));
  const hearing::SheetRow& row = admitted.box->sheets.front();
  PROBITY_ASSIGN_OR_RETURN(StoredSheet sheet,
                           OpenSheet(admitted.Seal(env), row.serial, row.sealed));
  v1::GetSheetResponse response;
  response.set_body(std::move(sheet.body));
  if (PROBITY_PLANTED(kSheetUnpadded) && admitted.allowed) return response;
  if (!rpc::PadTo(kSheetAnswerBytes, &response) || !admitted.allowed) return Unavailable();
  return response;
}

}  // namespace

void RegisterCommitteeSheets(const ReviewEnv& env, rpc::Router& router) {
  const auto stand_in = std::make_shared<const StandIn>(MakeStandIn(env).value());
  router.Unary<v1::ListSheetsRequest, v1::ListSheetsResponse>(
      "probity.review.v1.CommitteeService.ListSheets",
      [&env, stand_in](const rpc::Call& call, const v1::ListSheetsRequest& request) {
        return List(env, *stand_in, call, request);
      });
  router.Unary<v1::GetSheetRequest, v1::GetSheetResponse>(
      "probity.review.v1.CommitteeService.GetSheet",
      [&env, stand_in](const rpc::Call& call, const v1::GetSheetRequest& request) {
        return Get(env, *stand_in, call, request);
      });
}

}  // namespace probity::review
