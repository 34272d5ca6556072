// Insured persons in their tables. Every function runs inside its caller's transaction.
#ifndef PROBITY_SERVICES_SCORING_STORE_INSURED_INSURED_PERSONS_H_
#define PROBITY_SERVICES_SCORING_STORE_INSURED_INSURED_PERSONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/domain/insured/insured.h"

namespace probity::scoring {

// UNKNOWN_INSURED.
absl::StatusOr<Insured> LoadInsured(sql::Tx& tx, const std::string& region,
                                    const std::string& insured_id);
absl::StatusOr<Insured> LoadInsuredForUpdate(sql::Tx& tx, const std::string& region,
                                             const std::string& insured_id);

// By insured_id, ascending, after `after`.
absl::StatusOr<std::vector<Insured>> InsuredAfter(sql::Tx& tx, const std::string& region,
                                                  const std::string& after, int64_t limit);

// ALREADY_EXISTS if the pseudonym is registered.
absl::Status InsertInsured(sql::Tx& tx, const std::string& region, const std::string& insured_id,
                           const std::string& actor, int64_t recorded_time);

// The next event; gives it its number and adds it to `insured`.
absl::Status AppendInsuredEvent(sql::Tx& tx, const std::string& region, Insured& insured,
                                InsuredEvent event);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_INSURED_INSURED_PERSONS_H_
