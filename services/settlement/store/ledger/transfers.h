// The money ledger's tables. Transfers are only ever added, in groups that are one transaction
// each; balances move with them and can be computed again from them.
#ifndef PROBITY_SERVICES_SETTLEMENT_STORE_LEDGER_TRANSFERS_H_
#define PROBITY_SERVICES_SETTLEMENT_STORE_LEDGER_TRANSFERS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/sql/database.h"
#include "services/settlement/domain/ledger/postings.h"
#include "services/settlement/domain/ledger/transfer.h"

namespace probity::settlement {

struct RecordedTransfer {
  Transfer transfer;
  Recording recording;
  std::string hash;
};

// By whom and when a group of transfers is recorded.
struct PostingGroup {
  std::string region;
  std::string group_id;
  std::string actor;
  absl::Time recorded;
};

struct Posted {
  int64_t added = 0;
  int64_t repeated = 0;  // were there already, the same in every field
};

// Adds the transfers, at most kMaxGroup, with their accounts, balances and places in the lanes.
// ALREADY there with another content: TRANSFER_CONFLICT naming the field. A POST or VOID of what is
// no open pending transfer, or was resolved: PENDING_RESOLVED, UNKNOWN_TRANSFER. An account of
// closed books: YEAR_CLOSED. ARITHMETIC_OVERFLOW where a balance would leave 64 bits.
absl::StatusOr<Posted> PostGroup(sql::Tx& tx, const PostingGroup& group,
                                 const std::vector<Transfer>& transfers);

// UNKNOWN_TRANSFER.
absl::StatusOr<RecordedTransfer> GetTransfer(sql::Tx& tx, const std::string& region,
                                             const std::string& transfer_id);

// Which transfers of a list are wanted; empty = any.
struct TransferFilter {
  std::string account_id;
  std::string run_id;
  int32_t for_year = 0;
};
struct LanePosition {
  int32_t lane = 0;
  int64_t seq = 0;
};
// Up to `limit` above `after`, by lane and seq.
absl::StatusOr<std::vector<RecordedTransfer>> TransfersAfter(sql::Tx& tx, const std::string& region,
                                                             const TransferFilter& filter,
                                                             const LanePosition& after,
                                                             int64_t limit);

// What stands of each of these units for a year.
absl::StatusOr<std::map<UnitKey, UnitStanding>> StandingsOf(sql::Tx& tx, const std::string& region,
                                                            int32_t year,
                                                            const std::vector<UnitKey>& units);

// Pending transfers of a year that nobody resolved yet.
absl::StatusOr<int64_t> CountOpenPending(sql::Tx& tx, const std::string& region, int32_t year);

// Payouts from an account, those that came back included.
absl::StatusOr<int64_t> CountPayouts(sql::Tx& tx, const std::string& region,
                                     const std::string& account_id);

// How many transfers a run posted, and of them the sum.
struct RunPostings {
  int64_t transfers = 0;
  int64_t amount_fen = 0;
};
absl::StatusOr<RunPostings> PostingsOfRun(sql::Tx& tx, const std::string& region, int32_t year,
                                          const std::string& run_id);

// Every lane from its first transfer: payload, place and hash of each, and that the head kept
// beside it is its last. DATA_LOSS / LEDGER_BROKEN; metadata `lane` and `seq` are the first broken
// place.
struct VerifiedLane {
  int32_t lane = 0;
  int64_t transfers = 0;
  std::string head_hash;
};
absl::StatusOr<std::vector<VerifiedLane>> VerifyLanes(sql::Tx& tx, const std::string& region);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_STORE_LEDGER_TRANSFERS_H_
