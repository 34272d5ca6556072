#include "services/review/store/roster/invitations.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/review/store/columns.h"

namespace probity::review::roster {
namespace {

constexpr std::string_view kInsert =
    "INSERT INTO invitation (round_id, member_id, answer_hash, answer_by, state) VALUES";
constexpr std::string_view kSelect =
    "SELECT member_id, answer_hash, answer_by, state FROM invitation WHERE round_id = ? "
    "ORDER BY member_id";
constexpr std::string_view kSet =
    "UPDATE invitation SET answer_hash = ?, answer_by = ?, state = ? "
    "WHERE round_id = ? AND member_id = ?";
constexpr std::string_view kEraseHashes =
    "UPDATE invitation SET answer_hash = NULL WHERE round_id = ?";
constexpr std::string_view kSit =
    "UPDATE invitation SET state = ?, answer_hash = NULL WHERE round_id = ? AND state = ?";
constexpr std::string_view kByHash =
    "SELECT member_id, answer_by, state FROM invitation WHERE round_id = ? AND answer_hash = ?";
constexpr std::string_view kAnswer =
    "UPDATE invitation SET state = ? WHERE round_id = ? AND answer_hash = ?";
constexpr std::string_view kAnswerNothing = "UPDATE ballast SET state = ? WHERE slot = 1";
constexpr std::string_view kPanel =
    "SELECT member_id FROM invitation WHERE round_id = ? AND state = ?";
// A pool lives until its round votes or is aborted.
constexpr std::string_view kPending =
    "SELECT COUNT(DISTINCT i.round_id) FROM invitation i "
    "JOIN pool_key k ON k.round_id = i.round_id WHERE i.answer_by >= ? AND i.answer_by < ?";
constexpr std::string_view kRounds =
    "SELECT COUNT(DISTINCT round_id) FROM invitation "
    "WHERE answer_by >= ? AND answer_by < ? AND state = ?";
constexpr std::string_view kAttendance =
    "SELECT m.member_no, COUNT(*) FROM invitation i JOIN member m ON m.member_id = i.member_id "
    "WHERE i.answer_by >= ? AND i.answer_by < ? AND i.state = ? "
    "GROUP BY m.member_no ORDER BY m.member_no";
constexpr std::string_view kEraseBefore = "DELETE FROM invitation WHERE answer_by < ?";

bool IsPending(InvitationState state) {
  return state == InvitationState::kDrawn || state == InvitationState::kSent;
}

}  // namespace

absl::Status InsertInvitations(sql::Tx& tx, const std::vector<Invitation>& invitations) {
  std::vector<Invitation> sorted = invitations;
  std::sort(sorted.begin(), sorted.end(),
            [](const Invitation& a, const Invitation& b) { return a.member_id < b.member_id; });
  std::vector<sql::Params> rows;
  for (const Invitation& one : sorted) {
    rows.push_back({sql::Blob{one.round_id}, sql::Blob{one.member_id}, BytesOrNull(one.answer_hash),
                    one.answer_by_seconds, Number(one.state)});
  }
  return tx.InsertMany(kInsert, rows);
}

absl::StatusOr<std::vector<Invitation>> InvitationsOf(sql::Tx& tx, const Bytes& round_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(ToAbsl(kSelect), ToAbsl(tx.dialect().ForUpdate())),
                                    {sql::Blob{round_id}}));
  std::vector<Invitation> invitations;
  for (const sql::Row& row : rows) {
    invitations.push_back({round_id, row.Bytes(0), BytesOrEmpty(row, 1), row.Int(2),
                           static_cast<InvitationState>(row.Int(3))});
  }
  return invitations;
}

absl::Status SetInvitation(sql::Tx& tx, const Invitation& invitation) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::int64_t rows,
      tx.Execute(kSet, {BytesOrNull(invitation.answer_hash), invitation.answer_by_seconds,
                        Number(invitation.state), sql::Blob{invitation.round_id},
                        sql::Blob{invitation.member_id}}));
  if (rows == 1) return absl::OkStatus();
  return absl::NotFoundError("nobody of this id was called to the round");
}

absl::Status EraseAnswerHashes(sql::Tx& tx, const Bytes& round_id) {
  return tx.Execute(kEraseHashes, {sql::Blob{round_id}}).status();
}

absl::StatusOr<std::int64_t> AcceptedSit(sql::Tx& tx, const Bytes& round_id) {
  return tx.Execute(kSit, {Number(InvitationState::kSat), sql::Blob{round_id},
                           Number(InvitationState::kAccepted)});
}

absl::StatusOr<bool> Answer(sql::Tx& tx, const Bytes& round_id, const Bytes& answer_hash,
                            InvitationState answer, std::int64_t now_seconds) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(ToAbsl(kByHash), ToAbsl(tx.dialect().ForUpdate())),
                                    {sql::Blob{round_id}, sql::Blob{answer_hash}}));
  bool stands = false;
  if (!rows.empty()) {
    const auto state = static_cast<InvitationState>(rows.front().Int(2));
    stands = state == answer || (IsPending(state) && now_seconds <= rows.front().Int(1));
  }
  const absl::Status written =
      stands ? tx.Execute(kAnswer, {Number(answer), sql::Blob{round_id}, sql::Blob{answer_hash}})
                   .status()
             : tx.Execute(kAnswerNothing, {now_seconds % 2}).status();
  PROBITY_RETURN_IF_ERROR(written);
  return stands;
}

absl::StatusOr<std::vector<Bytes>> PanelsOf(sql::Tx& tx, std::span<const Bytes> round_ids) {
  std::set<Bytes> members;
  for (const Bytes& round_id : round_ids) {
    PROBITY_ASSIGN_OR_RETURN(
        const std::vector<sql::Row> rows,
        tx.Query(kPanel, {sql::Blob{round_id}, Number(InvitationState::kSat)}));
    for (const sql::Row& row : rows) members.insert(row.Bytes(0));
  }
  return std::vector<Bytes>(members.begin(), members.end());
}

absl::StatusOr<AttendanceSum> AttendanceBetween(sql::Tx& tx, std::int64_t from_seconds,
                                                std::int64_t to_seconds) {
  const sql::Params params = {from_seconds, to_seconds, Number(InvitationState::kSat)};
  AttendanceSum sum;
  PROBITY_ASSIGN_OR_RETURN(const sql::Row pending,
                           tx.QueryOne(kPending, {from_seconds, to_seconds}));
  sum.rounds_pending = pending.Int(0);
  PROBITY_ASSIGN_OR_RETURN(const sql::Row rounds, tx.QueryOne(kRounds, params));
  sum.rounds = rounds.Int(0);
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows, tx.Query(kAttendance, params));
  for (const sql::Row& row : rows) sum.attendances.push_back({row.Text(0), row.Int(1)});
  return sum;
}

absl::StatusOr<std::int64_t> EraseInvitationsBefore(sql::Tx& tx, std::int64_t before_seconds) {
  return tx.Execute(kEraseBefore, {before_seconds});
}

}  // namespace probity::review::roster
