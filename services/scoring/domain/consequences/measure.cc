#include "services/scoring/domain/consequences/measure.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

using calendar::FormatDate;

absl::Status WrongState(std::string_view what) {
  return Precondition(Reason::k_MEASURE_STATE, what);
}

bool ScopeFits(const SuspensionOrder& order) {
  const bool institution = order.subject == MeasureSubject::kInstitution;
  const bool whole = order.scope == MeasureScope::kWhole;
  if (whole != order.scope_ref.empty()) return false;
  switch (order.kind) {
    case MeasureKind::kAgreement:
      return institution && whole;
    case MeasureKind::kDepartment:
      return institution && (order.scope == MeasureScope::kDepartment ||
                             order.scope == MeasureScope::kServiceLine);
    case MeasureKind::kPerson:
      return (order.subject == MeasureSubject::kPerson && whole) ||
             (institution && order.scope == MeasureScope::kPerson);
    default:
      return false;
  }
}

absl::Status CheckMonths(const SuspensionOrder& order, const policy::MonthRange& range) {
  if (order.days == 0 && range.Contains(order.months)) return absl::OkStatus();
  return Precondition(
      Reason::k_MEASURE_LENGTH,
      absl::StrCat("this suspension lasts ", range.min, " to ", range.max, " months; 期限为",
                   range.min, "至", range.max, "个月"),
      {{"months_min", absl::StrCat(range.min)}, {"months_max", absl::StrCat(range.max)}});
}

absl::Status CheckDays(const SuspensionOrder& order, int32_t most) {
  if (order.months == 0 && 1 <= order.days && order.days <= most) return absl::OkStatus();
  return Precondition(Reason::k_MEASURE_LENGTH,
                      absl::StrCat("an agreement is suspended for 1 to ", most,
                                   " days; beyond that it ends; 中止协议不超过", most, "日"),
                      {{"days_max", absl::StrCat(most)}});
}

absl::Status CheckLength(const SuspensionOrder& order, const policy::MeasureRules& rules) {
  switch (order.kind) {
    case MeasureKind::kAgreement:
      return CheckDays(order, rules.agreement_days_max);
    case MeasureKind::kDepartment:
      return CheckMonths(order, rules.department);
    case MeasureKind::kPerson:
      return CheckMonths(order, rules.person);
    default:
      return WrongState(
          "the ledger opens what points bring, a hold and an insured person's suspension are asked "
          "for "
          "first");
  }
}

absl::Status CheckLift(const Measure& measure, absl::CivilDay free_from, absl::CivilDay today) {
  if (measure.status != MeasureStatus::kInForce || !measure.last.has_value() ||
      !ClosesSettlement(measure.kind)) {
    return WrongState("only a suspension in force is lifted; 仅可提前恢复执行中的暂停");
  }
  const absl::CivilDay earliest = std::max(measure.first, today) + 1;
  if (today >= measure.first && earliest <= free_from && free_from <= *measure.last) {
    return absl::OkStatus();
  }
  return Precondition(
      Reason::k_LIFT_OUTSIDE_SPAN,
      absl::StrCat("it runs ", FormatDate(measure.first), " to ", FormatDate(*measure.last),
                   "; it is lifted while it runs, from tomorrow on, and on its last day at the "
                   "latest; 只能在暂停期间提前恢复"),
      {{"start_date", FormatDate(measure.first)}, {"end_date", FormatDate(*measure.last)}});
}

}  // namespace

std::optional<Span> DaysOf(const Measure& measure) {
  if (measure.status == MeasureStatus::kRequested || measure.status == MeasureStatus::kRefused) {
    return std::nullopt;
  }
  Span span{measure.first, measure.last};
  if (measure.free_from.has_value()) {
    const absl::CivilDay before = *measure.free_from - 1;
    span.last = span.last.has_value() ? std::min(*span.last, before) : before;
  }
  if (span.last.has_value() && *span.last < span.first) return std::nullopt;
  return span;
}

bool ClosesSettlement(MeasureKind kind) {
  return kind != MeasureKind::kHold;
}

absl::StatusOr<Measure> OrderSuspension(const SuspensionOrder& order,
                                        const policy::MeasureRules& rules, absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckLength(order, rules));
  if (!ScopeFits(order)) {
    return Precondition(
        Reason::k_MEASURE_SCOPE,
        "subject and scope do not fit this kind of suspension; 对象或范围与措施不符");
  }
  if (order.served > today) {
    return Precondition(Reason::k_G15_SERVICE_REQUIRED,
                        "an order that is not served has no effect; 决定未送达不生效");
  }
  Measure measure;
  measure.kind = order.kind;
  measure.subject = order.subject;
  measure.subject_id = order.subject_id;
  measure.scope = order.scope;
  measure.scope_ref = order.scope_ref;
  measure.case_id = order.case_id;
  measure.first = order.served + 1;
  measure.last = order.months > 0 ? calendar::MonthsAfter(order.served, order.months).last
                                  : order.served + order.days;
  measure.months = order.months;
  measure.basis = order.basis;
  measure.document = order.document;
  measure.reason = order.reason;
  measure.ordered_by = order.person;
  return measure;
}

absl::StatusOr<Measure> RequestLift(Measure measure, const LiftRequest& lift,
                                    absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckLift(measure, lift.free_from, today));
  measure.lift = lift;
  return measure;
}

absl::StatusOr<Measure> ApproveLift(Measure measure, std::string_view person,
                                    absl::CivilDay today) {
  if (!measure.lift.has_value()) {
    return Precondition(Reason::k_LIFT_NOT_REQUESTED,
                        "RequestLift comes first, by another person; 尚未申请提前恢复");
  }
  if (measure.lift->person == person) {
    return Denied(Reason::k_G22_TWO_PERSONS,
                  "who asked for the lift may not approve it; 申请人不得自行批准");
  }
  PROBITY_RETURN_IF_ERROR(CheckLift(measure, measure.lift->free_from, today));
  measure.free_from = measure.lift->free_from;
  measure.lift.reset();
  measure.status = MeasureStatus::kLifted;
  measure.approved_by = std::string(person);
  return measure;
}

}  // namespace probity::scoring
