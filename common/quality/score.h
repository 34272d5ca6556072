// The quality score of an institution (质效考评得分) from its indicators and the rules of a policy.
//
// Per indicator with threshold t, benchmark b, baseline a and value p; higher is better iff b > t,
// otherwise every comparison is mirrored:
//   achievement  10 if p is at or past b; 0 if worse than t; else R(9(p-t)/(b-t) + 1/2)
//   improvement  0 unless p is strictly better than a; 9 if at or past b; else R(10(p-a)/(b-a) -
//   1/2) points       the larger of the two; without a baseline achievement alone
// R is half up whatever the policy rounds money by. Family score 0..100: points in percent of what
// the scored indicators could have, or sum and consistency. The score is the mean of the families
// by weight, those without a score left out; an exact fraction until it is posted once in
// hundredths.
#ifndef PROBITY_COMMON_QUALITY_SCORE_H_
#define PROBITY_COMMON_QUALITY_SCORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/money/decimal.h"
#include "common/policy/quality_terms.h"
#include "common/quality/ratio.h"

namespace probity::quality {

enum class IndicatorStatus {
  kMeasured = 1,     // has a value
  kNotReported = 2,  // the institution failed to report: 0 points, and they count
  kTooFew = 3,       // the denominator is under min_denominator: unscored
  kFirstYear = 4     // unscored
};

// "MEASURED", "NOT_REPORTED", "TOO_FEW", "FIRST_YEAR"; absent for another name.
std::string_view StatusName(IndicatorStatus status);
std::optional<IndicatorStatus> ParseStatus(std::string_view name);

// What is known of one indicator of an institution and year.
struct Measurement {
  std::string code;
  std::string peer_group;  // the institution's; the same in all of its rows, may be empty
  IndicatorStatus status = IndicatorStatus::kMeasured;
  std::optional<money::Decimal> value;  // p, or the points 0..10 of a given indicator
  std::optional<money::Decimal> baseline;
  std::optional<int64_t> denominator;  // cases behind the value
  bool operator==(const Measurement&) const = default;
};

struct IndicatorScore {
  std::string code;
  bool stratum = false;  // counts through its composite only
  std::optional<int64_t> achievement;
  std::optional<int64_t> improvement;
  std::optional<money::Decimal> points;  // absent: unscored
};

struct FamilyScore {
  policy::FamilyCode code = policy::FamilyCode::kUnit;
  int32_t weight = 0;
  std::vector<IndicatorScore> indicators;  // those that apply to the institution, as listed
  int64_t scored = 0;                      // n
  std::optional<int64_t> consistency;      // of SUM_AND_CONSISTENCY, if the family has a score
  std::optional<Ratio> sum;                // points, if the family has a score
  std::optional<Ratio> score;              // 0..100; absent: the family is missing
  std::optional<Ratio> weighted;           // its part of the score after reweighting
};

struct Score {
  std::vector<FamilyScore> families;
  std::optional<Ratio> score;          // 0..100; absent: ungraded
  std::optional<int64_t> score_centi;  // posted: R(100 * score), 0..10000
};

// Codes that apply to the institution and have no row (MISSING_INDICATOR at a freeze), by the order
// of the policy. A composite needs a row only where several of its strata have points, or where it
// has none. A value of an indicator with min_denominator needs its denominator.
std::vector<std::string> MissingIndicators(const policy::QualityTerms& terms,
                                           const std::vector<Measurement>& rows);

// Rows the policy does not know are ignored; those it misses are unscored.
// INDICATOR_OUT_OF_RANGE: given points outside 0..10, or a composite outside its strata.
absl::StatusOr<Score> ScoreOf(const policy::QualityTerms& terms,
                              const std::vector<Measurement>& rows);

// The two kinds of points of a value.
int64_t Achievement(const policy::Indicator& indicator, money::Decimal value);
int64_t Improvement(const policy::Indicator& indicator, money::Decimal value,
                    money::Decimal baseline);

}  // namespace probity::quality

#endif  // PROBITY_COMMON_QUALITY_SCORE_H_
