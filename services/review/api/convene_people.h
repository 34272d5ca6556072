// What the files convene* share: the pool of a round with its pseudonyms.
#ifndef PROBITY_SERVICES_REVIEW_API_CONVENE_PEOPLE_H_
#define PROBITY_SERVICES_REVIEW_API_CONVENE_PEOPLE_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "services/review/api/environment.h"
#include "services/review/api/hearing_admin.h"
#include "services/review/domain/draw.h"
#include "services/review/domain/pool.h"
#include "services/review/domain/transcript.h"
#include "services/review/store/hearing/rounds.h"
#include "services/review/store/roster/pool.h"

namespace probity::review {

// Everybody of a frozen pool under the round's pseudonyms.
absl::StatusOr<std::vector<PoolEntry>> EntriesOf(const ReviewEnv& env, const Bytes& round_id,
                                                 const roster::FrozenPool& pool);

// The round's pool, read from the roster. NOT_FOUND without one.
absl::StatusOr<std::vector<PoolEntry>> LoadEntries(const ReviewEnv& env, const Bytes& round_id,
                                                   absl::Time deadline);

// Those of `entries` the transcript names eligible.
std::vector<PoolEntry> EligibleIn(const Transcript& transcript,
                                  const std::vector<PoolEntry>& entries);

// A round and its transcript as they lie together at one moment. INTERNAL if there should be a
// transcript and is none.
struct Convened {
  hearing::Round round;
  Transcript transcript;
};
absl::StatusOr<Convened> LoadConvened(const ReviewEnv& env, const Bytes& round_id,
                                      absl::Time deadline);
absl::StatusOr<Convened> ConvenedIn(sql::Tx& tx, const hearing::Round& round);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_CONVENE_PEOPLE_H_
