// A year of money of four units and its statements. The figures are those of the golden cases G01,
// G05 and G06 of an ungraded unit.
#ifndef PROBITY_TESTS_SERVICES_SETTLEMENT_API_MONEY_YEAR_H_
#define PROBITY_TESTS_SERVICES_SETTLEMENT_API_MONEY_YEAR_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/services/settlement/support/settlement_server.h"

namespace probity::settlement {

inline constexpr int64_t kReserve = 10'000'000;
inline constexpr int64_t kPool = 1'000'000'000'000;
inline constexpr int kYear = SettlementServer::kYear;

class MoneyYear : public ::testing::TestWithParam<std::string> {
 protected:
  // M1 keeps a surplus, M2 has an open case, M3 lost points, P1 is a pharmacy.
  void Import(int64_t accepted_m1 = 950'000'000) {
    server_.scoring().SetStandings(Standings(true));
    ASSERT_TRUE(server_
                    .Import({SettlementServer::Budget("M1"), SettlementServer::Budget("M2"),
                             SettlementServer::Budget("M3")})
                    .ok());
    v1::ImportActualsRequest request;
    request.set_request_id(NewRequestId());
    const auto add = [&request](const std::string& id, int64_t visits, int64_t accepted) {
      v1::Actual& one = *request.add_actuals();
      one.set_institution_id(id);
      one.set_year(kYear);
      one.set_visits(visits);
      one.set_accepted_fen(accepted);
      return &one;
    };
    add("M1", 2000, accepted_m1);
    add("M2", 2000, 975'000'000);
    add("M3", 2000, 1'200'000'000);
    v1::Actual* pharmacy = add("P1", 40'000, 61'234'567);
    pharmacy->set_monthly_fen(50'000'000);
    pharmacy->set_deductions_fen(88'800);
    const auto imported =
        rpc::InvokeImport(server_.inputs(), &v1::InputService::Stub::ImportActuals,
                          std::vector<v1::ImportActualsRequest>{request}, Preparer());
    ASSERT_TRUE(imported.ok()) << imported.status();
  }

  std::vector<scoring::v1::Standing> Standings(bool open_case) {
    std::vector<scoring::v1::Standing> all = {server_.Medical("M1"), server_.Medical("M2", 3),
                                              server_.Medical("M3", 12), server_.Pharmacy("P1", 5)};
    all[1].set_open_case(open_case);
    return all;
  }

  v1::Run Settled() {
    const auto run = server_.Settle(kReserve, kPool);
    EXPECT_TRUE(run.ok()) << run.status();
    return run.value_or(v1::Run());
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Statements(grpc::Status (v1::StatementService::Stub::*method)(
                                          grpc::ClientContext*, const Request&, Response*),
                                      Request request, const v1::Run& run, const std::string& id,
                                      const rpc::CallOptions& who) {
    request.set_run_id(run.run_id());
    request.set_institution_id(id);
    return rpc::Invoke(server_.statements(), method, request, who);
  }

  absl::Status Confirm(const v1::Run& run, const std::string& id) {
    v1::ConfirmStatementRequest request;
    request.set_request_id(NewRequestId());
    return Statements(&v1::StatementService::Stub::ConfirmStatement, request, run, id,
                      AsInstitution(id))
        .status();
  }

  absl::Status Dispute(const v1::Run& run, const std::string& id, const std::string& line,
                       const std::string& as = "") {
    v1::DisputeLineRequest request;
    request.set_request_id(NewRequestId());
    request.set_line(line);
    request.set_reason("费用核减有误");
    return Statements(&v1::StatementService::Stub::DisputeLine, request, run, id,
                      AsInstitution(as.empty() ? id : as))
        .status();
  }

  absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

  SettlementServer server_{GetParam()};
};

}  // namespace probity::settlement

#endif  // PROBITY_TESTS_SERVICES_SETTLEMENT_API_MONEY_YEAR_H_
