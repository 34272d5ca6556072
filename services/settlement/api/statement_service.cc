#include "services/settlement/api/statement_service.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "probity/settlement/v1/statement_service.pb.h"
#include "services/settlement/api/convert.h"
#include "services/settlement/api/render.h"
#include "services/settlement/api/replayed_unit.h"
#include "services/settlement/api/statement_answers.h"
#include "services/settlement/domain/explain.h"
#include "services/settlement/domain/run.h"
#include "services/settlement/domain/statement_lines.h"
#include "services/settlement/store/holds.h"
#include "services/settlement/store/runs.h"
#include "services/settlement/store/units.h"

namespace probity::settlement {
namespace {

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

v1::Statement Explained(const ReplayedUnit& unit) {
  v1::Statement statement = ToProto(unit.run, unit.outcome, *unit.policy);
  for (const StatementLine& line :
       ExplainRates(unit.outcome.unit, *unit.policy, unit.outcome.result.rates)) {
    *statement.add_lines() = ToProto(line);
  }
  return statement;
}

// A statement that may be shown to the caller, replayed.
absl::StatusOr<ReplayedUnit> Open(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                  const std::string& run_id, const UnitKey& key) {
  PROBITY_ASSIGN_OR_RETURN(const Run run, GetRun(tx, env.region, run_id));
  if (!VisibleTo(call, run)) {
    return NotFound(Reason::k_NOT_FOUND, "no statement was issued to you by this run");
  }
  return ReplayUnit(env, tx, run, key);
}

absl::StatusOr<v1::GetStatementResponse> Get(const ServiceEnv& env, const rpc::Call& call,
                                             const v1::GetStatementRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const UnitKey key, KeyOf(request));
  PROBITY_RETURN_IF_ERROR(CheckReader(call, key));
  v1::GetStatementResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const ReplayedUnit open, Open(env, tx, call, request.run_id(), key));
    *response.mutable_statement() = Explained(open);
    PROBITY_ASSIGN_OR_RETURN(const auto hold, RunningHold(tx, env.region, key.institution_id));
    response.mutable_statement()->set_payment_hold(hold.has_value());
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

v1::Node ToProto(const Derivation& one, const std::string& policy_sha256) {
  v1::Node node;
  node.set_code(one.code);
  node.set_symbol(one.symbol);
  node.set_name_zh(one.name_zh);
  node.set_name_en(one.name_en);
  node.set_formula(one.formula);
  node.set_operands(one.operands);
  node.set_value(one.value);
  node.set_exact_numerator(one.exact_numerator);
  node.set_exact_denominator(one.exact_denominator);
  node.set_unit(one.unit);
  node.set_policy_field(one.policy_field);
  node.set_assumed(one.assumed);
  if (!one.policy_field.empty()) node.set_policy_sha256(policy_sha256);
  if (one.input) node.set_input_field(one.code);
  if (one.of_the_run) node.set_run_field(one.code);
  for (const Derivation& from : one.from) {
    *node.add_operands_tree() = ToProto(from, policy_sha256);
  }
  return node;
}

absl::StatusOr<v1::ExplainLineResponse> Explain(const ServiceEnv& env, const rpc::Call& call,
                                                const v1::ExplainLineRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const UnitKey key, KeyOf(request));
  PROBITY_RETURN_IF_ERROR(CheckReader(call, key));
  v1::ExplainLineResponse response;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(const ReplayedUnit open, Open(env, tx, call, request.run_id(), key));
    PROBITY_ASSIGN_OR_RETURN(const Derivation root, ExplainFigure(open.Figures(), request.line()));
    const std::string& sha256 = open.outcome.unit.input.policy_sha256;
    *response.mutable_root() = ToProto(root, sha256);
    response.set_policy_sha256(sha256);
    response.set_inputs_sha256(open.run.inputs_sha256);
    return absl::OkStatus();
  }));
  return response;
}

constexpr size_t kPiece = 256 * 1024;  // bytes of one message

absl::Status SendFile(const std::string& name, const std::string& content, rpc::Sink& sink) {
  for (size_t first = 0; first == 0 || first < content.size(); first += kPiece) {
    v1::RenderStatementResponse piece;
    if (first == 0) piece.set_file_name(name);
    piece.set_content(content.substr(first, kPiece));
    if (first + kPiece >= content.size()) {
      piece.set_sha256(crypto::Hex(crypto::Sha256(content)));
    }
    PROBITY_RETURN_IF_ERROR(sink.Write(piece));
  }
  return absl::OkStatus();
}

absl::Status CheckRender(const rpc::Call& call, const v1::RenderStatementRequest& request) {
  const bool whole = request.institution_id().empty();
  const bool pdf = request.format() == v1::STATEMENT_FORMAT_PDF;
  const bool known = pdf || request.format() == v1::STATEMENT_FORMAT_CSV ||
                     request.format() == v1::STATEMENT_FORMAT_XLSX;
  PROBITY_RETURN_IF_ERROR(FieldCheck()
                              .Check(known, "format", "PDF, CSV or XLSX")
                              .Check(!whole || !pdf, "institution_id", "a PDF is of one unit")
                              .Result());
  if (!whole || !call.caller.Has(options::v1::ROLE_INSTITUTION)) return absl::OkStatus();
  return Denied(Reason::k_NOT_YOURS, "an institution reads its own statements only");
}

