#include "services/scoring/domain/clocks/change.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "services/scoring/domain/clocks/count.h"

namespace probity::scoring::clocks {
namespace {

using calendar::FormatDate;
using policy::ExcludedSpan;

absl::Status CheckOpen(const ClockFile& clock) {
  if (IsOpen(clock)) return absl::OkStatus();
  return Precondition(Reason::k_CLOCK_NOT_RUNNING,
                      absl::StrCat("the clock ", clock.key, " is ",
                                   ToAbsl(ClockStateName(clock.state)), "; 期限已终止"),
                      {{"state", std::string(ClockStateName(clock.state))}});
}

absl::Status CheckNotOver(const ClockFile& clock, Date today) {
  const bool over = clock.last_day.has_value() && today > *clock.last_day;
  if (clock.state == ClockState::kHeld || !over) return absl::OkStatus();
  return Precondition(
      Reason::k_EXTENSION_TOO_LATE,
      absl::StrCat("the clock ", clock.key, " ran out on ", FormatDate(*clock.last_day),
                   " at 24:00; what has run out is not extended; 期限届满后不得延长"),
      {{"last_date", FormatDate(*clock.last_day)}});
}

// The extension whose turn it is, if this approver may grant it.
absl::StatusOr<policy::Extension> NextExtension(const ClockFile& clock,
                                                const policy::Deadline& deadline,
                                                policy::ExtensionBy by) {
  if (clock.grants.size() >= deadline.extensions.size()) {
    return Precondition(
        Reason::k_EXTENSION_NOT_ALLOWED,
        absl::StrCat("the policy allows ", deadline.extensions.size(), " extension(s) of ",
                     clock.key, ", and ", clock.grants.size(), " have been granted; 不得再次延长"));
  }
  const policy::Extension& next = deadline.extensions[clock.grants.size()];
  if (next.by == by) return next;
  return Precondition(Reason::k_EXTENSION_NOT_ALLOWED,
                      absl::StrCat("the next extension of ", clock.key,
                                   " is another approver's to grant; 须由规定的批准人批准"),
                      {{"approver", std::to_string(static_cast<int>(next.by))}});
}

absl::Status CheckAmount(const ClockFile& clock, const policy::Deadline& deadline,
                         const policy::Extension& next, int32_t count) {
  int32_t granted = 0;
  for (const Grant& grant : clock.grants) {
    granted += grant.unit == deadline.unit ? grant.count : 0;
  }
  const bool capped = deadline.extension_cap > 0 && next.unit == deadline.unit;
  const int32_t left = capped ? deadline.extension_cap - granted : next.count;
  const int32_t most = std::min(next.count, left);
  if (count >= 1 && count <= most) return absl::OkStatus();
  return Precondition(Reason::k_EXTENSION_CAP,
                      absl::StrCat("this extension of ", clock.key, " adds 1 to ", most, ", not ",
                                   count, "; 延长期限超过上限"),
                      {{"most", std::to_string(most)}});
}

bool Excludes(const policy::Deadline& deadline, ExcludedSpan kind) {
  return std::find(deadline.excluded.begin(), deadline.excluded.end(), kind) !=
         deadline.excluded.end();
}

absl::Status BadSpan(const ClockFile& clock, std::string_view why) {
  return Precondition(Reason::k_G21_EXCLUDED_SPAN,
                      absl::StrCat("excluded span of ", clock.key, ": ", ToAbsl(why)));
}

// A suspension of the case may cover what people exclude: its days are given back once.
bool Overlap(const Span& a, const Span& b) {
  if (a.kind == ExcludedSpan::kCaseSuspended || b.kind == ExcludedSpan::kCaseSuspended) {
    return false;
  }
  const bool a_before_b = a.last.has_value() && *a.last < b.first;
  const bool b_before_a = b.last.has_value() && *b.last < a.first;
  return !a_before_b && !b_before_a;
}

// G21: not before the event, not after the end, not in the future, not twice.
absl::Status CheckSpan(const ClockFile& clock, const Span& span, Date today) {
  if (span.first < clock.event) {
    return BadSpan(
        clock, absl::StrCat("it begins on ", FormatDate(span.first), ", before the clock began on ",
                            FormatDate(clock.event), "; 不得早于起算日"));
  }
  if (span.first > today || (span.last.has_value() && *span.last > today)) {
    return BadSpan(clock, absl::StrCat("it lies in the future; today is ", FormatDate(today),
                                       "; leave the last day open until it has ended; "
                                       "不得晚于今日"));
  }
  if (span.last.has_value() && *span.last < span.first) {
    return BadSpan(clock, "it ends before it begins; 止日早于起日");
  }
  if (clock.last_day.has_value() && clock.state != ClockState::kHeld &&
      span.first > *clock.last_day) {
    return BadSpan(clock, absl::StrCat("it begins after the last day ", FormatDate(*clock.last_day),
                                       "; 期限已届满"));
  }
  for (const Span& other : clock.spans) {
    if (other.seq == span.seq || !Overlap(other, span)) continue;
    return BadSpan(
        clock, absl::StrCat("it overlaps the span from ", FormatDate(other.first),
                            other.last.has_value() ? absl::StrCat(" to ", FormatDate(*other.last))
                                                   : std::string(" on, which has not ended"),
                            "; 与已有扣除期间重叠"));
  }
  return absl::OkStatus();
}

std::vector<Span>::iterator OpenSpan(ClockFile& clock, ExcludedSpan kind) {
  return std::find_if(clock.spans.begin(), clock.spans.end(), [kind](const Span& span) {
    return span.kind == kind && !span.last.has_value();
  });
}

// The report of an overdue clock no longer holds once it runs again.
ClockFile WithoutReport(ClockFile clock) {
  if (clock.state != ClockState::kOverdue) clock.reported.reset();
  return clock;
}

absl::StatusOr<ClockFile> Recounted(ClockFile clock, const Rules& rules, Beyond beyond) {
  PROBITY_ASSIGN_OR_RETURN(
      clock, Recount(std::move(clock), rules.deadline, rules.calendar, rules.today, beyond));
  return WithoutReport(std::move(clock));
}

}  // namespace

absl::StatusOr<ClockFile> Extend(ClockFile clock, Grant grant, const Rules& rules) {
  PROBITY_RETURN_IF_ERROR(CheckOpen(clock));
  PROBITY_RETURN_IF_ERROR(CheckNotOver(clock, rules.today));
  PROBITY_ASSIGN_OR_RETURN(const policy::Extension next,
                           NextExtension(clock, rules.deadline, grant.by));
  PROBITY_RETURN_IF_ERROR(CheckAmount(clock, rules.deadline, next, grant.count));
  grant.seq = static_cast<int32_t>(clock.grants.size()) + 1;
  grant.unit = next.unit;
  grant.granted = rules.today;
  clock.grants.push_back(std::move(grant));
  return Recounted(std::move(clock), rules, Beyond::kRefuse);
}

absl::StatusOr<ClockFile> AddSpan(ClockFile clock, Span span, const Rules& rules) {
  PROBITY_RETURN_IF_ERROR(CheckOpen(clock));
  // Suspension is a step of the case, which alone opens and ends such a span.
  if (!Excludes(rules.deadline, span.kind) || span.kind == ExcludedSpan::kCaseSuspended) {
    return Precondition(Reason::k_EXCLUDED_SPAN_KIND,
                        absl::StrCat("the policy does not let such a span be excluded from ",
                                     clock.key, " by hand; 该类期间不得扣除"));
  }
  span.seq = static_cast<int32_t>(clock.spans.size()) + 1;
  PROBITY_RETURN_IF_ERROR(CheckSpan(clock, span, rules.today));
  clock.spans.push_back(std::move(span));
  return Recounted(std::move(clock), rules, Beyond::kWait);
}

absl::StatusOr<ClockFile> EndSpan(ClockFile clock, ExcludedSpan kind, Date last,
                                  const Rules& rules) {
  PROBITY_RETURN_IF_ERROR(CheckOpen(clock));
  const auto open = OpenSpan(clock, kind);
  if (open == clock.spans.end() || kind == ExcludedSpan::kCaseSuspended) {
    return BadSpan(clock, "no span of this kind goes on; 无进行中的扣除期间");
  }
  open->last = last;
  PROBITY_RETURN_IF_ERROR(CheckSpan(clock, *open, rules.today));
  return Recounted(std::move(clock), rules, Beyond::kWait);
}

absl::StatusOr<ClockFile> Suspend(ClockFile clock, Span span, const Rules& rules) {
  span.kind = ExcludedSpan::kCaseSuspended;
  span.first = rules.today;
  span.last.reset();
  if (!IsOpen(clock) || !Excludes(rules.deadline, span.kind) ||
      OpenSpan(clock, span.kind) != clock.spans.end()) {
    return clock;
  }
  span.seq = static_cast<int32_t>(clock.spans.size()) + 1;
  clock.spans.push_back(std::move(span));
  return Recounted(std::move(clock), rules, Beyond::kWait);
}

absl::StatusOr<ClockFile> Resume(ClockFile clock, const Rules& rules) {
  const auto open = OpenSpan(clock, ExcludedSpan::kCaseSuspended);
  if (!IsOpen(clock) || open == clock.spans.end()) return clock;
  open->last = rules.today;
  return Recounted(std::move(clock), rules, Beyond::kWait);
}

ClockFile Meet(ClockFile clock, Date day) {
  if (!IsOpen(clock)) return clock;
  const bool over = clock.state == ClockState::kRunning && IsDue(clock, day);
  if (over && clock.on_expiry == policy::OnExpiry::kReportOverdue) clock.reported = day;
  clock.met = day;
  clock.state = ClockState::kMet;
  return clock;
}

absl::StatusOr<ClockFile> Expire(ClockFile clock, Date today) {
  if (!IsDue(clock, today)) {
    return Precondition(Reason::k_CLOCK_NOT_RUNNING,
                        absl::StrCat("the clock ", clock.key, " is not over"));
  }
  clock.reported = today;
  clock.state = clock.on_expiry == policy::OnExpiry::kReportOverdue ? ClockState::kOverdue
                                                                    : ClockState::kExpired;
  return clock;
}

ClockFile Cancel(ClockFile clock) {
  if (IsOpen(clock)) clock.state = ClockState::kCancelled;
  return clock;
}

}  // namespace probity::scoring::clocks
