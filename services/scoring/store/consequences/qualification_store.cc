#include "services/scoring/store/consequences/qualification_store.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr char kSelect[] =
    "SELECT institution_id, qualification, year, seq, action, effective_date, points_year, "
    "points, policy_sha256 FROM qualification_change WHERE region = ?";
constexpr char kAfter[] =
    " AND (institution_id > ? OR (institution_id = ? AND qualification > ?) "
    "OR (institution_id = ? AND qualification = ? AND year > ?) "
    "OR (institution_id = ? AND qualification = ? AND year = ? AND seq > ?)) "
    "ORDER BY institution_id, qualification, year, seq LIMIT ?";
constexpr char kInsert[] =
    "INSERT INTO qualification_change (region, institution_id, qualification, year, seq, action, "
    "effective_date, points_year, points, policy_sha256, actor, recorded_time, scenario) VALUES";

QualificationChange FromRow(const sql::Row& row) {
  return {row.Text(0),
          static_cast<policy::Qualification>(row.Int(1)),
          static_cast<int32_t>(row.Int(2)),
          static_cast<int32_t>(row.Int(3)),
          static_cast<QualificationAction>(row.Int(4)),
          DateAt(row, 5),
          static_cast<int32_t>(row.Int(6)),
          row.Int(7),
          row.Text(8)};
}

}  // namespace

absl::Status InsertQualificationChanges(sql::Tx& tx, std::string_view region,
                                        const std::vector<QualificationChange>& changes,
                                        const QualificationSource& source) {
  std::vector<sql::Params> rows;
  for (const QualificationChange& one : changes) {
    rows.push_back({TextValue(region), one.institution_id, NumberOf(one.qualification),
                    int64_t{one.year}, int64_t{one.seq}, NumberOf(one.action),
                    DateColumn(one.effective), int64_t{one.points_year}, one.points,
                    one.policy_sha256, source.actor, source.recorded_time,
                    static_cast<int64_t>(source.scenario)});
  }
  const absl::Status inserted = tx.InsertMany(kInsert, rows);
  if (!absl::IsAlreadyExists(inserted)) return inserted;
  return LostRace("somebody decides the same qualifications at the same time; repeat the call");
}

absl::StatusOr<std::vector<QualificationChange>> ListQualificationChanges(
    sql::Tx& tx, std::string_view region, const QualificationFilter& filter) {
  std::string condition;
  sql::Params params = {TextValue(region)};
  if (!filter.institution_id.empty()) {
    condition += " AND institution_id = ?";
    params.emplace_back(filter.institution_id);
  }
  if (filter.year != 0) {
    condition += " AND year = ?";
    params.emplace_back(int64_t{filter.year});
  }
  if (filter.points_year != 0) {
    condition += " AND points_year = ?";
    params.emplace_back(int64_t{filter.points_year});
  }
  condition += kAfter;
  const std::string& id = filter.after_institution_id;
  const int64_t qualification = filter.after_qualification;
  const int64_t limit = filter.limit < 0 ? std::numeric_limits<int64_t>::max() : filter.limit;
  params.insert(params.end(), {id, id, qualification, id, qualification, filter.after_year, id,
                               qualification, filter.after_year, filter.after_seq, limit});
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(kSelect, condition), params));
  std::vector<QualificationChange> found;
  for (const sql::Row& row : rows) found.push_back(FromRow(row));
  return found;
}

std::vector<QualificationChange> LastChanges(const std::vector<QualificationChange>& changes) {
  std::vector<QualificationChange> last;
  for (const QualificationChange& one : changes) {
    if (!last.empty() && last.back().institution_id == one.institution_id &&
        last.back().qualification == one.qualification && last.back().year == one.year) {
      last.back() = one;
    } else {
      last.push_back(one);
    }
  }
  return last;
}

}  // namespace probity::scoring
