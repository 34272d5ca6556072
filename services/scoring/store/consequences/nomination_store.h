// The list of joint punishment and who was proposed for it.
#ifndef PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_NOMINATION_STORE_H_
#define PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_NOMINATION_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"
#include "services/scoring/domain/consequences/nomination.h"

namespace probity::scoring {

// Inserts one of etag 0, else updates the row of that etag; with its new etag. ALREADY_EXISTS if
// the case has nominated the person, ABORTED / CONFLICT if another writer came first.
absl::StatusOr<Nomination> SaveNomination(sql::Tx& tx, std::string_view region,
                                          Nomination nomination);

// By 26 symbols, locked. UNKNOWN_NOMINATION.
absl::StatusOr<Nomination> LoadNominationForUpdate(sql::Tx& tx, std::string_view region,
                                                   std::string_view nomination_id);
absl::StatusOr<std::vector<Nomination>> NominationsOfCase(sql::Tx& tx, std::string_view region,
                                                          std::string_view case_id);

// By nomination_id, ascending, after `after` (16 bytes).
struct NominationFilter {
  std::optional<NominationState> state;
  std::optional<absl::CivilDay> on_list;  // those on the list that day
  std::string after;
  int64_t limit = 50;
};
absl::StatusOr<std::vector<Nomination>> ListNominations(sql::Tx& tx, std::string_view region,
                                                        const NominationFilter& filter);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_NOMINATION_STORE_H_
