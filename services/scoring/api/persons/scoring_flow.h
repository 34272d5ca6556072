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

// The person's window to object (clock `objection` of the scoring), from the day after `served`;
// its last day. BEYOND_CALENDAR, POLICY_NOT_IN_FORCE.
absl::StatusOr<absl::CivilDay> StartObjectionWindow(const ServiceEnv& env, sql::Tx& tx,
                                                    const PersonScoring& scoring,
                                                    absl::CivilDay served,
                                                    const ScoringMoment& now);

// Saves the step, and meets or cancels the scoring's clocks: an objection or a waiver ends the
// window, the decision answers the objection, and a revocation ends both.
absl::StatusOr<PersonScoring> EndScoringStep(const ServiceEnv& env, sql::Tx& tx,
                                             const PersonScoring& before, PersonScoring after,
                                             const ScoringMoment& now, std::string note);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_PERSONS_SCORING_FLOW_H_
