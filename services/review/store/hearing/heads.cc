#include "services/review/store/hearing/heads.h"

#include <string_view>

#include "common/status/status.h"
#include "services/review/store/columns.h"

namespace probity::review::hearing {
namespace {

constexpr std::string_view kInsertHead =
    "INSERT INTO signed_head (size, root, chain_hash) VALUES (?, ?, ?)";
constexpr std::string_view kInsertSignature =
    "INSERT INTO head_signature (signer, size, public_key, signature) VALUES (?, ?, ?, ?)";
constexpr std::string_view kSelectLatest =
    "SELECT size, root, chain_hash FROM signed_head ORDER BY size DESC LIMIT 1";
constexpr std::string_view kSelectHead =
    "SELECT size, root, chain_hash FROM signed_head WHERE size = ?";
constexpr std::string_view kSelectSignatures =
    "SELECT signer, size, public_key, signature FROM head_signature "
    "WHERE signer IN (1, 2, 3) AND size = ? ORDER BY signer";
constexpr std::string_view kSelectUpTo =
    "SELECT size FROM head_signature WHERE signer = ? ORDER BY size DESC LIMIT 1";
constexpr std::string_view kSelectOwnKey =
    "SELECT public_key FROM head_signature WHERE signer = 1 ORDER BY size DESC LIMIT 1";
constexpr std::string_view kSelectOfOwnKey =
    "SELECT size FROM head_signature WHERE signer = 1 AND public_key = ? LIMIT 1";

absl::StatusOr<std::optional<LogHead>> OneHead(sql::Tx& tx, std::string_view select,
                                               const sql::Params& params) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows, tx.Query(select, params));
  if (rows.empty()) return std::nullopt;
  const sql::Row& row = rows.front();
  return LogHead{row.Int(0), row.Bytes(1), row.Bytes(2)};
}

}  // namespace

absl::Status InsertHead(sql::Tx& tx, const LogHead& head) {
  return tx.Execute(kInsertHead, {head.size, sql::Blob{head.root}, sql::Blob{head.chain_hash}})
      .status();
}

absl::Status InsertSignature(sql::Tx& tx, const LogSignature& signature) {
  return tx
      .Execute(kInsertSignature, {Number(signature.signer), signature.size,
                                  sql::Blob{signature.public_key}, sql::Blob{signature.signature}})
      .status();
}

absl::StatusOr<std::optional<LogHead>> LatestHead(sql::Tx& tx) {
  return OneHead(tx, kSelectLatest, {});
}

absl::StatusOr<std::optional<LogHead>> HeadOfSize(sql::Tx& tx, std::int64_t size) {
  return OneHead(tx, kSelectHead, {size});
}

absl::StatusOr<std::vector<LogSignature>> SignaturesOf(sql::Tx& tx, std::int64_t size) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows, tx.Query(kSelectSignatures, {size}));
  std::vector<LogSignature> signatures;
  for (const sql::Row& row : rows) {
    signatures.push_back({static_cast<Signer>(row.Int(0)), row.Int(1), row.Bytes(2), row.Bytes(3)});
  }
  return signatures;
}

absl::StatusOr<std::int64_t> SignedUpTo(sql::Tx& tx, Signer signer) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelectUpTo, {Number(signer)}));
  return rows.empty() ? 0 : rows.front().Int(0);
}

absl::StatusOr<audit::KeysUsed> OwnKeysUsed(sql::Tx& tx, const Bytes& own) {
  audit::KeysUsed used;
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> last, tx.Query(kSelectOwnKey, {}));
  if (last.empty()) return used;
  used.last = last.front().Bytes(0);
  if (used.last == own) return used;
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> earlier,
                           tx.Query(kSelectOfOwnKey, {sql::Blob{own}}));
  used.own_earlier = !earlier.empty();
  return used;
}

}  // namespace probity::review::hearing
