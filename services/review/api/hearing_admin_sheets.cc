#include "services/review/api/hearing_admin_sheets.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/codes/blind_image.h"
#include "common/codes/codes.h"
#include "common/crypto/crypto.h"
#include "common/planted/planted.h"
#include "common/status/status.h"
#include "google/protobuf/unknown_field_set.h"
#include "services/review/api/scoring_client.h"
#include "services/review/domain/ordinals.h"
#include "services/review/domain/sheet.h"

namespace probity::review {
namespace {

bool HasUnknownFields(const scoring::v1::SheetBody& body) {
  const auto unknown = [](const google::protobuf::Message& message) {
    return !message.GetReflection()->GetUnknownFields(message).empty();
  };
  if (unknown(body)) return true;
  for (const scoring::v1::SheetFinding& finding : body.findings()) {
    if (unknown(finding)) return true;
  }
  return false;
}

ArrivedSheet Arrived(const scoring::v1::SheetBody& body) {
  ArrivedSheet sheet;
  sheet.encoded_bytes = body.ByteSizeLong();
  sheet.has_unknown_fields = HasUnknownFields(body);
  sheet.findings = TermsOf(body).findings;
  for (int i = 0; i < body.findings_size(); ++i) {
    const std::string path = absl::StrCat("findings[", i, "]");
    sheet.free_texts.push_back({path + ".facts", body.findings(i).facts()});
    sheet.typed_texts.push_back({path + ".violation_code", body.findings(i).violation_code()});
  }
  sheet.free_texts.push_back({"defence", body.defence()});
  return sheet;
}

absl::Status NotBlind(std::string_view why) {
  return Precondition(Reason::k_SHEET_NOT_BLIND, why);
}

}  // namespace

scoring::v1::TakeSheetsRequest TakingOf(const hearing::Opening& opening) {
  scoring::v1::TakeSheetsRequest request;
  request.set_request_id(RepeatableRequestId("TakeSheets", opening.round_id));
  request.set_round_id(RoundIdText(opening.round_id));
  request.set_kind(static_cast<scoring::v1::RoundKind>(opening.kind));
  request.set_max_cases(opening.max_cases);
  request.set_small_round_reason(opening.small_round_reason);
  return request;
}

absl::Status CheckSheets(const scoring::v1::TakeSheetsResponse& taken) {
  std::set<std::string> tokens;
  for (const scoring::v1::Sheet& sheet : taken.sheets()) {
    const absl::StatusOr<std::string> token = crypto::FromHex(sheet.case_token());
    if (!token.ok() || token->size() != kIdBytes || !tokens.insert(*token).second) {
      return NotBlind("a sheet came without a token of its own");
    }
    if (sheet.body().ByteSizeLong() > kMaxSheetBody) {
      return NotBlind("a sheet came larger than its size class holds");
    }
    if (sheet.attachment_count() < 0 || sheet.attachment_count() > kMaxAttachments) {
      return NotBlind("a sheet came with more attachments than a sheet has");
    }
    PROBITY_RETURN_IF_ERROR(CheckArrival(Arrived(sheet.body())));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<hearing::SheetRow>> SealSheets(
    const RoundSeal& seal, const scoring::v1::TakeSheetsResponse& taken) {
  const auto count = static_cast<std::size_t>(taken.sheets_size());
  std::vector<std::string> serials = codes::MakeSerials(count, seal.entropy);
  std::vector<std::uint32_t> ordinals = Ordinals(static_cast<std::uint32_t>(count), seal.entropy);
  if (PROBITY_PLANTED(kOrdinalByArrival)) std::iota(ordinals.begin(), ordinals.end(), 1u);
  if (PROBITY_PLANTED(kSerialFromCounter)) std::sort(serials.begin(), serials.end());
  std::vector<hearing::SheetRow> rows;
  for (std::size_t i = 0; i < count; ++i) {
    const scoring::v1::Sheet& sheet = taken.sheets(static_cast<int>(i));
    PROBITY_ASSIGN_OR_RETURN(const Bytes token, crypto::FromHex(sheet.case_token()));
    PROBITY_ASSIGN_OR_RETURN(
        const Bytes sealed,
        SealSheet(seal, serials[i], {sheet.attachment_count(), sheet.body().SerializeAsString()}));
    rows.push_back({serials[i], static_cast<int>(ordinals[i]), token, sealed});
  }
  return rows;
}

absl::StatusOr<std::vector<hearing::AttachmentRow>> SealAttachments(
    const RoundSeal& seal, const std::vector<hearing::SheetRow>& sheets,
    const std::vector<TakenAttachment>& attachments) {
  std::vector<hearing::AttachmentRow> rows;
  for (const TakenAttachment& one : attachments) {
    PROBITY_RETURN_IF_ERROR(CheckAttachmentArrival(one.media, one.content));
    const auto sheet = std::find_if(
        sheets.begin(), sheets.end(),
        [&](const hearing::SheetRow& row) { return row.case_token == one.case_token; });
    const auto size =
        std::find(codes::kImageClasses.begin(), codes::kImageClasses.end(), one.content.size());
    rows.push_back({sheet->serial, one.index,
                    static_cast<int>(size - codes::kImageClasses.begin()) + 1,
                    SealAttachment(seal, sheet->serial, one.index, {one.media, one.content})});
  }
  return rows;
}

CaseTerms TermsOf(const scoring::v1::SheetBody& body) {
  CaseTerms terms;
  for (const scoring::v1::SheetFinding& finding : body.findings()) {
    terms.findings.push_back({finding.points_floor(), finding.points_ceiling()});
  }
  terms.supermajority = body.supermajority();
  return terms;
}

}  // namespace probity::review
