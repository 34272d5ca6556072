// Walks cases through the service as its officers, its party and review would. Every mutation it
// makes can be sent again, byte for byte (Replay).
#ifndef PROBITY_TESTS_SERVICES_SCORING_SUPPORT_CASE_CLIENT_H_
#define PROBITY_TESTS_SERVICES_SCORING_SUPPORT_CASE_CLIENT_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/channel.h"
#include "probity/scoring/v1/case_service.grpc.pb.h"
#include "probity/scoring/v1/screening_service.grpc.pb.h"
#include "probity/scoring/v1/sheet_service.grpc.pb.h"
#include "tests/services/scoring/support/procedure_client.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {

using CaseStub = v1::CaseService::Stub;
using ScreeningStub = v1::ScreeningService::Stub;

rpc::CallOptions AsOfficer();     // officer-a, an officer of every case made here
rpc::CallOptions AsSupervisor();  // supervisor
rpc::CallOptions AsDirector(const std::string& person = "director");
rpc::CallOptions AsReview();

// A finding of that code and value; the reason is given, so that any value of a range is admitted.
v1::Finding FindingOf(int32_t item, const std::string& code, int64_t points,
                      const std::string& act_end = "2026-01-15");

// A certificate as the officers of these tests show it: CertifyOfficers registered such.
v1::ShownCertificate CertificateOf(const std::string& person);

// Names these officers in an OpenCase or FileLead, each with the certificate shown.
template <typename Request>
void AddOfficers(Request& request, const std::vector<std::string>& persons) {
  for (const std::string& person : persons) {
    request.add_officers(person);
    *request.add_certificates() = CertificateOf(person);
  }
}

class CaseClient {
 public:
  explicit CaseClient(ScoringServer& server);

  CaseStub& stub() { return *stub_; }
  ScreeningStub& screening() { return *screening_; }
  ProcedureClient& procedure() { return procedure_; }

  // One call. Give a mutation's request without request_id to have one made.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (CaseStub::*method)(grpc::ClientContext*,
                                                                 const Request&, Response*),
                                Request request, const rpc::CallOptions& options) {
    return Send(*stub_, method, std::move(request), options);
  }
  template <typename Request, typename Response>
  absl::StatusOr<Response> Sheets(grpc::Status (v1::SheetService::Stub::*method)(
                                      grpc::ClientContext*, const Request&, Response*),
                                  Request request, const rpc::CallOptions& options) {
    return Send(*sheets_, method, std::move(request), options);
  }
  template <typename Request, typename Response>
  absl::StatusOr<Response> Screen(grpc::Status (ScreeningStub::*method)(grpc::ClientContext*,
                                                                        const Request&, Response*),
                                  Request request) {
    return Send(*screening_, method, std::move(request), AsReview());
  }

  // The steps, each failing the test if it is refused, with the case afterwards.
  v1::Case Open(const std::string& case_ref, const std::string& institution_id,
                const std::vector<v1::Finding>& findings);
  v1::Case Notify(const std::string& case_id);  // to NOTIFIED, today
  v1::Case Serve(const std::string& case_id, const std::string& served_date);
  v1::Case Object(const std::string& case_id, const std::string& defence);
  v1::Case Refer(const std::string& case_id);  // signs for a residual sheet, too
  v1::Case SignSheet(const std::string& case_id);
  v1::Case Confirm(const std::string& case_id);
  v1::RecordDecisionServiceResponse Effect(const std::string& case_id,
                                           const std::string& served_date);
  v1::Case Get(const std::string& case_id);
  std::vector<v1::TimelineEntry> Timeline(const std::string& case_id);

  // A case from its lead to the served notice, or on to the committee's queue.
  v1::Case Served(const std::string& case_ref, const std::string& institution_id,
                  const std::vector<v1::Finding>& findings, const std::string& served_date);
  v1::Case Referred(const std::string& case_ref, const std::string& institution_id,
                    const std::vector<v1::Finding>& findings, const std::string& served_date);

  v1::TakeSheetsResponse Take(const std::string& round_id, int32_t max_cases = 10);
  // The verdicts of a round: `answers` of the one finding of each sheet, or of several.
  v1::DeliverVerdictsRequest Delivery(const std::string& round_id,
                                      const std::vector<v1::DeliveredVerdict>& verdicts);

  // Sends every mutation that succeeded so far once more, in order; how many answers differed from
  // the first.
  int Replay();
  size_t sent() const { return again_.size(); }

 private:
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Send(Stub& stub,
                                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                Request request, const rpc::CallOptions& options) {
    constexpr bool mutation = requires {
      request.request_id();
    };
    if constexpr (mutation) {
      if (request.request_id().empty()) request.set_request_id(NewRequestId());
    }
    const absl::StatusOr<Response> response = rpc::Invoke(stub, method, request, options);
    if constexpr (mutation) {
      if (response.ok()) {
        again_.push_back([&stub, method, request, options, first = response->SerializeAsString()] {
          const auto second = rpc::Invoke(stub, method, request, options);
          return second.ok() && second->SerializeAsString() == first;
        });
      }
    }
    return response;
  }

  // The same for a step that may ask for recorded acts first: they are supplied (Supply).
  template <typename Request, typename Response>
  absl::StatusOr<Response> CallPrepared(grpc::Status (CaseStub::*method)(grpc::ClientContext*,
                                                                         const Request&, Response*),
                                        const Request& request, const rpc::CallOptions& options) {
    constexpr int kMost = 4;
    absl::StatusOr<Response> response = Call(method, request, options);
    for (int i = 0; i < kMost && !response.ok(); ++i) {
      if (!procedure_.Supply(request.case_id(), response.status())) break;
      response = Call(method, request, options);
    }
    return response;
  }

  ProcedureClient procedure_;
  std::unique_ptr<CaseStub> stub_;
  std::unique_ptr<ScreeningStub> screening_;
  std::unique_ptr<v1::SheetService::Stub> sheets_;
  std::vector<std::function<bool()>> again_;
};

v1::DeliveredVerdict Verdict(const std::string& token,
                             const std::vector<v1::DeliveredFinding>& findings,
                             bool no_quorum = false);
v1::DeliveredFinding Upheld(int64_t points);
v1::DeliveredFinding NotUpheld();
v1::DeliveredFinding Remanded(const std::vector<std::string>& codes = {});

// 32 hex digits made of one digit.
std::string Round(char digit);

}  // namespace probity::scoring

#endif  // PROBITY_TESTS_SERVICES_SCORING_SUPPORT_CASE_CLIENT_H_
