#include "services/review/store/hearing/rounds.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/planted/planted.h"
#include "common/status/status.h"
#include "services/review/store/columns.h"
#include "services/review/store/hearing/committee_text.h"

namespace probity::review::hearing {
namespace {

constexpr std::string_view kInsertRound =
    "INSERT INTO round (round_id, kind, phase, policy_hash, committee, quotas, case_count, "
    "issue_no, closes_at, extended, abort_code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kSelectRound =
    "SELECT round_id, kind, phase, policy_hash, committee, quotas, case_count, issue_no, "
    "closes_at, extended, abort_code FROM round ";
constexpr std::string_view kOne = "WHERE round_id = ?";
constexpr std::string_view kUnfinished = "WHERE phase NOT IN (?, ?) ORDER BY round_id";
constexpr std::string_view kMove = "UPDATE round SET phase = ? WHERE round_id = ? AND phase = ?";
constexpr std::string_view kInsertPhase =
    "INSERT INTO round_phase (round_id, phase, entered_at) VALUES (?, ?, ?)";
constexpr std::string_view kSelectPhases =
    "SELECT phase, entered_at FROM round_phase WHERE round_id = ?";
constexpr std::string_view kSetIssue = "UPDATE round SET issue_no = ? WHERE round_id = ?";
constexpr std::string_view kSetCloses =
    "UPDATE round SET closes_at = ?, extended = ? WHERE round_id = ?";
constexpr std::string_view kSetAbort = "UPDATE round SET abort_code = ? WHERE round_id = ?";
constexpr std::string_view kInsertKey = "INSERT INTO round_key (round_id, wrapped) VALUES (?, ?)";
constexpr std::string_view kSelectKey = "SELECT wrapped FROM round_key WHERE round_id = ?";
constexpr std::string_view kSelectKeys =
    "SELECT round_id, wrapped FROM round_key ORDER BY round_id";
constexpr std::string_view kDeleteKey = "DELETE FROM round_key WHERE round_id = ?";
constexpr std::string_view kInsertSeed =
    "INSERT INTO seed (round_id, grp, commitment, share) VALUES (?, ?, ?, NULL)";
constexpr std::string_view kSelectSeeds =
    "SELECT grp, commitment, share FROM seed WHERE round_id = ? ORDER BY grp";
constexpr std::string_view kSetShare = "UPDATE seed SET share = ? WHERE round_id = ? AND grp = ?";
constexpr std::string_view kErase[] = {
    "DELETE FROM credential WHERE round_id = ?",     "DELETE FROM sheet WHERE round_id = ?",
    "DELETE FROM draw WHERE round_id = ?",           "DELETE FROM seed WHERE round_id = ?",
    "DELETE FROM outcome WHERE round_id = ?",        "DELETE FROM receipt WHERE round_id = ?",
    "DELETE FROM verdict_outbox WHERE round_id = ?", "DELETE FROM attachment WHERE round_id = ?"};
constexpr std::string_view kEraseAnswers = "DELETE FROM idempotency WHERE scope = ?";

absl::Status UnknownRound() {
  return NotFound(Reason::k_UNKNOWN_ROUND, "no such round");
}

sql::Value AbortColumn(const std::optional<AbortCode>& code) {
  if (!code.has_value()) return sql::Null{};
  return Number(*code);
}

absl::StatusOr<Round> RoundFrom(const sql::Row& row) {
  Round round;
  round.round_id = row.Bytes(0);
  round.kind = static_cast<RoundKind>(row.Int(1));
  round.phase = static_cast<Phase>(row.Int(2));
  round.policy_hash = row.Bytes(3);
  PROBITY_ASSIGN_OR_RETURN(round.committee, CommitteeFromText(row.Text(4)));
  for (std::size_t i = 0; i < kGroupCount; ++i) {
    round.quotas[i] = static_cast<std::uint8_t>(row.Bytes(5).at(i));
  }
  round.case_count = static_cast<int>(row.Int(6));
  round.issue_no = static_cast<int>(row.Int(7));
  round.closes_at_seconds = row.Int(8);
  round.extended = row.Bool(9);
  if (!row.IsNull(10)) round.abort_code = static_cast<AbortCode>(row.Int(10));
  return round;
}

absl::StatusOr<std::vector<Round>> Select(sql::Tx& tx, std::string_view condition,
                                          const sql::Params& params) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(ToAbsl(kSelectRound), ToAbsl(condition)), params));
  std::vector<Round> rounds;
  for (const sql::Row& row : rows) {
    PROBITY_ASSIGN_OR_RETURN(rounds.emplace_back(), RoundFrom(row));
  }
  return rounds;
}

