#include "services/review/store/hearing/ballots.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/review/store/columns.h"

namespace probity::review::hearing {
namespace {

constexpr std::string_view kInsertSheets =
    "INSERT INTO sheet (round_id, serial, ordinal, case_token, sealed) VALUES";
constexpr std::string_view kSelectSheets =
    "SELECT serial, ordinal, case_token, sealed FROM sheet WHERE round_id = ? ORDER BY ordinal";
constexpr std::string_view kSelectSheet =
    "SELECT serial, ordinal, case_token, sealed FROM sheet WHERE round_id = ? AND serial = ?";
constexpr std::string_view kForgetToken =
    "UPDATE sheet SET case_token = NULL WHERE round_id = ? AND case_token = ?";
constexpr std::string_view kDeleteAttachments = "DELETE FROM attachment WHERE round_id = ?";
constexpr std::string_view kDeleteSheets = "DELETE FROM sheet WHERE round_id = ?";
constexpr std::string_view kInsertCredentials =
    "INSERT INTO credential (round_id, cred_hash, issue_no, serial, seal, ballot) VALUES";
constexpr std::string_view kSelectCredentials =
    "SELECT cred_hash, issue_no, serial, seal, ballot FROM credential WHERE round_id = ? "
    "ORDER BY cred_hash";
constexpr std::string_view kSelectCredential =
    "SELECT cred_hash, issue_no, serial, seal, ballot FROM credential "
    "WHERE round_id = ? AND cred_hash = ?";
constexpr std::string_view kDeleteCredentials = "DELETE FROM credential WHERE round_id = ?";
constexpr std::string_view kSelectVoting =
    "SELECT r.phase, r.closes_at, r.committee, k.wrapped FROM round r "
    "LEFT JOIN round_key k ON k.round_id = r.round_id WHERE r.round_id = ?";
// Many ballots may be stored at once, but none beside a change of the round itself. MariaDB and
// MySQL both know this form; on SQLite a transaction that writes is alone anyway.
constexpr std::string_view kShared = " LOCK IN SHARE MODE";
constexpr std::string_view kStoreBallot =
    "UPDATE credential SET ballot = ? WHERE round_id = ? AND cred_hash = ?";
constexpr std::string_view kStoreNothing = "UPDATE ballast SET ballot = ? WHERE slot = 1";

SheetRow SheetFrom(const sql::Row& row) {
  return {row.Text(0), static_cast<int>(row.Int(1)), BytesOrEmpty(row, 2), row.Bytes(3)};
}

CredentialRow CredentialFrom(const sql::Row& row) {
  return {row.Bytes(0), static_cast<int>(row.Int(1)), row.Text(2), row.Bytes(3), row.Bytes(4)};
}

absl::StatusOr<std::optional<CredentialRow>> SelectCredential(sql::Tx& tx, const Bytes& round_id,
                                                              const Bytes& cred_hash,
                                                              std::string_view lock) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(ToAbsl(kSelectCredential), ToAbsl(lock)),
                                    {sql::Blob{round_id}, sql::Blob{cred_hash}}));
  if (rows.empty()) return std::nullopt;
  return CredentialFrom(rows.front());
}

absl::StatusOr<VotingRound> SelectVoting(sql::Tx& tx, const Bytes& round_id,
                                         std::string_view lock) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(absl::StrCat(ToAbsl(kSelectVoting), ToAbsl(lock)), {sql::Blob{round_id}}));
  VotingRound voting;
  if (rows.empty()) return voting;
  const sql::Row& row = rows.front();
  voting.found = true;
  voting.phase = static_cast<Phase>(row.Int(0));
  voting.closes_at_seconds = row.Int(1);
  voting.committee_text = row.Text(2);
  voting.wrapped_key = BytesOrEmpty(row, 3);
  return voting;
}

}  // namespace

absl::Status InsertSheets(sql::Tx& tx, const Bytes& round_id, std::vector<SheetRow> sheets) {
  std::sort(sheets.begin(), sheets.end(),
            [](const SheetRow& a, const SheetRow& b) { return a.serial < b.serial; });
  std::vector<sql::Params> rows;
  for (const SheetRow& sheet : sheets) {
    rows.push_back({sql::Blob{round_id}, sheet.serial, std::int64_t{sheet.ordinal},
                    BytesOrNull(sheet.case_token), sql::Blob{sheet.sealed}});
  }
  return tx.InsertMany(kInsertSheets, rows);
}

