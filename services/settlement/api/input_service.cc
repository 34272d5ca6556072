#include "services/settlement/api/input_service.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/id/uuid.h"
#include "common/status/status.h"
#include "probity/settlement/v1/input_service.pb.h"
#include "services/settlement/api/convert.h"
#include "services/settlement/api/input_rows.h"
#include "services/settlement/store/budgets.h"
#include "services/settlement/store/years.h"

namespace probity::settlement {
namespace {

// Locks every year of the rows and reads what is stored of their institutions; both ascending.
absl::StatusOr<std::vector<Budget>> LockAndFind(const ServiceEnv& env, sql::Tx& tx,
                                                const std::vector<ImportedBudget>& rows) {
  std::map<int32_t, std::vector<std::string>> ids;
  for (const ImportedBudget& row : rows) {
    std::vector<std::string>& of_year = ids[row.budget.year];
    const std::string& id = row.budget.key.institution_id;
    if (of_year.empty() || of_year.back() != id) of_year.push_back(id);
  }
  std::vector<Budget> stored;
  for (const auto& [year, of_year] : ids) {
    PROBITY_RETURN_IF_ERROR(LockYear(tx, env.region, year).status());
    PROBITY_ASSIGN_OR_RETURN(const auto found, FindBudgets(tx, env.region, year, of_year));
    stored.insert(stored.end(), found.begin(), found.end());
  }
  return stored;
}

absl::Status Audit(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                   const std::vector<ImportedBudget>& fresh) {
  ledger::Fields rows;
  for (const auto& [budget, source_row] : fresh) {
    rows.Add("unit", KeyText(budget.key))
        .Add("year", budget.year)
        .Add("b0_fen", budget.b0_fen)
        .Add("p0_fen", budget.p0_fen)
        .Add("p0_visits", budget.p0_visits)
        .Add("planned_visits", budget.planned_visits);
  }
  ledger::Fields fields;
  fields.Add("actor", call.caller.person)
      .Add("added", static_cast<int64_t>(fresh.size()))
      .AddHex("rows_sha256", crypto::Sha256(rows.text()));
  return AppendAudit(tx, env.region, AuditKind::kBudgetsImported, fields, Now(env));
}

absl::Status Store(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                   const std::vector<ImportedBudget>& fresh, const std::string& request_id) {
  if (fresh.empty()) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const std::string id, ParseUuid(request_id));
  PROBITY_RETURN_IF_ERROR(InsertBudgets(tx, env.region, fresh, id));
  int32_t counted = 0;
  for (const ImportedBudget& row : fresh) {
    if (row.budget.year == counted) continue;
    counted = row.budget.year;
    PROBITY_RETURN_IF_ERROR(CountChange(tx, env.region, counted));
  }
  return Audit(env, tx, call, fresh);
}

absl::StatusOr<v1::ImportBudgetsResponse> Import(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const std::vector<v1::ImportBudgetsRequest>& messages) {
  BadRows bad;
  const std::vector<ImportedBudget> rows = ReadRows(messages, bad);
  PROBITY_RETURN_IF_ERROR(bad.Result());
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Budget> stored, LockAndFind(env, tx, rows));
  const std::vector<ImportedBudget> fresh = NewRows(rows, stored, bad);
  PROBITY_RETURN_IF_ERROR(bad.Result());
  PROBITY_RETURN_IF_ERROR(Store(env, tx, call, fresh, messages.front().request_id()));
  v1::ImportBudgetsResponse response;
  response.set_added(static_cast<int32_t>(fresh.size()));
  response.set_unchanged(static_cast<int32_t>(rows.size() - fresh.size()));
  return response;
}

absl::StatusOr<v1::ListInputsResponse> List(const ServiceEnv& env, const rpc::Call& call,
                                            const v1::ListInputsRequest& request) {
  PROBITY_RETURN_IF_ERROR(FieldCheck()
                              .Check(kFirstYear <= request.year() && request.year() <= kLastYear,
                                     "year", "a year is 2000..2999")
                              .Result());
  PROBITY_ASSIGN_OR_RETURN(const rpc::Page page, env.page_tokens.Open(call, request));
  std::vector<Budget> found;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    PROBITY_ASSIGN_OR_RETURN(found, BudgetsAfter(tx, env.region, request.year(),
                                                 KeyOfCursor(page.cursor), page.size + 1));
    return absl::OkStatus();
  }));
  v1::ListInputsResponse response;
  if (static_cast<int64_t>(found.size()) > page.size) {
    found.pop_back();
    response.set_next_page_token(env.page_tokens.Next(call, request, CursorOf(found.back().key)));
  }
  for (const Budget& one : found) *response.add_budgets() = ToProto(one);
  return response;
}

}  // namespace

void RegisterInputService(const ServiceEnv& env, rpc::Router& router) {
  router.Import<v1::ImportBudgetsRequest, v1::ImportBudgetsResponse>(
      "probity.settlement.v1.InputService.ImportBudgets", env.database,
      [&env](sql::Tx& tx, const rpc::Call& call, const auto& messages) {
        return Import(env, tx, call, messages);
      });
  router.Unary<v1::ListInputsRequest, v1::ListInputsResponse>(
      "probity.settlement.v1.InputService.ListInputs",
      [&env](const rpc::Call& call, const auto& request) { return List(env, call, request); });
}

}  // namespace probity::settlement
