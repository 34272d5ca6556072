#include "services/scoring/domain/consequences/cancellation.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

constexpr int32_t kMonthsOfYear = 12;

// The bands are ascending, and their bars never fall.
int32_t BarYears(const policy::Policy& policy, bool one_event) {
  if (policy.bands.empty()) return 0;
  const policy::Outcome heaviest =
      policy::Evaluate(policy, policy::FirstPoints(policy.bands.back()));
  return one_event ? heaviest.bar_years_one_event : heaviest.bar_years;
}

absl::Status CheckServed(const CancellationOrder& order, absl::CivilDay today) {
  if (order.served > today) {
    return Precondition(Reason::k_G15_SERVICE_REQUIRED,
                        "a decision that is not served has no effect; 决定未送达不生效");
  }
  if (order.served < order.since) {
    return Precondition(
        Reason::k_SERVICE_DATE_INVALID,
        absl::StrCat("a decision on what stands since ", absl::FormatCivilTime(order.since),
                     " cannot have been served before; 送达日期早于其依据"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Measure> OrderCancellation(const CancellationOrder& order,
                                          const policy::Policy& policy, absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckServed(order, today));
  Measure measure;
  measure.measure_id = order.measure_id;
  measure.kind = MeasureKind::kCancellation;
  measure.subject = order.subject;
  measure.subject_id = order.subject_id;
  measure.case_id = order.case_id;
  measure.first = order.served + 1;
  measure.basis = order.basis;
  measure.document = order.document;
  measure.reason = order.reason;
  measure.ordered_by = order.person;
  measure.policy_sha256 = policy.sha256;
  const int32_t years = BarYears(policy, order.one_event);
  if (years > 0) measure.bar_until = BarUntil(measure.first, years);
  return measure;
}

absl::CivilDay BarUntil(absl::CivilDay first, int32_t years) {
  return calendar::MonthsAfter(first - 1, kMonthsOfYear * years).last;
}

Measure EndCancellation(Measure measure, absl::CivilDay served) {
  measure.status = MeasureStatus::kFellAway;
  measure.free_from = std::max(measure.first, served + 1);
  measure.bar_until.reset();
  return measure;
}

}  // namespace probity::scoring
