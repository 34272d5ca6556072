// How far scoring's ledger went when a run was frozen from it; scoring is told so once the run is
// locked.
#ifndef PROBITY_SERVICES_SETTLEMENT_STORE_KNOWN_LEDGER_H_
#define PROBITY_SERVICES_SETTLEMENT_STORE_KNOWN_LEDGER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"

namespace probity::settlement {

struct KnownLedger {
  std::string run_id;
  int32_t year = 0;
  int64_t known_seq = 0;  // the ledger's last number as the run knew it; 0: an empty ledger
  bool operator==(const KnownLedger&) const = default;
};

// ALREADY_EXISTS for a run that was frozen before.
absl::Status InsertKnownLedger(sql::Tx& tx, const std::string& region, const std::string& run_id,
                               int64_t known_seq);

// Of locked runs that scoring was not told of, by run_id: oldest first.
absl::StatusOr<std::vector<KnownLedger>> LocksToTell(sql::Tx& tx, const std::string& region);

// Scoring knows of the lock.
absl::Status SetLockTold(sql::Tx& tx, const std::string& region, const std::string& run_id);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_STORE_KNOWN_LEDGER_H_
