// GetAttachment: an image of a sheet, while its round votes.
#include <memory>
#include <optional>
#include <utility>

#include "common/codes/blind_image.h"
#include "common/status/status.h"
#include "probity/review/v1/committee_service.pb.h"
#include "services/review/api/committee_calls.h"
#include "services/review/store/hearing/attachments.h"

namespace probity::review {
namespace {

constexpr int kFirst = 1;

// A case of a round that never was, and its only image.
struct StandInImage {
  StandIn boxes;
  hearing::AttachmentRow row;
};

absl::StatusOr<StandInImage> MakeStandInImage(const ReviewEnv& env) {
  StandInImage made;
  PROBITY_ASSIGN_OR_RETURN(made.boxes, MakeStandIn(env));
  const Box& box = made.boxes.one_case;
  PROBITY_ASSIGN_OR_RETURN(Bytes key,
                           env.keys.UnwrapRoundKey(box.presented.round_id, box.voting.wrapped_key));
  const RoundSeal seal{box.presented.round_id, key, env.entropy};
  made.row = {box.presented.serial, kFirst, 1, ""};
  const StoredAttachment image{1, Bytes(codes::kImageClasses.front(), '\0')};
  made.row.sealed = SealAttachment(seal, made.row.serial, kFirst, image);
  crypto::Cleanse(key);
  return made;
}

absl::StatusOr<v1::GetAttachmentResponse> Get(const ReviewEnv& env, const StandInImage& stand_in,
                                              const rpc::Call& call,
                                              const v1::GetAttachmentRequest& request) {
  Box own;
  own.presented = Present(request.round_id(), request.serial(), request.credential(),
                          request.ByteSizeLong() == kSmallRequestBytes);
  if (!WithinLimit(env, own.presented.cred_hash)) return Unavailable();
  std::optional<hearing::AttachmentRow> found;
  PROBITY_RETURN_IF_ERROR(env.hearing.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(FindCase(tx, &own));
    PROBITY_ASSIGN_OR_RETURN(found, hearing::FindAttachment(tx, own.presented.round_id,
                                                            own.presented.serial, request.index()));
    return absl::OkStatus();
  }));
  // Without the image the case is none of theirs either: one refusal, and its cost.
  if (!found.has_value()) own.sheets.clear();
  PROBITY_ASSIGN_OR_RETURN(const Admitted admitted, Admit(env, own, stand_in.boxes.one_case));
  const hearing::AttachmentRow& row = admitted.allowed ? *found : stand_in.row;
  PROBITY_ASSIGN_OR_RETURN(StoredAttachment image,
                           OpenAttachment(admitted.Seal(env), row.serial, row.index, row.sealed));
  v1::GetAttachmentResponse response;
  response.set_media(static_cast<v1::AttachmentMedia>(image.media));
  response.set_content(std::move(image.content));
  if (!admitted.allowed) return Unavailable();
  return response;
}

}  // namespace

void RegisterCommitteeAttachments(const ReviewEnv& env, rpc::Router& router) {
  const auto stand_in = std::make_shared<const StandInImage>(MakeStandInImage(env).value());
  router.Unary<v1::GetAttachmentRequest, v1::GetAttachmentResponse>(
      "probity.review.v1.CommitteeService.GetAttachment",
      [&env, stand_in](const rpc::Call& call, const v1::GetAttachmentRequest& request) {
        return Get(env, *stand_in, call, request);
      });
}

}  // namespace probity::review
