// The bureau, its parties and the committee's service as they call scoring: one verb of the script
// is one call of a public RPC, or the few that belong together.
#ifndef PROBITY_TESTS_SERVICES_SCORING_YEAR_BUREAU_H_
#define PROBITY_TESTS_SERVICES_SCORING_YEAR_BUREAU_H_

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tests/services/scoring/support/case_client.h"
#include "tests/services/scoring/support/scoring_server.h"
#include "tests/services/scoring/year/script.h"

namespace probity::scoring::year {

// A case of the script, and what its later acts refer to: "hold" -> measure_id.
struct CaseRun {
  std::string ref;
  std::string institution_id;
  std::string case_id;
  std::map<std::string, std::string> kept;
};

class Bureau {
 public:
  Bureau(const std::string& engine, const std::vector<ScriptedCase>& cases);

  ScoringServer& server() { return server_; }
  CaseClient& client() { return client_; }
  std::string Today() const;
  std::string NextRound();  // 32 hex digits, of its own for each call

  // Takes the act on its day. Its refusal, or INTERNAL if the case is not where the act says.
  absl::Status Take(const Act& act, CaseRun& run);

  // A request about the case, with its etag, a reason and a document where it has such fields.
  template <typename Request>
  Request About(const CaseRun& run) {
    Request request;
    if constexpr (requires { request.set_case_id(""); }) request.set_case_id(run.case_id);
    if constexpr (requires {
                    request.set_etag("");
                    request.case_id();
                  }) {
      request.set_etag(client_.Get(run.case_id).etag());
    }
    if constexpr (requires { request.set_reason(""); }) request.set_reason("as the file says");
    const std::string paper = absl::StrCat("paper of ", run.ref);
    if constexpr (requires { request.set_document(""); }) request.set_document(paper);
    if constexpr (requires { request.set_document_no(""); }) request.set_document_no(paper);
    return request;
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (CaseStub::*method)(grpc::ClientContext*,
                                                                 const Request&, Response*),
                                const Request& request, const rpc::CallOptions& as) {
    return client_.Call(method, request, as);
  }
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (ProcedureStub::*method)(grpc::ClientContext*,
                                                                      const Request&, Response*),
                                const Request& request, const rpc::CallOptions& as) {
    return client_.procedure().Call(method, request, as);
  }
  // Of any other service.
  template <typename Service, typename Request, typename Response>
  absl::StatusOr<Response> CallOf(grpc::Status (Service::Stub::*method)(grpc::ClientContext*,
                                                                        const Request&, Response*),
                                  Request request, const rpc::CallOptions& as) {
    if constexpr (requires { request.set_request_id(""); }) {
      request.set_request_id(NewRequestId());
    }
    const auto stub = Service::NewStub(server_.channel());
    return rpc::Invoke(*stub, method, request, as);
  }

 private:
  ScoringServer server_;
  CaseClient client_;
  int rounds_ = 0;
};

using Verb = std::function<absl::Status(Bureau&, CaseRun&, const Words&)>;
using Verbs = std::map<std::string, Verb, std::less<>>;

const Verbs& StepVerbs();       // steps of CaseService up to the decision
const Verbs& LaterVerbs();      // those after it
const Verbs& CommitteeVerbs();  // what review asks of scoring
const Verbs& ActVerbs();        // acts of ProcedureService
const Verbs& ServiceVerbs();    // leads, evidence, clocks, holds, policies

}  // namespace probity::scoring::year

#endif  // PROBITY_TESTS_SERVICES_SCORING_YEAR_BUREAU_H_
