// What every step of a person's scoring has in common: load it under a lock, read the clock once,
// save the step with its line of the timeline and its audit leaf.
#ifndef PROBITY_SERVICES_SCORING_API_PERSONS_SCORING_FLOW_H_
#define PROBITY_SERVICES_SCORING_API_PERSONS_SCORING_FLOW_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/persons/scoring.h"
#include "services/scoring/store/persons/scorings.h"

namespace probity::scoring {

struct ScoringMoment {
  RecordedAt at;
  absl::CivilDay today;
  std::string actor;
};
ScoringMoment MomentOf(const ServiceEnv& env, std::string_view actor);

// One line of the timeline; states and number are the store's to fill.
PersonStepRow StepLine(const ScoringMoment& now, std::string note);

absl::Status AuditScoring(const ServiceEnv& env, sql::Tx& tx, const PersonScoring& scoring,
                          const ScoringMoment& now);

absl::StatusOr<PersonScoring> EndScoringStep(const ServiceEnv& env, sql::Tx& tx,
                                             const PersonScoring& before, PersonScoring after,
                                             const ScoringMoment& now, std::string note);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_PERSONS_SCORING_FLOW_H_
