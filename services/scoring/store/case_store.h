// Cases, findings and the timeline in the database. Every function runs inside its caller's
// transaction.
//
// A case is decided on only after LoadCaseForUpdate, which on a server holds its row until the end
// of the transaction; SaveTransition guards once more by state and etag.
#ifndef PROBITY_SERVICES_SCORING_STORE_CASE_STORE_H_
#define PROBITY_SERVICES_SCORING_STORE_CASE_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"
#include "services/scoring/domain/case_file.h"

namespace probity::scoring {

// One line of the timeline.
struct TransitionRow {
  int64_t seq = 0;  // the case's etag after the transition
  CaseState from = CaseState::kNone;
  CaseState to = CaseState::kNone;
  std::string actor;
  absl::CivilDay business_date;
  int64_t recorded_time = 0;  // microseconds since 1970
  std::string note;           // at most 1000 characters
  bool scenario = false;

  bool operator==(const TransitionRow&) const = default;
};

// The new case with the first line of its timeline; etag becomes 1. ALREADY_EXISTS if the region
// has the case_ref.
absl::StatusOr<CaseFile> InsertCase(sql::Tx& tx, std::string_view region, CaseFile file,
                                    TransitionRow line);

// By case_id (26 symbols) or, if that is empty, by case_ref. UNKNOWN_CASE.
struct CaseKey {
  std::string case_id;
  std::string case_ref;
};
absl::StatusOr<CaseFile> LoadCase(sql::Tx& tx, std::string_view region, const CaseKey& key);
absl::StatusOr<CaseFile> LoadCaseForUpdate(sql::Tx& tx, std::string_view region,
                                           std::string_view case_id);

// Writes what the step changed, and its line of the timeline; gives the case with its new etag.
// ABORTED / CONFLICT if the case is no longer in the state and at the etag of `before`.
absl::StatusOr<CaseFile> SaveTransition(sql::Tx& tx, std::string_view region,
                                        const CaseFile& before, CaseFile after, TransitionRow line);

// Marks a case for its officer without moving it.
absl::Status SetAttention(sql::Tx& tx, std::string_view region, std::string_view case_id,
                          std::string_view attention);

absl::StatusOr<std::vector<TransitionRow>> ListTransitions(sql::Tx& tx, std::string_view region,
                                                           std::string_view case_id);

// By case_id, ascending, after `after`; empty or kNone filters mean all.
struct CaseFilter {
  std::string institution_id;
  CaseState state = CaseState::kNone;
  std::string after;
  int32_t limit = 50;
};
absl::StatusOr<std::vector<CaseFile>> ListCases(sql::Tx& tx, std::string_view region,
                                                const CaseFilter& filter);

// Cases of the institution whose notice has been issued and whose decision has not taken effect and
// is no dismissal, but `except`: the points still open.
absl::StatusOr<std::vector<CaseFile>> OpenNotifiedCases(sql::Tx& tx, std::string_view region,
                                                        std::string_view institution_id,
                                                        std::string_view except);

// A case whose objection window is over, and its last day.
struct DueCase {
  absl::CivilDay deadline;
  std::string case_id;  // 26 Crockford symbols

  bool operator==(const DueCase&) const = default;
};

// Up to `limit` cases whose objection window ended before `today`, by last day and id, behind
// `after`.
absl::StatusOr<std::vector<DueCase>> CasesToLapse(sql::Tx& tx, std::string_view region,
                                                  absl::CivilDay today,
                                                  const std::optional<DueCase>& after,
                                                  int32_t limit);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_CASE_STORE_H_
