// A member's calls of the review service, with the patience a meeting wants: what fails for a
// passing cause is repeated, and what is left says whether the service refused or did not answer.
#ifndef PROBITY_CLIENTS_REVIEW_CALLS_H_
#define PROBITY_CLIENTS_REVIEW_CALLS_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/common/seat.h"
#include "clients/review/seat_file.h"
#include "clients/review/terminal.h"

namespace probity::member {

struct Patience {
  absl::Duration no_answer = absl::Seconds(30);
  // A service that is coming back refuses like one that means it, so a refusal is heard twice.
  absl::Duration refused = absl::Seconds(1);
};

// The service answered, and told nothing.
bool IsRefusal(const absl::Status& status);
// The service did not answer.
bool IsNoAnswer(const absl::Status& status);

// Repeats `attempt` with growing pauses while it fails so; `waiting` is called once, before the
// first repetition after no answer.
absl::Status Patiently(const Patience& patience, const std::function<void()>& waiting,
                       const std::function<absl::Status()>& attempt);

// What to check after a failure, in lines. `of_code` names the code asked with, in both languages;
// `hours` the hours of the notice that count.
struct Asked {
  std::string_view of_code;
  std::string_view hours;
  bool names_case = false;  // whether a case may have been named wrongly
};
inline constexpr Asked kWithAnswerCode = {"应召码 the answer code",
                                          "应召截止时间 the time to answer by"};
inline constexpr Asked kWithVotingCode = {"表决码 the voting code", "表决时间 the voting hours",
                                          true};
std::string FailureText(const absl::Status& status, const Asked& asked);

using CommitteeStub = review::v1::CommitteeService::Stub;

struct Connection {
  std::unique_ptr<CommitteeStub> stub;
  rpc::CallOptions options;
};
// Nothing is called yet. Refused: an address that is malformed, or not loopback without `tls_dir`,
// the folder of the terminal's tls.crt, tls.key and ca.crt; a folder that does not hold.
absl::StatusOr<Connection> Connect(const std::string& address, const std::string& tls_dir);

// The calls of one seat.
class SeatCalls {
 public:
  SeatCalls(Connection connection, const SeatFile& file, Patience patience, std::ostream& err);

  absl::StatusOr<review::v1::ListSheetsResponse> List() const;
  absl::StatusOr<scoring::v1::SheetBody> Sheet(const std::string& serial) const;
  absl::StatusOr<clients::Seat::Image> Image(const std::string& serial, int32_t index) const;
  absl::StatusOr<review::v1::GetBallotResponse> Ballot(const std::string& serial) const;
  absl::StatusOr<std::string> Submit(const std::string& serial, uint32_t revision,
                                     const std::vector<review::v1::FindingAnswer>& answers,
                                     std::string_view text) const;

 private:
  template <typename Value>
  absl::StatusOr<Value> Ask(const std::function<absl::StatusOr<Value>()>& call) const;

  Connection connection_;
  clients::Seat seat_;
  Patience patience_;
  std::ostream& err_;
};

// Says once that the client goes on trying.
std::function<void()> SayWaiting(std::ostream& err);

}  // namespace probity::member

#endif  // PROBITY_CLIENTS_REVIEW_CALLS_H_
