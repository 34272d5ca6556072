// Persons who must not judge a case, whatever institution they belong to.
#ifndef PROBITY_SERVICES_SCORING_API_SCREENING_PERSONS_H_
#define PROBITY_SERVICES_SCORING_API_SCREENING_PERSONS_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/procedure/challenge.h"

namespace probity::scoring {

// Codes (codes::PersonCode) of everybody who worked on the case - its officers, now and before, who
// took its steps and recorded its acts (supervisor, legal reviewer), who inspected - and of those
// the party challenged with success. Officers go by the names of their certificates and by their
// own ids.
absl::StatusOr<std::set<std::string>> PersonsOf(const ServiceEnv& env, sql::Tx& tx,
                                                const CaseFile& file,
                                                const std::vector<Challenge>& challenges);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_SCREENING_PERSONS_H_
