#include "services/scoring/domain/insured/insured.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

absl::Status WrongState(std::string_view what) {
  return Precondition(Reason::k_MEASURE_STATE, what);
}

bool IsRequest(const InsuredEvent& event) {
  return event.kind == InsuredEventKind::kOfflineRequested ||
         event.kind == InsuredEventKind::kLiftRequested;
}

}  // namespace

std::vector<OfflineMeasure> MeasuresOf(const Insured& insured) {
  std::vector<OfflineMeasure> measures;
  const InsuredEvent* request = nullptr;
  for (const InsuredEvent& event : insured.events) {
    if (IsRequest(event)) request = &event;
    if (event.kind == InsuredEventKind::kOfflineApproved && request != nullptr) {
      OfflineMeasure measure;
      measure.span = *event.span;
      measure.months = request->months;
      measure.reason = request->reason;
      measure.document = request->document;
      measure.requested_by = request->actor;
      measure.approved_by = event.actor;
      measures.push_back(std::move(measure));
    }
    if (event.kind == InsuredEventKind::kLiftApproved && !measures.empty() && request != nullptr) {
      OfflineMeasure& lifted = measures.back();
      lifted.as_ordered = lifted.span;
      lifted.span = *event.span;
      lifted.lift_reason = request->reason;
      lifted.lifted_by = event.actor;
    }
  }
  return measures;
}

const InsuredEvent* Pending(const Insured& insured) {
  if (insured.events.empty() || !IsRequest(insured.events.back())) return nullptr;
  return &insured.events.back();
}

std::optional<OfflineMeasure> MeasureOn(const Insured& insured, absl::CivilDay day) {
  for (const OfflineMeasure& measure : MeasuresOf(insured)) {
    if (day <= measure.span.last) return measure;
  }
  return std::nullopt;
}

absl::Status CheckOfflineRequest(const Insured& insured, const policy::InsuredOffline& rules,
                                 int32_t months, absl::CivilDay today) {
  if (Pending(insured) != nullptr) return WrongState("a request waits for its second person");
  if (MeasureOn(insured, today).has_value()) {
    return WrongState("networked settlement is suspended already; 已暂停联网结算");
  }
  if (rules.months_min <= months && months <= rules.months_max) return absl::OkStatus();
  return Precondition(
      Reason::k_SUSPENSION_MONTHS,
      absl::StrCat("choose ", rules.months_min, " to ", rules.months_max, " months; 暂停联网结算为",
                   rules.months_min, "至", rules.months_max, "个月"),
      {{"months_min", absl::StrCat(rules.months_min)},
       {"months_max", absl::StrCat(rules.months_max)}});
}

absl::Status CheckLiftRequest(const Insured& insured, absl::CivilDay today) {
  if (Pending(insured) != nullptr) return WrongState("a request waits for its second person");
  if (MeasureOn(insured, today).has_value()) return absl::OkStatus();
  return WrongState("networked settlement is not suspended; 未暂停联网结算");
}

absl::StatusOr<InsuredEvent> Approve(const Insured& insured, std::string_view person,
                                     std::optional<absl::CivilDay> served, absl::CivilDay today) {
  const InsuredEvent* const pending = Pending(insured);
  if (pending == nullptr) return WrongState("no request waits for approval; 无待批事项");
  if (pending->actor == person) {
    return Denied(Reason::k_G22_TWO_PERSONS,
                  "who asked does not approve: a second person is needed; 须由他人审批");
  }
  InsuredEvent event;
  event.policy_sha256 = pending->policy_sha256;
  if (pending->kind == InsuredEventKind::kLiftRequested) {
    const std::optional<OfflineMeasure> running = MeasureOn(insured, today);
    if (!running.has_value()) return WrongState("the suspension has ended meanwhile");
    event.kind = InsuredEventKind::kLiftApproved;
    event.span = calendar::Period{running->span.first, today};
    return event;
  }
  if (!served.has_value() || *served < pending->business_date || *served > today) {
    return Precondition(Reason::k_SERVICE_DATE_INVALID,
                        "the decision is served between the request and today; 送达日期有误");
  }
  event.kind = InsuredEventKind::kOfflineApproved;
  event.months = pending->months;
  event.served = served;
  event.span = calendar::MonthsAfter(*served, pending->months);
  return event;
}

}  // namespace probity::scoring
