#include "services/scoring/domain/procedure/challenge.h"

namespace probity::scoring {
namespace {

std::set<std::string> Granted(const std::vector<Challenge>& challenges, ChallengeTarget kind) {
  std::set<std::string> targets;
  for (const Challenge& one : challenges) {
    const bool granted = one.ruling.has_value() && one.ruling->ruling == Ruling::kGranted;
    if (granted && one.target_kind == kind) targets.insert(one.target);
  }
  return targets;
}

}  // namespace

bool AcceptsChallenge(const CaseFile& file, size_t filed, int32_t limit) {
  const bool undecided = file.decision == Decision::kNone && file.notice_served.has_value() &&
                         file.state != CaseState::kTerminated;
  return undecided && filed < static_cast<size_t>(limit);
}

std::set<std::string> ChallengedInstitutions(const std::vector<Challenge>& challenges) {
  return Granted(challenges, ChallengeTarget::kInstitution);
}

std::set<std::string> ChallengedPersons(const std::vector<Challenge>& challenges) {
  return Granted(challenges, ChallengeTarget::kPerson);
}

}  // namespace probity::scoring
