#include "services/scoring/store/witness/heads.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

constexpr char kInsertHead[] =
    "INSERT INTO witnessed_head (region, log, size, root, chain_hash, from_size, consistency, "
    "recorded_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kSelectHead[] =
    "SELECT log, size, root, chain_hash, from_size, consistency, recorded_time "
    "FROM witnessed_head WHERE region = ? AND log = ?";
constexpr char kLast[] = " ORDER BY size DESC LIMIT 1";
constexpr char kAfter[] = " AND size > ? ORDER BY size LIMIT ?";
constexpr char kOfSize[] = " AND size = ?";
constexpr char kInsertSignature[] =
    "INSERT INTO witnessed_signature (region, log, size, signer, public_key, signature, own_seq, "
    "own_hash, recorded_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kSelectSignature[] =
    "SELECT log, size, signer, public_key, signature, own_seq, own_hash, recorded_time "
    "FROM witnessed_signature WHERE region = ? AND log = ?";
constexpr char kBySigner[] = " AND size = ? ORDER BY signer";
constexpr char kLastOf[] = " AND signer = ? ORDER BY size DESC LIMIT 1";
constexpr char kBearing[] = " AND signer = ? AND public_key = ? LIMIT 1";

absl::StatusOr<std::vector<WitnessedHead>> Heads(sql::Tx& tx, const char* condition,
                                                 const sql::Params& params) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(kSelectHead, condition), params));
  std::vector<WitnessedHead> heads;
  for (const sql::Row& row : rows) {
    WitnessedHead& one = heads.emplace_back();
    one.head = {row.Text(0), row.Int(1), row.Bytes(2), row.Bytes(3)};
    one.from_size = row.Int(4);
    const std::string& joined = row.Bytes(5);
    for (size_t at = 0; at + crypto::kHashSize <= joined.size(); at += crypto::kHashSize) {
      one.consistency.push_back(joined.substr(at, crypto::kHashSize));
    }
    one.recorded_time = row.Int(6);
  }
  return heads;
}

absl::StatusOr<std::optional<WitnessedHead>> OneHead(sql::Tx& tx, const char* condition,
                                                     const sql::Params& params) {
  PROBITY_ASSIGN_OR_RETURN(std::vector<WitnessedHead> heads, Heads(tx, condition, params));
  if (heads.empty()) return std::nullopt;
  return std::move(heads.front());
}

absl::StatusOr<std::vector<WitnessedSignature>> Signatures(sql::Tx& tx, const char* condition,
                                                           const sql::Params& params) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(kSelectSignature, condition), params));
  std::vector<WitnessedSignature> signatures;
  for (const sql::Row& row : rows) {
    WitnessedSignature& one = signatures.emplace_back();
    one.log = row.Text(0);
    one.size = row.Int(1);
    one.signature = {row.Text(2), row.Bytes(3), row.Bytes(4)};
    if (row.Int(5) > 0) one.own = {row.Int(5), row.Bytes(6)};
    one.recorded_time = row.Int(7);
  }
  return signatures;
}

}  // namespace

absl::Status InsertWitnessedHead(sql::Tx& tx, const std::string& region,
                                 const WitnessedHead& head) {
  return tx
      .Execute(kInsertHead, {region, head.head.log, head.head.size, sql::Blob{head.head.root},
                             sql::Blob{head.head.chain_hash}, head.from_size,
                             sql::Blob{absl::StrJoin(head.consistency, "")}, head.recorded_time})
      .status();
}

absl::Status InsertWitnessedSignature(sql::Tx& tx, const std::string& region,
                                      const WitnessedSignature& one) {
  return tx
      .Execute(
          kInsertSignature,
          {region, one.log, one.size, one.signature.signer, sql::Blob{one.signature.public_key},
           sql::Blob{one.signature.signature}, one.own.seq,
           sql::Blob{one.own.seq > 0 ? one.own.hash : std::string()}, one.recorded_time})
      .status();
}

absl::StatusOr<std::optional<WitnessedHead>> LatestWitnessed(sql::Tx& tx, const std::string& region,
                                                             const std::string& log) {
  return OneHead(tx, kLast, {region, log});
}

absl::StatusOr<std::vector<WitnessedHead>> WitnessedAfter(sql::Tx& tx, const std::string& region,
                                                          const std::string& log,
                                                          int64_t after_size, int64_t limit) {
  return Heads(tx, kAfter, {region, log, after_size, limit});
}

absl::StatusOr<std::optional<WitnessedHead>> WitnessedOfSize(sql::Tx& tx, const std::string& region,
                                                             const std::string& log, int64_t size) {
  return OneHead(tx, kOfSize, {region, log, size});
}

absl::StatusOr<std::vector<WitnessedSignature>> SignaturesOf(sql::Tx& tx, const std::string& region,
                                                             const std::string& log, int64_t size) {
  return Signatures(tx, kBySigner, {region, log, size});
}

absl::StatusOr<std::optional<WitnessedSignature>> LastSignature(sql::Tx& tx,
                                                                const std::string& region,
                                                                const std::string& log,
                                                                const std::string& signer) {
  PROBITY_ASSIGN_OR_RETURN(std::vector<WitnessedSignature> found,
                           Signatures(tx, kLastOf, {region, log, signer}));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

absl::StatusOr<audit::KeysUsed> KeysUsedBy(sql::Tx& tx, const std::string& region,
                                           const std::string& log, const std::string& signer,
                                           const std::string& own) {
  audit::KeysUsed used;
  PROBITY_ASSIGN_OR_RETURN(const auto last, LastSignature(tx, region, log, signer));
  if (!last.has_value()) return used;
  used.last = last->signature.public_key;
  if (used.last == own) return used;
  PROBITY_ASSIGN_OR_RETURN(const auto earlier,
                           Signatures(tx, kBearing, {region, log, signer, sql::Blob{own}}));
  used.own_earlier = !earlier.empty();
  return used;
}

}  // namespace probity::scoring