absl::StatusOr<std::vector<SheetRow>> SheetsOf(sql::Tx& tx, const Bytes& round_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelectSheets, {sql::Blob{round_id}}));
  std::vector<SheetRow> sheets;
  for (const sql::Row& row : rows) sheets.push_back(SheetFrom(row));
  return sheets;
}

absl::StatusOr<std::optional<SheetRow>> FindSheet(sql::Tx& tx, const Bytes& round_id,
                                                  const std::string& serial) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelectSheet, {sql::Blob{round_id}, serial}));
  if (rows.empty()) return std::nullopt;
  return SheetFrom(rows.front());
}

absl::Status ForgetToken(sql::Tx& tx, const Bytes& round_id, const Bytes& case_token) {
  return tx.Execute(kForgetToken, {sql::Blob{round_id}, sql::Blob{case_token}}).status();
}

absl::Status EraseSheets(sql::Tx& tx, const Bytes& round_id) {
  PROBITY_RETURN_IF_ERROR(tx.Execute(kDeleteAttachments, {sql::Blob{round_id}}).status());
  return tx.Execute(kDeleteSheets, {sql::Blob{round_id}}).status();
}

absl::Status ReplaceCredentials(sql::Tx& tx, const Bytes& round_id,
                                std::vector<CredentialRow> complete_set) {
  PROBITY_RETURN_IF_ERROR(EraseCredentials(tx, round_id));
  // By hash, never by seat: no order of writing may survive in a log of changes.
  std::sort(
      complete_set.begin(), complete_set.end(),
      [](const CredentialRow& a, const CredentialRow& b) { return a.cred_hash < b.cred_hash; });
  std::vector<sql::Params> rows;
  for (const CredentialRow& row : complete_set) {
    rows.push_back({sql::Blob{round_id}, sql::Blob{row.cred_hash}, std::int64_t{row.issue_no},
                    row.serial, sql::Blob{row.seal}, sql::Blob{row.ballot}});
  }
  return tx.InsertMany(kInsertCredentials, rows);
}

absl::StatusOr<std::vector<CredentialRow>> CredentialsOf(sql::Tx& tx, const Bytes& round_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelectCredentials, {sql::Blob{round_id}}));
  std::vector<CredentialRow> credentials;
  for (const sql::Row& row : rows) credentials.push_back(CredentialFrom(row));
  return credentials;
}

absl::StatusOr<std::optional<CredentialRow>> FindCredential(sql::Tx& tx, const Bytes& round_id,
                                                            const Bytes& cred_hash) {
  return SelectCredential(tx, round_id, cred_hash, "");
}

absl::Status EraseCredentials(sql::Tx& tx, const Bytes& round_id) {
  return tx.Execute(kDeleteCredentials, {sql::Blob{round_id}}).status();
}

absl::StatusOr<VotingRound> FindVoting(sql::Tx& tx, const Bytes& round_id) {
  return SelectVoting(tx, round_id, "");
}

absl::StatusOr<VotingRound> HoldVoting(sql::Tx& tx, const Bytes& round_id) {
  const bool locks = tx.dialect().engine() == sql::Dialect::Engine::kMySql;
  return SelectVoting(tx, round_id, locks ? kShared : std::string_view());
}

absl::StatusOr<std::optional<CredentialRow>> LockCredential(sql::Tx& tx, const Bytes& round_id,
                                                            const Bytes& cred_hash) {
  return SelectCredential(tx, round_id, cred_hash, tx.dialect().ForUpdate());
}

absl::Status StoreBallot(sql::Tx& tx, const Bytes& round_id, const Bytes& cred_hash,
                         const Bytes& ballot) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::int64_t rows,
      tx.Execute(kStoreBallot, {sql::Blob{ballot}, sql::Blob{round_id}, sql::Blob{cred_hash}}));
  return rows == 1 ? absl::OkStatus() : absl::InternalError("a locked credential vanished");
}

absl::Status StoreNothing(sql::Tx& tx, const Bytes& ballot) {
  return tx.Execute(kStoreNothing, {sql::Blob{ballot}}).status();
}

}  // namespace probity::review::hearing
