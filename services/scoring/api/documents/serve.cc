#include "services/scoring/api/documents/serve.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "common/policy/evaluate.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/documents/issue.h"
#include "services/scoring/domain/institution.h"
#include "services/scoring/domain/procedure/last_day.h"
#include "services/scoring/store/documents/documents.h"
#include "services/scoring/store/documents/service_records.h"

namespace probity::scoring {
namespace {

constexpr char kPrefix[] = "details.";
constexpr char kPublicNotice[] = "public_notice_service";  // the policy's deadline
constexpr int kMaxWitnesses = 4;
constexpr size_t kMaxName = 100;
constexpr size_t kMaxReference = 200;
constexpr size_t kMaxText = 500;

std::optional<absl::CivilDay> OptionalDate(const std::string& text, std::string_view field,
                                           FieldCheck& check) {
  if (text.empty()) return std::nullopt;
  return DateField(text, absl::StrCat(kPrefix, ToAbsl(field)), absl::CivilDay(), check);
}

void CheckTexts(const v1::ServiceDetails& details, FieldCheck& check) {
  const auto label = [&](const std::string& text, size_t max, std::string_view field) {
    check.Check(IsLabel(text, 0, max), absl::StrCat(kPrefix, ToAbsl(field)),
                absl::StrCat("at most ", max, " characters, without spaces around it"));
  };
  label(details.recipient(), kMaxName, "recipient");
  label(details.media_ref(), kMaxReference, "media_ref");
  label(details.tracking_no(), kMaxName, "tracking_no");
  label(details.consent_ref(), kMaxReference, "consent_ref");
  label(details.place(), kMaxReference, "place");
  CheckLength(details.refusal(), 0, kMaxText, "details.refusal", check);
  CheckLength(details.cause(), 0, kMaxText, "details.cause", check);
  check.Check(details.witnesses_size() <= kMaxWitnesses, "details.witnesses", "at most 4");
  for (int i = 0; i < details.witnesses_size(); ++i) {
    check.Check(IsLabel(details.witnesses(i), 1, kMaxName),
                absl::StrCat("details.witnesses[", i, "]"), "a name of 1 to 100 characters");
  }
  check.Check(v1::Signatory_IsValid(details.signatory()), "details.signatory", "a known signatory");
}

}  // namespace

ServiceRecord MakeServiceRecord(const DocumentService& service, const v1::ServiceDetails& details,
                                FieldCheck& check) {
  CheckTexts(details, check);
  ServiceRecord record;
  record.method = service.method;
  record.served = service.served;
  record.receipt = service.receipt;
  record.signed_consent = service.signed_consent;
  record.recipient = details.recipient();
  record.signatory = static_cast<Signatory>(details.signatory());
  record.witnesses = {details.witnesses().begin(), details.witnesses().end()};
  record.media_ref = details.media_ref();
  record.refusal = details.refusal();
  record.tracking_no = details.tracking_no();
  record.sent = OptionalDate(details.sent_date(), "sent_date", check);
  record.consent_ref = details.consent_ref();
  record.consented = OptionalDate(details.consented_date(), "consented_date", check);
  record.announced = OptionalDate(details.announced_date(), "announced_date", check);
  record.cause = details.cause();
  record.place = details.place();
  CheckServiceRecord(record, kPrefix, check);
  return record;
}

absl::Status CheckServedDate(const ServiceEnv& env, const policy::Policy& policy,
                             const ServiceRecord& record, absl::CivilDay issued,
                             absl::CivilDay today) {
  absl::CivilDay deemed;
  if (record.method == ServiceMethod::kPublicNotice && record.announced.has_value()) {
    if (policy::FindDeadline(policy, kPublicNotice) == nullptr) {
      return Precondition(Reason::k_G15_SERVICE_REQUIRED,
                          "the policy does not say when a public notice counts as served; "
                          "政策未规定公告送达期限");
    }
    PROBITY_ASSIGN_OR_RETURN(deemed,
                             LastDayOf(policy, kPublicNotice, env.calendar, *record.announced));
  }
  return CheckServiceDate(record, issued, today, deemed);
}

absl::StatusOr<IssuedDocument> ServeDocument(const ServiceEnv& env, sql::Tx& tx,
                                             const RecordedAt& at, const std::string& actor,
                                             const CaseFile& file, const IssuedDocument& document,
                                             const ServiceRecord& record) {
  StoredService stored;
  stored.document_id = document.document_id;
  stored.case_id = document.case_id;
  stored.record = record;
  stored.actor = actor;
  stored.recorded_time = absl::ToUnixMicros(at.time);
  stored.scenario = at.scenario;
  PROBITY_RETURN_IF_ERROR(InsertService(tx, env.region, stored));
  NewDocument receipt;
  receipt.type = DocumentType::kServiceReceipt;
  receipt.about_id = document.document_id;
  receipt.served = ServedDocument{document.title, document.number_text, record};
  return IssueDocument(env, tx, at, actor, file, receipt);
}

absl::Status ServeLatest(const ServiceEnv& env, sql::Tx& tx, const RecordedAt& at,
                         const std::string& actor, const CaseFile& file, DocumentType type,
                         const ServiceRecord& record) {
  PROBITY_ASSIGN_OR_RETURN(const std::optional<IssuedDocument> document,
                           LatestDocument(tx, env.region, file.case_id, type));
  if (!document.has_value()) return absl::OkStatus();
  return ServeDocument(env, tx, at, actor, file, *document, record).status();
}

}  // namespace probity::scoring
