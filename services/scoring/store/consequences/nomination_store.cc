#include "services/scoring/store/consequences/nomination_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"
#include "services/scoring/store/consequences/columns.h"

namespace probity::scoring {
namespace {

constexpr char kSelect[] =
    "SELECT nomination_id, case_id, institution_id, person, duty, cause, basis, state, "
    "nominated_by, decided_by, minutes, reason, start_date, end_date, ended_date, etag "
    "FROM nomination WHERE region = ?";
constexpr char kOnList[] =
    " AND start_date <= ? AND end_date >= ? AND (ended_date IS NULL OR ended_date > ?)";
constexpr char kPage[] = " AND nomination_id > ? ORDER BY nomination_id LIMIT ?";
constexpr char kInsert[] =
    "INSERT INTO nomination (case_id, institution_id, person, duty, cause, basis, state, "
    "nominated_by, decided_by, minutes, reason, start_date, end_date, ended_date, etag, region, "
    "nomination_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdate[] =
    "UPDATE nomination SET case_id = ?, institution_id = ?, person = ?, duty = ?, cause = ?, "
    "basis = ?, state = ?, nominated_by = ?, decided_by = ?, minutes = ?, reason = ?, "
    "start_date = ?, end_date = ?, ended_date = ?, etag = ? "
    "WHERE region = ? AND nomination_id = ? AND etag = ?";

absl::StatusOr<std::vector<Nomination>> Select(sql::Tx& tx, std::string_view condition,
                                               const sql::Params& params) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(kSelect, ToAbsl(condition)), params));
  std::vector<Nomination> found;
  for (const sql::Row& row : rows) {
    Nomination one;
    one.nomination_id = row.Bytes(0);
    PROBITY_ASSIGN_OR_RETURN(one.case_id, CaseIdText(row.Bytes(1)));
    one.institution_id = row.Text(2);
    one.person = row.Text(3);
    one.duty = row.Text(4);
    one.cause = row.Text(5);
    one.basis = row.Text(6);
    one.state = static_cast<NominationState>(row.Int(7));
    one.nominated_by = row.Text(8);
    one.decided_by = row.Text(9);
    one.minutes = row.Text(10);
    one.reason = row.Text(11);
    one.start = OptionalDateAt(row, 12);
    one.end = OptionalDateAt(row, 13);
    one.ended = OptionalDateAt(row, 14);
    one.etag = row.Int(15);
    found.push_back(std::move(one));
  }
  return found;
}

}  // namespace

absl::StatusOr<Nomination> SaveNomination(sql::Tx& tx, std::string_view region,
                                          Nomination nomination) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value case_id, CaseIdValue(nomination.case_id));
  sql::Params params = {case_id,
                        nomination.institution_id,
                        nomination.person,
                        nomination.duty,
                        nomination.cause,
                        nomination.basis,
                        NumberOf(nomination.state),
                        nomination.nominated_by,
                        nomination.decided_by,
                        nomination.minutes,
                        nomination.reason,
                        DateColumn(nomination.start),
                        DateColumn(nomination.end),
                        DateColumn(nomination.ended),
                        nomination.etag + 1,
                        TextValue(region),
                        BlobValue(nomination.nomination_id)};
  if (nomination.etag == 0) {
    PROBITY_RETURN_IF_ERROR(tx.Execute(kInsert, params).status());
  } else {
    params.emplace_back(nomination.etag);
    PROBITY_RETURN_IF_ERROR(MatchedOne(tx.Execute(kUpdate, params)));
  }
  ++nomination.etag;
  return nomination;
}

absl::StatusOr<Nomination> LoadNominationForUpdate(sql::Tx& tx, std::string_view region,
                                                   std::string_view nomination_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::string id,
                           IdBytes(nomination_id, Reason::k_UNKNOWN_NOMINATION));
  PROBITY_ASSIGN_OR_RETURN(
      std::vector<Nomination> found,
      Select(tx, absl::StrCat(" AND nomination_id = ?", ToAbsl(tx.dialect().ForUpdate())),
             {TextValue(region), BlobValue(id)}));
  if (found.empty()) {
    return NotFound(Reason::k_UNKNOWN_NOMINATION, "no nomination has this id; 无此提名");
  }
  return std::move(found.front());
}

absl::StatusOr<std::vector<Nomination>> NominationsOfCase(sql::Tx& tx, std::string_view region,
                                                          std::string_view case_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  return Select(
      tx, absl::StrCat(" AND case_id = ? ORDER BY nomination_id", ToAbsl(tx.dialect().ForUpdate())),
      {TextValue(region), id});
}

absl::StatusOr<std::vector<Nomination>> ListNominations(sql::Tx& tx, std::string_view region,
                                                        const NominationFilter& filter) {
  std::string condition;
  sql::Params params = {TextValue(region)};
  if (filter.state.has_value()) {
    condition += " AND state = ?";
    params.push_back(NumberOf(*filter.state));
  }
  if (filter.on_list.has_value()) {
    condition += kOnList;
    for (int i = 0; i < 3; ++i) params.push_back(DateColumn(*filter.on_list));
  }
  condition += kPage;
  params.push_back(BlobValue(filter.after));
  params.emplace_back(filter.limit);
  return Select(tx, condition, params);
}

}  // namespace probity::scoring
