#include "services/settlement/store/inputs/input_table.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status.h"
#include "services/settlement/store/years.h"

namespace probity::settlement {
namespace {

constexpr std::string_view kSelectEdition =
    "SELECT edition FROM input_edition WHERE region = ? AND year = ? AND input = ?";
constexpr std::string_view kOwner = " WHERE region = ? AND year = ? AND edition = ?";
// One statement text for almost every question, so that it stays prepared.
constexpr size_t kIdsPerQuery = 250;
constexpr int64_t kRowsPerPage = 1000;

std::string Joined(const std::vector<std::string_view>& names) {
  return absl::StrJoin(names, ", ",
                       [](std::string* out, std::string_view name) { out->append(name); });
}

std::string SelectText(const InputTable& table) {
  return absl::StrCat("SELECT ", Joined(table.key), ", ", Joined(table.values), " FROM ",
                      ToAbsl(table.name), ToAbsl(kOwner));
}

std::string OrderText(const InputTable& table) {
  return absl::StrCat(" ORDER BY ", Joined(table.key));
}

sql::Params OwnedBy(const InputEdition& edition) {
  return {edition.region, int64_t{edition.year}, edition.edition};
}

InputRow FromRow(const InputTable& table, const sql::Row& row) {
  InputRow input;
  for (size_t i = 0; i < table.key.size(); ++i) input.key.push_back(row.Text(i));
  for (size_t i = 0; i < table.values.size(); ++i) {
    input.values.push_back(row[table.key.size() + i]);
  }
  return input;
}

absl::Status Select(sql::Tx& tx, const InputEdition& edition, std::string_view condition,
                    const sql::Params& params, std::vector<InputRow>& found) {
  const InputTable& table = TableOf(edition.kind);
  return tx.QueryEach(absl::StrCat(SelectText(table), ToAbsl(condition)), params,
                      [&found, &table](const sql::Row& row) {
                        found.push_back(FromRow(table, row));
                        return absl::OkStatus();
                      });
}

// "key above the parameters"; its first part alone lets both engines begin at the page.
std::string AboveText(const InputTable& table) {
  std::string text(table.key.back());
  text += " > ?";
  for (size_t i = table.key.size() - 1; i-- > 0;) {
    const std::string name(table.key[i]);
    text = absl::StrCat(name, " > ? OR (", name, " = ? AND (", text, "))");
  }
  return absl::StrCat(" AND ", ToAbsl(table.key.front()), " >= ? AND (", text, ")");
}

void AppendAbove(sql::Params& params, const std::vector<std::string>& key) {
  params.emplace_back(key.front());
  for (size_t i = 0; i < key.size(); ++i) {
    params.emplace_back(key[i]);
    if (i + 1 < key.size()) params.emplace_back(key[i]);
  }
}

}  // namespace

const InputTable& TableOf(InputKind kind) {
  static const InputTable budget = {"budget",
                                    {"institution_id", "fund", "class"},
                                    {"p0_fen", "p0_visits", "b0_fen", "planned_visits"}};
  static const InputTable actual = {
      "actual",
      {"institution_id", "fund", "class"},
      {"visits", "accepted_fen", "refused_fen", "emergency_fen", "monthly_fen", "withheld_fen",
       "prefund_fen", "deductions_fen", "prior_year_fen"}};
  static const InputTable indicator = {
      "indicator",
      {"institution_id", "code"},
      {"peer_group", "status", "value_nanos", "baseline_nanos", "denominator"}};
  static const InputTable contract = {
      "contract",
      {"institution_id", "fund", "class", "contract_id", "first_date"},
      {"last_date", "price_fen", "met", "failed", "pending", "fail_pay_bp", "cap_fen"}};
  switch (kind) {
    case InputKind::kActual:
      return actual;
    case InputKind::kIndicator:
      return indicator;
    case InputKind::kContract:
      return contract;
    default:
      return budget;
  }
}

absl::StatusOr<InputEdition> CurrentEdition(sql::Tx& tx, InputKind kind, const std::string& region,
                                            int32_t year) {
  InputEdition edition{kind, region, year, 1};
  if (kind == InputKind::kBudget) {
    PROBITY_ASSIGN_OR_RETURN(const YearState state, ReadYear(tx, region, year));
    edition.edition = state.edition;
    return edition;
  }
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(kSelectEdition, {region, int64_t{year}, std::string(TableOf(kind).name)}));
  if (!rows.empty()) edition.edition = rows.front().Int(0);
  return edition;
}

