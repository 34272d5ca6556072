#include "services/scoring/domain/documents/service.h"

#include "absl/strings/str_cat.h"
#include "services/scoring/domain/case_steps.h"

namespace probity::scoring {
namespace {

void CheckLeft(const ServiceRecord& record, const std::string& at, FieldCheck& check) {
  check.Check(!record.refusal.empty(), at + "refusal",
              "left service: say who refused the document, and why");
  check.Check(!record.witnesses.empty() || !record.media_ref.empty(), at + "witnesses",
              "left service: a witness, or the reference of a photograph or video");
}

void CheckPost(const ServiceRecord& record, const std::string& at, FieldCheck& check) {
  check.Check(!record.tracking_no.empty(), at + "tracking_no", "service by post: its number");
  check.Check(!record.sent.has_value() || *record.sent <= record.served, at + "sent_date",
              "service by post: sent before it was received");
}

void CheckElectronic(const ServiceRecord& record, const std::string& at, FieldCheck& check) {
  // Consent itself is guard G15; with it, the paper is named.
  if (!record.signed_consent) return;
  check.Check(!record.consent_ref.empty(), at + "consent_ref",
              "electronic service: the number of the party's signed confirmation");
  check.Check(!record.consented.has_value() || *record.consented <= record.served,
              at + "consented_date", "electronic service: the confirmation comes first");
}

void CheckPublicNotice(const ServiceRecord& record, const std::string& at, FieldCheck& check) {
  check.Check(record.announced.has_value(), at + "announced_date",
              "service by public notice: the day of the announcement");
  check.Check(!record.cause.empty(), at + "cause",
              "service by public notice: why no other way was open");
}

// What only one method has.
void CheckForeign(const ServiceRecord& record, const std::string& at, FieldCheck& check) {
  const auto only = [&](bool present, ServiceMethod method, const std::string& field) {
    check.Check(!present || record.method == method, at + field,
                absl::StrCat("belongs to another way of service than this one"));
  };
  only(!record.witnesses.empty(), ServiceMethod::kLeft, "witnesses");
  only(!record.media_ref.empty(), ServiceMethod::kLeft, "media_ref");
  only(!record.refusal.empty(), ServiceMethod::kLeft, "refusal");
  only(!record.tracking_no.empty(), ServiceMethod::kPost, "tracking_no");
  only(record.sent.has_value(), ServiceMethod::kPost, "sent_date");
  only(!record.consent_ref.empty(), ServiceMethod::kElectronic, "consent_ref");
  only(record.consented.has_value(), ServiceMethod::kElectronic, "consented_date");
  only(record.announced.has_value(), ServiceMethod::kPublicNotice, "announced_date");
  only(!record.cause.empty(), ServiceMethod::kPublicNotice, "cause");
  check.Check(record.signatory == Signatory::kNone || !record.recipient.empty(), at + "recipient",
              "name who signed as what is said in signatory");
}

}  // namespace

void CheckServiceRecord(const ServiceRecord& record, const std::string& prefix, FieldCheck& check) {
  switch (record.method) {
    case ServiceMethod::kLeft:
      CheckLeft(record, prefix, check);
      break;
    case ServiceMethod::kPost:
      CheckPost(record, prefix, check);
      break;
    case ServiceMethod::kElectronic:
      CheckElectronic(record, prefix, check);
      break;
    case ServiceMethod::kPublicNotice:
      CheckPublicNotice(record, prefix, check);
      break;
    case ServiceMethod::kNone:
    case ServiceMethod::kDirect:
      break;
  }
  CheckForeign(record, prefix, check);
}

absl::Status CheckServiceDate(const ServiceRecord& record, absl::CivilDay issued,
                              absl::CivilDay today, absl::CivilDay deemed) {
  PROBITY_RETURN_IF_ERROR(CheckService(
      {record.method, record.served, record.receipt, record.signed_consent}, issued, today));
  if (record.method != ServiceMethod::kPublicNotice || !record.announced.has_value()) {
    return absl::OkStatus();
  }
  if (*record.announced >= issued && record.served == deemed) return absl::OkStatus();
  return Precondition(
      Reason::k_SERVICE_DATE_INVALID,
      absl::StrCat("a document of ", absl::FormatCivilTime(issued), " announced on ",
                   absl::FormatCivilTime(*record.announced), " counts as served on ",
                   absl::FormatCivilTime(deemed), "; 公告送达日期有误"),
      {{"deemed_served_date", absl::FormatCivilTime(deemed)}});
}

std::string_view ServiceMethodTitle(ServiceMethod method) {
  switch (method) {
    case ServiceMethod::kNone:
      return "";
    case ServiceMethod::kDirect:
      return "直接送达";
    case ServiceMethod::kLeft:
      return "留置送达";
    case ServiceMethod::kPost:
      return "邮寄送达";
    case ServiceMethod::kElectronic:
      return "电子送达";
    case ServiceMethod::kPublicNotice:
      return "公告送达";
  }
  return "";
}

std::string_view SignatoryTitle(Signatory signatory) {
  switch (signatory) {
    case Signatory::kNone:
      return "";
    case Signatory::kLegalRepresentative:
      return "法定代表人";
    case Signatory::kPrincipal:
      return "主要负责人";
    case Signatory::kMailClerk:
      return "收发人员";
    case Signatory::kAgent:
      return "委托代理人";
  }
  return "";
}

}  // namespace probity::scoring
