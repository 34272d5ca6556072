#include "services/scoring/api/consequences/consequence_convert.h"

#include "absl/strings/str_cat.h"
#include "common/id/id.h"
#include "google/protobuf/util/time_util.h"
#include "services/scoring/api/consequences/measures.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/domain/consequences/hold.h"
#include "services/scoring/domain/institution.h"

namespace probity::scoring {

using consequences::IdText;

v1::Measure ToProto(const Measure& measure) {
  v1::Measure to;
  to.set_measure_id(IdText(measure.measure_id));
  to.set_kind(static_cast<v1::MeasureKind>(measure.kind));
  to.set_status(static_cast<v1::MeasureStatus>(measure.status));
  to.set_subject(static_cast<v1::MeasureSubject>(measure.subject));
  to.set_subject_id(measure.subject_id);
  to.set_year(measure.year);
  to.set_scope(static_cast<v1::MeasureScope>(measure.scope));
  to.set_scope_ref(measure.scope_ref);
  to.set_case_id(measure.case_id);
  if (measure.status != MeasureStatus::kRequested && measure.status != MeasureStatus::kRefused) {
    to.set_start_date(DateText(measure.first));
  }
  to.set_end_date(DateText(measure.last));
  to.set_free_from_date(DateText(measure.free_from));
  to.set_months(measure.months);
  to.set_basis(measure.basis);
  to.set_document(measure.document);
  to.set_reason(measure.reason);
  to.set_ordered_by(measure.ordered_by);
  to.set_approved_by(measure.approved_by);
  if (measure.lift.has_value()) {
    to.set_lift_from_date(DateText(measure.lift->free_from));
    to.set_lift_requested_by(measure.lift->person);
    to.set_lift_reason(measure.lift->reason);
    to.set_lift_due_date(DateText(measure.lift->due));
  }
  to.set_outcome(static_cast<v1::HoldOutcome>(measure.outcome));
  to.set_held_fen(measure.held_fen);
  to.set_settles_as_normal(SettlesAsNormal(measure));
  to.set_bar_until_date(DateText(measure.bar_until));
  to.set_policy_sha256(measure.policy_sha256);
  to.set_etag(absl::StrCat(measure.etag));
  to.set_continues_id(IdText(measure.continues_id));
  return to;
}

v1::MeasureEvent ToProto(const MeasureEvent& event) {
  v1::MeasureEvent to;
  to.set_seq(event.seq);
  to.set_what(event.what);
  to.set_business_date(DateText(event.business_date));
  to.set_actor(event.actor);
  to.set_note(event.note);
  to.set_start_date(DateText(event.first));
  to.set_end_date(DateText(event.last));
  to.set_free_from_date(DateText(event.free_from));
  *to.mutable_recorded_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(event.recorded_time);
  to.set_scenario_clock(event.scenario);
  return to;
}

v1::SwitchCommand ToProto(const SwitchCommand& command) {
  v1::SwitchCommand to;
  to.set_subject(static_cast<v1::MeasureSubject>(command.subject));
  to.set_subject_id(command.subject_id);
  to.set_scope(static_cast<v1::MeasureScope>(command.scope));
  to.set_scope_ref(command.scope_ref);
  to.set_no(command.no);
  to.set_action(static_cast<v1::SwitchAction>(command.action));
  to.set_effective_date(DateText(command.effective));
  to.set_withdraws_no(command.withdraws_no);
  to.set_state(static_cast<v1::SwitchState>(command.state));
  to.set_commanded_date(DateText(command.commanded));
  to.set_acknowledged_date(DateText(command.acknowledged));
  to.set_acknowledged_by(command.acknowledged_by);
  to.set_receipt(command.receipt);
  return to;
}

v1::Bar ToProto(const Bar& bar) {
  v1::Bar to;
  to.set_bar_id(IdText(bar.bar_id));
  to.set_subject(static_cast<v1::BarSubject>(bar.subject));
  to.set_subject_id(bar.subject_id);
  to.set_institution_id(bar.institution_id);
  to.set_case_id(bar.case_id);
  to.set_start_date(DateText(bar.first));
  to.set_end_date(DateText(bar.last));
  to.set_ended_date(DateText(bar.ended));
  to.set_basis(bar.basis);
  to.set_document(bar.document);
  to.set_reason(bar.reason);
  to.set_ordered_by(bar.ordered_by);
  return to;
}

v1::QualificationChange ToProto(const QualificationChange& change) {
  v1::QualificationChange to;
  to.set_institution_id(change.institution_id);
  to.set_qualification(std::string(policy::QualificationName(change.qualification)));
  to.set_year(change.year);
  to.set_seq(change.seq);
  to.set_action(static_cast<v1::QualificationAction>(change.action));
  to.set_effective_date(DateText(change.effective));
  to.set_points_year(change.points_year);
  to.set_points(change.points);
  to.set_policy_sha256(change.policy_sha256);
  return to;
}

MeasureKind KindField(v1::MeasureKind kind, std::string_view field, FieldCheck& check) {
  check.Check(v1::MeasureKind_IsValid(kind) && kind != v1::MEASURE_KIND_UNSPECIFIED, field,
              "a kind of measure");
  return static_cast<MeasureKind>(kind);
}

MeasureSubject SubjectField(v1::MeasureSubject subject, std::string_view field, FieldCheck& check) {
  check.Check(v1::MeasureSubject_IsValid(subject) && subject != v1::MEASURE_SUBJECT_UNSPECIFIED,
              field, "INSTITUTION, PERSON or INSURED");
  return static_cast<MeasureSubject>(subject);
}

void CheckLabel(std::string_view text, size_t min, size_t max, std::string_view field,
                FieldCheck& check) {
  check.Check((min == 0 && text.empty()) || IsLabel(text, std::max<size_t>(min, 1), max), field,
              absl::StrCat(min, " to ", max, " characters on one line"));
}

}  // namespace probity::scoring
