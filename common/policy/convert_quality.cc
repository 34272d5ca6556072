// The quality section as plain values; see convert.cc.
#include <algorithm>

#include "common/policy/limits.h"
#include "common/policy/lint.h"

namespace probity::policy {
namespace {

constexpr int kUsualDecimals = 6;

int32_t Count(int32_t value) {
  return std::clamp<int32_t>(value, 0, kMaxCount);
}

Indicator ToIndicator(const v1::Indicator& file) {
  Indicator indicator;
  indicator.code = file.code();
  indicator.peer_group = file.peer_group();
  indicator.threshold = money::ParseDecimal(file.threshold()).value_or(money::Decimal());
  indicator.benchmark = money::ParseDecimal(file.benchmark()).value_or(money::Decimal());
  indicator.min_denominator = std::clamp<int64_t>(file.min_denominator(), 0, kMaxAmount);
  indicator.given = file.given();
  indicator.floor = money::ParseDecimal(file.floor());
  indicator.part_of = file.part_of();
  indicator.decimals = file.has_decimals()
                           ? std::clamp<int32_t>(file.decimals(), 0, money::kDecimalPlaces)
                           : kUsualDecimals;
  return indicator;
}

QualityFamily ToFamily(const v1::QualityFamily& file) {
  QualityFamily family;
  family.code = static_cast<FamilyCode>(file.code());
  family.weight = Count(file.weight());
  family.min_indicators = Count(file.min_indicators());
  family.rule = static_cast<FamilyRule>(file.rule());
  for (const v1::Indicator& indicator : file.indicator()) {
    family.indicators.push_back(ToIndicator(indicator));
  }
  family.consistency_points = Count(file.consistency_points());
  return family;
}

}  // namespace

QualityTerms ToQuality(const v1::Quality& file) {
  QualityTerms terms;
  terms.min_families = Count(file.min_families());
  for (const v1::QualityFamily& family : file.family()) terms.families.push_back(ToFamily(family));
  return terms;
}

}  // namespace probity::policy
