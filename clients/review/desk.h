// What the commands of a seat begin with, and how each of them ends when it cannot go on.
#ifndef PROBITY_CLIENTS_REVIEW_DESK_H_
#define PROBITY_CLIENTS_REVIEW_DESK_H_

#include <filesystem>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/review/calls.h"
#include "clients/review/seat_file.h"
#include "clients/review/terminal.h"
#include "clients/review/titles.h"

namespace probity::member {

// What every command is given.
struct Session {
  std::string address = "127.0.0.1:7102";
  std::string tls_dir;    // of this terminal; empty = plaintext, loopback only
  std::string seat_file;  // empty = DefaultSeatPath
  std::string policies;   // folder of policy files; empty = `policies`, if there is one
  bool json = false;
  Patience patience;
};

absl::StatusOr<std::filesystem::path> SeatPath(const Session& session);

// A claimed seat and the cases before it.
struct Desk {
  SeatFile seat;
  SeatCalls calls;
  review::v1::ListSheetsResponse list;
};
absl::StatusOr<Desk> OpenDesk(const Session& session, const Terminal& terminal);

// The seat with the pseudonyms of the draw that the service shows it.
SeatFile WithDraw(SeatFile seat, const review::v1::ListSheetsResponse& list);

// Writes the receipt of what is recorded into the seat's file.
absl::Status KeepReceipt(const Session& session, const std::string& serial,
                         const std::string& receipt);

// The titles of violations: of the folder that was named, or of the usual one if it is there.
absl::StatusOr<Titles> LoadTitles(const Session& session);

// Says what failed and what to check; the exit code.
int Fail(const Terminal& terminal, const absl::Status& status,
         const Asked& asked = kWithVotingCode);

}  // namespace probity::member

#endif  // PROBITY_CLIENTS_REVIEW_DESK_H_
