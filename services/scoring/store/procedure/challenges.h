// The party's challenges of committee members (申请回避), apart from the record of the case.
#ifndef PROBITY_SERVICES_SCORING_STORE_PROCEDURE_CHALLENGES_H_
#define PROBITY_SERVICES_SCORING_STORE_PROCEDURE_CHALLENGES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"
#include "services/scoring/domain/procedure/challenge.h"

namespace probity::scoring {

// Gives the challenge its number in the case, whose row the caller holds.
absl::StatusOr<Challenge> InsertChallenge(sql::Tx& tx, std::string_view region,
                                          Challenge challenge);

// Of one case, by number, with their rulings.
absl::StatusOr<std::vector<Challenge>> ChallengesOf(sql::Tx& tx, std::string_view region,
                                                    std::string_view case_id);

// By case and number, after those given; `open_only`: those that wait for a ruling.
absl::StatusOr<std::vector<Challenge>> ListChallenges(sql::Tx& tx, std::string_view region,
                                                      bool open_only, std::string_view after_case,
                                                      int64_t after_no, int64_t limit);

// ALREADY_EXISTS if it was ruled on.
absl::Status InsertRuling(sql::Tx& tx, std::string_view region, std::string_view case_id,
                          int64_t challenge_no, const ChallengeRuling& ruling);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_PROCEDURE_CHALLENGES_H_
