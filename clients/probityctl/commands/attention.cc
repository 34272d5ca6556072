// Cases that do not go on by themselves.
#include <map>
#include <string>
#include <vector>

#include "clients/common/actors.h"
#include "clients/common/connect.h"
#include "clients/probityctl/commands/cases.h"
#include "common/rpc/channel.h"
#include "common/status/status.h"
#include "probity/scoring/v1/attention_service.grpc.pb.h"

namespace probity::ctl {
namespace {

namespace v1 = scoring::v1;

absl::StatusOr<std::vector<v1::WaitingCase>> All(const Session& session) {
  PROBITY_ASSIGN_OR_RETURN(const clients::Actors actors, session.Actors());
  PROBITY_ASSIGN_OR_RETURN(const auto channel,
                           clients::Connect(session.addresses, session.addresses.scoring));
  const auto stub = v1::AttentionService::NewStub(channel);
  rpc::CallOptions options;
  options.caller = actors.For(options::v1::ROLE_DIRECTOR);
  std::vector<v1::WaitingCase> cases;
  v1::ListAttentionRequest request;
  do {
    PROBITY_ASSIGN_OR_RETURN(
        const v1::ListAttentionResponse page,
        rpc::Invoke(*stub, &v1::AttentionService::Stub::ListAttention, request, options));
    cases.insert(cases.end(), page.cases().begin(), page.cases().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return cases;
}

std::string NextStep(const std::string& attention) {
  if (attention == "SCREENING_LIMIT") {
    return "局长决定 the director decides it: no committee may hear it any more";
  }
  if (attention == "SHEET_RESIDUAL") return "第二人签署 a second officer signs its sheet, or not";
  return "补充委员 the roster needs members without conflict";
}

}  // namespace

int CaseAttention(const Session& session) {
  const auto cases = All(session);
  if (!cases.ok()) return Fail(cases.status());
  if (session.json) {
    clients::PrintJsonArray(*cases);
    return kOk;
  }
  Table table({"案号 case", "事由 attention", "下一步 next"});
  for (const v1::WaitingCase& one : *cases) {
    table.Add({one.case_ref(), one.attention(), NextStep(one.attention())});
  }
  table.Print();
  return kOk;
}

}  // namespace probity::ctl
