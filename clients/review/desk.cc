#include "clients/review/desk.h"

#include <utility>

#include "clients/common/output.h"
#include "common/status/status.h"

namespace probity::member {
namespace {

constexpr char kUsualPolicies[] = "policies";

}  // namespace

absl::StatusOr<std::filesystem::path> SeatPath(const Session& session) {
  if (session.seat_file.empty()) return DefaultSeatPath();
  return std::filesystem::path(session.seat_file);
}

SeatFile WithDraw(SeatFile seat, const review::v1::ListSheetsResponse& list) {
  seat.draw_pseudonym = list.draw_pseudonym();
  seat.house = list.house();
  seat.blind = list.blind();
  return seat;
}

absl::StatusOr<Desk> OpenDesk(const Session& session, const Terminal& terminal) {
  PROBITY_ASSIGN_OR_RETURN(const std::filesystem::path path, SeatPath(session));
  PROBITY_ASSIGN_OR_RETURN(SeatFile seat, LoadSeat(path));
  PROBITY_ASSIGN_OR_RETURN(Connection connection, Connect(session.address, session.tls_dir));
  SeatCalls calls(std::move(connection), seat, session.patience, terminal.err);
  PROBITY_ASSIGN_OR_RETURN(review::v1::ListSheetsResponse list, calls.List());
  // A seat claimed before voting began learns its pseudonyms with the first answer.
  SeatFile complete = WithDraw(seat, list);
  if (complete != seat) PROBITY_RETURN_IF_ERROR(SaveSeat(path, complete));
  return Desk{std::move(complete), std::move(calls), std::move(list)};
}

absl::Status KeepReceipt(const Session& session, const std::string& serial,
                         const std::string& receipt) {
  PROBITY_ASSIGN_OR_RETURN(const std::filesystem::path path, SeatPath(session));
  PROBITY_ASSIGN_OR_RETURN(SeatFile seat, LoadSeat(path));
  std::string& kept = seat.receipts[serial];
  if (kept == receipt) return absl::OkStatus();
  kept = receipt;
  return SaveSeat(path, seat);
}

absl::StatusOr<Titles> LoadTitles(const Session& session) {
  if (!session.policies.empty()) return Titles::FromFolder(session.policies);
  absl::StatusOr<Titles> usual = Titles::FromFolder(kUsualPolicies);
  return usual.ok() ? *std::move(usual) : Titles();
}

int Fail(const Terminal& terminal, const absl::Status& status, const Asked& asked) {
  terminal.err << FailureText(status, asked) << std::flush;
  return IsNoAnswer(status) ? clients::kTryAgain : clients::ExitOf(status);
}

}  // namespace probity::member
