#include "common/quality/score.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::quality {
namespace {

using money::Decimal;
using money::Int128;
using policy::Indicator;

constexpr int64_t kMostAchievement = 10;
constexpr int64_t kMostImprovement = 9;
constexpr int64_t kFamilyScore = 100;
constexpr int64_t kHundredths = 100;
constexpr Decimal kTenPoints{10 * money::kNanosPerOne};

// By code, of one institution.
using Rows = std::map<std::string, const Measurement*>;

Rows ByCode(const std::vector<Measurement>& rows) {
  Rows by_code;
  for (const Measurement& row : rows) by_code[row.code] = &row;
  return by_code;
}

std::string GroupOf(const std::vector<Measurement>& rows) {
  for (const Measurement& row : rows) {
    if (!row.peer_group.empty()) return row.peer_group;
  }
  return "";
}

// What it applies to, in the order listed.
std::vector<const Indicator*> Applicable(const policy::QualityFamily& family,
                                         const std::string& group) {
  std::vector<const Indicator*> applicable;
  for (const Indicator& one : family.indicators) {
    if (one.peer_group.empty() || one.peer_group == group) applicable.push_back(&one);
  }
  return applicable;
}

// +1 where higher is better, -1 where lower is: values times this compare as if higher were better.
Int128 Direction(const Indicator& indicator) {
  return indicator.benchmark > indicator.threshold ? 1 : -1;
}

Int128 Toward(const Indicator& indicator, Decimal from, Decimal to) {
  return Direction(indicator) * (Int128{to.nanos} - from.nanos);
}

bool TooFew(const Indicator& indicator, const Measurement& row) {
  return row.status == IndicatorStatus::kTooFew ||
         (row.status == IndicatorStatus::kMeasured && indicator.min_denominator > 0 &&
          row.denominator.value_or(0) < indicator.min_denominator);
}

bool HasValue(const Indicator& indicator, const Measurement& row) {
  return row.status == IndicatorStatus::kMeasured && row.value.has_value() &&
         !TooFew(indicator, row);
}

IndicatorScore ComputedScore(const Indicator& indicator, const Rows& rows) {
  IndicatorScore score{indicator.code, !indicator.part_of.empty(), {}, {}, {}};
  const auto found = rows.find(indicator.code);
  if (found == rows.end()) return score;
  const Measurement& row = *found->second;
  if (row.status == IndicatorStatus::kNotReported) {
    score.points = Decimal();
  } else if (HasValue(indicator, row)) {
    score.achievement = Achievement(indicator, *row.value);
    if (row.baseline.has_value()) {
      score.improvement = Improvement(indicator, *row.value, *row.baseline);
    }
    const int64_t points = std::max(*score.achievement, score.improvement.value_or(0));
    score.points = Decimal{points * money::kNanosPerOne};
  }
  return score;
}

absl::Status OutOfRange(const Indicator& indicator, std::string_view why) {
  return Precondition(Reason::k_INDICATOR_OUT_OF_RANGE,
                      absl::StrCat("indicator ", indicator.code, ": ", ToAbsl(why)));
}

// Points of the strata that have some.
std::vector<Decimal> StrataPoints(const Indicator& composite,
                                  const std::vector<const Indicator*>& indicators, const Rows& rows,
                                  bool& has_strata) {
  std::vector<Decimal> points;
  for (const Indicator* one : indicators) {
    if (one->part_of != composite.code) continue;
    has_strata = true;
    const IndicatorScore score = ComputedScore(*one, rows);
    if (score.points.has_value()) points.push_back(*score.points);
  }
  std::sort(points.begin(), points.end());
  return points;
}

absl::StatusOr<IndicatorScore> GivenScore(const Indicator& indicator,
                                          const std::vector<const Indicator*>& indicators,
                                          const Rows& rows) {
  IndicatorScore score{indicator.code, false, {}, {}, {}};
  bool has_strata = false;
  const std::vector<Decimal> strata = StrataPoints(indicator, indicators, rows, has_strata);
  if (has_strata && strata.size() < 2) {
    if (!strata.empty()) score.points = strata.front();
    return score;
  }
  const auto found = rows.find(indicator.code);
  if (found == rows.end()) return score;
  const Measurement& row = *found->second;
  if (row.status == IndicatorStatus::kNotReported) {
    score.points = Decimal();
    return score;
  }
  if (!HasValue(indicator, row)) return score;
  if (*row.value < Decimal() || *row.value > kTenPoints) {
    return OutOfRange(indicator, "points are 0 to 10");
  }
  if (has_strata && (*row.value < strata.front() || *row.value > strata.back())) {
    return OutOfRange(indicator, "the points of a composite lie between those of its strata");
  }
  score.points = row.value;
  return score;
}

// q of one indicator is (value - floor) / (threshold - floor); what the smallest of them is worth.
int64_t Consistency(const policy::QualityFamily& family,
                    const std::vector<const Indicator*>& indicators, const Rows& rows) {
  int64_t worth = family.consistency_points;
  for (const Indicator* one : indicators) {
    if (one->given || !one->floor.has_value()) continue;
    const auto found = rows.find(one->code);
    if (found == rows.end() || !HasValue(*one, *found->second)) return 0;  // not reported
    const Int128 above = Toward(*one, *one->floor, *found->second->value);
    const Int128 whole = Toward(*one, *one->floor, one->threshold);
    if (above <= 0) return 0;
    // R(points * q - 1/2) is the floor of points * q, which grows with q: the least of all q
    // decides.
    if (above < whole) {
      worth = std::min(worth, static_cast<int64_t>(family.consistency_points * above / whole));
    }
  }
  return worth;
}

absl::StatusOr<FamilyScore> ScoreFamily(const policy::QualityFamily& family,
                                        const std::string& group, const Rows& rows) {
  FamilyScore out;
  out.code = family.code;
  out.weight = family.weight;
  const std::vector<const Indicator*> indicators = Applicable(family, group);
  Int128 sum = 0;
  for (const Indicator* one : indicators) {
    IndicatorScore score = ComputedScore(*one, rows);
    if (one->given) {
      PROBITY_ASSIGN_OR_RETURN(score, GivenScore(*one, indicators, rows));
    }
    if (score.points.has_value() && !score.stratum) {
      sum += score.points->nanos;
      ++out.scored;
    }
    out.indicators.push_back(std::move(score));
  }
  if (out.scored == 0 || out.scored < family.min_indicators) return out;
  out.sum = Reduced(sum, money::kNanosPerOne);
  if (family.rule == policy::FamilyRule::kNormalised) {
    PROBITY_ASSIGN_OR_RETURN(out.score,
                             Times(*out.sum, Reduced(kFamilyScore, kMostAchievement * out.scored)));
  } else {
    out.consistency = Consistency(family, indicators, rows);
    PROBITY_ASSIGN_OR_RETURN(out.score, Plus(*out.sum, {*out.consistency, 1}));
  }
  return out;
}

// Missing families are left out, the weights of the others grow in proportion.
absl::Status Weigh(const policy::QualityTerms& terms, Score& score) {
  int64_t weights = 0;
  int32_t present = 0;
  for (const FamilyScore& family : score.families) {
    if (!family.score.has_value()) continue;
    weights += family.weight;
    ++present;
  }
  if (weights == 0) return absl::OkStatus();
  Ratio total;
  for (FamilyScore& family : score.families) {
    if (!family.score.has_value()) continue;
    PROBITY_ASSIGN_OR_RETURN(family.weighted,
                             Times(*family.score, Reduced(family.weight, weights)));
    PROBITY_ASSIGN_OR_RETURN(total, Plus(total, *family.weighted));
  }
  if (present < terms.min_families) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const Int128 num, money::Multiply(total.num, kHundredths));
  PROBITY_ASSIGN_OR_RETURN(score.score_centi,
                           money::Round(num, total.den, money::Rounding::kHalfUp));
  score.score = total;
  return absl::OkStatus();
}

