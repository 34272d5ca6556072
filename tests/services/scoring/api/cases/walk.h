// The steps beside and after the five, as their callers send them.
#ifndef PROBITY_TESTS_SERVICES_SCORING_API_CASES_WALK_H_
#define PROBITY_TESTS_SERVICES_SCORING_API_CASES_WALK_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/services/scoring/support/case_client.h"

namespace probity::scoring {

// The day on which these tests serve the notice.
inline constexpr char kServed[] = "2026-02-12";

// "OK" or "FAILED_PRECONDITION/WRONG_STATE".
template <typename Response>
std::string Outcome(const absl::StatusOr<Response>& response) {
  return Outcome(response.status());
}

// Sends each step with the case's present etag, and gives what it was answered.
class Walk {
 public:
  explicit Walk(CaseClient& client) : client_(client) {}

  // A request about the case, with reason, document and etag where it has them.
  template <typename Request>
  Request About(const std::string& case_id) {
    Request request;
    request.set_case_id(case_id);
    request.set_etag(client_.Get(case_id).etag());
    if constexpr (requires { request.set_reason(""); }) request.set_reason("why");
    if constexpr (requires { request.set_document(""); }) request.set_document("doc 1");
    return request;
  }
  template <typename Request, typename Response>
  std::string Take(grpc::Status (CaseStub::*method)(grpc::ClientContext*, const Request&,
                                                    Response*),
                   const Request& request, const rpc::CallOptions& as) {
    return Outcome(client_.Call(method, request, as));
  }

  std::string Remand(const std::string& case_id);
  std::string Renew(const std::string& case_id, const std::map<int32_t, int64_t>& raised);
  std::string RenewOfEffect(const std::string& case_id);
  std::string Suspend(const std::string& case_id);
  std::string Resume(const std::string& case_id);
  std::string Terminate(const std::string& case_id);
  std::string Waive(const std::string& case_id);
  std::string Execute(const std::string& case_id, const std::string& date);
  std::string DecideTermination(const std::string& case_id, bool terminate);
  std::string Reconsider(const std::string& case_id, const std::string& date);
  std::string Sue(const std::string& case_id, const std::string& date);
  std::string EndRemedy(const std::string& case_id, v1::RemedyOutcome outcome,
                        const std::string& date, const std::map<int32_t, int64_t>& points = {});
  // Both persons.
  std::string Reverse(const std::string& case_id);
  std::string Reopen(const std::string& case_id);
  std::string Close(const std::string& case_id);
  std::string Archive(const std::string& case_id);

  // A case in effect today, waived by its party.
  v1::Case InEffect(const std::string& case_ref, const std::string& institution_id,
                    const std::vector<v1::Finding>& findings, const std::string& today);

 private:
  CaseClient& client_;
};

}  // namespace probity::scoring

#endif  // PROBITY_TESTS_SERVICES_SCORING_API_CASES_WALK_H_
