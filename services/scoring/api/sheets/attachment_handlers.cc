#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/codes/blind_image.h"
#include "common/image/image.h"
#include "common/planted/planted.h"
#include "common/status/status.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/procedure/convert.h"
#include "services/scoring/api/sheets/sheet_service.h"
#include "services/scoring/domain/procedure/records.h"
#include "services/scoring/domain/transition.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/sheets/attachments.h"

namespace probity::scoring {
namespace {

constexpr size_t kMaxContent = 3 * 1024 * 1024;
constexpr int kMaxRectangles = 200;
constexpr size_t kMaxWaiting = 8;  // of a sheet
constexpr size_t kMaxEver = 99;    // of a case, with those that did not pass

absl::Status Refused(std::string_view why) {
  return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_ATTACHMENT_REFUSED, why);
}

v1::Attachment ToProto(const Attachment& one) {
  v1::Attachment message;
  message.set_attachment_no(one.attachment_no);
  message.set_media(static_cast<v1::AttachmentMedia>(one.media));
  message.set_width(one.width);
  message.set_height(one.height);
  message.set_redactions(one.redactions);
  message.set_size_class(one.size_class);
  message.set_source_sha256(crypto::Hex(one.source_sha256));
  message.set_statement(one.statement);
  message.set_signed_by(one.actor);
  message.set_date(calendar::FormatDate(one.date));
  *message.mutable_recorded_time() = Moment(one.recorded_time);
  if (!one.check.has_value()) return message;
  v1::AttachmentCheck& check = *message.mutable_check();
  check.set_passed(one.check->passed);
  check.set_reason(one.check->reason);
  check.set_person(one.check->actor);
  check.set_date(calendar::FormatDate(one.check->date));
  *check.mutable_recorded_time() = Moment(one.check->recorded_time);
  return message;
}

absl::StatusOr<std::vector<image::Rectangle>> RectanglesOf(
    const v1::AddAttachmentRequest& request) {
  FieldCheck check;
  check.Check(!request.content().empty() && request.content().size() <= kMaxContent, "content",
              "1 byte to 3 MiB");
  check.Check(request.redactions_size() <= kMaxRectangles, "redactions", "at most 200");
  CheckLength(request.statement(), 1, kMaxRecordReason, "statement", check);
  std::vector<image::Rectangle> areas;
  for (const v1::Rectangle& one : request.redactions()) {
    check.Check(one.left() >= 0 && one.top() >= 0 && one.width() > 0 && one.height() > 0,
                "redactions", "corners within the image, width and height above 0");
    areas.push_back({one.left(), one.top(), one.width(), one.height()});
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  return areas;
}

absl::Status CheckRoom(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kReferToReview));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Attachment> all,
                           AttachmentsOf(tx, env.region, file.case_id));
  const auto live = std::count_if(all.begin(), all.end(), [](const Attachment& one) {
    return !one.check.has_value() || one.check->passed;
  });
  if (static_cast<size_t>(live) < kMaxWaiting && all.size() < kMaxEver) return absl::OkStatus();
  return Precondition(Reason::k_TOO_MANY_ATTACHMENTS,
                      "a sheet has at most 8 attachments; 附件数已满");
}

absl::Status Audit(const ServiceEnv& env, sql::Tx& tx, const Attachment& one,
                   const RecordedAt& at) {
  ledger::Fields fields;
  fields.Add("case_id", one.case_id)
      .Add("attachment_no", static_cast<int64_t>(one.attachment_no))
      .AddHex("source_sha256", one.source_sha256)
      .Add("signed_by", one.actor);
  if (one.check.has_value()) {
    fields.Add("passed", static_cast<int64_t>(one.check->passed))
        .Add("checked_by", one.check->actor);
  }
  return AppendAudit(tx, env.region, AuditKind::kAttachmentMoved, fields, at).status();
}

}  // namespace

