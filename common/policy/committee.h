// The committee section of a policy: seats, thresholds and times of double-blind review.
// Source of every number: the scheme names four groups and short notice; the numbers are assumed.
#ifndef PROBITY_COMMON_POLICY_COMMITTEE_H_
#define PROBITY_COMMON_POLICY_COMMITTEE_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "common/policy/basics.h"

namespace probity::policy {

enum class CommitteeCases { kObjected = 1, kAll = 2 };
enum class TieRule { kNewRoundThenLighter = 1 };
enum class BallotChoice { kUphold = 1, kNotUphold = 2, kRemand = 3, kAbstain = 4 };

struct ReasonCode {
  std::string code;  // "R01"
  Text title;
  std::vector<BallotChoice> choices;  // empty: any
  bool operator==(const ReasonCode&) const = default;
};

// Seats in the order administrative bodies, handling agency, experts, institutions.
using Quotas = std::array<int32_t, 4>;

struct Committee {
  CommitteeCases cases = CommitteeCases::kObjected;
  Quotas quotas_first = {};
  Quotas quotas_appeal = {};
  int32_t max_per_employer = 0;
  int32_t quorum = 0;
  int32_t quorum_per_group = 0;
  int32_t min_decisive = 0;
  int32_t supermajority_numerator = 0;
  int32_t supermajority_denominator = 0;
  int32_t remand_limit = 0;
  TieRule tie_rule = TieRule::kNewRoundThenLighter;
  int32_t round_min = 0;
  int32_t round_max = 0;
  int32_t k_anonymity = 0;
  int32_t decoy_percent = 0;
  int32_t decoy_percent_small = 0;
  int32_t screen_floor_margin = 0;
  int32_t screenings_per_case = 0;
  int32_t avoid_rounds_max = 0;
  int32_t reveal_minutes = 0;
  int32_t look_back_years = 0;
  int32_t notice_hours_max = 0;
  int32_t answer_minutes = 0;
  int32_t voting_minutes = 0;
  int32_t voting_minutes_min = 0;
  int32_t extend_minutes = 0;
  int32_t attendance_rounds_min = 0;
  int32_t appeal_working_days = 0;
  int32_t challenges_per_case = 0;
  int32_t disjoint_keep_months = 0;
  std::vector<std::string> blind_fields;
  std::vector<ReasonCode> reason_codes;
  bool operator==(const Committee&) const = default;
};

// Seats of a panel: 7 for {1, 1, 3, 2}.
constexpr int32_t PanelSize(const Quotas& quotas) {
  return quotas[0] + quotas[1] + quotas[2] + quotas[3];
}

}  // namespace probity::policy

#endif  // PROBITY_COMMON_POLICY_COMMITTEE_H_
