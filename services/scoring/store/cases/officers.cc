#include "services/scoring/store/cases/officers.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr char kSelect[] =
    "SELECT person, name, certificate_no, unit, valid_from, valid_to FROM officer "
    "WHERE region = ? ";
constexpr char kOfPersons[] = "AND person IN (";
constexpr char kByNumbers[] = "AND certificate_no IN (";
constexpr char kOrderByPerson[] = ") ORDER BY person, certificate_no";
constexpr char kOrderByNumber[] = ") ORDER BY certificate_no";
constexpr char kAfter[] = "AND certificate_no > ? ORDER BY certificate_no LIMIT ?";
constexpr char kInsert[] =
    "INSERT INTO officer (region, person, certificate_no, name, unit, valid_from, valid_to, "
    "recorded_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

absl::StatusOr<std::vector<Officer>> Select(sql::Tx& tx, const std::string& text,
                                            const sql::Params& params) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows, tx.Query(text, params));
  std::vector<Officer> officers;
  for (const sql::Row& row : rows) {
    officers.push_back(
        {row.Text(0), row.Text(1), row.Text(2), row.Text(3), DateAt(row, 4), DateAt(row, 5)});
  }
  return officers;
}

absl::StatusOr<std::vector<Officer>> SelectAmong(sql::Tx& tx, std::string_view region,
                                                 const std::vector<std::string>& keys,
                                                 std::string_view condition,
                                                 std::string_view order) {
  if (keys.empty()) return std::vector<Officer>();
  sql::Params params = {TextValue(region)};
  std::string marks;
  for (const std::string& key : keys) {
    absl::StrAppend(&marks, marks.empty() ? "?" : ", ?");
    params.push_back(key);
  }
  return Select(tx, absl::StrCat(kSelect, ToAbsl(condition), marks, ToAbsl(order)), params);
}

}  // namespace

absl::StatusOr<std::vector<Officer>> OfficersOf(sql::Tx& tx, std::string_view region,
                                                const std::vector<std::string>& persons) {
  return SelectAmong(tx, region, persons, kOfPersons, kOrderByPerson);
}

absl::StatusOr<std::vector<Officer>> OfficersByCertificate(
    sql::Tx& tx, std::string_view region, const std::vector<std::string>& certificate_nos) {
  return SelectAmong(tx, region, certificate_nos, kByNumbers, kOrderByNumber);
}

absl::StatusOr<std::vector<Officer>> OfficersAfter(sql::Tx& tx, std::string_view region,
                                                   std::string_view after, int64_t limit) {
  return Select(tx, absl::StrCat(kSelect, kAfter), {TextValue(region), TextValue(after), limit});
}

absl::Status InsertOfficers(sql::Tx& tx, std::string_view region,
                            const std::vector<Officer>& officers, int64_t recorded_time) {
  for (const Officer& one : officers) {
    PROBITY_RETURN_IF_ERROR(
        tx.Execute(kInsert, {TextValue(region), one.person, one.certificate_no, one.name, one.unit,
                             DateColumn(one.valid_from), DateColumn(one.valid_to), recorded_time})
            .status());
  }
  return absl::OkStatus();
}

}  // namespace probity::scoring
