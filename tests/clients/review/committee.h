// A committee service on a free port that knows one round with three cases, and a member's terminal
// made of strings.
#ifndef PROBITY_TESTS_CLIENTS_REVIEW_COMMITTEE_H_
#define PROBITY_TESTS_CLIENTS_REVIEW_COMMITTEE_H_

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "clients/review/commands.h"
#include "common/rpc/router.h"
#include "common/rpc/server.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "probity/review/v1/committee_service.pb.h"
#include "probity/scoring/v1/sheet.pb.h"

namespace probity::member {

// Symbols without check symbol, and as a person has them on paper.
inline constexpr char kRound[] = "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf";
inline constexpr char kVotingCode[] = "041061050R3GG28A1C60T3GF2";
inline constexpr char kVotingCodeShown[] = "04106-1050R-3GG28-A1C60-T3GF2-5";
inline constexpr char kSerial[] = "N5RFRSW2VX";
inline constexpr char kSerialShown[] = "N5RFR-SW2VX-9";
inline constexpr int64_t kClosesAt = 1778227200;  // 2026-05-08 16:00 UTC+8
inline constexpr char kSecretSheetWord[] = "频次异常";

std::string RoundBytes();
// The code an invitation brings, on paper.
std::string AnswerCodeShown();
// Two findings, of 3 to 6 and of exactly 4 points; supermajority.
scoring::v1::SheetBody TwoFindings();

// What the committee service does, as far as a client can tell; refusals go through the router's
// own uniform refusal.
class Committee {
 public:
  Committee();
  ~Committee();

  void Start(const std::string& listen = "127.0.0.1:0");
  void Stop();
  std::string address() const { return address_; }

  void Refuse(bool refuse) { refuse_ = refuse; }
  // Before the next ballot is stored, another session of the same seat stores one above it.
  void OvertakeNextBallot() { overtake_ = true; }

  int answers(review::v1::InvitationAnswer answer) const;
  review::v1::GetBallotResponse ballot(const std::string& serial) const;
  int submissions() const { return submissions_; }
  // Requests whose size on the wire was not the declared one.
  int odd_sizes() const { return odd_sizes_; }

 private:
  template <typename Request, typename Response>
  void Handle(const std::string& method, size_t request_bytes,
              std::function<bool(const Request&, Response*)> body);
  bool Opens(std::string_view round, std::string_view serial, std::string_view credential) const;

  rpc::Router router_;
  std::unique_ptr<rpc::Server> server_;
  std::string address_;
  std::atomic<bool> refuse_ = false;
  std::atomic<bool> overtake_ = false;
  std::atomic<int> submissions_ = 0;
  std::atomic<int> odd_sizes_ = 0;
  mutable std::mutex mutex_;
  std::map<std::string, review::v1::GetBallotResponse> ballots_;
  std::map<int, int> answers_;
};

// A member at a machine: runs commands, sees what they print.
class Member {
 public:
  explicit Member(const Committee& committee);
  ~Member();

  Session session;
  std::string typed;         // standard input
  std::string typed_secret;  // what is typed unseen

  std::string Path(const std::string& name) const { return folder_ / name; }
  std::string WriteNotice(const std::string& kind, const std::string& code,
                          const std::string& more = "") const;

  template <typename Command, typename... More>
  int Run(Command command, const More&... more) {
    std::istringstream in(typed);
    std::ostringstream out_stream, err_stream;
    const Terminal terminal = {in, out_stream, err_stream, 72,
                               [this](std::string_view) -> absl::StatusOr<std::string> {
                                 ++secrets_asked;
                                 return typed_secret;
                               }};
    const int code = command(session, terminal, more...);
    out = out_stream.str();
    err = err_stream.str();
    return code;
  }
  // Has claimed the seat.
  void Sit();

  std::string out, err;
  int secrets_asked = 0;

 private:
  std::filesystem::path folder_;
};

// The refusal's fields and what was wrong with each, for matching.
std::string Violations(const absl::Status& status);

}  // namespace probity::member

#endif  // PROBITY_TESTS_CLIENTS_REVIEW_COMMITTEE_H_
