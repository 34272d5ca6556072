#include "services/scoring/store/institutions.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr std::string_view kSelect =
    "SELECT i.institution_id, COALESCE(r.name, i.name), i.kind, COALESCE(r.district, i.district), "
    "i.designated_from, CASE WHEN r.revision IS NULL THEN i.designated_to ELSE r.designated_to "
    "END, COALESCE(r.principal, i.principal), COALESCE(r.address, i.address) FROM institution i "
    "LEFT JOIN institution_revision r ON r.region = i.region AND r.institution_id = "
    "i.institution_id AND NOT EXISTS (SELECT 1 FROM institution_revision n WHERE n.region = "
    "r.region AND n.institution_id = r.institution_id AND n.revision > r.revision) "
    "WHERE i.region = ? ";
constexpr std::string_view kOne = "AND i.institution_id = ?";
constexpr std::string_view kAmong = "AND i.institution_id IN (";
constexpr std::string_view kAfter = "AND i.institution_id > ? ORDER BY i.institution_id LIMIT ?";
constexpr std::string_view kAfterOfKind =
    "AND i.kind = ? AND i.institution_id > ? ORDER BY i.institution_id LIMIT ?";
constexpr std::string_view kInsert =
    "INSERT INTO institution (region, institution_id, name, kind, district, designated_from, "
    "designated_to, recorded_time, principal, address) VALUES";
constexpr std::string_view kNamesOfRevised =
    "SELECT r.institution_id, r.name FROM institution_revision r WHERE r.region = ? UNION SELECT "
    "i.institution_id, i.name FROM institution i JOIN institution_revision r ON r.region = "
    "i.region AND r.institution_id = i.institution_id WHERE i.region = ?";
// One statement text for almost every question, so that it stays prepared.
constexpr size_t kIdsPerQuery = 250;

Institution FromRow(const sql::Row& row) {
  return {row.Text(0), row.Text(1),    static_cast<policy::SubjectKind>(row.Int(2)),
          row.Text(3), DateAt(row, 4), OptionalDateAt(row, 5),
          row.Text(6), row.Text(7)};
}

absl::StatusOr<std::vector<Institution>> Select(sql::Tx& tx, std::string_view condition,
                                                const sql::Params& params) {
  std::vector<Institution> found;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(absl::StrCat(ToAbsl(kSelect), ToAbsl(condition)), params,
                                       [&](const sql::Row& row) {
                                         found.push_back(FromRow(row));
                                         return absl::OkStatus();
                                       }));
  return found;
}

std::string Placeholders(size_t count) {
  std::string text = "?";
  for (size_t i = 1; i < count; ++i) text += ",?";
  return text;
}

}  // namespace

absl::StatusOr<Institution> GetInstitution(sql::Tx& tx, const std::string& region,
                                           const std::string& institution_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Institution> found,
                           Select(tx, kOne, {region, institution_id}));
  if (found.empty()) {
    return NotFound(Reason::k_UNKNOWN_INSTITUTION,
                    absl::StrCat("no institution \"", institution_id, "\" in the register"));
  }
  return found.front();
}

absl::StatusOr<std::vector<Institution>> FindInstitutions(sql::Tx& tx, const std::string& region,
                                                          const std::vector<std::string>& ids) {
  std::vector<Institution> found;
  for (size_t first = 0; first < ids.size(); first += kIdsPerQuery) {
    const size_t count = std::min(kIdsPerQuery, ids.size() - first);
    sql::Params params = {region};
    for (size_t i = first; i < first + count; ++i) params.emplace_back(ids[i]);
    PROBITY_ASSIGN_OR_RETURN(
        std::vector<Institution> some,
        Select(tx, absl::StrCat(ToAbsl(kAmong), Placeholders(count), ")"), params));
    found.insert(found.end(), some.begin(), some.end());
  }
  std::sort(found.begin(), found.end(), [](const Institution& a, const Institution& b) {
    return a.institution_id < b.institution_id;
  });
  return found;
}

absl::StatusOr<std::vector<Institution>> InstitutionsAfter(sql::Tx& tx, const std::string& region,
                                                           std::optional<policy::SubjectKind> kind,
                                                           const std::string& after,
                                                           int64_t limit) {
  if (!kind.has_value()) return Select(tx, kAfter, {region, after, limit});
  return Select(tx, kAfterOfKind, {region, static_cast<int64_t>(*kind), after, limit});
}

absl::StatusOr<std::vector<std::pair<std::string, std::string>>> NamesOfRevised(
    sql::Tx& tx, const std::string& region) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kNamesOfRevised, {region, region}));
  std::vector<std::pair<std::string, std::string>> names;
  names.reserve(rows.size());
  for (const sql::Row& row : rows) names.emplace_back(row.Text(0), row.Text(1));
  return names;
}

absl::Status InsertInstitutions(sql::Tx& tx, const std::string& region,
                                const std::vector<Institution>& institutions,
                                int64_t recorded_time) {
  std::vector<sql::Params> rows;
  rows.reserve(institutions.size());
  for (const Institution& one : institutions) {
    rows.push_back({region, one.institution_id, one.name, static_cast<int64_t>(one.kind),
                    one.district, DateColumn(one.designated_from), DateColumn(one.designated_to),
                    recorded_time, one.principal, one.address});
  }
  return tx.InsertMany(kInsert, rows);
}

}  // namespace probity::scoring
