#include "services/settlement/api/input_rows.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/settlement/api/convert.h"

namespace probity::settlement {
namespace {

auto OrderOf(const Budget& budget) {
  return std::tie(budget.year, budget.key);
}

bool SameInstitution(const Budget& a, const Budget& b) {
  return a.year == b.year && a.key.institution_id == b.key.institution_id;
}

Budget ReadRow(const v1::Budget& message, int64_t row, BadRows& bad) {
  Budget budget;
  budget.year = message.year();
  budget.key.institution_id = message.institution_id();
  const auto fund = FromProto(message.fund());
  if (!fund.has_value()) bad.Add(row, "fund", Reason::k_BAD_REQUEST, "no fund of this version");
  const auto unit_class = FromProto(message.unit_class());
  if (!unit_class.has_value()) {
    bad.Add(row, "unit_class", Reason::k_BAD_REQUEST, "no class of this version");
  }
  budget.key.fund = fund.value_or(Fund::kAll);
  budget.key.unit_class = unit_class.value_or(UnitClass::kAll);
  budget.b0_fen = message.total_budget_fen();
  budget.p0_fen = message.per_visit_fen();
  budget.p0_visits = message.per_visit_visits() == 0 ? 1 : message.per_visit_visits();
  budget.planned_visits = message.planned_visits();
  for (const RowProblem& problem : CheckBudget(budget)) {
    bad.Add(row, problem.column, problem.reason, problem.text);
  }
  return budget;
}

}  // namespace

void BadRows::Add(int64_t row, std::string_view column, Reason reason, std::string_view text) {
  violations_.push_back({absl::StrCat("budgets[", row, "].", ToAbsl(column)),
                         absl::StrCat(ToAbsl(ReasonName(reason)), ": ", ToAbsl(text))});
}

absl::Status BadRows::Result() const {
  if (violations_.empty()) return absl::OkStatus();
  std::set<std::string> rows;
  for (const FieldViolation& one : violations_) {
    rows.insert(one.field.substr(0, one.field.find('.')));
  }
  const FieldViolation& first = violations_.front();
  return WithDetail(absl::StatusCode::kInvalidArgument,
                    absl::StrCat(rows.size(), " bad rows, nothing was imported; first: ",
                                 first.field, ": ", first.description),
                    {std::string(ReasonName(Reason::k_BAD_ROWS)),
                     {{"bad_rows", absl::StrCat(rows.size())}},
                     violations_});
}

std::vector<ImportedBudget> ReadRows(const std::vector<v1::ImportBudgetsRequest>& messages,
                                     BadRows& bad) {
  std::vector<ImportedBudget> rows;
  for (const v1::ImportBudgetsRequest& message : messages) {
    for (const v1::Budget& budget : message.budgets()) {
      const auto row = static_cast<int64_t>(rows.size());
      rows.push_back({ReadRow(budget, row, bad), row});
    }
  }
  std::sort(rows.begin(), rows.end(), [](const ImportedBudget& a, const ImportedBudget& b) {
    return std::tuple(OrderOf(a.budget), a.source_row) <
           std::tuple(OrderOf(b.budget), b.source_row);
  });
  // Rows of one institution lie together; there are at most a few of them.
  for (size_t i = 0; i < rows.size(); ++i) {
    for (size_t k = i; k-- > 0 && SameInstitution(rows[k].budget, rows[i].budget);) {
      if (!Overlaps(rows[k].budget.key, rows[i].budget.key)) continue;
      bad.Add(rows[i].source_row, "institution_id", Reason::k_DUPLICATE_UNIT,
              absl::StrCat("the same money as budgets[", rows[k].source_row, "]"));
      break;
    }
  }
  return rows;
}

absl::Status CheckReplaceYear(const std::vector<v1::ImportBudgetsRequest>& messages,
                              const std::vector<ImportedBudget>& rows) {
  const int32_t year = messages.front().replace_year();
  FieldCheck check;
  check.Check(year == 0 || !rows.empty(), "replace_year", "a year is replaced by at least one row");
  for (size_t i = 1; i < messages.size(); ++i) {
    check.Check(messages[i].replace_year() == 0, absl::StrCat("[", i, "].replace_year"),
                "in the first message only");
  }
  for (const auto& [budget, source_row] : rows) {
    check.Check(year == 0 || budget.year == year, absl::StrCat("budgets[", source_row, "].year"),
                "not the year that is replaced");
  }
  return check.Result();
}

std::vector<std::vector<ImportedBudget>> ByYear(const std::vector<ImportedBudget>& rows) {
  std::vector<std::vector<ImportedBudget>> years;
  for (const ImportedBudget& row : rows) {
    if (years.empty() || years.back().back().budget.year != row.budget.year) years.emplace_back();
    years.back().push_back(row);
  }
  return years;
}

std::vector<Budget> Missing(const std::vector<Budget>& stored,
                            const std::vector<ImportedBudget>& rows) {
  std::vector<Budget> missing;
  auto row = rows.begin();
  for (const Budget& budget : stored) {
    while (row != rows.end() && row->budget.key < budget.key) ++row;
    if (row == rows.end() || row->budget != budget) missing.push_back(budget);
  }
  return missing;
}

std::vector<ImportedBudget> NewRows(const std::vector<ImportedBudget>& rows,
                                    const std::vector<Budget>& stored, BadRows& bad) {
  std::vector<ImportedBudget> fresh;
  auto known = stored.begin();
  for (const ImportedBudget& row : rows) {
    const auto before = [&row](const Budget& other) {
      return std::tie(other.year, other.key.institution_id) <
             std::tie(row.budget.year, row.budget.key.institution_id);
    };
    while (known != stored.end() && before(*known)) ++known;
    bool is_new = true;
    for (auto one = known; one != stored.end() && SameInstitution(*one, row.budget); ++one) {
      if (!Overlaps(one->key, row.budget.key)) continue;
      is_new = false;
      if (*one == row.budget) continue;
      bad.Add(row.source_row, "institution_id", Reason::k_DUPLICATE_UNIT,
              one->key == row.budget.key
                  ? "there already with other figures"
                  : absl::StrCat("the same money as ", KeyText(one->key), ", there already"));
    }
    if (is_new) fresh.push_back(row);
  }
  return fresh;
}

}  // namespace probity::settlement
