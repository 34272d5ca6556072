#include "services/scoring/api/case_convert.h"

#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/domain/institution.h"

namespace probity::scoring {
namespace {

constexpr int64_t kMaxRecoveryFen = 1'000'000'000'000'000;
constexpr size_t kMaxReason = 500;
constexpr size_t kMaxReference = 64;

v1::Finding FindingMessage(const FindingFile& finding) {
  v1::Finding message;
  message.set_item(finding.item);
  message.set_violation_code(finding.code);
  message.set_act_ref(finding.act_ref);
  message.set_act_start_date(DateText(finding.act_start));
  message.set_act_end_date(DateText(finding.act_end));
  message.set_notified_points(finding.notified_points);
  message.set_final_points(finding.final_points);
  message.set_verdict(static_cast<v1::FindingVerdict>(finding.verdict));
  message.set_recovery_fen(finding.recovery_fen);
  if (finding.final_recovery_fen.has_value()) {
    message.set_final_recovery_fen(*finding.final_recovery_fen);
  }
  message.set_reason(finding.reason);
  message.set_facts(finding.facts);
  message.set_service_class(static_cast<v1::ServiceClass>(finding.service_class));
  message.set_remands(finding.remands);
  message.set_safety_harmed(finding.safety_harmed);
  message.set_fraud_intent(finding.fraud_intent);
  for (const policy::Ground ground : finding.grounds) {
    message.add_grounds(static_cast<v1::FindingGround>(ground));
  }
  return message;
}

v1::Notice NoticeMessage(const NoticeRecord& notice) {
  v1::Notice message;
  message.set_notice_no(notice.no);
  message.set_issued_date(DateText(notice.issued));
  message.set_served_date(DateText(notice.served));
  message.set_superseded_date(DateText(notice.superseded));
  message.set_notified_points(notice.points);
  return message;
}

v1::Remedy RemedyMessage(const Remedy& remedy) {
  v1::Remedy message;
  message.set_remedy_no(remedy.no);
  message.set_kind(static_cast<v1::RemedyKind>(remedy.kind));
  message.set_filed_date(DateText(remedy.filed));
  message.set_body(remedy.body);
  message.set_document(remedy.document);
  message.set_stay_document(remedy.stay_document);
  message.set_late_reason(remedy.late_reason);
  message.set_outcome(static_cast<v1::RemedyOutcome>(remedy.outcome));
  message.set_outcome_date(DateText(remedy.decided));
  message.set_outcome_document(remedy.outcome_document);
  for (const auto& [item, points] : remedy.outcome_points) {
    v1::FinalPoints& one = *message.add_outcome_points();
    one.set_item(item);
    one.set_points(points);
  }
  return message;
}

void AddLaterSteps(const CaseFile& file, v1::Case& message) {
  message.set_returns_to_state(static_cast<v1::CaseState>(file.returns_to));
  message.set_suspended_date(DateText(file.suspended));
  message.set_executed_date(DateText(file.executed));
  message.set_closed_date(DateText(file.closed));
  message.set_archived_date(DateText(file.archived));
  message.set_revoked_date(DateText(file.revoked));
  message.set_revision(file.revision);
  message.set_termination_proposal(static_cast<v1::TerminationProposal>(file.termination));
  for (const NoticeRecord& one : file.notices) *message.add_notices() = NoticeMessage(one);
  for (const Remedy& one : file.remedies) *message.add_remedies() = RemedyMessage(one);
  if (file.ceiling_points.has_value()) message.set_ceiling_points(*file.ceiling_points);
  if (file.ceiling_recovery_fen.has_value()) {
    message.set_ceiling_recovery_fen(*file.ceiling_recovery_fen);
  }
}

// Each once, ascending.
std::vector<policy::Ground> GroundsField(const v1::Finding& finding, FieldCheck& check) {
  std::set<policy::Ground> grounds;
  for (const int number : finding.grounds()) {
    const bool known =
        number != v1::FINDING_GROUND_UNSPECIFIED && v1::FindingGround_IsValid(number);
    const bool fresh = grounds.insert(static_cast<policy::Ground>(number)).second;
    check.Check(known && fresh, "finding.grounds", "known grounds, each once");
  }
  return {grounds.begin(), grounds.end()};
}

// That conflicts struck members is for those who work the case.
bool MaySeeAttention(const rpc::Call& call) {
  return call.caller.Has(options::v1::ROLE_CASE_OFFICER) ||
         call.caller.Has(options::v1::ROLE_SUPERVISOR) ||
         call.caller.Has(options::v1::ROLE_DIRECTOR);
}

// Before the notice the points are proposed, not yet frozen.
int64_t NotifiedSum(const CaseFile& file) {
  if (file.notice.has_value()) return file.notified_points;
  int64_t sum = 0;
  for (const FindingFile& finding : file.findings) sum += finding.notified_points;
  return sum;
}

}  // namespace

v1::Case ToProto(const CaseFile& file, const rpc::Call& call) {
  v1::Case message;
  message.set_case_id(file.case_id);
  message.set_case_ref(file.case_ref);
  message.set_institution_id(file.institution_id);
  message.set_source(static_cast<v1::CaseSource>(file.source));
  message.set_state(static_cast<v1::CaseState>(file.state));
  message.set_etag(absl::StrCat(file.etag));
  for (const std::string& officer : file.officers) message.add_officers(officer);
  message.set_opened_date(DateText(file.opened));
  message.set_notice_date(DateText(file.notice));
  message.set_notice_served_date(DateText(file.notice_served));
  message.set_objection_deadline_date(DateText(file.objection_deadline));
  message.set_objection_filed_date(DateText(file.objection_filed));
  message.set_decided_date(DateText(file.decided));
  message.set_effective_date(DateText(file.effective));
  message.set_decision(static_cast<v1::Decision>(file.decision));
  for (const FindingFile& one : file.findings) *message.add_findings() = FindingMessage(one);
  message.set_notified_points(NotifiedSum(file));
  message.set_final_points(file.final_points);
  message.set_policy_sha256(file.policy_sha256);
  message.set_policy_choice(file.policy_choice);
  if (MaySeeAttention(call)) message.set_attention(file.attention);
  message.set_reversal_requested(file.reversal.has_value());
  AddLaterSteps(file, message);
  // Who reported a party is nothing the party may read off.
  if (!call.caller.Has(options::v1::ROLE_INSTITUTION)) {
    for (const std::string& lead : file.lead_ids) message.add_lead_ids(lead);
  }
  return message;
}

v1::TimelineEntry ToProto(const TransitionRow& line) {
  v1::TimelineEntry message;
  message.set_seq(static_cast<int32_t>(line.seq));
  message.set_from_state(static_cast<v1::CaseState>(line.from));
  message.set_to_state(static_cast<v1::CaseState>(line.to));
  message.set_actor(line.actor);
  message.set_business_date(DateText(line.business_date));
  *message.mutable_recorded_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(line.recorded_time);
  message.set_note(line.note);
  message.set_scenario_clock(line.scenario);
  return message;
}

FindingFile FindingField(const v1::Finding& finding, FieldCheck& check) {
  FindingFile made;
  made.item = finding.item();
  made.code = finding.violation_code();
  check.Check(IsInstitutionId(made.code), "finding.violation_code", "a code of the catalogue");
  check.Check(!finding.act_end_date().empty(), "finding.act_end_date", "required");
  made.act_end = DateField(finding.act_end_date(), "finding.act_end_date", absl::CivilDay(), check);
  made.act_start =
      DateField(finding.act_start_date(), "finding.act_start_date", made.act_end, check);
  check.Check(IsLabel(finding.act_ref(), 0, kMaxReference), "finding.act_ref",
              "at most 64 characters, without spaces around it");
  made.act_ref = finding.act_ref().empty() ? DateText(made.act_end) : finding.act_ref();
  made.notified_points = finding.notified_points();
  made.recovery_fen = finding.recovery_fen();
  check.Check(made.recovery_fen >= 0 && made.recovery_fen <= kMaxRecoveryFen,
              "finding.recovery_fen", "0 to 10^15");
  made.reason = finding.reason();
  CheckLength(made.reason, 0, kMaxReason, "finding.reason", check);
  made.facts = finding.facts();
  check.Check(v1::ServiceClass_IsValid(finding.service_class()), "finding.service_class",
              "a known class");
  made.service_class = static_cast<ServiceClass>(finding.service_class());
  made.safety_harmed = finding.safety_harmed();
  made.fraud_intent = finding.fraud_intent();
  made.grounds = GroundsField(finding, check);
  return made;
}

DocumentService MakeService(v1::ServiceMethod method, const std::string& served_date,
                            const std::string& receipt, bool signed_consent, FieldCheck& check) {
  check.Check(method != v1::SERVICE_METHOD_UNSPECIFIED && v1::ServiceMethod_IsValid(method),
              "method", "how the document was served");
  check.Check(!served_date.empty(), "served_date", "required");
  check.Check(IsLabel(receipt, 1, 200), "receipt", "number of the service receipt");
  DocumentService service;
  service.method = static_cast<ServiceMethod>(method);
  service.served = DateField(served_date, "served_date", absl::CivilDay(), check);
  service.receipt = receipt;
  service.signed_consent = signed_consent;
  return service;
}

void CheckLength(std::string_view text, size_t min, size_t max, std::string_view field,
                 FieldCheck& check) {
  const auto characters = static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
  check.Check(min <= characters && characters <= max, field,
              absl::StrCat(min, " to ", max, " characters"));
}

CaseState StateField(v1::CaseState state, FieldCheck& check) {
  check.Check(v1::CaseState_IsValid(state), "state", "a known state");
  return static_cast<CaseState>(state);
}

}  // namespace probity::scoring
