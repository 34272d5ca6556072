#include "services/settlement/api/inputs/importer.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/id/uuid.h"
#include "services/settlement/api/inputs/clash.h"
#include "services/settlement/domain/run.h"
#include "services/settlement/store/runs.h"
#include "services/settlement/store/year_close.h"
#include "services/settlement/store/years.h"

namespace probity::settlement {
namespace {

// What an import comes to in one year.
struct YearChange {
  InputEdition edition;         // to be written
  std::vector<InputRow> fresh;  // rows to be written
  int64_t added = 0;
  int64_t unchanged = 0;
  int64_t removed = 0;  // of the edition before, no longer there as they were
  bool new_edition = false;
};

bool SameInstitution(const InputRow& a, const InputRow& b) {
  return a.institution_id() == b.institution_id();
}

std::vector<std::string> InstitutionsOf(const std::vector<InputRow>& rows) {
  std::vector<std::string> ids;
  for (const InputRow& row : rows) {
    if (ids.empty() || ids.back() != row.institution_id()) ids.push_back(row.institution_id());
  }
  return ids;
}

// Rows of one institution lie together; there are few of them.
void CheckTogether(InputKind kind, const std::vector<InputRow>& rows, BadRows& bad) {
  for (size_t i = 0; i < rows.size(); ++i) {
    for (size_t k = i; k-- > 0 && SameInstitution(rows[k], rows[i]);) {
      const std::string clash = ClashOf(kind, rows[k], rows[i]);
      if (clash.empty()) continue;
      bad.Add(rows[i].source_row, "institution_id", Reason::k_DUPLICATE_UNIT,
              absl::StrCat(clash, " ", bad.list(), "[", rows[k].source_row, "]"));
      break;
    }
  }
}

// Year by year, each by key.
std::vector<std::pair<int32_t, std::vector<InputRow>>> ByYear(std::vector<ParsedRow> rows) {
  std::sort(rows.begin(), rows.end(), [](const ParsedRow& a, const ParsedRow& b) {
    return std::tie(a.year, a.row.key, a.row.source_row) <
           std::tie(b.year, b.row.key, b.row.source_row);
  });
  std::vector<std::pair<int32_t, std::vector<InputRow>>> years;
  for (ParsedRow& row : rows) {
    if (years.empty() || years.back().first != row.year) years.push_back({row.year, {}});
    years.back().second.push_back(std::move(row.row));
  }
  return years;
}

// The rows that are new beside the stored ones of the same institutions, both by key.
std::vector<InputRow> NewRows(InputKind kind, const std::vector<InputRow>& rows,
                              const std::vector<InputRow>& stored, BadRows& bad) {
  std::vector<InputRow> fresh;
  auto known = stored.begin();
  for (const InputRow& row : rows) {
    while (known != stored.end() && known->institution_id() < row.institution_id()) ++known;
    bool is_new = true;
    for (auto one = known; one != stored.end() && SameInstitution(*one, row); ++one) {
      const std::string clash = ClashOf(kind, *one, row);
      if (clash.empty()) continue;
      is_new = false;
      if (one->SameAs(row)) continue;
      bad.Add(row.source_row, "institution_id", Reason::k_DUPLICATE_UNIT,
              one->key == row.key ? "there already with other figures"
                                  : absl::StrCat(clash, " ", KeyTextOf(*one), ", there already"));
    }
    if (is_new) fresh.push_back(row);
  }
  return fresh;
}

absl::StatusOr<YearChange> Addition(sql::Tx& tx, const InputEdition& current,
                                    const std::vector<InputRow>& rows, BadRows& bad) {
  PROBITY_ASSIGN_OR_RETURN(const auto stored, FindInputRows(tx, current, InstitutionsOf(rows)));
  YearChange change;
  change.edition = current;
  change.fresh = NewRows(current.kind, rows, stored, bad);
  change.added = static_cast<int64_t>(change.fresh.size());
  change.unchanged = static_cast<int64_t>(rows.size()) - change.added;
  return change;
}

// In the place of what is there. The next edition holds all rows, so that what was believed before
// stays readable.
absl::StatusOr<YearChange> Replacement(sql::Tx& tx, const InputEdition& current,
                                       const std::vector<InputRow>& rows) {
  PROBITY_ASSIGN_OR_RETURN(const auto stored, AllInputRows(tx, current));
  YearChange change;
  change.edition = current;
  auto row = rows.begin();
  for (const InputRow& one : stored) {
    while (row != rows.end() && row->key < one.key) ++row;
    if (row == rows.end() || !row->SameAs(one)) ++change.removed;
  }
  change.unchanged = static_cast<int64_t>(stored.size()) - change.removed;
  change.added = static_cast<int64_t>(rows.size()) - change.unchanged;
  if (change.added == 0 && change.removed == 0) return change;
  change.new_edition = true;
  ++change.edition.edition;
  change.fresh = rows;
  return change;
}

void AddRow(ledger::Fields& fields, const InputTable& table, const InputRow& row) {
  fields.Add("row", KeyTextOf(row));
  for (size_t i = 0; i < table.values.size(); ++i) {
    const sql::Value& value = row.values[i];
    if (const auto* number = std::get_if<int64_t>(&value)) {
      fields.Add(table.values[i], *number);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      fields.Add(table.values[i], *text);
    } else {
      fields.Add(table.values[i], std::string());
    }
  }
}

absl::Status Audit(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                   const YearChange& change) {
  const InputTable& table = TableOf(change.edition.kind);
  ledger::Fields rows;
  for (const InputRow& row : change.fresh) AddRow(rows, table, row);
  ledger::Fields fields;
  fields.Add("actor", call.caller.person);
  const bool of_budgets = change.edition.kind == InputKind::kBudget;
  if (!of_budgets) fields.Add("input", std::string(table.name));
  fields.Add("year", int64_t{change.edition.year})
      .Add("edition", change.edition.edition)
      .Add("added", change.added)
      .Add("removed", change.removed)
      .AddHex("rows_sha256", crypto::Sha256(rows.text()));
  const AuditKind added = of_budgets ? AuditKind::kBudgetsImported : AuditKind::kInputsImported;
  const AuditKind replaced = of_budgets ? AuditKind::kBudgetsReplaced : AuditKind::kInputsReplaced;
  return AppendAudit(tx, env.region, change.new_edition ? replaced : added, fields, Now(env));
}

// Budgets are fixed once a run with them is locked. What was done and paid may turn out wrong
// later: a supplementary run corrects it, until the books of the year are closed.
absl::Status MayChange(const ServiceEnv& env, sql::Tx& tx, const InputEdition& edition) {
  PROBITY_RETURN_IF_ERROR(BooksOpen(tx, env.region, edition.year));
  if (edition.kind != InputKind::kBudget) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const auto runs, RunsOfYear(tx, env.region, edition.year));
  return YearOpen(runs);
}

absl::Status Store(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                   const YearChange& change, const std::string& request_id) {
  if (change.fresh.empty()) return absl::OkStatus();
  PROBITY_RETURN_IF_ERROR(MayChange(env, tx, change.edition));
  PROBITY_ASSIGN_OR_RETURN(const std::string id, ParseUuid(request_id));
  PROBITY_RETURN_IF_ERROR(InsertInputRows(tx, change.edition, change.fresh, id));
  PROBITY_RETURN_IF_ERROR(RecordChange(tx, change.edition, change.new_edition));
  return Audit(env, tx, call, change);
}

// BAD_REQUEST unless replace_year is in the first message alone and all rows, at least one, are of
// that year.
absl::Status CheckReplaceYear(const ImportBatch& batch, const BadRows& bad) {
  const int32_t year = batch.replace_year;
  FieldCheck check;
  check.Check(year == 0 || !batch.rows.empty(), "replace_year",
              "a year is replaced by at least one row");
  check.Check(!batch.replace_year_later, "replace_year", "in the first message only");
  for (const ParsedRow& row : batch.rows) {
    check.Check(year == 0 || row.year == year,
                absl::StrCat(bad.list(), "[", row.row.source_row, "].year"),
                "not the year that is replaced");
  }
  return check.Result();
}

}  // namespace

