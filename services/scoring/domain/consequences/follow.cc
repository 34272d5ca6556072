#include "services/scoring/domain/consequences/follow.h"

#include <algorithm>
#include <set>
#include <utility>

#include "common/calendar/date.h"
#include "services/scoring/domain/consequences/cancellation.h"

namespace probity::scoring {
namespace {

using calendar::Period;

// The spans the standing asks for, overlapping ones as one; those that only touch stay apart.
std::vector<Period> Wanted(const Standing& standing) {
  std::vector<Period> spans = standing.earlier_suspensions;
  if (standing.consequence.suspension.has_value()) {
    spans.push_back(*standing.consequence.suspension);
  }
  std::sort(spans.begin(), spans.end(),
            [](const Period& a, const Period& b) { return a.first < b.first; });
  std::vector<Period> merged;
  for (const Period& span : spans) {
    if (span.last < span.first) continue;
    if (!merged.empty() && span.first <= merged.back().last) {
      merged.back().last = std::max(merged.back().last, span.last);
    } else {
      merged.push_back(span);
    }
  }
  return merged;
}

class Follower {
 public:
  Follower(const std::vector<Measure>& kept, const Standing& standing, const Cause& cause)
      : kept_(kept), standing_(standing), cause_(cause) {}

  std::vector<MeasureStep> Run() && {
    for (const Period& span : Wanted(standing_)) FollowSpan(span);
    EndTheRest();
    FollowCancellation();
    return std::move(steps_);
  }

 private:
  Measure Fresh(MeasureKind kind, absl::CivilDay first) const {
    Measure measure;
    measure.kind = kind;
    measure.first = first;
    measure.case_id = cause_.case_id;
    measure.document = cause_.band;
    measure.policy_sha256 = cause_.policy_sha256;
    measure.ordered_by = cause_.actor;
    return measure;
  }

  void OpenSuspension(const Period& span, const std::string& continues_id) {
    Measure measure = Fresh(cause_.kind, span.first);
    measure.last = span.last;
    measure.months = standing_.consequence.suspend_months;
    measure.continues_id = continues_id;
    steps_.push_back({std::move(measure), "ORDERED"});
  }

  const Measure* FindRoot(absl::CivilDay first) const {
    for (const Measure& measure : kept_) {
      if (measure.kind == cause_.kind && measure.continues_id.empty() && measure.first == first &&
          !Used(measure)) {
        return &measure;
      }
    }
    return nullptr;
  }

  const Measure* FindContinuation(const Measure& of) const {
    for (const Measure& measure : kept_) {
      if (measure.continues_id == of.measure_id && !Used(measure)) return &measure;
    }
    return nullptr;
  }

  bool Used(const Measure& measure) const { return used_.contains(measure.measure_id); }

  // Its end stands: what is longer than it begins anew.
  static bool IsOver(const Measure& measure) {
    return measure.status == MeasureStatus::kLifted ||
           (measure.status == MeasureStatus::kFellAway && !measure.continues_id.empty());
  }

  void FollowSpan(const Period& span) {
    const Measure* tail = FindRoot(span.first);
    if (tail == nullptr) return OpenSuspension(span, "");
    used_.insert(tail->measure_id);
    while (IsOver(*tail) && span.last > *tail->last) {
      const Measure* next = FindContinuation(*tail);
      if (next == nullptr) {
        const absl::CivilDay free = tail->free_from.value_or(*tail->last + 1);
        const absl::CivilDay first = std::max(cause_.served + 1, free);
        if (first <= span.last) OpenSuspension({first, span.last}, tail->measure_id);
        return;
      }
      used_.insert(next->measure_id);
      tail = next;
    }
    SetLast(*tail, span);
  }

  // A suspension whose end came nearer by a reversal fell away in part; by a cancellation or a
  // restart it gave way to what follows.
  void SetLast(Measure measure, const Period& span) {
    const bool stands = standing_.consequence.suspension.has_value() &&
                        span.Contains(standing_.consequence.suspension->last);
    if (IsOver(measure)) {
      if (span.last >= *measure.last) return;
      measure.last = span.last;
      return Push(std::move(measure), "SHORTENED");
    }
    const absl::CivilDay before = *measure.last;
    const bool was_void = measure.status == MeasureStatus::kFellAway;
    if (before == span.last && !(was_void && stands)) return;
    measure.last = span.last;
    measure.free_from.reset();
    if (span.last > before || (was_void && stands)) {
      measure.status = MeasureStatus::kInForce;
      measure.months = standing_.consequence.suspend_months;
      return Push(std::move(measure), "LENGTHENED");
    }
    const bool gives_way =
        stands || standing_.consequence.cancelled || standing_.consequence.suspension.has_value();
    if (!gives_way) measure.status = MeasureStatus::kFellAway;
    Push(std::move(measure), gives_way ? "SHORTENED" : "FELL_AWAY");
  }

  void Push(Measure measure, std::string what) {
    if (measure.lift.has_value() && measure.last.has_value() &&
        measure.lift->free_from > *measure.last) {
      measure.lift.reset();
    }
    steps_.push_back({std::move(measure), std::move(what)});
  }

  // What no span asks for never was, as seen from the decisions that stand; of what continued a
  // lifted suspension the served days stay.
  void EndTheRest() {
    for (const Measure& measure : kept_) {
      if (measure.kind != cause_.kind || Used(measure) || !DaysOf(measure).has_value()) continue;
      Measure ended = measure;
      if (measure.continues_id.empty() || cause_.served < measure.first) {
        ended.free_from = ended.first;
      } else {
        ended.last = std::min(*ended.last, cause_.served);
      }
      ended.status = MeasureStatus::kFellAway;
      ended.lift.reset();
      if (ended != measure) steps_.push_back({std::move(ended), "FELL_AWAY"});
    }
  }

  void FollowCancellation() {
    const Measure* known = nullptr;
    for (const Measure& measure : kept_) {
      if (measure.kind == MeasureKind::kCancellation && measure.status == MeasureStatus::kInForce) {
        known = &measure;
      }
    }
    if (!standing_.consequence.cancelled) {
      if (known != nullptr) steps_.push_back({EndCancellation(*known, cause_.served), "FELL_AWAY"});
      return;
    }
    const absl::CivilDay first = *standing_.consequence.cancelled_date;
    if (known != nullptr && known->first == first) return;
    Measure measure = known == nullptr ? Fresh(MeasureKind::kCancellation, first) : *known;
    measure.first = first;
    if (known == nullptr && cause_.bar_years > 0) {
      measure.bar_until = BarUntil(first, cause_.bar_years);
    } else if (measure.bar_until.has_value()) {
      measure.bar_until = *measure.bar_until + (first - known->first);
    }
    steps_.push_back({std::move(measure), known == nullptr ? "ORDERED" : "MOVED"});
  }

  const std::vector<Measure>& kept_;
  const Standing& standing_;
  const Cause& cause_;
  std::set<std::string> used_;
  std::vector<MeasureStep> steps_;
};

}  // namespace

std::vector<MeasureStep> FollowStanding(const std::vector<Measure>& kept, const Standing& standing,
                                        const Cause& cause) {
  return Follower(kept, standing, cause).Run();
}

}  // namespace probity::scoring