absl::Status RecordChange(sql::Tx& tx, const InputEdition& written, bool new_edition) {
  const bool of_budgets = written.kind == InputKind::kBudget;
  PROBITY_RETURN_IF_ERROR(CountChange(tx, written.region, written.year, new_edition && of_budgets));
  if (!new_edition || of_budgets) return absl::OkStatus();
  return tx
      .Execute(tx.dialect().Upsert("input_edition", {"region", "year", "input", "edition"},
                                   {"region", "year", "input"}, {"edition"}),
               {written.region, int64_t{written.year}, std::string(TableOf(written.kind).name),
                written.edition})
      .status();
}

absl::Status InsertInputRows(sql::Tx& tx, const InputEdition& edition, std::vector<InputRow> rows,
                             const std::string& request_id) {
  std::sort(rows.begin(), rows.end(),
            [](const InputRow& a, const InputRow& b) { return a.key < b.key; });
  const InputTable& table = TableOf(edition.kind);
  std::vector<sql::Params> all;
  for (InputRow& row : rows) {
    sql::Params params = OwnedBy(edition);
    for (std::string& part : row.key) params.emplace_back(std::move(part));
    for (sql::Value& value : row.values) params.push_back(std::move(value));
    params.insert(params.end(), {row.source_row, sql::Blob{request_id}});
    all.push_back(std::move(params));
  }
  return tx.InsertMany(absl::StrCat("INSERT INTO ", ToAbsl(table.name), " (region, year, edition, ",
                                    Joined(table.key), ", ", Joined(table.values),
                                    ", source_row, request_id) VALUES"),
                       all);
}

absl::StatusOr<std::vector<InputRow>> FindInputRows(sql::Tx& tx, const InputEdition& edition,
                                                    const std::vector<std::string>& institutions) {
  std::vector<InputRow> found;
  for (size_t first = 0; first < institutions.size(); first += kIdsPerQuery) {
    const size_t count = std::min(kIdsPerQuery, institutions.size() - first);
    sql::Params params = OwnedBy(edition);
    std::string places = "?";
    for (size_t i = first; i < first + count; ++i) {
      params.emplace_back(institutions[i]);
      if (i > first) places += ",?";
    }
    PROBITY_RETURN_IF_ERROR(
        Select(tx, edition, absl::StrCat(" AND institution_id IN (", places, ")"), params, found));
  }
  std::sort(found.begin(), found.end(),
            [](const InputRow& a, const InputRow& b) { return a.key < b.key; });
  return found;
}

absl::StatusOr<std::vector<InputRow>> InputRowsAfter(sql::Tx& tx, const InputEdition& edition,
                                                     const std::vector<std::string>& after,
                                                     int64_t limit) {
  const InputTable& table = TableOf(edition.kind);
  sql::Params params = OwnedBy(edition);
  std::string condition;
  if (!after.empty()) {
    condition = AboveText(table);
    AppendAbove(params, after);
  }
  params.emplace_back(limit);
  std::vector<InputRow> found;
  PROBITY_RETURN_IF_ERROR(
      Select(tx, edition, absl::StrCat(condition, OrderText(table), " LIMIT ?"), params, found));
  return found;
}

absl::StatusOr<std::vector<InputRow>> AllInputRows(sql::Tx& tx, const InputEdition& edition) {
  std::vector<InputRow> found;
  PROBITY_RETURN_IF_ERROR(
      Select(tx, edition, OrderText(TableOf(edition.kind)), OwnedBy(edition), found));
  return found;
}

absl::StatusOr<std::string> InputCursor::Peek() {
  if (next_ == page_.size() && !ended_) {
    PROBITY_ASSIGN_OR_RETURN(page_, InputRowsAfter(tx_, edition_, last_, kRowsPerPage));
    next_ = 0;
    ended_ = page_.empty();
    if (!ended_) last_ = page_.back().key;
  }
  return ended_ ? std::string() : page_[next_].institution_id();
}

absl::StatusOr<std::vector<InputRow>> InputCursor::Take(const std::string& institution_id) {
  std::vector<InputRow> rows;
  for (;;) {
    PROBITY_ASSIGN_OR_RETURN(const std::string next, Peek());
    if (next.empty() || next != institution_id) return rows;
    rows.push_back(std::move(page_[next_++]));
  }
}

}  // namespace probity::settlement
