// A review service over real channels, beside a fake scoring, with a clock set by hand; it can be
// stopped and started again on its databases, or killed at any commit.
#ifndef PROBITY_TESTS_SERVICES_REVIEW_HEARINGS_REVIEW_BENCH_H_
#define PROBITY_TESTS_SERVICES_REVIEW_HEARINGS_REVIEW_BENCH_H_

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "clients/common/seat.h"
#include "common/clock/fake_clock.h"
#include "common/crypto/seeded_entropy.h"
#include "common/metrics/metrics.h"
#include "common/rpc/channel.h"
#include "common/rpc/router.h"
#include "common/rpc/server.h"
#include "probity/review/v1/committee_service.grpc.pb.h"
#include "probity/review/v1/hearing_admin_service.grpc.pb.h"
#include "probity/review/v1/roster_service.grpc.pb.h"
#include "services/review/api/environment.h"
#include "services/review/api/hearing_admin.h"
#include "services/review/api/keys.h"
#include "services/review/api/scoring_client.h"
#include "services/review/jobs/jobs.h"
#include "tests/services/review/hearings/fake_scoring.h"
#include "tests/services/review/hearings/mortal.h"
#include "tests/support/databases.h"
#include "tests/support/request_id.h"

namespace probity::review {

// How a client reaches the service on this port; rpc::MakeChannel unless a test listens in.
using Connect = std::function<std::shared_ptr<grpc::Channel>(int port)>;
std::shared_ptr<grpc::Channel> Plainly(int port);

// The objects of one process.
class ReviewProcess {
 public:
  struct Place {
    sql::Database& roster;
    sql::Database& hearing;
    FakeClock& clock;
    const Keys& keys;
    Inbox& inbox;
    std::shared_ptr<grpc::Channel> scoring;
    crypto::Entropy entropy;
    Connect connect;
    Settings settings;
    absl::Duration reply_grid;
    metrics::Registry& figures;
  };
  ReviewProcess(const Place& place, std::shared_ptr<Lifetime> life, bool with_jobs);
  ~ReviewProcess();

  const HearingEnv& hearing() const { return jobs_.hearing(); }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

 private:
  MortalDatabase roster_;
  MortalDatabase hearing_;
  MortalNotifier notifier_;
  rpc::PageTokens page_tokens_;
  ScoringClient scoring_;
  ReviewEnv env_;
  Jobs jobs_;
  rpc::Router router_;
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

class ReviewBench {
 public:
  struct Setup {
    std::string engine = "sqlite";
    std::shared_ptr<grpc::Channel> scoring;  // none: the fake one
    Connect connect = &Plainly;
    std::string seed = "review";  // of all randomness
    Settings settings;
    absl::Duration reply_grid = absl::ZeroDuration();  // of members' replies; 0 = off
  };
  explicit ReviewBench(const std::string& engine = "sqlite")
      : ReviewBench(Setup{.engine = engine}) {}
  explicit ReviewBench(Setup setup);
  ~ReviewBench();

  FakeScoring& scoring() { return scoring_; }
  FakeClock& clock() { return clock_; }
  Inbox& inbox() { return inbox_; }
  const HearingEnv& hearing() const { return process_->hearing(); }
  const std::shared_ptr<grpc::Channel>& channel() const { return process_->channel(); }
  sql::Database& hearing_database() { return *hearing_; }
  sql::Database& roster_database() { return *roster_; }
  std::string hearing_file() const;  // of SQLite
  const metrics::Registry& figures() const { return figures_; }

  // Stops the process, if any, and starts another. With jobs it delivers and keeps time by itself.
  void Start(bool with_jobs = true, std::shared_ptr<Lifetime> life = std::make_shared<Lifetime>());

  // Members enough to seat a panel, and one more of each house: 3 of group 1, 3 of group 2, 8
  // experts of houses E1..E8, 6 of institutions I1..I6.
  void FillRoster();
  void AddMember(v1::MemberGroup group, const std::string& member_no, const std::string& employer);

