#include "services/settlement/api/statement_service.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "probity/settlement/v1/statement_service.pb.h"
#include "services/settlement/api/convert.h"
#include "services/settlement/domain/rates.h"
#include "services/settlement/domain/statement_lines.h"
#include "services/settlement/store/runs.h"
#include "services/settlement/store/units.h"

namespace probity::settlement {
namespace {

absl::StatusOr<UnitKey> KeyOf(const v1::GetStatementRequest& request) {
  const auto fund = FromProto(request.fund());
  const auto unit_class = FromProto(request.unit_class());
  PROBITY_RETURN_IF_ERROR(
      FieldCheck()
          .Check(!request.institution_id().empty(), "institution_id", "required")
          .Check(fund.has_value(), "fund", "no fund of this version")
          .Check(unit_class.has_value(), "unit_class", "no class of this version")
          .Result());
  return UnitKey{request.institution_id(), *fund, *unit_class};
}

// An institution asks for its own statement, and there is none for it before it was issued: what a
// run came to before that is the bureau's draft.
absl::Status CheckReader(const rpc::Call& call, const UnitKey& key) {
  if (!call.caller.Has(options::v1::ROLE_INSTITUTION)) return absl::OkStatus();
  if (call.caller.institution_id == key.institution_id) return absl::OkStatus();
  return Denied(Reason::k_NOT_YOURS, "an institution reads its own statements only");
}

bool VisibleTo(const rpc::Call& call, const Run& run) {
  if (!call.caller.Has(options::v1::ROLE_INSTITUTION)) return true;
  return run.state == RunState::kReviewed || run.state == RunState::kLocked;
}

absl::StatusOr<v1::Statement> Explained(const Run& run, const Outcome& outcome,
                                        const policy::Policy& policy) {
  const UnitInput& input = outcome.unit.input;
  PROBITY_ASSIGN_OR_RETURN(const UnitRates again, CalculateRates(input, policy));
  if (again != outcome.rates) {
    return Precondition(Reason::k_REPLAY_MISMATCH,
                        absl::StrCat("the stored result of ", KeyText(input.key),
                                     " is not what its frozen inputs give"));
  }
  v1::Statement statement = ToProto(run, outcome, policy);
  for (const StatementLine& line : ExplainRates(outcome.unit, policy, again)) {
    *statement.add_lines() = ToProto(line);
  }
  return statement;
}

absl::StatusOr<v1::GetStatementResponse> Get(const ServiceEnv& env, const rpc::Call& call,
                                             const v1::GetStatementRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const UnitKey key, KeyOf(request));
  PROBITY_RETURN_IF_ERROR(CheckReader(call, key));
  v1::GetStatementResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const Run run, GetRun(tx, env.region, request.run_id()));
    if (!VisibleTo(call, run)) {
      return NotFound(Reason::k_NOT_FOUND, "no statement was issued to you by this run");
    }
    PROBITY_ASSIGN_OR_RETURN(const Outcome outcome, GetOutcome(tx, {env.region, run.run_id}, key));
    PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                             env.policies.Get(tx, outcome.unit.input.policy_sha256));
    PROBITY_ASSIGN_OR_RETURN(*response.mutable_statement(), Explained(run, outcome, *policy));
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<v1::ListStatementsResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                                const v1::ListStatementsRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  v1::ListStatementsResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    response.Clear();
    PROBITY_ASSIGN_OR_RETURN(const Run run, GetRun(tx, env.region, request.run_id()));
    PROBITY_ASSIGN_OR_RETURN(auto outcomes, OutcomesAfter(tx, {env.region, run.run_id},
                                                          KeyOfCursor(page.cursor), page.size + 1));
    if (static_cast<int64_t>(outcomes.size()) > page.size) {
      outcomes.pop_back();
      response.set_next_page_token(
          env.page_tokens.Next(call, request, CursorOf(outcomes.back().unit.input.key)));
    }
    for (const Outcome& outcome : outcomes) {
      PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                               env.policies.Get(tx, outcome.unit.input.policy_sha256));
      *response.add_statements() = ToProto(run, outcome, *policy);
    }
    return absl::OkStatus();
  }));
  return response;
}

}  // namespace

void RegisterStatementService(const ServiceEnv& env, rpc::Router& router) {
  router.Unary<v1::GetStatementRequest, v1::GetStatementResponse>(
      "probity.settlement.v1.StatementService.GetStatement",
      [&env](const rpc::Call& call, const auto& request) { return Get(env, call, request); });
  router.Unary<v1::ListStatementsRequest, v1::ListStatementsResponse>(
      "probity.settlement.v1.StatementService.ListStatements",
      [&env](const rpc::Call& call, const auto& request) { return List(env, call, request); });
}

}  // namespace probity::settlement