// Every unit of a run, a row each.
absl::StatusOr<std::vector<std::vector<std::string>>> AllRows(const ServiceEnv& env, sql::Tx& tx,
                                                              const std::string& run_id) {
  PROBITY_ASSIGN_OR_RETURN(const Run run, GetRun(tx, env.region, run_id));
  std::vector<std::vector<std::string>> rows = {StatementColumns()};
  UnitKey after;
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(const auto page,
                             OutcomesAfter(tx, {env.region, run_id}, after, kUnitsPerPage));
    if (page.empty()) return rows;
    for (const Outcome& outcome : page) rows.push_back(StatementCells(run, outcome));
    after = page.back().unit.input.key;
  }
}

// What was last settled of the unit, if its run corrects; a disputed statement settled nothing.
absl::StatusOr<std::optional<UnitResult>> Before(const ServiceEnv& env, sql::Tx& tx,
                                                 const ReplayedUnit& open) {
  std::optional<UnitResult> before;
  if (!Corrects(open.run.kind)) return before;
  PROBITY_ASSIGN_OR_RETURN(const auto runs, RunsOfYear(tx, env.region, open.run.year));
  for (const Run& other : runs) {  // by number, ascending
    const bool earlier = other.number < open.run.number && other.state == RunState::kLocked;
    if (!earlier || !SettlesMoney(other.kind)) continue;
    const auto outcome = GetOutcome(tx, {env.region, other.run_id}, open.outcome.unit.input.key);
    if (absl::IsNotFound(outcome.status())) continue;
    PROBITY_RETURN_IF_ERROR(outcome.status());
    const auto& statement = outcome->statement;
    const bool deferred = statement.has_value() && statement->state == StatementDecision::kDisputed;
    if (!deferred) before = outcome->result;
  }
  return before;
}

absl::StatusOr<std::string> FileOf(const ServiceEnv& env, sql::Tx& tx, const ReplayedUnit& open,
                                   v1::StatementFormat format) {
  if (format == v1::STATEMENT_FORMAT_PDF) {
    PROBITY_ASSIGN_OR_RETURN(const auto before, Before(env, tx, open));
    return StatementPdf(open.run, open.outcome, *open.policy,
                        before.has_value() ? &*before : nullptr, env.clock.scenario());
  }
  if (format == v1::STATEMENT_FORMAT_XLSX) {
    return StatementXlsx(open.run, open.outcome, *open.policy);
  }
  return absl::StrCat(CsvLine(StatementColumns()), CsvLine(StatementCells(open.run, open.outcome)));
}

std::string Extension(v1::StatementFormat format) {
  if (format == v1::STATEMENT_FORMAT_PDF) return ".pdf";
  return format == v1::STATEMENT_FORMAT_XLSX ? ".xlsx" : ".csv";
}

absl::Status Render(const ServiceEnv& env, const rpc::Call& call,
                    const v1::RenderStatementRequest& request, rpc::Sink& sink) {
  PROBITY_RETURN_IF_ERROR(CheckRender(call, request));
  std::string content;
  std::string name = "statements";
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    if (request.institution_id().empty()) {
      PROBITY_ASSIGN_OR_RETURN(const auto rows, AllRows(env, tx, request.run_id()));
      content.clear();
      if (request.format() == v1::STATEMENT_FORMAT_XLSX) {
        PROBITY_ASSIGN_OR_RETURN(content, TableXlsx(rows));
      } else {
        for (const auto& row : rows) content += CsvLine(row);
      }
      return absl::OkStatus();
    }
    PROBITY_ASSIGN_OR_RETURN(const UnitKey key, KeyOf(request));
    PROBITY_RETURN_IF_ERROR(CheckReader(call, key));
    PROBITY_ASSIGN_OR_RETURN(const ReplayedUnit open, Open(env, tx, call, request.run_id(), key));
    PROBITY_ASSIGN_OR_RETURN(content, FileOf(env, tx, open, request.format()));
    name = absl::StrCat(open.run.year, "-", open.run.number, "-", key.institution_id, "-",
                        ToAbsl(FundName(key.fund)), "-", ToAbsl(UnitClassName(key.unit_class)));
    return absl::OkStatus();
  }));
  return SendFile(absl::StrCat(name, Extension(request.format())), content, sink);
}

}  // namespace

void RegisterStatementService(const ServiceEnv& env, rpc::Router& router) {
  router.Unary<v1::GetStatementRequest, v1::GetStatementResponse>(
      "probity.settlement.v1.StatementService.GetStatement",
      [&env](const rpc::Call& call, const auto& request) { return Get(env, call, request); });
  router.Unary<v1::ListStatementsRequest, v1::ListStatementsResponse>(
      "probity.settlement.v1.StatementService.ListStatements",
      [&env](const rpc::Call& call, const auto& request) { return List(env, call, request); });
  router.Unary<v1::ExplainLineRequest, v1::ExplainLineResponse>(
      "probity.settlement.v1.StatementService.ExplainLine",
      [&env](const rpc::Call& call, const auto& request) { return Explain(env, call, request); });
  router.Mutation<v1::ConfirmStatementRequest, v1::ConfirmStatementResponse>(
      "probity.settlement.v1.StatementService.ConfirmStatement", env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& request) {
        return ConfirmStatement(env, tx, call, request);
      });
  router.Mutation<v1::DisputeLineRequest, v1::DisputeLineResponse>(
      "probity.settlement.v1.StatementService.DisputeLine", env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& request) {
        return DisputeLine(env, tx, call, request);
      });
  router.Download<v1::RenderStatementRequest>(
      "probity.settlement.v1.StatementService.RenderStatement",
      [&env](const rpc::Call& call, const v1::RenderStatementRequest& request, rpc::Sink& sink) {
        return Render(env, call, request, sink);
      });
}

}  // namespace probity::settlement
