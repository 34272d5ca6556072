// Pools that may have outlived their round: their keys are all this database knows of a round.
#ifndef PROBITY_SERVICES_REVIEW_STORE_ROSTER_LEFTOVERS_H_
#define PROBITY_SERVICES_REVIEW_STORE_ROSTER_LEFTOVERS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/review/domain/values.h"

namespace probity::review::roster {

// Rounds whose pool, or whose answer codes, are kept; by id.
absl::StatusOr<std::vector<Bytes>> RoundsWithPeople(sql::Tx& tx);

}  // namespace probity::review::roster

#endif  // PROBITY_SERVICES_REVIEW_STORE_ROSTER_LEFTOVERS_H_
