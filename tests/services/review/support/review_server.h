// The review service in this process: a real server and channel over two empty databases, a clock
// set by hand and the committee's terms of the shipped policy, without scoring.
#ifndef PROBITY_TESTS_SERVICES_REVIEW_SUPPORT_REVIEW_SERVER_H_
#define PROBITY_TESTS_SERVICES_REVIEW_SUPPORT_REVIEW_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "common/clock/fake_clock.h"
#include "common/policy/committee.h"
#include "common/rpc/channel.h"
#include "common/rpc/router.h"
#include "common/rpc/server.h"
#include "probity/review/v1/committee_service.grpc.pb.h"
#include "probity/review/v1/roster_service.grpc.pb.h"
#include "services/review/api/environment.h"
#include "tests/services/review/support/watched_database.h"
#include "tests/support/databases.h"
#include "tests/support/process.h"
#include "tests/support/request_id.h"

namespace probity::review {

rpc::CallOptions Clerk();
rpc::CallOptions MemberClient();

// "NOT_FOUND/UNKNOWN_MEMBER", or "OK": how a failure is named in expectations.
std::string Refusal(const absl::Status& status);

// The assumed defaults of the committee section.
policy::Committee DefaultCommittee();

class ReviewServer {
 public:
  // At noon of 2026-07-01; `engine` is one of testing::Engines().
  explicit ReviewServer(const std::string& engine = "sqlite", Settings settings = {},
                        const rpc::ServeOptions& serve = {});
  ~ReviewServer();

  FakeClock& clock() { return clock_; }
  const ReviewEnv& env() const { return env_; }
  // What the policies in force say, or why they cannot be asked.
  absl::StatusOr<CommitteeInForce>& committee_in_force() { return committee_in_force_; }
  std::string notices_dir() const { return folder_.path() + "/notices"; }

  // Runs `body` in a transaction of one of the databases; the test fails unless it succeeds.
  void InRoster(const sql::Body& body);
  void InHearing(const sql::Body& body);

  // What the handlers' calls ran.
  WatchedDatabase& watched_roster() { return watched_roster_; }
  WatchedDatabase& watched_hearing() { return watched_hearing_; }

  v1::RosterService::Stub& roster() { return *roster_; }
  v1::CommitteeService::Stub& committee() { return *committee_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

 private:
  ::probity::testing::TempDir folder_;
  ::probity::testing::TestDatabase roster_database_;
  ::probity::testing::TestDatabase hearing_database_;
  WatchedDatabase watched_roster_{*roster_database_};
  WatchedDatabase watched_hearing_{*hearing_database_};
  FakeClock clock_;
  Keys keys_;
  std::unique_ptr<Notifier> notifier_;
  rpc::PageTokens page_tokens_;
  absl::StatusOr<CommitteeInForce> committee_in_force_;
  ReviewEnv env_;
  rpc::Router router_;
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::RosterService::Stub> roster_;
  std::unique_ptr<v1::CommitteeService::Stub> committee_;
};

}  // namespace probity::review

#endif  // PROBITY_TESTS_SERVICES_REVIEW_SUPPORT_REVIEW_SERVER_H_
