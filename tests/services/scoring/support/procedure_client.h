// Records acts in cases as the bureau and the party would, beside CaseClient's steps.
#ifndef PROBITY_TESTS_SERVICES_SCORING_SUPPORT_PROCEDURE_CLIENT_H_
#define PROBITY_TESTS_SERVICES_SCORING_SUPPORT_PROCEDURE_CLIENT_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/channel.h"
#include "probity/scoring/v1/case.pb.h"
#include "probity/scoring/v1/challenge_service.grpc.pb.h"
#include "probity/scoring/v1/procedure_service.grpc.pb.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {

using ProcedureStub = v1::ProcedureService::Stub;
using ChallengeStub = v1::ChallengeService::Stub;

rpc::CallOptions AsLegalReviewer(const std::string& person = "legal-reviewer");

class ProcedureClient {
 public:
  explicit ProcedureClient(ScoringServer& server);

  // One call. Give a mutation's request without request_id to have one made.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (ProcedureStub::*method)(grpc::ClientContext*,
                                                                      const Request&, Response*),
                                Request request, const rpc::CallOptions& options) {
    return Send(*stub_, method, std::move(request), options);
  }
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (ChallengeStub::*method)(grpc::ClientContext*,
                                                                      const Request&, Response*),
                                Request request, const rpc::CallOptions& options) {
    return Send(*challenges_, method, std::move(request), options);
  }

  // Records what a refused step of the case asks for: the right to a hearing told or waived, a
  // legal review that agrees, a discussion. False if the refusal asks for something else.
  bool Supply(const std::string& case_id, const absl::Status& refusal);

  // The single acts, each failing the test if it is refused.
  v1::CaseRecord TellHearingRight(const std::string& case_id, const std::string& served_date = "");
  v1::CaseRecord WaiveHearing(const std::string& case_id);
  v1::CaseRecord Review(const std::string& case_id,
                        v1::ReviewOpinion opinion = v1::REVIEW_OPINION_AGREE);
  v1::CaseRecord Discuss(const std::string& case_id);
  v1::GetChecklistResponse Checklist(const std::string& case_id);

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
    return rpc::Invoke(stub, method, request, options);
  }

  ScoringServer& server_;
  std::unique_ptr<ProcedureStub> stub_;
  std::unique_ptr<ChallengeStub> challenges_;
};

}  // namespace probity::scoring

#endif  // PROBITY_TESTS_SERVICES_SCORING_SUPPORT_PROCEDURE_CLIENT_H_
