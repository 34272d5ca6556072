#include "services/settlement/api/input_service.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/id/uuid.h"
#include "common/status/status.h"
#include "probity/settlement/v1/input_service.pb.h"
#include "services/settlement/api/convert.h"
#include "services/settlement/api/input_rows.h"
#include "services/settlement/domain/run.h"
#include "services/settlement/store/budgets.h"
#include "services/settlement/store/runs.h"
#include "services/settlement/store/years.h"

namespace probity::settlement {
namespace {

// What an import comes to in one year.
struct YearChange {
  BudgetsOfYear year;                 // of the edition to be written
  std::vector<ImportedBudget> fresh;  // rows to be written
  int64_t added = 0;
  int64_t unchanged = 0;
  std::vector<Budget> removed;  // of the edition before, no longer there as they were
  bool new_edition = false;
};

std::vector<std::string> InstitutionsOf(const std::vector<ImportedBudget>& rows) {
  std::vector<std::string> ids;
  for (const ImportedBudget& row : rows) {
    const std::string& id = row.budget.key.institution_id;
    if (ids.empty() || ids.back() != id) ids.push_back(id);
  }
  return ids;
}

// Rows of one year, added to what is there; the year is locked.
absl::StatusOr<YearChange> Addition(sql::Tx& tx, const BudgetsOfYear& year,
                                    const std::vector<ImportedBudget>& rows, BadRows& bad) {
  PROBITY_ASSIGN_OR_RETURN(const auto stored, FindBudgets(tx, year, InstitutionsOf(rows)));
  YearChange change;
  change.year = year;
  change.fresh = NewRows(rows, stored, bad);
  change.added = static_cast<int64_t>(change.fresh.size());
  change.unchanged = static_cast<int64_t>(rows.size()) - change.added;
  return change;
}

// Rows of one year in the place of what is there; the year is locked. The next edition holds all of
// them, so that what was believed before stays readable.
absl::StatusOr<YearChange> Replacement(sql::Tx& tx, const BudgetsOfYear& year,
                                       const std::vector<ImportedBudget>& rows) {
  PROBITY_ASSIGN_OR_RETURN(const auto stored, AllBudgets(tx, year));
  YearChange change;
  change.year = year;
  change.removed = Missing(stored, rows);
  change.unchanged = static_cast<int64_t>(stored.size() - change.removed.size());
  change.added = static_cast<int64_t>(rows.size()) - change.unchanged;
  if (change.added == 0 && change.removed.empty()) return change;
  change.new_edition = true;
  ++change.year.edition;
  change.fresh = rows;
  return change;
}

void AddRow(ledger::Fields& fields, std::string_view name, const Budget& budget) {
  fields.Add(name, KeyText(budget.key))
      .Add("year", budget.year)
      .Add("b0_fen", budget.b0_fen)
      .Add("p0_fen", budget.p0_fen)
      .Add("p0_visits", budget.p0_visits)
      .Add("planned_visits", budget.planned_visits);
}

absl::Status Audit(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                   const YearChange& change) {
  ledger::Fields rows;
  for (const ImportedBudget& row : change.fresh) AddRow(rows, "unit", row.budget);
  ledger::Fields fields;
  fields.Add("actor", call.caller.person)
      .Add("year", int64_t{change.year.year})
      .Add("edition", change.year.edition)
      .Add("added", change.added)
      .Add("removed", static_cast<int64_t>(change.removed.size()))
      .AddHex("rows_sha256", crypto::Sha256(rows.text()));
  const AuditKind kind =
      change.new_edition ? AuditKind::kBudgetsReplaced : AuditKind::kBudgetsImported;
  return AppendAudit(tx, env.region, kind, fields, Now(env));
}

absl::Status Store(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                   const YearChange& change, const std::string& request_id) {
  if (change.fresh.empty()) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const auto runs, RunsOfYear(tx, env.region, change.year.year));
  PROBITY_RETURN_IF_ERROR(YearOpen(runs));
  PROBITY_ASSIGN_OR_RETURN(const std::string id, ParseUuid(request_id));
  PROBITY_RETURN_IF_ERROR(InsertBudgets(tx, change.year, change.fresh, id));
  PROBITY_RETURN_IF_ERROR(CountChange(tx, env.region, change.year.year, change.new_edition));
  return Audit(env, tx, call, change);
}

// Every year of the rows, locked in ascending order.
absl::StatusOr<std::vector<YearChange>> ChangesOf(const ServiceEnv& env, sql::Tx& tx,
                                                  const std::vector<ImportedBudget>& rows,
                                                  bool replace) {
  BadRows bad;
  std::vector<YearChange> changes;
  for (const std::vector<ImportedBudget>& of_year : ByYear(rows)) {
    const int32_t year = of_year.front().budget.year;
    PROBITY_ASSIGN_OR_RETURN(const YearState state, LockYear(tx, env.region, year));
    const BudgetsOfYear current{env.region, year, state.edition};
    PROBITY_ASSIGN_OR_RETURN(YearChange change, replace ? Replacement(tx, current, of_year)
                                                        : Addition(tx, current, of_year, bad));
    changes.push_back(std::move(change));
  }
  PROBITY_RETURN_IF_ERROR(bad.Result());
  return changes;
}

absl::StatusOr<v1::ImportBudgetsResponse> Import(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const std::vector<v1::ImportBudgetsRequest>& messages) {
  BadRows bad;
  const std::vector<ImportedBudget> rows = ReadRows(messages, bad);
  PROBITY_RETURN_IF_ERROR(CheckReplaceYear(messages, rows));
  PROBITY_RETURN_IF_ERROR(bad.Result());
  const v1::ImportBudgetsRequest& first = messages.front();
  PROBITY_ASSIGN_OR_RETURN(const std::vector<YearChange> changes,
                           ChangesOf(env, tx, rows, first.replace_year() != 0));
  v1::ImportBudgetsResponse response;
  for (const YearChange& change : changes) {
    PROBITY_RETURN_IF_ERROR(Store(env, tx, call, change, first.request_id()));
    response.set_added(response.added() + static_cast<int32_t>(change.added));
    response.set_unchanged(response.unchanged() + static_cast<int32_t>(change.unchanged));
    response.set_removed(response.removed() + static_cast<int32_t>(change.removed.size()));
  }
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
    PROBITY_ASSIGN_OR_RETURN(const YearState state, ReadYear(tx, env.region, request.year()));
    PROBITY_ASSIGN_OR_RETURN(found, BudgetsAfter(tx, {env.region, request.year(), state.edition},
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
