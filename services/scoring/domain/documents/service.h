// Service of documents (送达, 民诉法 87–91, 95; 处罚法 61): what each way of serving must have on
// record before its date starts a clock.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_DOCUMENTS_SERVICE_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_DOCUMENTS_SERVICE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/status/status.h"
#include "services/scoring/domain/case_types.h"

namespace probity::scoring {

// Who may take a document for an institution (民诉法 89).
enum class Signatory {
  kNone = 0,
  kLegalRepresentative = 1,
  kPrincipal = 2,
  kMailClerk = 3,
  kAgent = 4,  // with a power of attorney
};

// A service record (送达回证). `served` alone starts clocks.
struct ServiceRecord {
  ServiceMethod method = ServiceMethod::kNone;
  absl::CivilDay served;
  std::string receipt;    // number of the paper, as the officer files it
  std::string recipient;  // who signed, at direct service
  Signatory signatory = Signatory::kNone;
  std::vector<std::string> witnesses;  // at left service
  std::string media_ref;               // photograph or video of left service
  std::string refusal;                 // why and by whom the document was refused
  std::string tracking_no;             // of the post
  std::optional<absl::CivilDay> sent;
  bool signed_consent = false;  // to electronic service
  std::string consent_ref;      // number of the signed confirmation
  std::optional<absl::CivilDay> consented;
  std::optional<absl::CivilDay> announced;  // of a public notice
  std::string cause;                        // why no other way was open
  std::string place;                        // address, system or newspaper

  bool operator==(const ServiceRecord&) const = default;
};

// What is missing for this method, each field under `prefix`:
// LEFT: the refusal, and a witness or a photograph. POST: the tracking number; a date of sending
// not after that of the return receipt, which is `served`. ELECTRONIC: the number of the signed
// confirmation, and its date not after `served`. PUBLIC_NOTICE: the date of the announcement and
// the cause. DIRECT: nothing beyond the receipt, whose signature is the proof; who signed, if a
// person is named. No record has what belongs to another method only.
void CheckServiceRecord(const ServiceRecord& record, const std::string& prefix, FieldCheck& check);

// SERVICE_DATE_INVALID unless issued ≤ served ≤ today, and, for a public notice, unless the notice
// was not announced before the document was issued and `served` is `deemed`, the day it counts as
// served (民诉法 95). G15_SERVICE_REQUIRED for electronic service without the party's signed
// consent.
absl::Status CheckServiceDate(const ServiceRecord& record, absl::CivilDay issued,
                              absl::CivilDay today, absl::CivilDay deemed);

// 直接送达, 留置送达, …
std::string_view ServiceMethodTitle(ServiceMethod method);
// 法定代表人, …
std::string_view SignatoryTitle(Signatory signatory);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_DOCUMENTS_SERVICE_H_
