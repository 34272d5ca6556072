#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/case_rows.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr char kById[] = " AND case_id = ?";
constexpr char kByRef[] = " AND case_ref = ?";
constexpr char kAfter[] = " AND case_id > ?";
// Ranges of one, and their columns in the order: asked for `=` in the order of case_id alone,
// SQLite reads every case of the region by the primary key, because it assumes that a region has
// few.
constexpr char kOfInstitution[] = " AND institution_id BETWEEN ? AND ?";
constexpr char kInState[] = " AND state BETWEEN ? AND ?";
constexpr char kPageByInstitution[] = " ORDER BY institution_id, case_id LIMIT ?";
constexpr char kPageByState[] = " ORDER BY state, case_id LIMIT ?";
constexpr char kPage[] = " ORDER BY case_id LIMIT ?";
constexpr char kOpenNotified[] =
    " AND institution_id >= ? AND institution_id <= ? "
    "AND (state BETWEEN ? AND ? OR (state = ? AND notice_date IS NOT NULL)) "
    "AND case_id <> ? ORDER BY institution_id, case_id";
constexpr char kLapsing[] =
    "SELECT case_id, objection_deadline_date FROM case_file WHERE region = ? AND state = ? "
    "AND objection_deadline_date < ?";
constexpr char kBehind[] =
    " AND (objection_deadline_date > ? OR (objection_deadline_date = ? AND case_id > ?))";
constexpr char kByWindow[] = " ORDER BY objection_deadline_date, case_id LIMIT ?";
constexpr char kTransitions[] =
    "SELECT seq, from_state, to_state, actor, business_date, recorded_time, note, scenario "
    "FROM case_transition WHERE region = ? AND case_id = ? ORDER BY seq";

absl::StatusOr<CaseFile> OneCase(sql::Tx& tx, std::string_view region, std::string_view condition,
                                 const sql::Value& key) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(absl::StrCat(kSelectCase, ToAbsl(condition)), {TextValue(region), key}));
  if (rows.empty()) return NotFound(Reason::k_UNKNOWN_CASE, "no such case; 无此案件");
  PROBITY_ASSIGN_OR_RETURN(std::vector<CaseFile> cases, ReadCases(tx, region, rows));
  return std::move(cases.front());
}

absl::StatusOr<TransitionRow> TransitionOf(const sql::Row& row) {
  TransitionRow line;
  line.seq = row.Int(0);
  line.from = static_cast<CaseState>(row.Int(1));
  line.to = static_cast<CaseState>(row.Int(2));
  line.actor = row.Text(3);
  line.business_date = DateAt(row, 4);
  line.recorded_time = row.Int(5);
  line.note = row.Text(6);
  line.scenario = row.Bool(7);
  return line;
}

}  // namespace

absl::StatusOr<CaseFile> LoadCase(sql::Tx& tx, std::string_view region, const CaseKey& key) {
  if (key.case_id.empty()) return OneCase(tx, region, kByRef, key.case_ref);
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(key.case_id));
  return OneCase(tx, region, kById, id);
}

absl::StatusOr<CaseFile> LoadCaseForUpdate(sql::Tx& tx, std::string_view region,
                                           std::string_view case_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  return OneCase(tx, region, absl::StrCat(kById, ToAbsl(tx.dialect().ForUpdate())), id);
}

absl::StatusOr<std::vector<CaseFile>> ListCases(sql::Tx& tx, std::string_view region,
                                                const CaseFilter& filter) {
  std::string sql = kSelectCase;
  sql::Params params = {TextValue(region)};
  if (!filter.after.empty()) {
    PROBITY_ASSIGN_OR_RETURN(const sql::Value after, CaseIdValue(filter.after));
    sql += kAfter;
    params.push_back(after);
  }
  const char* page = kPage;
  if (filter.state != CaseState::kNone) {
    sql += kInState;
    params.insert(params.end(), {NumberOf(filter.state), NumberOf(filter.state)});
    page = kPageByState;
  }
  if (!filter.institution_id.empty()) {
    sql += kOfInstitution;
    params.insert(params.end(), {filter.institution_id, filter.institution_id});
    page = kPageByInstitution;
  }
  params.push_back(int64_t{filter.limit});
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows, tx.Query(sql + page, params));
  return ReadCases(tx, region, rows);
}

absl::StatusOr<std::vector<CaseFile>> OpenNotifiedCases(sql::Tx& tx, std::string_view region,
                                                        std::string_view institution_id,
                                                        std::string_view except) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(except));
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(absl::StrCat(kSelectCase, kOpenNotified),
               {TextValue(region), TextValue(institution_id), TextValue(institution_id),
                NumberOf(CaseState::kNotified), NumberOf(CaseState::kRevisedDown),
                NumberOf(CaseState::kSuspended), id}));
  return ReadCases(tx, region, rows);
}

absl::StatusOr<std::vector<DueCase>> CasesToLapse(sql::Tx& tx, std::string_view region,
                                                  absl::CivilDay today,
                                                  const std::optional<DueCase>& after,
                                                  int32_t limit) {
  std::string sql = kLapsing;
  sql::Params params = {TextValue(region), NumberOf(CaseState::kObjectionOpen), DateColumn(today)};
  if (after.has_value()) {
    PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(after->case_id));
    sql += kBehind;
    params.insert(params.end(), {DateColumn(after->deadline), DateColumn(after->deadline), id});
  }
  sql += kByWindow;
  params.emplace_back(int64_t{limit});
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows, tx.Query(sql, params));
  std::vector<DueCase> due;
  for (const sql::Row& row : rows) {
    PROBITY_ASSIGN_OR_RETURN(std::string id, CaseIdText(row.Bytes(0)));
    due.push_back({DateAt(row, 1), std::move(id)});
  }
  return due;
}

absl::StatusOr<std::vector<TransitionRow>> ListTransitions(sql::Tx& tx, std::string_view region,
                                                           std::string_view case_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kTransitions, {TextValue(region), id}));
  std::vector<TransitionRow> lines;
  for (const sql::Row& row : rows) {
    PROBITY_ASSIGN_OR_RETURN(TransitionRow line, TransitionOf(row));
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace probity::scoring