  // A call by a person of this role.
  template <typename Response, typename Request>
  absl::StatusOr<Response> Call(grpc::Status (v1::HearingAdminService::Stub::*method)(
                                    grpc::ClientContext*, const Request&, Response*),
                                const Request& request, options::v1::Role role,
                                const std::string& person) {
    const auto stub = v1::HearingAdminService::NewStub(process_->channel());
    return rpc::Invoke(*stub, method, request, As(role, person));
  }

  // The steps, with a request_id that is the same for the same step of the same round.
  absl::StatusOr<v1::OpenRoundResponse> Open(int max_cases, const std::string& request_id,
                                             v1::RoundKind kind = v1::ROUND_KIND_FIRST);
  absl::StatusOr<v1::CommitSeedResponse> Commit(const std::string& round, int group,
                                                const std::string& officer = "");
  absl::StatusOr<v1::FreezePoolResponse> Freeze(const std::string& round);
  absl::StatusOr<v1::RevealSeedResponse> Reveal(const std::string& round, int group,
                                                const std::string& officer = "");
  absl::StatusOr<v1::RunDrawResponse> Draw(const std::string& round);
  // A request_id of its own each time unless given: it does what is pending.
  absl::StatusOr<v1::SeatRoundResponse> Seat(const std::string& round,
                                             const std::string& request_id = "");
  absl::StatusOr<v1::StartVotingResponse> StartVoting(const std::string& round,
                                                      int64_t closes_at = 0);
  absl::StatusOr<v1::ExtendVotingResponse> Extend(const std::string& round);
  absl::StatusOr<v1::CloseRoundResponse> Close(const std::string& round);
  absl::StatusOr<v1::AbortRoundResponse> Abort(const std::string& round,
                                               const std::string& person = "secretary");
  absl::StatusOr<v1::ApproveAbortResponse> Approve(const std::string& round,
                                                   const std::string& person = "officer-1");
  absl::StatusOr<v1::Round> Get(const std::string& round);
  absl::StatusOr<v1::ReadAuditResponse> Audit();
  std::vector<std::string> OpenRounds();
  absl::Status ReportLostCode(const std::string& round);
  std::vector<int> AuditKinds();
  v1::RoundPhase PhaseOf(const std::string& round);
  // Waits for the jobs, in real time.
  bool Reaches(const std::string& round, v1::RoundPhase phase);

  // Runs the straight path up to a phase; the round's id.
  std::string RoundIn(v1::RoundPhase phase, int cases = 5);

  absl::Status Answer(const std::string& round, int seat, v1::InvitationAnswer answer);
  clients::Seat SeatOf(const std::string& round, int issue_no, int seat);
  // The seats of the panel with a notice of that issue.
  std::set<int> SeatsWith(const std::string& round, int issue_no);
  // How a seat votes on the case with this defence; nothing: it does not vote on it.
  using Voting =
      std::function<std::vector<v1::FindingAnswer>(int seat, const std::string& defence)>;
  // Every seat votes on every case; the receipts in the order given out.
  std::vector<std::string> Vote(const std::string& round, const Voting& voting);

  static rpc::CallOptions As(options::v1::Role role, const std::string& person);

 private:
  metrics::Registry figures_;
  testing::TestDatabase roster_;
  testing::TestDatabase hearing_;
  FakeClock clock_;
  crypto::Entropy entropy_;
  Keys keys_;
  Inbox inbox_;
  FakeScoring scoring_;
  Setup setup_;
  std::unique_ptr<ReviewProcess> process_;
  std::unique_ptr<v1::CommitteeService::Stub> committee_;
};

// The officer's share of a group, the same in every round.
std::string ShareOfGroup(int group);
v1::FindingAnswer Uphold(int64_t points);
v1::FindingAnswer Choose(v1::Choice choice, const std::string& reason_code);
// Everybody upholds every case with 4 points.
std::vector<v1::FindingAnswer> AllUphold(int seat, const std::string& defence);
// "FAILED_PRECONDITION/WRONG_PHASE", or "OK": how a failure is named in expectations.
std::string Outcome(const absl::Status& status);

// Rows of a table.
int64_t Count(sql::Database& database, const std::string& table);

}  // namespace probity::review

#endif  // PROBITY_TESTS_SERVICES_REVIEW_HEARINGS_REVIEW_BENCH_H_
