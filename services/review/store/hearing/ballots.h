// Sheets and credentials: what members read, and the boxes their ballots lie in. Every row is
// sealed under the round's key; row counts and sizes never change while a round votes.
#ifndef PROBITY_SERVICES_REVIEW_STORE_HEARING_BALLOTS_H_
#define PROBITY_SERVICES_REVIEW_STORE_HEARING_BALLOTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/review/domain/phases.h"
#include "services/review/domain/values.h"

namespace probity::review::hearing {

struct SheetRow {
  std::string serial;  // 10 symbols
  int ordinal = 0;     // 第n号
  Bytes case_token;    // 16 bytes; empty (NULL) once scoring acknowledged its verdict
  Bytes sealed;        // SealSheet
  bool operator==(const SheetRow&) const = default;
};
absl::Status InsertSheets(sql::Tx& tx, const Bytes& round_id, std::vector<SheetRow> sheets);
absl::StatusOr<std::vector<SheetRow>> SheetsOf(sql::Tx& tx, const Bytes& round_id);  // by ordinal
absl::StatusOr<std::optional<SheetRow>> FindSheet(sql::Tx& tx, const Bytes& round_id,
                                                  const std::string& serial);
absl::Status ForgetToken(sql::Tx& tx, const Bytes& round_id, const Bytes& case_token);
// With their attachments.
absl::Status EraseSheets(sql::Tx& tx, const Bytes& round_id);

// One row for each seat and case and one for each seat's door (serial codes::kDoorSerial).
struct CredentialRow {
  Bytes cred_hash;  // 32 bytes
  int issue_no = 0;
  std::string serial;
  Bytes seal;    // SealGroup
  Bytes ballot;  // SealBallot; in a door row SealDoor, of the same size
  bool operator==(const CredentialRow&) const = default;
};
// Replaces whatever codes were out before: a set is only ever written whole, for a whole panel.
absl::Status ReplaceCredentials(sql::Tx& tx, const Bytes& round_id,
                                std::vector<CredentialRow> complete_set);
absl::StatusOr<std::vector<CredentialRow>> CredentialsOf(sql::Tx& tx,
                                                         const Bytes& round_id);  // by hash
absl::StatusOr<std::optional<CredentialRow>> FindCredential(sql::Tx& tx, const Bytes& round_id,
                                                            const Bytes& cred_hash);
absl::Status EraseCredentials(sql::Tx& tx, const Bytes& round_id);

// What a member's call needs of its round; not found, not voting and key destroyed look alike to
// the caller of the service, not to this one.
struct VotingRound {
  bool found = false;
  Phase phase = Phase::kOpened;
  std::int64_t closes_at_seconds = 0;
  std::string committee_text;  // CommitteeFromText
  Bytes wrapped_key;           // empty once destroyed
};
absl::StatusOr<VotingRound> FindVoting(sql::Tx& tx, const Bytes& round_id);
// The same, and CloseRound waits for this transaction: no ballot is stored after the close.
absl::StatusOr<VotingRound> HoldVoting(sql::Tx& tx, const Bytes& round_id);
// FindCredential, locked until the transaction ends.
absl::StatusOr<std::optional<CredentialRow>> LockCredential(sql::Tx& tx, const Bytes& round_id,
                                                            const Bytes& cred_hash);
absl::Status StoreBallot(sql::Tx& tx, const Bytes& round_id, const Bytes& cred_hash,
                         const Bytes& ballot);
// What a refused call writes instead, so that it costs the same: bytes of a ballot's size into a
// row nobody reads.
absl::Status StoreNothing(sql::Tx& tx, const Bytes& ballot);

}  // namespace probity::review::hearing

#endif  // PROBITY_SERVICES_REVIEW_STORE_HEARING_BALLOTS_H_
