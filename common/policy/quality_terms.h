// The quality section of a policy (质效考评): how indicators become points, families and one score.
#ifndef PROBITY_COMMON_POLICY_QUALITY_TERMS_H_
#define PROBITY_COMMON_POLICY_QUALITY_TERMS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/money/decimal.h"

namespace probity::policy {

// 单元性, 服务性, 增长性, 周期性, 体验式
enum class FamilyCode { kUnit = 1, kService = 2, kGrowth = 3, kCycle = 4, kExperience = 5 };
enum class FamilyRule { kNormalised = 1, kSumAndConsistency = 2 };

struct Indicator {
  std::string code;
  std::string peer_group;    // empty: of every institution
  money::Decimal threshold;  // higher is better iff benchmark > threshold
  money::Decimal benchmark;  // differs from threshold
  int64_t min_denominator = 0;
  bool given = false;                   // points are supplied; no threshold then
  std::optional<money::Decimal> floor;  // of consistency
  std::string part_of;                  // the given indicator it is a stratum of; empty: none
  int decimals = 6;                     // places in which gates read the value, 0..9
};

struct QualityFamily {
  FamilyCode code = FamilyCode::kUnit;
  int32_t weight = 0;
  int32_t min_indicators = 0;
  FamilyRule rule = FamilyRule::kNormalised;
  std::vector<Indicator> indicators;
  int32_t consistency_points = 0;
};

struct QualityTerms {
  int32_t min_families = 0;
  std::vector<QualityFamily> families;  // none: nobody is graded
};

}  // namespace probity::policy

#endif  // PROBITY_COMMON_POLICY_QUALITY_TERMS_H_
