// Between the messages of evidence and their values.
#ifndef PROBITY_SERVICES_SCORING_API_EVIDENCE_EVIDENCE_CONVERT_H_
#define PROBITY_SERVICES_SCORING_API_EVIDENCE_EVIDENCE_CONVERT_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "common/status/status.h"
#include "probity/scoring/v1/evidence.pb.h"
#include "services/scoring/domain/evidence/custody.h"
#include "services/scoring/domain/evidence/evidence.h"

namespace probity::scoring {

// What a caller states about an item; what the service fills is left out. Violations are recorded
// under `head.…`; a date after `today` is one.
EvidenceItem HeadField(const v1::EvidenceHead& head, absl::CivilDay today, FieldCheck& check);

v1::Evidence ToProto(const EvidenceItem& item, const std::vector<EvidenceReview>& reviews);
v1::EvidenceReview ToProto(const EvidenceReview& review);
v1::CustodyLine ToProto(const CustodyLine& line);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_EVIDENCE_EVIDENCE_CONVERT_H_
