// A bureau with one institution and a hand-set clock, for what happens to the clocks of its cases.
#ifndef PROBITY_TESTS_SERVICES_SCORING_API_CLOCKS_CLOCK_CLIENT_H_
#define PROBITY_TESTS_SERVICES_SCORING_API_CLOCKS_CLOCK_CLIENT_H_

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "probity/scoring/v1/clock_service.grpc.pb.h"
#include "services/scoring/api/clocks/expiry.h"
#include "tests/services/scoring/support/case_client.h"

namespace probity::scoring {

using ClockStub = v1::ClockService::Stub;
using Day = absl::CivilDay;

class ClocksTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override;

  // One call of ClockService; a mutation gets a request_id if it has none.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (ClockStub::*method)(grpc::ClientContext*,
                                                                  const Request&, Response*),
                                Request request, const rpc::CallOptions& options) {
    if constexpr (requires { request.set_request_id(""); }) {
      if (request.request_id().empty()) request.set_request_id(NewRequestId());
    }
    return rpc::Invoke(*stub_, method, request, options);
  }

  void Today(Day day) { server_.clock().Set(day); }
  absl::Time Soon() const;
  // One look of the scheduler; how many clocks it ended.
  int64_t Fire();

  // The clocks of a case as they stand in the database, read without letting anything expire:
  // "decide" -> "RUNNING 2026-05-05". The latest run of each key.
  std::map<std::string, std::string> Stored(const std::string& case_id);
  std::map<std::string, v1::ClockView> Clocks(const std::string& case_id);
  // How many rows a query counts.
  int64_t Count(const std::string& sql, const sql::Params& params = {});
  int64_t LinesTo(v1::CaseState state);
  int64_t AuditLeaves(AuditKind kind);

  v1::Finding FindingOfToday(const std::string& act_ref);
  // Case filed today, with one finding of 6 points; to its served notice.
  v1::Case Filed(const std::string& case_ref);
  v1::Case Served(const std::string& case_ref, const std::string& served_date);

  v1::AnnounceServiceRequest Announcement(const std::string& case_id,
                                          const std::string& announced_date);
  absl::StatusOr<v1::ExtendDeadlineResponse> Extend(const std::string& case_id,
                                                    policy::v1::ExtensionBy by, int32_t count,
                                                    const rpc::CallOptions& options);
  absl::StatusOr<v1::AddExcludedSpanResponse> Exclude(const std::string& case_id,
                                                      const std::string& first,
                                                      const std::string& last,
                                                      const rpc::CallOptions& options);

  ScoringServer server_{Day(2026, 2, 9), GetParam()};
  CaseClient client_{server_};
  std::unique_ptr<ClockStub> stub_ = v1::ClockService::NewStub(server_.channel());
};

}  // namespace probity::scoring

#endif  // PROBITY_TESTS_SERVICES_SCORING_API_CLOCKS_CLOCK_CLIENT_H_
