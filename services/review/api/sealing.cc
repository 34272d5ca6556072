#include "services/review/api/sealing.h"

#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/codes/bytes.h"
#include "common/planted/planted.h"
#include "common/status/status.h"
#include "services/review/domain/ballot.h"
#include "services/review/domain/sheet.h"

namespace probity::review {
namespace {

constexpr std::size_t kSheetHead = 1 + 2;  // attachments u8, length u16
static_assert(kSheetHead + kMaxSheetBody <= kSheetBytes);
// What a seal adds to a ballot; only a planted leak leaves it empty.
constexpr std::size_t kClearedBytes = crypto::kNonceSize + crypto::kTagSize;

Bytes RowAad(const RoundSeal& seal, std::string_view row_key) {
  return codes::ByteString().Raw(seal.round_id).Raw(row_key).str();
}

absl::Status Damaged() {
  return absl::InternalError("a sealed row does not open where it lies");
}

}  // namespace

Bytes SealRow(const RoundSeal& seal, std::string_view row_key, std::string_view plain) {
  Bytes nonce = seal.entropy(crypto::kNonceSize);
  if (PROBITY_PLANTED(kClearGroup) && plain.size() == 1) nonce[0] = plain[0];
  return nonce + *crypto::Seal(seal.round_key, nonce, plain, RowAad(seal, row_key));
}

absl::StatusOr<Bytes> OpenRow(const RoundSeal& seal, std::string_view row_key,
                              std::string_view sealed) {
  if (sealed.size() < crypto::kNonceSize) return Damaged();
  absl::StatusOr<std::string> plain =
      crypto::Open(seal.round_key, sealed.substr(0, crypto::kNonceSize),
                   sealed.substr(crypto::kNonceSize), RowAad(seal, row_key));
  if (!plain.ok()) return Damaged();
  return plain;
}

absl::StatusOr<Bytes> SealSheet(const RoundSeal& seal, std::string_view serial,
                                const StoredSheet& sheet) {
  if (sheet.body.size() > kMaxSheetBody) {
    return Precondition(Reason::k_SHEET_NOT_BLIND,
                        absl::StrCat("a sheet of ", sheet.body.size(), " bytes; ", kMaxSheetBody,
                                     " is the most its size class holds"));
  }
  codes::ByteString plain;
  plain.U8(static_cast<std::uint8_t>(sheet.attachment_count))
      .U16(static_cast<std::uint16_t>(sheet.body.size()))
      .Raw(sheet.body)
      .PadTo(kSheetBytes);
  return SealRow(seal, serial, plain.str());
}

namespace {

// No sheet's row key: those are ten symbols.
Bytes AttachmentKey(std::string_view serial, int index) {
  return codes::ByteString().Raw(serial).U8(static_cast<std::uint8_t>(index)).str();
}

}  // namespace

Bytes SealAttachment(const RoundSeal& seal, std::string_view serial, int index,
                     const StoredAttachment& attachment) {
  codes::ByteString plain;
  plain.U8(static_cast<std::uint8_t>(attachment.media)).Raw(attachment.content);
  return SealRow(seal, AttachmentKey(serial, index), plain.str());
}

absl::StatusOr<StoredAttachment> OpenAttachment(const RoundSeal& seal, std::string_view serial,
                                                int index, std::string_view sealed) {
  PROBITY_ASSIGN_OR_RETURN(const Bytes plain, OpenRow(seal, AttachmentKey(serial, index), sealed));
  if (plain.empty()) return Damaged();
  return StoredAttachment{static_cast<unsigned char>(plain[0]), plain.substr(1)};
}

absl::StatusOr<StoredSheet> OpenSheet(const RoundSeal& seal, std::string_view serial,
                                      std::string_view sealed) {
  PROBITY_ASSIGN_OR_RETURN(const Bytes plain, OpenRow(seal, serial, sealed));
  if (plain.size() != kSheetBytes) return Damaged();
  const auto byte = [&](std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(plain[at]));
  };
  const std::size_t length = byte(1) << 8 | byte(2);
  if (length > kMaxSheetBody) return Damaged();
  return StoredSheet{static_cast<int>(byte(0)), plain.substr(kSheetHead, length)};
}

Bytes SealGroup(const RoundSeal& seal, std::string_view cred_hash, Group group) {
  return SealRow(seal, cred_hash, codes::ByteString().U8(static_cast<std::uint8_t>(group)).str());
}

absl::StatusOr<Group> OpenGroup(const RoundSeal& seal, std::string_view cred_hash,
                                std::string_view sealed) {
  PROBITY_ASSIGN_OR_RETURN(const Bytes plain, OpenRow(seal, cred_hash, sealed));
  if (plain.size() != 1 || !IsGroup(plain[0])) return Damaged();
  return static_cast<Group>(plain[0]);
}

Bytes SealBallot(const RoundSeal& seal, std::string_view cred_hash, std::string_view ballot) {
  const Bytes padded = codes::ByteString().Raw(ballot).PadTo(kBallotBytes).str();
  if (PROBITY_PLANTED(kClearBallot)) return Bytes(kClearedBytes, '\0') + padded;
  return SealRow(seal, cred_hash, padded);
}

absl::StatusOr<Bytes> OpenBallot(const RoundSeal& seal, std::string_view cred_hash,
                                 std::string_view sealed) {
  if (PROBITY_PLANTED(kClearBallot)) return Bytes(sealed.substr(kClearedBytes));
  PROBITY_ASSIGN_OR_RETURN(Bytes plain, OpenRow(seal, cred_hash, sealed));
  if (plain.size() != kBallotBytes) return Damaged();
  return plain;
}

Bytes SealDoor(const RoundSeal& seal, std::string_view cred_hash, const Door& door) {
  return SealBallot(seal, cred_hash, absl::StrCat(door.draw, door.house, door.blind));
}

absl::StatusOr<Door> OpenDoor(const RoundSeal& seal, std::string_view cred_hash,
                              std::string_view sealed) {
  PROBITY_ASSIGN_OR_RETURN(const Bytes plain, OpenBallot(seal, cred_hash, sealed));
  return Door{plain.substr(0, kIdBytes), plain.substr(kIdBytes, kIdBytes),
              plain.substr(2 * kIdBytes, kIdBytes)};
}

}  // namespace probity::review
