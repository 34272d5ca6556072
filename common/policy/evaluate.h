// What a policy says about a number of points or a list of findings. Pure functions over the plain
// structs; none of them can fail on a policy that LoadPolicy accepted, except where stated.
#ifndef PROBITY_COMMON_POLICY_EVALUATE_H_
#define PROBITY_COMMON_POLICY_EVALUATE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/policy/policy.h"

namespace probity::policy {

// First and last number of points of a band at scale 1/point_scale; last is INT64_MAX if open.
int64_t FirstPoints(const Band& band);
int64_t LastPoints(const Band& band);

// Index of the band that holds `points`; points below 0 stand where 0 stands.
size_t EvaluateBand(const Policy& policy, int64_t points);

// "[12,18)", "(12,18]", "[30,∞)". Points of a scale above 1 print as decimals: 115 of 10 is "11.5".
std::string BandText(const Band& band, int32_t point_scale);
std::string PointsText(int64_t points, int32_t point_scale);

// The band's rate at `points`, rounded once; absent if the band has no rate effect.
std::optional<int32_t> RateBp(const Band& band, int64_t points, money::Rounding rounding);

// Whether a band suspends or terminates: what the supermajority mark and D13 ask.
// True if any band has a rate: the policy's subjects are of a rated kind.
bool HasRate(const Policy& policy);
bool Suspends(const Band& band);
bool Terminates(const Band& band);

// Everything that follows from a number of points.
struct Outcome {
  size_t band = 0;
  std::string band_text;
  std::optional<int32_t> rate_bp;  // absent: the subject kind has no rate here
  int32_t suspend_months = 0;      // the shortest; 0 = none
  int32_t suspend_months_max = 0;  // above suspend_months where the decision chooses
  bool terminate = false;
  int32_t bar_years = 0;
  int32_t bar_years_one_event = 0;    // never below bar_years
  std::vector<Qualification> grants;  // ascending
  std::vector<Qualification> revokes;
  bool interview = false;
  int32_t joint_punish_months = 0;
  int32_t public_notice_months = 0;
  int32_t extra_inspections = 0;
  bool operator==(const Outcome&) const = default;
};
Outcome Evaluate(const Policy& policy, int64_t points);

// Points to the next worse band (one that suspends longer, terminates or pays less); absent if
// there is none. ConsequenceRules::alert_within compares with it.
std::optional<int64_t> PointsToWorse(const Policy& policy, int64_t points);

// nullptr if unknown.
const CatalogueItem* FindItem(const Policy& policy, std::string_view code);
const Deadline* FindDeadline(const Policy& policy, std::string_view key);

// Points and veto of the findings of one case: instances counted, caps per code applied.
struct CaseScore {
  int64_t points = 0;
  bool veto = false;
  bool operator==(const CaseScore&) const = default;
};
// UNKNOWN_VIOLATION_CODE, POINTS_OUT_OF_RANGE (a chosen value outside its range, a count below 1).
absl::StatusOr<CaseScore> ScoreCase(const Policy& policy, const std::vector<CountedItem>& items);

// True if the value at `path` ("bands[0]") or anything it is part of is flagged as assumed; a flag
// without index ("catalogue.points") covers every element.
bool IsAssumed(const Policy& policy, std::string_view path);
// One line each, "bands[0] (D1): …" in the language asked for, in the order of the file.
enum class Language { kZh, kEn };
std::vector<std::string> PrintAssumed(const Policy& policy, Language language);

}  // namespace probity::policy

#endif  // PROBITY_COMMON_POLICY_EVALUATE_H_
