#include "services/review/store/roster/pool.h"

#include <algorithm>
#include <string_view>

#include "common/status/status.h"
#include "services/review/store/columns.h"
#include "services/review/store/roster/invitations.h"

namespace probity::review::roster {
namespace {

constexpr std::string_view kInsertKey =
    "INSERT INTO pool_key (round_id, wrapped, reissue) VALUES (?, ?, 0)";
constexpr std::string_view kInsertMembers =
    "INSERT INTO pool_snapshot (round_id, member_id, grp, employer_code) VALUES";
constexpr std::string_view kSelectKey = "SELECT wrapped, reissue FROM pool_key WHERE round_id = ?";
constexpr std::string_view kSelectKeys = "SELECT round_id, wrapped FROM pool_key ORDER BY round_id";
constexpr std::string_view kSelectMembers =
    "SELECT member_id, grp, employer_code FROM pool_snapshot WHERE round_id = ? "
    "ORDER BY member_id";
constexpr std::string_view kDeleteKey = "DELETE FROM pool_key WHERE round_id = ?";
constexpr std::string_view kDeleteMembers = "DELETE FROM pool_snapshot WHERE round_id = ?";
// Answer codes are erased when the panel is complete: from then on voting codes are out.
constexpr std::string_view kMark =
    "UPDATE pool_key SET reissue = 1 WHERE round_id = ? "
    "AND EXISTS (SELECT 1 FROM invitation WHERE round_id = ? AND state = ?) "
    "AND NOT EXISTS (SELECT 1 FROM invitation WHERE round_id = ? AND answer_hash IS NOT NULL)";
constexpr std::string_view kClear = "UPDATE pool_key SET reissue = 0 WHERE round_id = ?";

}  // namespace

absl::Status InsertPool(sql::Tx& tx, const Bytes& round_id, const FrozenPool& pool) {
  PROBITY_RETURN_IF_ERROR(
      tx.Execute(kInsertKey, {sql::Blob{round_id}, sql::Blob{pool.wrapped_key}}).status());
  std::vector<sql::Params> rows;
  for (const PoolMember& member : pool.members) {
    rows.push_back({sql::Blob{round_id}, sql::Blob{member.member_id}, Number(member.group),
                    TextOrNull(member.employer_code)});
  }
  std::sort(rows.begin(), rows.end(), [](const sql::Params& a, const sql::Params& b) {
    return std::get<sql::Blob>(a[1]).bytes < std::get<sql::Blob>(b[1]).bytes;
  });
  return tx.InsertMany(kInsertMembers, rows);
}

absl::StatusOr<FrozenPool> GetPool(sql::Tx& tx, const Bytes& round_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Row key, tx.QueryOne(kSelectKey, {sql::Blob{round_id}}));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelectMembers, {sql::Blob{round_id}}));
  FrozenPool pool;
  pool.wrapped_key = key.Bytes(0);
  for (const sql::Row& row : rows) {
    pool.members.push_back({row.Bytes(0), static_cast<Group>(row.Int(1)), TextOrEmpty(row, 2)});
  }
  return pool;
}

absl::StatusOr<std::vector<WrappedPoolKey>> WrappedPoolKeys(sql::Tx& tx) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows, tx.Query(kSelectKeys, {}));
  std::vector<WrappedPoolKey> keys;
  for (const sql::Row& row : rows) keys.push_back({row.Bytes(0), row.Bytes(1)});
  return keys;
}

absl::Status ErasePool(sql::Tx& tx, const Bytes& round_id) {
  PROBITY_RETURN_IF_ERROR(tx.Execute(kDeleteKey, {sql::Blob{round_id}}).status());
  return tx.Execute(kDeleteMembers, {sql::Blob{round_id}}).status();
}

absl::Status MarkReissue(sql::Tx& tx, const Bytes& round_id) {
  return tx
      .Execute(kMark, {sql::Blob{round_id}, sql::Blob{round_id}, Number(InvitationState::kAccepted),
                       sql::Blob{round_id}})
      .status();
}

absl::StatusOr<bool> ReissueMarked(sql::Tx& tx, const Bytes& round_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelectKey, {sql::Blob{round_id}}));
  return !rows.empty() && rows.front().Bool(1);
}

absl::Status ClearReissue(sql::Tx& tx, const Bytes& round_id) {
  return tx.Execute(kClear, {sql::Blob{round_id}}).status();
}

}  // namespace probity::review::roster
