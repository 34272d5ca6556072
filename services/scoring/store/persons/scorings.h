// Scorings of persons in their tables, with their timeline. Every function runs inside its caller's
// transaction; what is decided on is loaded for update.
#ifndef PROBITY_SERVICES_SCORING_STORE_PERSONS_SCORINGS_H_
#define PROBITY_SERVICES_SCORING_STORE_PERSONS_SCORINGS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/domain/persons/scoring.h"

namespace probity::scoring {

// One line of the timeline; seq is the scoring's etag after the step.
struct PersonStepRow {
  int64_t seq = 0;
  ScoringState from = ScoringState::kNone;
  ScoringState to = ScoringState::kNone;
  std::string actor;
  absl::CivilDay business_date;
  int64_t recorded_time = 0;  // microseconds since 1970
  std::string note;           // at most 2000 characters
  bool scenario = false;
};

// The new scoring with its first step; etag becomes 1. ALREADY_EXISTS if the person was proposed
// for this decision of the case.
absl::StatusOr<PersonScoring> InsertScoring(sql::Tx& tx, const std::string& region,
                                            PersonScoring scoring, PersonStepRow step);

// UNKNOWN_PERSON_SCORING.
absl::StatusOr<PersonScoring> LoadScoring(sql::Tx& tx, const std::string& region,
                                          const std::string& scoring_id);
absl::StatusOr<PersonScoring> LoadScoringForUpdate(sql::Tx& tx, const std::string& region,
                                                   const std::string& scoring_id);

// Writes what the step changed and its line of the timeline; the scoring with its new etag. ABORTED
// / CONFLICT if it has moved since `before` was read.
absl::StatusOr<PersonScoring> SaveScoring(sql::Tx& tx, const std::string& region,
                                          const PersonScoring& before, PersonScoring after,
                                          PersonStepRow step);

absl::StatusOr<std::vector<PersonStepRow>> StepsOf(sql::Tx& tx, const std::string& region,
                                                   const std::string& scoring_id);

// By scoring_id, ascending, after `after`; of a person or of a case, whichever is not empty.
struct ScoringFilter {
  std::string person_id;
  std::string case_id;
  std::string after;
  int64_t limit = 50;
};
absl::StatusOr<std::vector<PersonScoring>> ListScorings(sql::Tx& tx, const std::string& region,
                                                        const ScoringFilter& filter);

// An institution to be told of a decision, and when it was.
struct TellRow {
  std::string institution_id;
  std::optional<absl::CivilDay> told;
  std::string receipt;
  bool operator==(const TellRow&) const = default;
};
absl::Status InsertTells(sql::Tx& tx, const std::string& region, const std::string& scoring_id,
                         const std::vector<std::string>& institution_ids);
absl::StatusOr<std::vector<TellRow>> TellsOf(sql::Tx& tx, const std::string& region,
                                             const std::string& scoring_id);
// NOT_FOUND if it is not on the list, ALREADY_EXISTS if it was told.
absl::Status MarkTold(sql::Tx& tx, const std::string& region, const std::string& scoring_id,
                      const TellRow& told);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_PERSONS_SCORINGS_H_
