// A service that knows M001, M002 and P001, and the leads reported to it.
#ifndef PROBITY_TESTS_SERVICES_SCORING_API_LEADS_LEAD_CLIENT_H_
#define PROBITY_TESTS_SERVICES_SCORING_API_LEADS_LEAD_CLIENT_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "probity/scoring/v1/lead_service.grpc.pb.h"
#include "probity/scoring/v1/monitoring_service.grpc.pb.h"
#include "tests/services/scoring/support/case_client.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {

using LeadStub = v1::LeadService::Stub;
using MonitoringStub = v1::MonitoringService::Stub;

rpc::CallOptions AsInspector(const std::string& person = "inspector");
rpc::CallOptions AsMonitoring();  // the service "monitoring"

// A well-formed report about M001.
v1::ReportedLead LeadOf(const std::string& external_id, const std::string& act_ref = "act 1",
                        const std::string& code = "M204",
                        const std::string& institution_id = "M001");

class LeadClient {
 public:
  explicit LeadClient(const std::string& engine = "sqlite",
                      absl::CivilDay today = absl::CivilDay(2026, 2, 12));

  ScoringServer& server() { return server_; }
  CaseClient& cases() { return cases_; }
  LeadStub& stub() { return *leads_; }
  void SetToday(absl::CivilDay day) { server_.clock().Set(day); }

  // One call; a request_id is made where the request has none.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (LeadStub::*method)(grpc::ClientContext*,
                                                                 const Request&, Response*),
                                Request request, const rpc::CallOptions& options) {
    if constexpr (requires { request.request_id(); }) {
      if (request.request_id().empty()) request.set_request_id(NewRequestId());
    }
    return rpc::Invoke(*leads_, method, request, options);
  }

  absl::StatusOr<v1::ReportLeadResponse> Report(const v1::ReportedLead& lead,
                                                v1::CaseSource source = v1::CASE_SOURCE_SPOT_CHECK,
                                                const std::string& received_date = "");
  // A lead reported by hand and, if `verifier` is given, under verification by that person.
  v1::Lead Reported(const v1::ReportedLead& lead, const std::string& verifier = "");
  absl::StatusOr<v1::Lead> Verify(const std::string& lead_id, const std::string& person);
  absl::StatusOr<v1::Lead> Extend(const std::string& lead_id);
  absl::StatusOr<v1::Lead> Reject(const std::string& lead_id, const std::string& late_reason = "",
                                  const std::string& person = "supervisor");
  absl::StatusOr<v1::Lead> Transfer(const std::string& lead_id);
  absl::StatusOr<v1::Case> File(const std::vector<std::string>& lead_ids,
                                const std::string& case_ref, const std::string& late_reason = "");
  v1::GetLeadResponse Get(const std::string& lead_id);
  std::vector<v1::Lead> List(v1::ListLeadsRequest request = {});

  // The messages of a stream: `leads` in messages of `rows`, the id and the source in the first.
  static std::vector<v1::ReportLeadsRequest> Messages(const std::vector<v1::ReportedLead>& leads,
                                                      const std::string& source_system,
                                                      const std::string& request_id,
                                                      int rows = 500);
  absl::StatusOr<v1::ReportLeadsResponse> Stream(
      const std::vector<v1::ReportLeadsRequest>& messages,
      const rpc::CallOptions& options = AsMonitoring());
  std::vector<v1::RejectedLead> Rejected(const std::string& delivery_id);

  int64_t Count(const std::string& table);
  // Every stored row of `table`, as one text of bytes.
  std::string Dump(const std::string& table);

 private:
  ScoringServer server_;
  CaseClient cases_;
  std::unique_ptr<LeadStub> leads_;
  std::unique_ptr<MonitoringStub> monitoring_;
};

// "received 5 = accepted 3 (new 2, joined 1) + duplicates 1 + conflicts 0 + malformed 1".
std::string CountsOf(const v1::ReportLeadsResponse& response);

}  // namespace probity::scoring

#endif  // PROBITY_TESTS_SERVICES_SCORING_API_LEADS_LEAD_CLIENT_H_
