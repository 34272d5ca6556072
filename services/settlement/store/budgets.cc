#include "services/settlement/store/budgets.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/settlement/store/columns.h"

namespace probity::settlement {
namespace {

constexpr std::string_view kInsert =
    "INSERT INTO budget (region, year, edition, institution_id, fund, class, p0_fen, p0_visits, "
    "b0_fen, "
    "planned_visits, source_row, request_id) VALUES";
constexpr std::string_view kSelect =
    "SELECT institution_id, fund, class, year, b0_fen, p0_fen, p0_visits, planned_visits "
    "FROM budget WHERE region = ? AND year = ? AND edition = ?";
constexpr std::string_view kAmong = " AND institution_id IN (";
constexpr std::string_view kByKey = " ORDER BY institution_id, fund, class";
// One statement text for almost every question, so that it stays prepared.
constexpr size_t kIdsPerQuery = 250;

Budget FromRow(const sql::Row& row) {
  return {KeyAt(row, 0), static_cast<int32_t>(row.Int(3)), row.Int(4), row.Int(5), row.Int(6),
          row.Int(7)};
}

absl::Status Select(sql::Tx& tx, std::string_view condition, const sql::Params& params,
                    std::vector<Budget>& found) {
  return tx.QueryEach(absl::StrCat(ToAbsl(kSelect), ToAbsl(condition)), params,
                      [&found](const sql::Row& row) {
                        found.push_back(FromRow(row));
                        return absl::OkStatus();
                      });
}

sql::Params OwnedBy(const BudgetsOfYear& year) {
  return {year.region, int64_t{year.year}, year.edition};
}

std::string Placeholders(size_t count) {
  std::string text = "?";
  for (size_t i = 1; i < count; ++i) text += ",?";
  return text;
}

}  // namespace

absl::Status InsertBudgets(sql::Tx& tx, const BudgetsOfYear& year,
                           const std::vector<ImportedBudget>& budgets,
                           const std::string& request_id) {
  std::vector<const ImportedBudget*> sorted;
  for (const ImportedBudget& row : budgets) sorted.push_back(&row);
  std::sort(sorted.begin(), sorted.end(), [](const ImportedBudget* a, const ImportedBudget* b) {
    return a->budget.key < b->budget.key;
  });
  std::vector<sql::Params> rows;
  for (const ImportedBudget* row : sorted) {
    const Budget& budget = row->budget;
    sql::Params params = OwnedBy(year);
    AppendKey(params, budget.key);
    params.insert(params.end(), {budget.p0_fen, budget.p0_visits, budget.b0_fen,
                                 budget.planned_visits, row->source_row, sql::Blob{request_id}});
    rows.push_back(std::move(params));
  }
  return tx.InsertMany(kInsert, rows);
}

absl::StatusOr<std::vector<Budget>> FindBudgets(sql::Tx& tx, const BudgetsOfYear& year,
                                                const std::vector<std::string>& institution_ids) {
  std::vector<Budget> found;
  for (size_t first = 0; first < institution_ids.size(); first += kIdsPerQuery) {
    const size_t count = std::min(kIdsPerQuery, institution_ids.size() - first);
    sql::Params params = OwnedBy(year);
    for (size_t i = first; i < first + count; ++i) params.emplace_back(institution_ids[i]);
    PROBITY_RETURN_IF_ERROR(
        Select(tx, absl::StrCat(ToAbsl(kAmong), Placeholders(count), ")"), params, found));
  }
  std::sort(found.begin(), found.end(),
            [](const Budget& a, const Budget& b) { return a.key < b.key; });
  return found;
}

absl::StatusOr<std::vector<Budget>> BudgetsAfter(sql::Tx& tx, const BudgetsOfYear& year,
                                                 const UnitKey& after, int64_t limit) {
  sql::Params params = OwnedBy(year);
  AppendAfter(params, after);
  params.emplace_back(limit);
  std::vector<Budget> found;
  PROBITY_RETURN_IF_ERROR(Select(
      tx, absl::StrCat(" AND ", ToAbsl(kKeyAbove), ToAbsl(kByKey), " LIMIT ?"), params, found));
  return found;
}

absl::StatusOr<std::vector<Budget>> AllBudgets(sql::Tx& tx, const BudgetsOfYear& year) {
  std::vector<Budget> found;
  PROBITY_RETURN_IF_ERROR(Select(tx, kByKey, OwnedBy(year), found));
  return found;
}

}  // namespace probity::settlement
