#include "services/scoring/store/inspections/inspections.h"

#include <string_view>
#include <utility>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr std::string_view kInsert =
    "INSERT INTO inspection (region, inspection_id, campaign_id, institution_id, inspection_date, "
    "inspectors, outcome, case_ref, reason, notes, actor, recorded_time) VALUES (?, ?, ?, ?, ?, ?, "
    "?, ?, ?, ?, ?, ?)";
constexpr std::string_view kList =
    "SELECT inspection_id, campaign_id, institution_id, inspection_date, inspectors, outcome, "
    "case_ref, reason, notes, actor, recorded_time FROM inspection WHERE region = ? AND "
    "inspection_id > ? AND (? = '' OR institution_id = ?) AND (? = 0 OR campaign_id = ?) "
    "ORDER BY inspection_id LIMIT ?";
constexpr std::string_view kSince =
    "SELECT DISTINCT institution_id FROM inspection WHERE region = ? AND inspection_date >= ?";

sql::Value IdValue(const std::optional<Id>& id) {
  if (!id.has_value()) return sql::Null{};
  return sql::Blob{id->Bytes()};
}

absl::StatusOr<InspectionRow> FromRow(const sql::Row& row) {
  InspectionRow one;
  PROBITY_ASSIGN_OR_RETURN(one.inspection_id, Id::FromBytes(row.Bytes(0)));
  if (!row.IsNull(1)) {
    PROBITY_ASSIGN_OR_RETURN(one.campaign_id, Id::FromBytes(row.Bytes(1)));
  }
  one.institution_id = row.Text(2);
  one.inspection_date = DateAt(row, 3);
  one.inspectors = absl::StrSplit(row.Text(4), '\n');
  one.outcome = static_cast<InspectionOutcome>(row.Int(5));
  one.case_ref = row.Text(6);
  one.reason = row.Text(7);
  one.notes = row.Text(8);
  one.actor = row.Text(9);
  one.recorded_time = row.Int(10);
  return one;
}

}  // namespace

absl::Status InsertInspection(sql::Tx& tx, const std::string& region, const InspectionRow& row) {
  return tx
      .Execute(kInsert, {region, IdValue(row.inspection_id), IdValue(row.campaign_id),
                         row.institution_id, DateColumn(row.inspection_date),
                         absl::StrJoin(row.inspectors, "\n"), NumberOf(row.outcome), row.case_ref,
                         row.reason, row.notes, row.actor, row.recorded_time})
      .status();
}

absl::StatusOr<std::vector<InspectionRow>> ListInspections(sql::Tx& tx, const std::string& region,
                                                           const InspectionQuery& query) {
  const int64_t of_campaign = query.campaign_id.has_value() ? 1 : 0;
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(kList, {region, IdValue(query.after), query.institution_id, query.institution_id,
                       of_campaign, IdValue(query.campaign_id), query.limit}));
  std::vector<InspectionRow> found;
  for (const sql::Row& row : rows) {
    PROBITY_ASSIGN_OR_RETURN(InspectionRow one, FromRow(row));
    found.push_back(std::move(one));
  }
  return found;
}

absl::StatusOr<std::set<std::string>> InspectedSince(sql::Tx& tx, const std::string& region,
                                                     absl::CivilDay day) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSince, {region, DateColumn(day)}));
  std::set<std::string> ids;
  for (const sql::Row& row : rows) ids.insert(row.Text(0));
  return ids;
}

}  // namespace probity::scoring
