// The review service as a process of its own that can be killed at any moment, on SQLite files,
// with a played clock, beside a scoring of the test.
#ifndef PROBITY_TESTS_FAULT_LIVE_REVIEW_H_
#define PROBITY_TESTS_FAULT_LIVE_REVIEW_H_

#include <gtest/gtest.h>
#include <sys/types.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "clients/common/seat.h"
#include "common/rpc/channel.h"
#include "probity/review/v1/committee_service.grpc.pb.h"
#include "probity/review/v1/hearing_admin_service.grpc.pb.h"
#include "probity/review/v1/roster_service.grpc.pb.h"
#include "tests/services/review/hearings/fake_scoring.h"

namespace probity::review {

class LiveReview {
 public:
  LiveReview();
  ~LiveReview();
  LiveReview(const LiveReview&) = delete;
  LiveReview& operator=(const LiveReview&) = delete;

  // On the port it had before; the test ends if it does not become ready.
  void Start();
  void Kill();  // kill -9
  void Advance(absl::Duration duration);

  FakeScoring& scoring() { return scoring_; }
  // To the process of now or to come, on a connection of its own.
  std::shared_ptr<grpc::Channel> Connect() const;

  // Asked again until the service answers; a refusal fails the test.
  template <typename Request, typename Response>
  Response Ask(grpc::Status (v1::HearingAdminService::Stub::*method)(grpc::ClientContext*,
                                                                     const Request&, Response*),
               const Request& request, options::v1::Role role, const std::string& person) {
    const auto stub = v1::HearingAdminService::NewStub(Connect());
    auto response = rpc::Invoke(*stub, method, request, As(role, person));
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *std::move(response) : Response();
  }
  static rpc::CallOptions As(options::v1::Role role, const std::string& person);

  // Members enough for a panel and its replacements.
  void FillRoster();
  // A round over all queued sheets, led to VOTING; its id in hex.
  std::string RoundInVoting(int cases);
  v1::Round Get(const std::string& round);
  // The codes of an issue by seat, from the outgoing folder.
  std::map<int, std::string> Codes(const std::string& round, int issue_no) const;
  // What an observer of the outgoing folder saw of each batch of the last round, when it was sent.
  struct Batch {
    std::vector<std::uintmax_t> lengths;
    double spread_seconds = 0;
  };
  const std::vector<Batch>& batches() const { return batches_; }

 private:
  // The files of an issue in the outgoing folder.
  std::vector<std::filesystem::path> Notices(const std::string& round, int issue_no) const;
  Batch Observe(const std::string& round, int issue_no) const;
  void Answer(const std::string& round);
  std::string ReadyLine(std::uintmax_t from) const;

  std::filesystem::path home_;
  FakeScoring scoring_;
  absl::Time now_;
  std::vector<Batch> batches_;
  int port_ = 0;
  pid_t process_ = 0;
};

}  // namespace probity::review

#endif  // PROBITY_TESTS_FAULT_LIVE_REVIEW_H_
