#include "services/scoring/api/attention/attention_service.h"

#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "probity/scoring/v1/attention_service.pb.h"
#include "services/scoring/api/registrar.h"
#include "services/scoring/store/attention/attention.h"

namespace probity::scoring {
namespace {

namespace role = options::v1;

// Whose turn it is, by what stands in the way.
struct Turn {
  std::string_view attention;
  role::Role waits_for;
};
constexpr Turn kTurns[] = {{"SCREENING_LIMIT", role::ROLE_DIRECTOR},
                           {"SHEET_RESIDUAL", role::ROLE_SUPERVISOR},
                           {"MORE_MEMBERS_NEEDED", role::ROLE_CASE_OFFICER}};

role::Role TurnOf(std::string_view attention) {
  for (const Turn& turn : kTurns) {
    if (turn.attention == attention) return turn.waits_for;
  }
  return role::ROLE_CASE_OFFICER;
}

// The attention to look for; empty = any.
absl::StatusOr<std::string_view> Filter(role::Role waits_for) {
  if (waits_for == role::ROLE_UNSPECIFIED) return std::string_view();
  for (const Turn& turn : kTurns) {
    if (turn.waits_for == waits_for) return turn.attention;
  }
  return BadRequest(
      {{"waits_for", "must be DIRECTOR, SUPERVISOR or CASE_OFFICER, or be left out"}});
}

absl::StatusOr<v1::ListAttentionResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                               const v1::ListAttentionRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const std::string_view attention, Filter(request.waits_for()));
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  std::vector<WaitingCase> found;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(found,
                             WaitingCases(tx, env.region, attention, page.cursor, page.size + 1));
    return absl::OkStatus();
  }));
  v1::ListAttentionResponse response;
  if (static_cast<int64_t>(found.size()) > page.size) {
    found.pop_back();
    response.set_next_page_token(env.page_tokens.Next(call, request, found.back().case_id));
  }
  for (const WaitingCase& one : found) {
    v1::WaitingCase& shown = *response.add_cases();
    shown.set_case_id(one.case_id);
    shown.set_case_ref(one.case_ref);
    shown.set_attention(one.attention);
    shown.set_waits_for(TurnOf(one.attention));
  }
  return response;
}

}  // namespace

void RegisterAttentionService(const ServiceEnv& env, rpc::Router& router) {
  Registrar(env, router, "probity.scoring.v1.AttentionService.").Read("ListAttention", &List);
}

}  // namespace probity::scoring
