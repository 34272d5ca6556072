// The committee's part of the year: rounds until nothing is queued, by the public RPCs of a
// secretary, four group officers and the members' review client.
#ifndef PROBITY_CLIENTS_PROBITYCTL_YEAR_HEARINGS_H_
#define PROBITY_CLIENTS_PROBITYCTL_YEAR_HEARINGS_H_

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/common/seat.h"
#include "clients/probityctl/year/context.h"
#include "clients/probityctl/year/keyring.h"
#include "clients/probityctl/year/procedure.h"
#include "common/policy/committee.h"
#include "probity/review/v1/round.pb.h"

namespace probity::year {

class Hearings {
 public:
  Hearings(Context& context, Procedure& procedure, Keyring& keyring, std::filesystem::path notices,
           const policy::Committee& committee);

  // Holds rounds until no case waits for the committee, or none of those waiting can be heard.
  absl::Status Run();

 private:
  // Drives the rounds that are open from wherever they stand; whether there were any.
  absl::StatusOr<bool> Resume();
  // Whether the roster can seat a panel at all, conflicts aside.
  absl::StatusOr<bool> RosterSuffices();
  // `waiting` queued sheets in ⌈n/round_max⌉ rounds of near-equal size; if one of them has to be
  // aborted, what is left one by one. False if review found nothing to hear.
  absl::StatusOr<bool> HearQueue(int waiting);
  absl::StatusOr<bool> HearOneByOne();

  enum class Heard { kNothing, kHeard, kAborted };
  absl::StatusOr<Heard> HearRound(int cases);
  absl::StatusOr<review::v1::OpenRoundResponse> OpenRound(int cases);
  // Leads a round to its end; the phase it ends in.
  absl::StatusOr<review::v1::RoundPhase> Drive(const std::string& round_id);
  // One step of the phase machine; true when the round is over.
  absl::StatusOr<bool> Step(const review::v1::Round& round);
  absl::Status Commit(const review::v1::Round& round);
  absl::Status Freeze(const review::v1::Round& round);
  absl::Status Reveal(const review::v1::Round& round);
  absl::Status Draw(const review::v1::Round& round);
  absl::Status SeatPanel(const review::v1::Round& round);
  absl::Status StartVoting(const review::v1::Round& round);
  absl::Status Vote(const review::v1::Round& round);
  absl::Status Close(const review::v1::Round& round);
  absl::Status CastAll(const std::string& round_id, const clients::Seat& seat, int seat_number);
  absl::Status ForMember(const std::string& round_id, const std::function<absl::Status()>& call);
  absl::StatusOr<review::v1::Round> Get(const std::string& round_id);

  // The answers of a seat to the findings of a sheet; empty if the seat has no ballot for the case.
  absl::StatusOr<std::vector<review::v1::FindingAnswer>> Answers(
      const scoring::v1::SheetBody& sheet, int seat) const;

  Context& context_;
  Procedure& procedure_;
  Keyring& keyring_;
  std::filesystem::path notices_;
  const policy::Committee& committee_;
  std::map<std::string, const scenario::Case*> by_mark_;
};

}  // namespace probity::year

#endif  // PROBITY_CLIENTS_PROBITYCTL_YEAR_HEARINGS_H_