absl::StatusOr<v1::AddAttachmentResponse> HandleAddAttachment(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::AddAttachmentRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<image::Rectangle> areas, RectanglesOf(request));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile file,
                           LoadCaseForUpdate(tx, env.region, request.case_id()));
  PROBITY_RETURN_IF_ERROR(CheckRoom(env, tx, file));
  PROBITY_ASSIGN_OR_RETURN(image::Remade remade, image::Remake(request.content(), areas));
  if (PROBITY_PLANTED(kMetadataPassed)) remade.bytes = request.content();
  const std::optional<std::string> padded = codes::PadImage(remade.bytes);
  if (!padded.has_value()) {
    return Refused("the attachment made anew is larger than 2 MiB; scale it down; 附件过大");
  }
  const RecordedAt at = Now(env);
  Attachment one;
  one.case_id = file.case_id;
  one.media = static_cast<int32_t>(remade.media);
  one.width = remade.width;
  one.height = remade.height;
  one.redactions = static_cast<int32_t>(areas.size());
  one.source_sha256 = crypto::Sha256(request.content());
  one.content = *padded;
  one.size_class = static_cast<int64_t>(padded->size());
  one.statement = request.statement();
  one.actor = call.caller.person;
  one.date = calendar::DateOf(at.time);
  one.recorded_time = absl::ToUnixMicros(at.time);
  one.scenario = at.scenario;
  PROBITY_ASSIGN_OR_RETURN(one.attachment_no, InsertAttachment(tx, env.region, one));
  PROBITY_RETURN_IF_ERROR(Audit(env, tx, one, at));
  v1::AddAttachmentResponse response;
  *response.mutable_attachment() = ToProto(one);
  return response;
}

absl::StatusOr<v1::CheckAttachmentResponse> HandleCheckAttachment(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::CheckAttachmentRequest& request) {
  FieldCheck check;
  CheckLength(request.reason(), 1, kMaxRecordReason, "reason", check);
  PROBITY_RETURN_IF_ERROR(check.Result());
  PROBITY_ASSIGN_OR_RETURN(const CaseFile file,
                           LoadCaseForUpdate(tx, env.region, request.case_id()));
  PROBITY_ASSIGN_OR_RETURN(Attachment one,
                           GetAttachment(tx, env.region, file.case_id, request.attachment_no()));
  if (one.actor == call.caller.person) {
    return Denied(Reason::k_G22_TWO_PERSONS,
                  "who redacted an image does not check it; 须由第二人复核");
  }
  const RecordedAt at = Now(env);
  one.check = AttachmentCheck{request.passed(),
                              request.reason(),
                              call.caller.person,
                              calendar::DateOf(at.time),
                              absl::ToUnixMicros(at.time),
                              at.scenario};
  PROBITY_RETURN_IF_ERROR(InsertCheck(tx, env.region, file.case_id, one.attachment_no, *one.check));
  PROBITY_RETURN_IF_ERROR(Audit(env, tx, one, at));
  v1::CheckAttachmentResponse response;
  *response.mutable_attachment() = ToProto(one);
  return response;
}

absl::StatusOr<v1::ListAttachmentsResponse> HandleListAttachments(
    const ServiceEnv& env, const rpc::Call& call, const v1::ListAttachmentsRequest& request) {
  v1::ListAttachmentsResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    response.Clear();
    PROBITY_RETURN_IF_ERROR(LoadCase(tx, env.region, {request.case_id(), ""}).status());
    PROBITY_ASSIGN_OR_RETURN(const std::vector<Attachment> all,
                             AttachmentsOf(tx, env.region, request.case_id()));
    for (const Attachment& one : all) *response.add_attachments() = ToProto(one);
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::GetAttachmentImageResponse> HandleGetAttachmentImage(
    const ServiceEnv& env, const rpc::Call& call, const v1::GetAttachmentImageRequest& request) {
  v1::GetAttachmentImageResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_RETURN_IF_ERROR(LoadCase(tx, env.region, {request.case_id(), ""}).status());
    PROBITY_ASSIGN_OR_RETURN(const Attachment one, GetAttachment(tx, env.region, request.case_id(),
                                                                 request.attachment_no()));
    const auto picture = codes::UnpadImage(one.content);
    if (!picture.has_value()) {
      return Refuse(absl::StatusCode::kDataLoss, Reason::k_INTERNAL,
                    "a stored attachment is damaged");
    }
    response.set_media(static_cast<v1::AttachmentMedia>(one.media));
    response.set_image(std::string(*picture));
    return absl::OkStatus();
  }));
  return response;
}

}  // namespace probity::scoring
