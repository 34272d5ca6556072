// The rows of a round under its key: AES-256-GCM, additional data round ‖ row key, so that a
// ciphertext opens in its own row only. A sealed row is a 12-byte nonce and the ciphertext.
#ifndef PROBITY_SERVICES_REVIEW_API_SEALING_H_
#define PROBITY_SERVICES_REVIEW_API_SEALING_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/crypto/crypto.h"
#include "services/review/domain/values.h"

namespace probity::review {

// Which round, under which key (32 bytes), with whose nonces.
struct RoundSeal {
  std::string_view round_id;
  std::string_view round_key;
  const crypto::Entropy& entropy;
};

// What opens nowhere else is INTERNAL: a row was moved or damaged.
Bytes SealRow(const RoundSeal& seal, std::string_view row_key, std::string_view plain);
absl::StatusOr<Bytes> OpenRow(const RoundSeal& seal, std::string_view row_key,
                              std::string_view sealed);

// A sheet as members read it. `body` is a serialised probity.scoring.v1.SheetBody.
inline constexpr std::size_t kMaxSheetBody = 8000;  // an answer of 8 KiB holds it and its padding
struct StoredSheet {
  int attachment_count = 0;
  std::string body;
};
// SHEET_NOT_BLIND for a body beyond its size class.
absl::StatusOr<Bytes> SealSheet(const RoundSeal& seal, std::string_view serial,
                                const StoredSheet& sheet);
absl::StatusOr<StoredSheet> OpenSheet(const RoundSeal& seal, std::string_view serial,
                                      std::string_view sealed);

// An image of a sheet, padded to its size class.
struct StoredAttachment {
  int media = 0;  // codes::ImageMedia
  Bytes content;
};
// `index` from 1.
Bytes SealAttachment(const RoundSeal& seal, std::string_view serial, int index,
                     const StoredAttachment& attachment);
absl::StatusOr<StoredAttachment> OpenAttachment(const RoundSeal& seal, std::string_view serial,
                                                int index, std::string_view sealed);

// Columns of a credential's row, whose key is its hash. `ballot` has kBallotBytes.
Bytes SealGroup(const RoundSeal& seal, std::string_view cred_hash, Group group);
absl::StatusOr<Group> OpenGroup(const RoundSeal& seal, std::string_view cred_hash,
                                std::string_view sealed);
Bytes SealBallot(const RoundSeal& seal, std::string_view cred_hash, std::string_view ballot);
absl::StatusOr<Bytes> OpenBallot(const RoundSeal& seal, std::string_view cred_hash,
                                 std::string_view sealed);

// What a seat may keep of the draw: its own d, h and n, 16 bytes each. Sealed to a ballot's size.
struct Door {
  Bytes draw;
  Bytes house;
  Bytes blind;
  bool operator==(const Door&) const = default;
};
Bytes SealDoor(const RoundSeal& seal, std::string_view cred_hash, const Door& door);
absl::StatusOr<Door> OpenDoor(const RoundSeal& seal, std::string_view cred_hash,
                              std::string_view sealed);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_API_SEALING_H_
