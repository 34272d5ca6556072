// RespondInvitation: the one call of a member that asks the roster, and the roster alone.
#include "common/codes/codes.h"
#include "common/rpc/padding.h"
#include "common/status/status.h"
#include "probity/review/v1/committee_service.pb.h"
#include "services/review/api/committee_calls.h"
#include "services/review/store/roster/invitations.h"

namespace probity::review {
namespace {

using roster::InvitationState;

// A code no notice ever carries: it has fewer symbols than any code made.
constexpr char kNoCode[] = "0";

absl::StatusOr<v1::RespondInvitationResponse> Respond(const ReviewEnv& env, const rpc::Call& call,
                                                      const v1::RespondInvitationRequest& request) {
  const bool accepts = request.answer() == v1::INVITATION_ANSWER_ACCEPT;
  const bool declines = request.answer() == v1::INVITATION_ANSWER_DECLINE;
  const bool usable = request.ByteSizeLong() == kSmallRequestBytes && (accepts || declines) &&
                      request.round_id().size() == kIdBytes &&
                      codes::AreSymbols(request.code(), codes::kCodeSymbols);
  const Bytes round_id = usable ? request.round_id() : Bytes(kIdBytes, '\0');
  const Bytes hash = codes::CodeHash(round_id, usable ? request.code() : kNoCode);
  if (!WithinLimit(env, hash)) return Unavailable();
  const InvitationState answer = declines ? InvitationState::kDeclined : InvitationState::kAccepted;
  bool stands = false;
  PROBITY_RETURN_IF_ERROR(env.roster.Transact(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(stands, roster::Answer(tx, round_id, hash, answer, NowSeconds(env)));
    return absl::OkStatus();
  }));
  v1::RespondInvitationResponse response;
  if (!rpc::PadTo(kRespondAnswerBytes, &response) || !stands) return Unavailable();
  return response;
}

}  // namespace

void RegisterCommitteeAnswer(const ReviewEnv& env, rpc::Router& router) {
  router.Unary<v1::RespondInvitationRequest, v1::RespondInvitationResponse>(
      "probity.review.v1.CommitteeService.RespondInvitation",
      [&env](const rpc::Call& call, const v1::RespondInvitationRequest& request) {
        return Respond(env, call, request);
      });
}

}  // namespace probity::review
