// What a member's machine keeps while a round runs: the voting code and the seat's own pseudonyms.
#ifndef PROBITY_CLIENTS_REVIEW_SEAT_FILE_H_
#define PROBITY_CLIENTS_REVIEW_SEAT_FILE_H_

#include <filesystem>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace probity::member {

struct SeatFile {
  std::string round;  // 16 bytes
  std::string code;   // 25 symbols, a secret
  // The seat's own d, h and n of the draw (16 bytes each), with which a member finds itself in the
  // published transcript. Empty until the service has shown them.
  std::string draw_pseudonym;
  std::string house;
  std::string blind;
  // Of the ballot that was last recorded on each case (32 bytes), by serial: with them a member
  // finds its ballots among what is published after the close.
  std::map<std::string, std::string> receipts = {};
  bool operator==(const SeatFile&) const = default;
};

// ~/.probity/seat. FAILED_PRECONDITION if there is no home folder.
absl::StatusOr<std::filesystem::path> DefaultSeatPath();

// NOT_FOUND if no seat is claimed; FAILED_PRECONDITION if others may read the file; BAD_REQUEST if
// it is not a seat file.
absl::StatusOr<SeatFile> LoadSeat(const std::filesystem::path& path);

// Makes the file (mode 0600) and, if need be, its folder (mode 0700).
absl::Status SaveSeat(const std::filesystem::path& path, const SeatFile& seat);

// Overwrites and removes the file. True if there was one.
absl::StatusOr<bool> EraseSeat(const std::filesystem::path& path);

}  // namespace probity::member

#endif  // PROBITY_CLIENTS_REVIEW_SEAT_FILE_H_
