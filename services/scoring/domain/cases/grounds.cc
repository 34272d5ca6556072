#include "services/scoring/domain/cases/grounds.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/money/rounding.h"
#include "common/status/status.h"
#include "services/scoring/domain/finding.h"

namespace probity::scoring {
namespace {

using policy::AdjustmentResult;
using policy::Ground;

const policy::Adjustment* FindAdjustment(const policy::Policy& policy, Ground ground) {
  for (const auto* list : {&policy.mitigation, &policy.aggravation}) {
    for (const policy::Adjustment& one : *list) {
      if (one.ground == ground) return &one;
    }
  }
  return nullptr;
}

absl::StatusOr<std::set<AdjustmentResult>> Results(const policy::Policy& policy,
                                                   const FindingFile& finding) {
  std::set<AdjustmentResult> results;
  for (const Ground ground : finding.grounds) {
    const policy::Adjustment* adjustment = FindAdjustment(policy, ground);
    if (adjustment == nullptr) {
      return Precondition(Reason::k_GROUND_NOT_IN_POLICY,
                          absl::StrCat("the policy in force on the act's end date provides no "
                                       "ground ",
                                       static_cast<int>(ground), "; 政策未规定该情节"));
    }
    results.insert(adjustment->result);
  }
  return results;
}

bool Claims(const FindingFile& finding, Ground ground) {
  return std::find(finding.grounds.begin(), finding.grounds.end(), ground) != finding.grounds.end();
}

absl::Status Contradicted(std::string_view why) {
  return Precondition(Reason::k_GROUND_CONTRADICTED, why);
}

absl::Status CheckFacts(const policy::CatalogueItem& item, const FindingFile& finding,
                        const std::vector<PriorFinding>& priors,
                        const std::set<AdjustmentResult>& results) {
  const bool again = std::any_of(priors.begin(), priors.end(), [&](const PriorFinding& prior) {
    return prior.code == finding.code && prior.act_end <= finding.act_end;
  });
  if (Claims(finding, Ground::kFirstMinorCorrected) && again) {
    return Contradicted(
        "the institution had a finding of this item before: it is not its first; 并非初次违规");
  }
  if (Claims(finding, Ground::kRepeatedAfterCorrection) && !IsRepeated(item, finding, priors)) {
    return Contradicted(
        "no earlier finding of this item stands that this act would repeat; 无在先同类违规");
  }
  if (results.contains(AdjustmentResult::kNoPoints) &&
      results.contains(AdjustmentResult::kUpperPart)) {
    return Contradicted("an act is not harmless and heavier at once; 从重与不予记分情节相互矛盾");
  }
  return absl::OkStatus();
}

int64_t Multiplied(const policy::Policy& policy, const policy::CatalogueItem& item,
                   int64_t points) {
  if (item.repeat.multiplier_bp == 0) return points;
  return money::Round(money::Int128{points} * item.repeat.multiplier_bp, money::kBasisPoints,
                      policy.rounding)
      .value_or(points);
}

// Values of one finding that the heavier grounds allow: those of the upper part of a range, each
// multiplied if the act repeats another.
bool HeavierAdmits(const policy::Policy& policy, const policy::CatalogueItem& item,
                   const FindingFile& finding) {
  const bool repeated = Claims(finding, Ground::kRepeatedAfterCorrection);
  const policy::PointsRange& range = item.points;
  const int64_t middle = range.min + (range.max - range.min + 1) / 2;
  for (int64_t base = 1; base <= finding.notified_points; ++base) {
    if (!CheckPoints(item, base).ok()) continue;
    if (IsRange(item) && item.count_rule == policy::CountRule::kPerCase && base < middle) continue;
    const int64_t points = repeated ? Multiplied(policy, item, base) : base;
    if (points == finding.notified_points) return true;
  }
  return false;
}

int64_t HeaviestOne(const policy::Policy& policy, const policy::CatalogueItem& item) {
  return std::max(item.points.max, Multiplied(policy, item, item.points.max));
}

bool Fits(const policy::Policy& policy, const policy::CatalogueItem& item,
          const FindingFile& finding, const std::set<AdjustmentResult>& results) {
  const int64_t points = finding.notified_points;
  const bool lighter = results.contains(AdjustmentResult::kLighter);
  const bool heavier = results.contains(AdjustmentResult::kUpperPart);
  if (results.contains(AdjustmentResult::kNoPoints)) return points == 0;
  if (points == 0) return results.contains(AdjustmentResult::kMayBeNoPoints) || item.warning_only;
  if (item.warning_only || points < 0) return false;
  if (lighter && heavier) return points <= HeaviestOne(policy, item);
  // Nothing lies below one point but none.
  if (lighter) return points < item.points.default_points || points == 1;
  if (heavier) return HeavierAdmits(policy, item, finding);
  return CheckPoints(item, points).ok();
}

}  // namespace

bool IsRepeated(const policy::CatalogueItem& item, const FindingFile& finding,
                const std::vector<PriorFinding>& priors) {
  return std::any_of(priors.begin(), priors.end(), [&](const PriorFinding& prior) {
    if (prior.code != finding.code || prior.act_end >= finding.act_end) return false;
    if (item.repeat.window_months == 0) return true;
    return finding.act_end <= calendar::MonthsAfter(prior.act_end, item.repeat.window_months).last;
  });
}

absl::Status CheckGrounds(const policy::Policy& policy, const policy::CatalogueItem& item,
                          const FindingFile& finding, const std::vector<PriorFinding>& priors) {
  if (finding.grounds.empty()) return CheckPoints(item, finding.notified_points);
  if (finding.reason.empty()) {
    return Precondition(Reason::k_G14_REASON_REQUIRED,
                        "a ground that makes points lighter or heavier needs a written reason; "
                        "从轻从重须写明理由",
                        {{"violation_code", item.code}});
  }
  PROBITY_ASSIGN_OR_RETURN(const auto results, Results(policy, finding));
  PROBITY_RETURN_IF_ERROR(CheckFacts(item, finding, priors, results));
  if (finding.notified_points <= kMaxFindingPoints && Fits(policy, item, finding, results)) {
    return absl::OkStatus();
  }
  return Precondition(Reason::k_POINTS_AGAINST_GROUND,
                      absl::StrCat("the grounds stated do not lead to ", finding.notified_points,
                                   " points of ", item.code, "; 记分与所列情节不符"),
                      {{"violation_code", item.code}});
}

}  // namespace probity::scoring
