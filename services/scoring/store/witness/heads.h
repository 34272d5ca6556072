// Heads of other services' audit logs that scoring witnessed, and the names put to them.
#ifndef PROBITY_SERVICES_SCORING_STORE_WITNESS_HEADS_H_
#define PROBITY_SERVICES_SCORING_STORE_WITNESS_HEADS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/audit/key_changes.h"
#include "common/audit/signed_head.h"
#include "common/ledger/chain.h"
#include "common/sql/database.h"

namespace probity::scoring {

struct WitnessedHead {
  audit::TreeHead head;
  int64_t from_size = 0;                 // of the head before; 0 for the first
  std::vector<std::string> consistency;  // proof from there, hashes of 32 bytes
  int64_t recorded_time = 0;             // microseconds since 1970 UTC
};
struct WitnessedSignature {
  std::string log;
  int64_t size = 0;
  audit::HeadSignature signature;
  ledger::Head own;           // of the signer's own log, if it told it
  int64_t recorded_time = 0;  // microseconds since 1970 UTC
};

// ALREADY_EXISTS for a size that has a head or one that another head follows already, or a signer's
// second name to one head.
absl::Status InsertWitnessedHead(sql::Tx& tx, const std::string& region, const WitnessedHead& head);
absl::Status InsertWitnessedSignature(sql::Tx& tx, const std::string& region,
                                      const WitnessedSignature& signature);

absl::StatusOr<std::optional<WitnessedHead>> LatestWitnessed(sql::Tx& tx, const std::string& region,
                                                             const std::string& log);
// Of sizes above `after_size`, ascending.
absl::StatusOr<std::vector<WitnessedHead>> WitnessedAfter(sql::Tx& tx, const std::string& region,
                                                          const std::string& log,
                                                          int64_t after_size, int64_t limit);
absl::StatusOr<std::optional<WitnessedHead>> WitnessedOfSize(sql::Tx& tx, const std::string& region,
                                                             const std::string& log, int64_t size);
// By signer.
absl::StatusOr<std::vector<WitnessedSignature>> SignaturesOf(sql::Tx& tx, const std::string& region,
                                                             const std::string& log, int64_t size);
// The last name this signer put to a head of the log.
absl::StatusOr<std::optional<WitnessedSignature>> LastSignature(sql::Tx& tx,
                                                                const std::string& region,
                                                                const std::string& log,
                                                                const std::string& signer);
// With what this signer signed heads of the log; `own` is the key it has now.
absl::StatusOr<audit::KeysUsed> KeysUsedBy(sql::Tx& tx, const std::string& region,
                                           const std::string& log, const std::string& signer,
                                           const std::string& own);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_WITNESS_HEADS_H_