bool Lacks(const Indicator& indicator, const std::vector<const Indicator*>& indicators,
           const Rows& rows) {
  if (indicator.given) {
    bool has_strata = false;
    const std::vector<Decimal> strata = StrataPoints(indicator, indicators, rows, has_strata);
    if (has_strata && strata.size() < 2) return false;
  }
  const auto found = rows.find(indicator.code);
  if (found == rows.end()) return true;
  const Measurement& row = *found->second;
  return row.status == IndicatorStatus::kMeasured &&
         (!row.value.has_value() ||
          (indicator.min_denominator > 0 && !row.denominator.has_value()));
}

}  // namespace

std::string_view StatusName(IndicatorStatus status) {
  switch (status) {
    case IndicatorStatus::kMeasured:
      return "MEASURED";
    case IndicatorStatus::kNotReported:
      return "NOT_REPORTED";
    case IndicatorStatus::kTooFew:
      return "TOO_FEW";
    case IndicatorStatus::kFirstYear:
      return "FIRST_YEAR";
  }
  return "";
}

std::optional<IndicatorStatus> ParseStatus(std::string_view name) {
  for (const IndicatorStatus one : {IndicatorStatus::kMeasured, IndicatorStatus::kNotReported,
                                    IndicatorStatus::kTooFew, IndicatorStatus::kFirstYear}) {
    if (StatusName(one) == name) return one;
  }
  return std::nullopt;
}

int64_t Achievement(const Indicator& indicator, Decimal value) {
  const Int128 above = Toward(indicator, indicator.threshold, value);
  const Int128 whole = Toward(indicator, indicator.threshold, indicator.benchmark);
  if (above >= whole) return kMostAchievement;
  if (above < 0) return 0;
  return static_cast<int64_t>(9 * above / whole) + 1;
}

int64_t Improvement(const Indicator& indicator, Decimal value, Decimal baseline) {
  const Int128 gain = Toward(indicator, baseline, value);
  if (gain <= 0) return 0;
  if (Toward(indicator, indicator.benchmark, value) >= 0) return kMostImprovement;
  // The value is short of the benchmark and past the baseline, so the baseline is short of it too.
  return static_cast<int64_t>(10 * gain / Toward(indicator, baseline, indicator.benchmark));
}

std::vector<std::string> MissingIndicators(const policy::QualityTerms& terms,
                                           const std::vector<Measurement>& rows) {
  const Rows by_code = ByCode(rows);
  const std::string group = GroupOf(rows);
  std::vector<std::string> missing;
  for (const policy::QualityFamily& family : terms.families) {
    const std::vector<const Indicator*> indicators = Applicable(family, group);
    for (const Indicator* one : indicators) {
      if (Lacks(*one, indicators, by_code)) missing.push_back(one->code);
    }
  }
  return missing;
}

absl::StatusOr<Score> ScoreOf(const policy::QualityTerms& terms,
                              const std::vector<Measurement>& rows) {
  const Rows by_code = ByCode(rows);
  const std::string group = GroupOf(rows);
  Score score;
  for (const policy::QualityFamily& family : terms.families) {
    PROBITY_ASSIGN_OR_RETURN(FamilyScore one, ScoreFamily(family, group, by_code));
    score.families.push_back(std::move(one));
  }
  PROBITY_RETURN_IF_ERROR(Weigh(terms, score));
  return score;
}

}  // namespace probity::quality
