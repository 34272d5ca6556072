#include "services/scoring/api/documents/document_convert.h"

#include "google/protobuf/util/time_util.h"
#include "services/scoring/api/convert.h"

namespace probity::scoring {

using google::protobuf::util::TimeUtil;

v1::Document ToProto(const IssuedDocument& document, const std::optional<StoredService>& service) {
  v1::Document made;
  made.set_document_id(document.document_id);
  made.set_type(static_cast<v1::DocumentType>(document.type));
  made.set_number(document.number_text);
  made.set_title(document.title);
  made.set_case_id(document.case_id);
  made.set_institution_id(document.institution_id);
  made.set_issued_date(DateText(document.issued));
  made.set_actor(document.actor);
  *made.mutable_recorded_time() = TimeUtil::MicrosecondsToTimestamp(document.recorded_time);
  made.set_scenario_clock(document.scenario);
  made.set_content_sha256(document.content_sha256);
  made.set_about_id(document.about_id);
  if (service.has_value()) made.set_served_date(DateText(service->record.served));
  return made;
}

v1::ServiceRecord ToProto(const StoredService& service, const std::string& number) {
  const ServiceRecord& record = service.record;
  v1::ServiceRecord made;
  made.set_document_id(service.document_id);
  made.set_number(number);
  made.set_method(static_cast<v1::ServiceMethod>(record.method));
  made.set_served_date(DateText(record.served));
  made.set_receipt(record.receipt);
  made.set_signed_consent(record.signed_consent);
  made.set_actor(service.actor);
  *made.mutable_recorded_time() = TimeUtil::MicrosecondsToTimestamp(service.recorded_time);
  v1::ServiceDetails& details = *made.mutable_details();
  details.set_recipient(record.recipient);
  details.set_signatory(static_cast<v1::Signatory>(record.signatory));
  for (const std::string& witness : record.witnesses) details.add_witnesses(witness);
  details.set_media_ref(record.media_ref);
  details.set_refusal(record.refusal);
  details.set_tracking_no(record.tracking_no);
  details.set_sent_date(DateText(record.sent));
  details.set_consent_ref(record.consent_ref);
  details.set_consented_date(DateText(record.consented));
  details.set_announced_date(DateText(record.announced));
  details.set_cause(record.cause);
  details.set_place(record.place);
  return made;
}

}  // namespace probity::scoring
