// Ballots on a case with one finding, written as the counts a table of verdicts speaks of.
#ifndef PROBITY_TESTS_SERVICES_REVIEW_DOMAIN_VOTING_H_
#define PROBITY_TESTS_SERVICES_REVIEW_DOMAIN_VOTING_H_

#include <array>
#include <vector>

#include "services/review/domain/tally.h"

namespace probity::review::voting {

inline constexpr std::int64_t kCeiling = 12;

struct Votes {
  std::vector<std::int64_t> uphold;  // the points of each upholder
  int reject = 0;
  int remand = 0;
  int abstain = 0;
};

inline CaseTerms Terms(bool supermajority) {
  return {{{0, kCeiling}}, supermajority};
}

// The votes dealt to ballots of these groups; the numbers of both must agree.
inline std::vector<OpenedBallot> Cast(const std::array<int, 4>& by_group, const Votes& votes) {
  std::vector<Answer> answers;
  for (const std::int64_t points : votes.uphold) {
    answers.push_back({Choice::kUphold, points, {ReasonCode::kR01}});
  }
  answers.insert(answers.end(), static_cast<std::size_t>(votes.reject),
                 {Choice::kNotUphold, 0, {ReasonCode::kR01}});
  answers.insert(answers.end(), static_cast<std::size_t>(votes.remand),
                 {Choice::kRemand, 0, {ReasonCode::kR01}});
  answers.insert(answers.end(), static_cast<std::size_t>(votes.abstain),
                 {Choice::kAbstain, 0, {ReasonCode::kR01}});
  std::vector<OpenedBallot> ballots;
  for (const Group group : kGroups) {
    for (int i = 0; i < by_group[IndexOf(group)]; ++i) {
      ballots.push_back({group, {1, {answers.at(ballots.size())}, ""}});
    }
  }
  return ballots;
}

}  // namespace probity::review::voting

#endif  // PROBITY_TESTS_SERVICES_REVIEW_DOMAIN_VOTING_H_
