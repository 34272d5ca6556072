#include "services/scoring/api/clocks/clock_convert.h"

#include <algorithm>
#include <optional>

#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/convert.h"

namespace probity::scoring::clocks {
namespace {

constexpr size_t kMaxReason = 500;
constexpr size_t kMaxDocument = 200;

std::optional<Date> OptionalDateField(const std::string& text, std::string_view field,
                                      FieldCheck& check) {
  if (text.empty()) return std::nullopt;
  return DateField(text, field, Date(), check);
}

void AddDetail(const ClockFile& clock, v1::ClockView& view) {
  for (const Grant& grant : clock.grants) {
    v1::ClockExtension& added = *view.add_extensions();
    added.set_seq(grant.seq);
    added.set_by(static_cast<policy::v1::ExtensionBy>(grant.by));
    added.set_count(grant.count);
    added.set_unit(static_cast<policy::v1::TimeUnit>(grant.unit));
    added.set_granted_date(DateText(grant.granted));
    added.set_person(grant.person);
    added.set_reason(grant.reason);
    added.set_document(grant.document);
  }
  for (const Span& span : clock.spans) {
    v1::ClockSpan& added = *view.add_spans();
    added.set_seq(span.seq);
    added.set_kind(static_cast<policy::v1::ExcludedSpan>(span.kind));
    added.set_first_date(DateText(span.first));
    added.set_last_date(DateText(span.last));
    added.set_reason(span.reason);
    added.set_document(span.document);
    added.set_person(span.person);
  }
}

}  // namespace

v1::ClockView ToProto(const ClockFile& clock, std::string_view case_ref, Date today) {
  v1::ClockView view;
  v1::ClockRef& ref = *view.mutable_clock();
  ref.set_subject_kind(static_cast<v1::ClockSubjectKind>(clock.subject.kind));
  ref.set_subject_id(clock.subject.id);
  ref.set_key(clock.key);
  view.set_run(clock.run);
  view.set_state(static_cast<v1::ClockState>(clock.state));
  view.set_event_date(DateText(clock.event));
  view.set_last_date(DateText(clock.last_day));
  view.set_assumed(clock.assumed);
  view.set_on_expiry(static_cast<policy::v1::OnExpiry>(clock.on_expiry));
  view.set_case_id(clock.case_id);
  view.set_case_ref(std::string(case_ref));
  view.set_institution_id(clock.institution_id);
  view.set_officer(clock.officer);
  view.set_met_date(DateText(clock.met));
  view.set_reported_date(DateText(clock.reported));
  view.set_late(WasLate(clock));
  if (clock.last_day.has_value()) {
    view.set_days_left(static_cast<int32_t>(*clock.last_day - today));
  }
  view.set_policy_sha256(clock.policy_sha256);
  AddDetail(clock, view);
  return view;
}

namespace {

// As the columns hold it.
bool IsPlain(std::string_view text, size_t at_most) {
  return !text.empty() && text.size() <= at_most &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace

ClockName NameField(const v1::ClockRef& ref, FieldCheck& check) {
  const bool unspecified = ref.subject_kind() == v1::CLOCK_SUBJECT_KIND_UNSPECIFIED;
  check
      .Check(v1::ClockSubjectKind_IsValid(ref.subject_kind()), "clock.subject_kind",
             "a kind of this version")
      .Check(IsPlain(ref.subject_id(), kMaxSubjectId), "clock.subject_id",
             "1 to 64 printable ASCII characters")
      .Check(IsPlain(ref.key(), kMaxKey), "clock.key", "a deadline of the policy, e.g. decide");
  ClockName name;
  name.subject.kind =
      unspecified ? SubjectKind::kCase : static_cast<SubjectKind>(ref.subject_kind());
  name.subject.id = ref.subject_id();
  name.key = ref.key();
  return name;
}

Grant GrantField(const v1::ExtendDeadlineRequest& request, std::string_view person,
                 FieldCheck& check) {
  check
      .Check(policy::v1::ExtensionBy_IsValid(request.by()) &&
                 request.by() != policy::v1::EXTENSION_BY_UNSPECIFIED,
             "by", "who approves it")
      .Check(request.count() >= 1, "count", "at least 1");
  CheckLength(request.reason(), 1, kMaxReason, "reason", check);
  CheckLength(request.document(), 1, kMaxDocument, "document", check);
  Grant grant;
  grant.by = static_cast<policy::ExtensionBy>(request.by());
  grant.count = request.count();
  grant.person = std::string(person);
  grant.reason = request.reason();
  grant.document = request.document();
  return grant;
}

policy::ExcludedSpan SpanKindField(policy::v1::ExcludedSpan kind, FieldCheck& check) {
  check.Check(
      policy::v1::ExcludedSpan_IsValid(kind) && kind != policy::v1::EXCLUDED_SPAN_UNSPECIFIED,
      "kind", "why the days are not counted");
  return static_cast<policy::ExcludedSpan>(kind);
}

Span SpanField(const v1::AddExcludedSpanRequest& request, std::string_view person,
               FieldCheck& check) {
  Span span;
  span.kind = SpanKindField(request.kind(), check);
  check.Check(!request.first_date().empty(), "first_date", "required");
  span.first = DateField(request.first_date(), "first_date", Date(), check);
  span.last = OptionalDateField(request.last_date(), "last_date", check);
  CheckLength(request.reason(), 1, kMaxReason, "reason", check);
  CheckLength(request.document(), 1, kMaxDocument, "document", check);
  span.reason = request.reason();
  span.document = request.document();
  span.person = std::string(person);
  return span;
}

}  // namespace probity::scoring::clocks
