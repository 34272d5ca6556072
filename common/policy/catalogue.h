// The catalogue of violations of one policy, and what an item is worth.
//
// All points count steps of 1/point_scale of a point (see policy.h).
#ifndef PROBITY_COMMON_POLICY_CATALOGUE_H_
#define PROBITY_COMMON_POLICY_CATALOGUE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/money/rounding.h"
#include "common/policy/basics.h"

namespace probity::policy {

enum class CountRule { kPerCase = 1, kPerInstance = 2, kPerAmountStep = 3 };
enum class Responsibility { kGeneral = 1, kImportant = 2, kMain = 3 };
enum class EvidenceKind {
  kDocumentary = 1,
  kPhysical = 2,
  kAudiovisual = 3,
  kElectronic = 4,
  kWitness = 5,
  kPartyStatement = 6,
  kExpertOpinion = 7,
  kInspectionRecord = 8
};

// A fixed value has min = max = default_points.
struct PointsRange {
  int64_t min = 0;
  int64_t max = 0;
  int64_t default_points = 0;
  bool operator==(const PointsRange&) const = default;
};

struct Repeat {
  int32_t multiplier_bp = 0;  // 0: repetition changes nothing
  int32_t window_months = 0;
};

struct RoleFactor {
  Responsibility responsibility = Responsibility::kGeneral;
  int32_t factor_bp = 0;  // place in the range: 0 = its min, 10000 = its max
};

struct CatalogueItem {
  std::string code;
  Text title;
  std::vector<LegalBasis> legal_basis;
  std::vector<SubjectKind> kinds;
  PointsRange points;  // of one instance
  CountRule count_rule = CountRule::kPerCase;
  int64_t cap_per_case = 0;  // 0: no cap
  int64_t amount_step_fen = 0;
  bool veto = false;
  bool veto_if_fraud = false;
  bool warning_only = false;
  Repeat repeat;
  int32_t limitation_years = 0;  // 0: the policy's
  std::vector<RoleFactor> role_factors;
  std::vector<EvidenceKind> required_evidence;
  bool requires_committee = false;
  bool requires_legal_review = false;
  bool requires_penalty = false;  // of a person's item: only after an administrative penalty
};

// True if a value was chosen, so that a written reason is due (G14).
inline bool IsRange(const CatalogueItem& item) {
  return item.points.min != item.points.max;
}

// What a person with this responsibility is given for the item: the place its factor names in the
// range. Absent if the item lists no factor for it.
std::optional<int64_t> RolePoints(const CatalogueItem& item, Responsibility responsibility,
                                  money::Rounding rounding);

// What one finding of this item may be given: the range itself; for an item counted by instance or
// amount step, one instance up to the cap (no cap: no upper end, max = INT64_MAX).
PointsRange AdmittedPoints(const CatalogueItem& item);

// Whether `points` is a value AdmittedPoints allows that whole instances can reach.
bool Admits(const CatalogueItem& item, int64_t points);

// One finding as the catalogue sees it.
struct CountedItem {
  std::string code;
  int32_t count = 1;                             // instances or amount steps
  std::optional<int64_t> chosen = std::nullopt;  // from a range; absent = the range's default
  bool fraud_intent = false;
};

}  // namespace probity::policy

#endif  // PROBITY_COMMON_POLICY_CATALOGUE_H_
