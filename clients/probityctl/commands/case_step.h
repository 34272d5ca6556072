// What every step of a case from the command line does: look the case up, take the step with the
// etag found, print the case as it then is.
#ifndef PROBITY_CLIENTS_PROBITYCTL_COMMANDS_CASE_STEP_H_
#define PROBITY_CLIENTS_PROBITYCTL_COMMANDS_CASE_STEP_H_

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/common/bureau.h"
#include "clients/probityctl/commands/cases.h"
#include "common/crypto/crypto.h"
#include "common/id/uuid.h"
#include "common/status/status.h"

namespace probity::ctl {

using CaseStub = scoring::v1::CaseService::Stub;

// "IN_FORCE".
std::string StateOf(scoring::v1::CaseState state);

// The case of that number, as a supervisor reads it.
absl::StatusOr<scoring::v1::Case> FindCase(const clients::Bureau& bureau,
                                           const std::string& case_ref);

// Takes one step: `fill` puts in what the step needs beside case and etag.
template <typename Request, typename Response, typename Fill>
absl::StatusOr<Response> Step(
    const Session& session, const CaseStepOptions& options, options::v1::Role as,
    grpc::Status (CaseStub::*method)(grpc::ClientContext*, const Request&, Response*), Fill fill) {
  PROBITY_ASSIGN_OR_RETURN(const clients::Bureau bureau, session.Connect());
  PROBITY_ASSIGN_OR_RETURN(const scoring::v1::Case known, FindCase(bureau, options.case_ref));
  Request request;
  request.set_request_id(RandomUuid(crypto::SystemEntropy()));
  request.set_case_id(known.case_id());
  request.set_etag(known.etag());
  if constexpr (requires { request.set_reason(""); }) request.set_reason(options.reason);
  if constexpr (requires { request.set_document(""); }) request.set_document(options.document);
  PROBITY_RETURN_IF_ERROR(fill(request));
  return bureau.Call(as, bureau.cases, method, request);
}

template <typename Response>
int PrintStep(const Session& session, const absl::StatusOr<Response>& response) {
  if (!response.ok()) return Fail(response.status());
  if (session.json) {
    PrintJson(*response);
    return kOk;
  }
  const scoring::v1::Case& one = response->case_();
  std::printf("%s  %s  %s\n", one.case_ref().c_str(), one.institution_id().c_str(),
              StateOf(one.state()).c_str());
  PrintCaseHistory(one);
  return kOk;
}

template <typename Request, typename Response>
int PlainStep(const Session& session, const CaseStepOptions& options, options::v1::Role as,
              grpc::Status (CaseStub::*method)(grpc::ClientContext*, const Request&, Response*)) {
  return PrintStep(session,
                   Step(session, options, as, method, [](Request&) { return absl::OkStatus(); }));
}

struct ItemPoints {
  int32_t item = 0;
  int64_t points = 0;
};

// Each of "ITEM=POINTS"; every one that is not is named.
absl::StatusOr<std::vector<ItemPoints>> ReadPoints(const std::vector<std::string>& texts);

}  // namespace probity::ctl

#endif  // PROBITY_CLIENTS_PROBITYCTL_COMMANDS_CASE_STEP_H_
