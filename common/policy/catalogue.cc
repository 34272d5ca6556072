#include "common/policy/catalogue.h"

#include <algorithm>
#include <limits>
#include <map>

#include "common/policy/evaluate.h"
#include "common/status/status.h"

namespace probity::policy {
namespace {

constexpr int64_t kNoCap = std::numeric_limits<int64_t>::max();

int64_t CapOf(const CatalogueItem& item) {
  return item.cap_per_case == 0 ? kNoCap : item.cap_per_case;
}

bool Counted(const CatalogueItem& item) {
  return item.count_rule != CountRule::kPerCase;
}

absl::StatusOr<int64_t> FindingPoints(const CatalogueItem& item, const CountedItem& finding) {
  const int64_t each = finding.chosen.value_or(item.points.default_points);
  if (each < item.points.min || each > item.points.max) {
    return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_POINTS_OUT_OF_RANGE,
                  absl::StrCat(item.code, ": ", each, " is outside ", item.points.min, "..",
                               item.points.max));
  }
  if (finding.count < 1) {
    return Refuse(
        absl::StatusCode::kInvalidArgument, Reason::k_POINTS_OUT_OF_RANGE,
        absl::StrCat(item.code, ": a finding has at least one instance, not ", finding.count));
  }
  const int64_t instances = Counted(item) ? finding.count : 1;
  int64_t points = 0;
  if (__builtin_mul_overflow(each, instances, &points)) points = kNoCap;
  return std::min(points, CapOf(item));
}

}  // namespace

std::optional<int64_t> RolePoints(const CatalogueItem& item, Responsibility responsibility,
                                  money::Rounding rounding) {
  for (const RoleFactor& factor : item.role_factors) {
    if (factor.responsibility != responsibility) continue;
    const money::Int128 above = money::Int128{item.points.max - item.points.min} * factor.factor_bp;
    // The lint holds factors to 0..10000, so the value lies in the range.
    return item.points.min + money::Round(above, money::kBasisPoints, rounding).value_or(0);
  }
  return std::nullopt;
}

PointsRange AdmittedPoints(const CatalogueItem& item) {
  PointsRange admitted = item.points;
  if (Counted(item)) admitted.max = CapOf(item);
  return admitted;
}

bool Admits(const CatalogueItem& item, int64_t points) {
  const PointsRange admitted = AdmittedPoints(item);
  if (points < admitted.min || points > admitted.max) return false;
  if (!Counted(item) || IsRange(item)) return true;
  return points == admitted.max || item.points.min == 0 || points % item.points.min == 0;
}

absl::StatusOr<CaseScore> ScoreCase(const Policy& policy, const std::vector<CountedItem>& items) {
  std::map<std::string_view, int64_t> by_code;
  CaseScore score;
  for (const CountedItem& finding : items) {
    const CatalogueItem* item = FindItem(policy, finding.code);
    if (item == nullptr) {
      return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_UNKNOWN_VIOLATION_CODE,
                    absl::StrCat(finding.code, " is not in the catalogue of ", policy.policy_id,
                                 " version ", policy.version));
    }
    PROBITY_ASSIGN_OR_RETURN(const int64_t points, FindingPoints(*item, finding));
    int64_t& sum = by_code[item->code];
    sum = std::min(CapOf(*item), points > kNoCap - sum ? kNoCap : sum + points);
    score.veto = score.veto || item->veto || (item->veto_if_fraud && finding.fraud_intent);
  }
  for (const auto& [code, points] : by_code) {
    score.points = points > kNoCap - score.points ? kNoCap : score.points + points;
  }
  return score;
}

}  // namespace probity::policy