void BadRows::Add(int64_t row, std::string_view column, Reason reason, std::string_view text) {
  violations_.push_back({absl::StrCat(list_, "[", row, "].", ToAbsl(column)),
                         absl::StrCat(ToAbsl(ReasonName(reason)), ": ", ToAbsl(text))});
}

void BadRows::Add(int64_t row, const std::vector<RowProblem>& problems) {
  for (const RowProblem& one : problems) Add(row, one.column, one.reason, one.text);
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

absl::StatusOr<ImportCounts> ApplyImport(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                         ImportBatch batch, BadRows& bad) {
  PROBITY_RETURN_IF_ERROR(CheckReplaceYear(batch, bad));
  const bool replace = batch.replace_year != 0;
  const auto years = ByYear(std::move(batch.rows));
  for (const auto& [year, rows] : years) CheckTogether(batch.kind, rows, bad);
  PROBITY_RETURN_IF_ERROR(bad.Result());
  std::vector<YearChange> changes;
  for (const auto& [year, rows] : years) {  // locked in ascending order
    PROBITY_RETURN_IF_ERROR(LockYear(tx, env.region, year).status());
    PROBITY_ASSIGN_OR_RETURN(const InputEdition current,
                             CurrentEdition(tx, batch.kind, env.region, year));
    PROBITY_ASSIGN_OR_RETURN(YearChange change, replace ? Replacement(tx, current, rows)
                                                        : Addition(tx, current, rows, bad));
    changes.push_back(std::move(change));
  }
  PROBITY_RETURN_IF_ERROR(bad.Result());
  ImportCounts counts;
  for (const YearChange& change : changes) {
    PROBITY_RETURN_IF_ERROR(Store(env, tx, call, change, batch.request_id));
    counts.added += static_cast<int32_t>(change.added);
    counts.unchanged += static_cast<int32_t>(change.unchanged);
    counts.removed += static_cast<int32_t>(change.removed);
  }
  return counts;
}

}  // namespace probity::settlement
