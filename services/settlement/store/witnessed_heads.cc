#include "services/settlement/store/witnessed_heads.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity::settlement {
namespace {

constexpr char kInsert[] =
    "INSERT INTO witnessed_head (region, log, size, root, chain_hash, log_key, log_signature, "
    "scoring_key, scoring_signature, own_key, own_signature) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kSelect[] =
    "SELECT log, size, root, chain_hash, log_key, log_signature, scoring_key, scoring_signature, "
    "own_key, own_signature FROM witnessed_head WHERE region = ? AND log = ?";
constexpr char kLast[] = " ORDER BY size DESC LIMIT 1";
constexpr char kAfter[] = " AND size > ? ORDER BY size LIMIT ?";
constexpr char kBearing[] = " AND own_key = ? LIMIT 1";

absl::StatusOr<std::vector<WitnessedHead>> Select(sql::Tx& tx, const char* condition,
                                                  const sql::Params& params) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(kSelect, condition), params));
  std::vector<WitnessedHead> heads;
  for (const sql::Row& row : rows) {
    heads.push_back({{row.Text(0), row.Int(1), row.Bytes(2), row.Bytes(3)},
                     {row.Text(0), row.Bytes(4), row.Bytes(5)},
                     {"scoring", row.Bytes(6), row.Bytes(7)},
                     {"settlement", row.Bytes(8), row.Bytes(9)}});
  }
  return heads;
}

}  // namespace

absl::Status InsertWitnessed(sql::Tx& tx, const std::string& region, const WitnessedHead& one) {
  return tx
      .Execute(kInsert, {region, one.head.log, one.head.size, sql::Blob{one.head.root},
                         sql::Blob{one.head.chain_hash}, sql::Blob{one.owners.public_key},
                         sql::Blob{one.owners.signature}, sql::Blob{one.scorings.public_key},
                         sql::Blob{one.scorings.signature}, sql::Blob{one.own.public_key},
                         sql::Blob{one.own.signature}})
      .status();
}

absl::StatusOr<std::optional<WitnessedHead>> LatestWitnessed(sql::Tx& tx, const std::string& region,
                                                             const std::string& log) {
  PROBITY_ASSIGN_OR_RETURN(std::vector<WitnessedHead> found, Select(tx, kLast, {region, log}));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

absl::StatusOr<std::vector<WitnessedHead>> WitnessedAfter(sql::Tx& tx, const std::string& region,
                                                          const std::string& log,
                                                          int64_t after_size, int64_t limit) {
  return Select(tx, kAfter, {region, log, after_size, limit});
}

absl::StatusOr<audit::KeysUsed> OwnKeysUsed(sql::Tx& tx, const std::string& region,
                                            const std::string& log, const std::string& own) {
  audit::KeysUsed used;
  PROBITY_ASSIGN_OR_RETURN(const auto last, LatestWitnessed(tx, region, log));
  if (!last.has_value()) return used;
  used.last = last->own.public_key;
  if (used.last == own) return used;
  PROBITY_ASSIGN_OR_RETURN(const auto earlier, Select(tx, kBearing, {region, log, sql::Blob{own}}));
  used.own_earlier = !earlier.empty();
  return used;
}

}  // namespace probity::settlement