absl::StatusOr<Round> SelectOne(sql::Tx& tx, const Bytes& round_id, std::string_view lock) {
  PROBITY_ASSIGN_OR_RETURN(
      std::vector<Round> rounds,
      Select(tx, absl::StrCat(ToAbsl(kOne), ToAbsl(lock)), {sql::Blob{round_id}}));
  if (rounds.empty()) return UnknownRound();
  return std::move(rounds.front());
}

absl::Status InsertPhase(sql::Tx& tx, const Bytes& round_id, Phase phase, std::int64_t at_seconds) {
  if (PROBITY_PLANTED(kFineTime)) at_seconds = at_seconds * 1000 + 1;
  return tx.Execute(kInsertPhase, {sql::Blob{round_id}, Number(phase), at_seconds}).status();
}

// An UPDATE of the one row of a round.
absl::Status UpdateRound(sql::Tx& tx, std::string_view sql, const sql::Params& params) {
  PROBITY_ASSIGN_OR_RETURN(const std::int64_t rows, tx.Execute(sql, params));
  return rows == 1 ? absl::OkStatus() : UnknownRound();
}

}  // namespace

absl::Status InsertRound(sql::Tx& tx, const Round& round, std::int64_t at_seconds,
                         const Bytes& wrapped_key) {
  PROBITY_RETURN_IF_ERROR(
      tx.Execute(kInsertRound, {sql::Blob{round.round_id}, Number(round.kind), Number(round.phase),
                                sql::Blob{round.policy_hash}, CommitteeText(round.committee),
                                sql::Blob{Bytes(round.quotas.begin(), round.quotas.end())},
                                std::int64_t{round.case_count}, std::int64_t{round.issue_no},
                                round.closes_at_seconds, std::int64_t{round.extended},
                                AbortColumn(round.abort_code)})
          .status());
  PROBITY_RETURN_IF_ERROR(InsertPhase(tx, round.round_id, round.phase, at_seconds));
  return tx.Execute(kInsertKey, {sql::Blob{round.round_id}, sql::Blob{wrapped_key}}).status();
}

absl::StatusOr<Round> GetRound(sql::Tx& tx, const Bytes& round_id) {
  return SelectOne(tx, round_id, "");
}

absl::StatusOr<Round> LockRound(sql::Tx& tx, const Bytes& round_id) {
  return SelectOne(tx, round_id, tx.dialect().ForUpdate());
}

absl::StatusOr<std::vector<Round>> UnfinishedRounds(sql::Tx& tx) {
  return Select(tx, kUnfinished, {Number(Phase::kDelivered), Number(Phase::kAborted)});
}

absl::Status MovePhase(sql::Tx& tx, const Bytes& round_id, Phase from, Phase to,
                       std::int64_t at_seconds) {
  PROBITY_ASSIGN_OR_RETURN(const std::int64_t rows,
                           tx.Execute(kMove, {Number(to), sql::Blob{round_id}, Number(from)}));
  if (rows != 1) return LostRace("the round moved on meanwhile; look at its phase again");
  return InsertPhase(tx, round_id, to, at_seconds);
}

