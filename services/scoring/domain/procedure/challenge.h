// A party's challenge of the committee (申请回避): against an institution's people or a person. The
// party is answered the same whatever becomes of it, for an answer would tell who sits.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_CHALLENGE_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_CHALLENGE_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/procedure/records.h"

namespace probity::scoring {

enum class ChallengeTarget { kInstitution = 1, kPerson = 2 };

struct ChallengeRuling {
  Ruling ruling = Ruling::kRefused;
  std::string reason;
  std::string actor;
  absl::CivilDay date;
  int64_t recorded_time = 0;  // microseconds since 1970
  bool scenario = false;
  bool operator==(const ChallengeRuling&) const = default;
};

struct Challenge {
  std::string case_id;
  int64_t challenge_no = 0;  // in the case, from 1; given by the store
  ChallengeTarget target_kind = ChallengeTarget::kInstitution;
  std::string target;  // an institution's id, or a person's name
  std::string reason;
  std::string actor;
  absl::CivilDay date;
  int64_t recorded_time = 0;
  bool scenario = false;
  std::optional<ChallengeRuling> ruling;
  bool operator==(const Challenge&) const = default;
};

// True if a challenge may still count: the case can come before the committee and fewer than
// `limit` were filed.
bool AcceptsChallenge(const CaseFile& file, size_t filed, int32_t limit);

// Institutions whose people must not judge the case, by granted challenges.
std::set<std::string> ChallengedInstitutions(const std::vector<Challenge>& challenges);

// Persons likewise, by name as the party wrote it.
std::set<std::string> ChallengedPersons(const std::vector<Challenge>& challenges);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_PROCEDURE_CHALLENGE_H_
