#include "services/scoring/domain/consequences/switch_plan.h"

#include <algorithm>
#include <utility>

namespace probity::scoring {
namespace {

bool Same(const SwitchOrder& a, const SwitchOrder& b) {
  return a.action == b.action && a.effective == b.effective;
}

bool Holds(const std::vector<SwitchOrder>& orders, const SwitchOrder& one) {
  return std::any_of(orders.begin(), orders.end(),
                     [&](const SwitchOrder& other) { return Same(one, other); });
}

std::vector<SwitchOrder> Wanted(const std::vector<Span>& closed) {
  std::vector<SwitchOrder> orders;
  for (const Span& span : ClosedDays(closed)) {
    orders.push_back({0, SwitchAction::kClose, span.first, 0, false});
    if (span.last.has_value()) {
      orders.push_back({0, SwitchAction::kOpen, *span.last + 1, 0, false});
    }
  }
  return orders;
}

}  // namespace

std::vector<Span> ClosedDays(std::vector<Span> spans) {
  std::sort(spans.begin(), spans.end(),
            [](const Span& a, const Span& b) { return a.first < b.first; });
  std::vector<Span> merged;
  for (const Span& span : spans) {
    if (!merged.empty() && !merged.back().last.has_value()) break;
    if (merged.empty() || span.first > *merged.back().last + 1) {
      merged.push_back(span);
    } else if (!span.last.has_value() || *span.last > *merged.back().last) {
      merged.back().last = span.last;
    }
  }
  return merged;
}

SwitchPlan PlanSwitch(const std::vector<Span>& closed, const std::vector<SwitchOrder>& standing) {
  const std::vector<SwitchOrder> wanted = Wanted(closed);
  SwitchPlan plan;
  for (const SwitchOrder& one : standing) {
    if (Holds(wanted, one)) continue;
    plan.superseded.push_back(one.no);
    if (one.acknowledged) {
      plan.issued.push_back({0, SwitchAction::kWithdraw, one.effective, one.no, false});
    }
  }
  for (const SwitchOrder& one : wanted) {
    if (!Holds(standing, one)) plan.issued.push_back(one);
  }
  return plan;
}

}  // namespace probity::scoring
