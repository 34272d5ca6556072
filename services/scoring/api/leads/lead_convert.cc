#include "services/scoring/api/leads/lead_convert.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/domain/institution.h"

namespace probity::scoring {
namespace {

constexpr size_t kMaxId = 64;
constexpr size_t kMaxCode = 32;
constexpr size_t kMaxSystem = 32;
constexpr size_t kMaxDescription = 2000;
constexpr int64_t kMaxAmountFen = 1'000'000'000'000'000;

bool IsOpen(const Lead& lead) {
  return lead.state == LeadState::kReceived || lead.state == LeadState::kVerifying;
}

}  // namespace

bool IsSourceSystem(std::string_view text) {
  return !text.empty() && text.size() <= kMaxSystem &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

LeadReport ReportField(const v1::ReportedLead& lead, absl::CivilDay today, CodeRule rule,
                       std::string_view prefix, FieldCheck& check) {
  const auto name = [prefix](const char* field) { return absl::StrCat(ToAbsl(prefix), field); };
  LeadReport report;
  report.external_id = lead.external_id();
  report.amount_fen = lead.amount_fen();
  report.description = lead.description();
  report.act.institution_id = lead.institution_id();
  report.act.code = lead.violation_code();
  report.act.act_end = DateField(lead.act_end_date(), name("act_end_date"), today, check);
  report.act.act_start =
      DateField(lead.act_start_date(), name("act_start_date"), report.act.act_end, check);
  report.act.act_ref = lead.act_ref().empty() ? lead.act_end_date() : lead.act_ref();
  check.Check(IsLabel(report.external_id, 1, kMaxId), name("external_id"),
              "1 to 64 characters, without spaces around it");
  check.Check(IsInstitutionId(report.act.institution_id), name("institution_id"),
              "1 to 32 of A-Z 0-9 - _");
  check.Check(report.act.code.empty()
                  ? rule == CodeRule::kOptional
                  : IsInstitutionId(report.act.code) && report.act.code.size() <= kMaxCode,
              name("violation_code"), "a code of the catalogue");
  check.Check(lead.act_ref().empty() || IsLabel(lead.act_ref(), 1, kMaxId), name("act_ref"),
              "at most 64 characters, without spaces around it");
  check.Check(!lead.act_end_date().empty() && report.act.act_end <= today, name("act_end_date"),
              "required: YYYY-MM-DD, not in the future");
  check.Check(report.act.act_start <= report.act.act_end, name("act_start_date"),
              "not after act_end_date");
  check.Check(0 <= report.amount_fen && report.amount_fen <= kMaxAmountFen, name("amount_fen"),
              "0 to 10^15");
  CheckLength(report.description, 0, kMaxDescription, name("description"), check);
  return report;
}

google::protobuf::Timestamp MomentOf(int64_t micros) {
  google::protobuf::Timestamp time;
  time.set_seconds(micros / 1'000'000);
  time.set_nanos(static_cast<int32_t>(micros % 1'000'000) * 1000);
  return time;
}

v1::Lead ToProto(const Lead& lead, absl::CivilDay today) {
  v1::Lead made;
  made.set_lead_id(lead.lead_id);
  made.set_institution_id(lead.act.institution_id);
  made.set_violation_code(lead.act.code);
  made.set_act_ref(lead.act.act_ref);
  made.set_act_start_date(calendar::FormatDate(lead.act.act_start));
  made.set_act_end_date(calendar::FormatDate(lead.act.act_end));
  made.set_source(static_cast<v1::CaseSource>(lead.source));
  made.set_state(static_cast<v1::LeadState>(lead.state));
  made.set_etag(absl::StrCat(lead.etag));
  made.set_received_date(calendar::FormatDate(lead.received));
  made.set_verify_due_date(DateText(lead.verify_due));
  made.set_extended(lead.extended);
  made.set_overdue(IsOpen(lead) && lead.verify_due.has_value() && today > *lead.verify_due);
  made.set_verifier(lead.verifier);
  made.set_late_reason(lead.late_reason);
  made.set_outcome_reason(lead.outcome_reason);
  made.set_transferred_to(lead.transferred_to);
  made.set_document(lead.document);
  made.set_case_id(lead.case_id);
  return made;
}

v1::LeadReport ToProto(const StoredReport& stored, const Lead& lead) {
  const LeadReport& report = stored.report;
  v1::LeadReport made;
  made.set_source_system(report.source_system);
  v1::ReportedLead& said = *made.mutable_lead();
  said.set_external_id(report.external_id);
  said.set_institution_id(lead.act.institution_id);
  said.set_violation_code(lead.act.code);
  said.set_act_ref(lead.act.act_ref);
  said.set_act_start_date(calendar::FormatDate(report.act.act_start));
  said.set_act_end_date(calendar::FormatDate(report.act.act_end));
  said.set_amount_fen(report.amount_fen);
  said.set_description(report.description);
  made.set_received_date(calendar::FormatDate(report.received));
  made.set_reported_by(report.reported_by);
  *made.mutable_recorded_time() = MomentOf(stored.recorded_time);
  return made;
}

v1::LeadEvent ToProto(const LeadEvent& event) {
  v1::LeadEvent made;
  made.set_seq(static_cast<int32_t>(event.seq));
  made.set_from_state(static_cast<v1::LeadState>(event.from));
  made.set_to_state(static_cast<v1::LeadState>(event.to));
  made.set_actor(event.actor);
  made.set_business_date(calendar::FormatDate(event.business_date));
  *made.mutable_recorded_time() = MomentOf(event.recorded_time);
  made.set_note(event.note);
  made.set_scenario_clock(event.scenario);
  return made;
}

v1::RejectedLead ToProto(const Rejection& rejection) {
  v1::RejectedLead made;
  made.set_index(rejection.index);
  made.set_external_id(rejection.external_id);
  made.set_reason(rejection.reason);
  made.set_detail(rejection.detail);
  return made;
}

std::string CutTo(std::string_view text, size_t max) {
  if (text.size() <= max) return std::string(text);
  size_t end = max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end));
}

}  // namespace probity::scoring
