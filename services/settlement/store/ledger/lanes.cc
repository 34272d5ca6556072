#include "services/settlement/store/ledger/lanes.h"

#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "services/settlement/domain/ledger/transfer.h"

namespace probity::settlement {
namespace {

// Writing the row locks it on every engine, whether or not the values change.
constexpr std::string_view kTouch =
    "UPDATE ledger_lane SET seq = seq + 0 WHERE region = ? AND lane = ?";
constexpr std::string_view kInsert =
    "INSERT INTO ledger_lane (region, lane, seq, hash) VALUES (?, ?, 0, ?)";
constexpr std::string_view kSelect =
    "SELECT seq, hash FROM ledger_lane WHERE region = ? AND lane = ?";
constexpr std::string_view kMove =
    "UPDATE ledger_lane SET seq = ?, hash = ? WHERE region = ? AND lane = ?";

}  // namespace

absl::StatusOr<LaneHead> LockLane(sql::Tx& tx, const std::string& region, int32_t lane) {
  const sql::Params key = {region, int64_t{lane}};
  PROBITY_ASSIGN_OR_RETURN(const int64_t found, tx.Execute(kTouch, key));
  if (found == 0) {
    const auto inserted = tx.Execute(kInsert, {region, int64_t{lane}, FirstPrevHash()});
    if (absl::IsAlreadyExists(inserted.status())) {
      // Somebody made it meanwhile; its end was waited for.
      PROBITY_RETURN_IF_ERROR(tx.Execute(kTouch, key).status());
    } else if (!inserted.ok()) {
      return inserted.status();
    }
  }
  return ReadLane(tx, region, lane);
}

absl::StatusOr<LaneHead> ReadLane(sql::Tx& tx, const std::string& region, int32_t lane) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelect, {region, int64_t{lane}}));
  if (rows.empty()) return LaneHead{0, FirstPrevHash()};
  return LaneHead{rows.front().Int(0), rows.front().Text(1)};
}

absl::Status MoveLane(sql::Tx& tx, const std::string& region, int32_t lane, const LaneHead& head) {
  return tx.Execute(kMove, {head.seq, head.hash, region, int64_t{lane}}).status();
}

}  // namespace probity::settlement
