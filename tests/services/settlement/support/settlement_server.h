// The settlement service in this process: a real server and channel over an empty database, a clock
// set by hand, and a scoring service of the tests' own making beside it.
#ifndef PROBITY_TESTS_SERVICES_SETTLEMENT_SUPPORT_SETTLEMENT_SERVER_H_
#define PROBITY_TESTS_SERVICES_SETTLEMENT_SUPPORT_SETTLEMENT_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/clock/fake_clock.h"
#include "common/rpc/channel.h"
#include "common/rpc/router.h"
#include "common/rpc/server.h"
#include "probity/settlement/v1/input_service.grpc.pb.h"
#include "probity/settlement/v1/run_service.grpc.pb.h"
#include "probity/settlement/v1/statement_service.grpc.pb.h"
#include "services/settlement/api/environment.h"
#include "tests/services/settlement/support/fake_scoring.h"
#include "tests/support/databases.h"
#include "tests/support/request_id.h"

namespace probity::settlement {

// Persons of the tests; each holds the role of its name.
rpc::CallOptions Preparer(const std::string& person = "preparer-1");
rpc::CallOptions Reviewer(const std::string& person = "reviewer-1");
rpc::CallOptions Locker(const std::string& person = "locker-1");
rpc::CallOptions Auditor();
rpc::CallOptions Director(const std::string& person = "director-1");
rpc::CallOptions AsInstitution(const std::string& institution_id);

// "FAILED_PRECONDITION/RUN_STATE", or "OK": how a failure is named in expectations.
std::string Refusal(const absl::Status& status);

class SettlementServer {
 public:
  static constexpr int kYear = 2026;

  // On the first day after the year; `engine` is one of testing::Engines().
  explicit SettlementServer(const std::string& engine = "sqlite");
  ~SettlementServer();

  FakeClock& clock() { return clock_; }
  FakeScoring& scoring() { return scoring_; }
  const ServiceEnv& env() const { return env_; }

  // Runs `body` in a transaction of the service's database.
  absl::Status Try(const sql::Body& body);

  // SHA-256 of the shipped policy files, which the fake scoring service answers with.
  const std::string& medical_sha256() const { return medical_sha256_; }
  const std::string& pharmacy_sha256() const { return pharmacy_sha256_; }

  // A standing without points, designated since 2020, with the shipped policy of its kind.
  scoring::v1::Standing Medical(const std::string& id, int64_t points = 0) const;
  scoring::v1::Standing Pharmacy(const std::string& id, int64_t points = 0) const;

  static v1::Budget Budget(const std::string& id, int64_t total_fen = 960000000,
                           int64_t per_visit_fen = 480000);
  absl::StatusOr<v1::ImportBudgetsResponse> Import(const std::vector<v1::Budget>& budgets,
                                                   const std::string& request_id = NewRequestId(),
                                                   int32_t replace_year = 0);

  // The steps, each as a person who may take it and with the run's etag.
  absl::StatusOr<v1::Run> Create(const rpc::CallOptions& who = Preparer(), int32_t year = kYear);
  absl::StatusOr<v1::Run> Freeze(const v1::Run& run, const rpc::CallOptions& who = Preparer(),
                                 const std::string& request_id = NewRequestId());
  absl::StatusOr<v1::Run> Calculate(const v1::Run& run, const rpc::CallOptions& who = Preparer());
  absl::StatusOr<v1::Run> Review(const v1::Run& run, const rpc::CallOptions& who = Reviewer());
  absl::StatusOr<v1::Run> Sign(const v1::Run& run, const rpc::CallOptions& who);
  absl::StatusOr<v1::Run> Abandon(const v1::Run& run, const std::string& reason,
                                  const rpc::CallOptions& who = Preparer());
  absl::StatusOr<v1::Run> Get(const std::string& run_id);
  absl::StatusOr<v1::Statement> Statement(const std::string& run_id, const std::string& id,
                                          const rpc::CallOptions& who = Auditor());

  // A run frozen and calculated from the standings and budgets given; the test fails if it is
  // refused.
  v1::Run Calculated(const std::vector<scoring::v1::Standing>& standings,
                     const std::vector<v1::Budget>& budgets);

  // Creates, freezes and calculates a run that settles money; the first refusal.
  absl::StatusOr<v1::Run> Settle(int64_t reserve_fen, int64_t pool_fen);

  // For the services without a stub here.
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  v1::InputService::Stub& inputs() { return *inputs_; }
  v1::RunService::Stub& runs() { return *runs_; }
  v1::StatementService::Stub& statements() { return *statements_; }

 private:
  template <typename Request, typename Class, typename Response>
  absl::StatusOr<v1::Run> Move(grpc::Status (Class::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                               Request request, const v1::Run& run, const rpc::CallOptions& who,
                               const std::string& request_id = NewRequestId());

  FakeScoring scoring_;
  ::probity::testing::TestDatabase database_;
  FakeClock clock_;
  PolicyFiles policies_;
  rpc::PageTokens page_tokens_;
  calendar::WorkCalendar calendar_ = calendar::ShippedCalendar().value();
  RunProgress progress_;
  ServiceEnv env_;
  rpc::Router router_;
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::string medical_sha256_;
  std::string pharmacy_sha256_;
  std::unique_ptr<v1::InputService::Stub> inputs_;
  std::unique_ptr<v1::RunService::Stub> runs_;
  std::unique_ptr<v1::StatementService::Stub> statements_;
};

}  // namespace probity::settlement

#endif  // PROBITY_TESTS_SERVICES_SETTLEMENT_SUPPORT_SETTLEMENT_SERVER_H_
