// Between the messages of leads and their values.
#ifndef PROBITY_SERVICES_SCORING_API_LEADS_LEAD_CONVERT_H_
#define PROBITY_SERVICES_SCORING_API_LEADS_LEAD_CONVERT_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "common/status/status.h"
#include "google/protobuf/timestamp.pb.h"
#include "probity/scoring/v1/lead.pb.h"
#include "services/scoring/domain/leads/lead.h"
#include "services/scoring/store/leads/lead_store.h"
#include "services/scoring/store/leads/report_store.h"

namespace probity::scoring {

// What a source states about an act; source, system, day and person are left to the caller.
// Violations are recorded under `prefix`. A monitoring system names the code.
enum class CodeRule { kRequired, kOptional };
LeadReport ReportField(const v1::ReportedLead& lead, absl::CivilDay today, CodeRule rule,
                       std::string_view prefix, FieldCheck& check);

// 1..32 of a-z 0-9 - _.
bool IsSourceSystem(std::string_view text);

v1::Lead ToProto(const Lead& lead, absl::CivilDay today);
v1::LeadReport ToProto(const StoredReport& stored, const Lead& lead);
v1::LeadEvent ToProto(const LeadEvent& event);
v1::RejectedLead ToProto(const Rejection& rejection);
google::protobuf::Timestamp MomentOf(int64_t micros);

// At most `max` bytes of `text`, not cut inside a character.
std::string CutTo(std::string_view text, size_t max);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_LEADS_LEAD_CONVERT_H_