absl::StatusOr<std::map<Phase, std::int64_t>> PhaseTimes(sql::Tx& tx, const Bytes& round_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelectPhases, {sql::Blob{round_id}}));
  std::map<Phase, std::int64_t> times;
  for (const sql::Row& row : rows) times[static_cast<Phase>(row.Int(0))] = row.Int(1);
  return times;
}

absl::Status SetIssue(sql::Tx& tx, const Bytes& round_id, int issue_no) {
  return UpdateRound(tx, kSetIssue, {std::int64_t{issue_no}, sql::Blob{round_id}});
}

absl::Status SetCloses(sql::Tx& tx, const Bytes& round_id, std::int64_t closes_at_seconds,
                       bool extended) {
  return UpdateRound(tx, kSetCloses,
                     {closes_at_seconds, std::int64_t{extended}, sql::Blob{round_id}});
}

absl::Status SetAbort(sql::Tx& tx, const Bytes& round_id, AbortCode code) {
  return UpdateRound(tx, kSetAbort, {Number(code), sql::Blob{round_id}});
}

absl::StatusOr<Bytes> WrappedRoundKey(sql::Tx& tx, const Bytes& round_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Row row, tx.QueryOne(kSelectKey, {sql::Blob{round_id}}));
  return row.Bytes(0);
}

absl::StatusOr<std::vector<StoredRoundKey>> WrappedRoundKeys(sql::Tx& tx) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows, tx.Query(kSelectKeys, {}));
  std::vector<StoredRoundKey> keys;
  for (const sql::Row& row : rows) keys.push_back({row.Bytes(0), row.Bytes(1)});
  return keys;
}

absl::Status DestroyRoundKey(sql::Tx& tx, const Bytes& round_id) {
  return tx.Execute(kDeleteKey, {sql::Blob{round_id}}).status();
}

absl::Status InsertCommitment(sql::Tx& tx, const Bytes& round_id, Group group,
                              const Bytes& commitment) {
  const absl::Status inserted =
      tx.Execute(kInsertSeed, {sql::Blob{round_id}, Number(group), sql::Blob{commitment}}).status();
  if (!absl::IsAlreadyExists(inserted)) return inserted;
  PROBITY_ASSIGN_OR_RETURN(const std::vector<SeedPart> parts, SeedParts(tx, round_id));
  for (const SeedPart& part : parts) {
    if (part.group == group && part.commitment == commitment) return absl::OkStatus();
  }
  return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_COMMITMENT_EXISTS,
                "this group has committed to another share; a commitment cannot be changed");
}

absl::Status SetShare(sql::Tx& tx, const Bytes& round_id, Group group, const Bytes& share) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::int64_t rows,
      tx.Execute(kSetShare, {sql::Blob{share}, sql::Blob{round_id}, Number(group)}));
  if (rows == 1) return absl::OkStatus();
  return absl::NotFoundError("the group has committed to nothing in this round");
}

absl::StatusOr<std::vector<SeedPart>> SeedParts(sql::Tx& tx, const Bytes& round_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelectSeeds, {sql::Blob{round_id}}));
  std::vector<SeedPart> parts;
  for (const sql::Row& row : rows) {
    parts.push_back({static_cast<Group>(row.Int(0)), row.Bytes(1), BytesOrEmpty(row, 2)});
  }
  return parts;
}

absl::Status EraseRoundContents(sql::Tx& tx, const Bytes& round_id) {
  PROBITY_RETURN_IF_ERROR(DestroyRoundKey(tx, round_id));
  for (const std::string_view statement : kErase) {
    PROBITY_RETURN_IF_ERROR(tx.Execute(statement, {sql::Blob{round_id}}).status());
  }
  return absl::OkStatus();
}

absl::Status EraseAnswers(sql::Tx& tx, const Bytes& round_id) {
  return tx.Execute(kEraseAnswers, {crypto::Hex(round_id)}).status();
}

}  // namespace probity::review::hearing
