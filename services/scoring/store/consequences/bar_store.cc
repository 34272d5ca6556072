#include "services/scoring/store/consequences/bar_store.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"
#include "services/scoring/store/consequences/columns.h"

namespace probity::scoring {
namespace {

constexpr char kSelect[] =
    "SELECT bar_id, subject, subject_id, institution_id, case_id, measure_id, first_date, "
    "last_date, ended_date, basis, document, reason, ordered_by FROM bar WHERE region = ?";
constexpr char kOnDay[] =
    " AND first_date <= ? AND last_date >= ? AND (ended_date IS NULL OR ended_date > ?)";
constexpr char kInsert[] =
    "INSERT INTO bar (region, bar_id, subject, subject_id, institution_id, case_id, measure_id, "
    "first_date, last_date, ended_date, basis, document, reason, ordered_by) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdate[] =
    "UPDATE bar SET first_date = ?, last_date = ?, ended_date = ? WHERE region = ? AND bar_id = ?";

absl::StatusOr<std::vector<Bar>> Select(sql::Tx& tx, std::string_view condition,
                                        const sql::Params& params) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(kSelect, ToAbsl(condition)), params));
  std::vector<Bar> found;
  for (const sql::Row& row : rows) {
    Bar bar;
    bar.bar_id = row.Bytes(0);
    bar.subject = static_cast<BarSubject>(row.Int(1));
    bar.subject_id = row.Text(2);
    bar.institution_id = row.Text(3);
    PROBITY_ASSIGN_OR_RETURN(bar.case_id, OptionalCaseIdAt(row, 4));
    bar.measure_id = OptionalBytesAt(row, 5);
    bar.first = DateAt(row, 6);
    bar.last = DateAt(row, 7);
    bar.ended = OptionalDateAt(row, 8);
    bar.basis = row.Text(9);
    bar.document = row.Text(10);
    bar.reason = row.Text(11);
    bar.ordered_by = row.Text(12);
    found.push_back(std::move(bar));
  }
  return found;
}

}  // namespace

absl::Status InsertBar(sql::Tx& tx, std::string_view region, const Bar& bar) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value case_id, OptionalCaseId(bar.case_id));
  return tx
      .Execute(kInsert, {TextValue(region), BlobValue(bar.bar_id), NumberOf(bar.subject),
                         bar.subject_id, bar.institution_id, case_id, OptionalBlob(bar.measure_id),
                         DateColumn(bar.first), DateColumn(bar.last), DateColumn(bar.ended),
                         bar.basis, bar.document, bar.reason, bar.ordered_by})
      .status();
}

absl::Status UpdateBar(sql::Tx& tx, std::string_view region, const Bar& bar) {
  return MatchedOne(
      tx.Execute(kUpdate, {DateColumn(bar.first), DateColumn(bar.last), DateColumn(bar.ended),
                           TextValue(region), BlobValue(bar.bar_id)}));
}

absl::StatusOr<std::vector<Bar>> BarsOfMeasure(sql::Tx& tx, std::string_view region,
                                               std::string_view measure_id) {
  return Select(tx, " AND measure_id = ? ORDER BY bar_id",
                {TextValue(region), BlobValue(measure_id)});
}

absl::StatusOr<std::vector<Bar>> BarsOfCase(sql::Tx& tx, std::string_view region,
                                            std::string_view case_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, OptionalCaseId(case_id));
  return Select(tx, " AND case_id = ? ORDER BY bar_id", {TextValue(region), id});
}

absl::StatusOr<std::vector<Bar>> ListBars(sql::Tx& tx, std::string_view region,
                                          const BarFilter& filter) {
  std::string condition;
  sql::Params params = {TextValue(region)};
  if (filter.subject.has_value()) {
    condition += " AND subject = ?";
    params.push_back(NumberOf(*filter.subject));
  }
  if (!filter.subject_id.empty()) {
    condition += " AND subject_id = ?";
    params.emplace_back(filter.subject_id);
  }
  if (filter.on_day.has_value()) {
    condition += kOnDay;
    for (int i = 0; i < 3; ++i) params.push_back(DateColumn(*filter.on_day));
  }
  condition += " AND bar_id > ? ORDER BY bar_id LIMIT ?";
  params.push_back(BlobValue(filter.after));
  params.emplace_back(filter.limit);
  return Select(tx, condition, params);
}

}  // namespace probity::scoring
