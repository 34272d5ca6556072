#include "services/scoring/store/consequences/publication_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"
#include "services/scoring/store/consequences/columns.h"

namespace probity::scoring {
namespace {

constexpr char kSelect[] =
    "SELECT publication_id, case_id, institution_id, state, weight, decided_date, "
    "publish_by_date, published_date, end_date, ended_date, title, body, reason, "
    "withdraw_by_date, withdrawal_confirmed_date, etag FROM publication WHERE region = ?";
constexpr char kOverdue[] =
    " AND ((state = 1 AND publish_by_date < ?) OR (state = 4 AND withdraw_by_date < ? "
    "AND withdrawal_confirmed_date IS NULL))";
constexpr char kShown[] =
    " AND state IN (2, 4) AND published_date IS NOT NULL AND published_date <= ? "
    "AND end_date >= ?";
constexpr char kPage[] = " AND publication_id > ? ORDER BY publication_id LIMIT ?";
constexpr char kInsert[] =
    "INSERT INTO publication (case_id, institution_id, state, weight, decided_date, "
    "publish_by_date, published_date, end_date, ended_date, title, body, reason, "
    "withdraw_by_date, withdrawal_confirmed_date, etag, region, publication_id) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdate[] =
    "UPDATE publication SET case_id = ?, institution_id = ?, state = ?, weight = ?, "
    "decided_date = ?, publish_by_date = ?, published_date = ?, end_date = ?, ended_date = ?, "
    "title = ?, body = ?, reason = ?, withdraw_by_date = ?, withdrawal_confirmed_date = ?, "
    "etag = ? WHERE region = ? AND publication_id = ? AND etag = ?";

absl::StatusOr<Publication> FromRow(const sql::Row& row) {
  Publication one;
  one.publication_id = row.Bytes(0);
  PROBITY_ASSIGN_OR_RETURN(one.case_id, CaseIdText(row.Bytes(1)));
  one.institution_id = row.Text(2);
  one.state = static_cast<PublicationState>(row.Int(3));
  one.weight = static_cast<PublicationWeight>(row.Int(4));
  one.decided = DateAt(row, 5);
  one.publish_by = DateAt(row, 6);
  one.published = OptionalDateAt(row, 7);
  one.end = OptionalDateAt(row, 8);
  one.ended = OptionalDateAt(row, 9);
  one.title = row.Text(10);
  one.body = row.Text(11);
  one.reason = row.Text(12);
  one.withdraw_by = OptionalDateAt(row, 13);
  one.withdrawal_confirmed = OptionalDateAt(row, 14);
  one.etag = row.Int(15);
  return one;
}

absl::StatusOr<std::vector<Publication>> Select(sql::Tx& tx, std::string_view condition,
                                                const sql::Params& params) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(kSelect, ToAbsl(condition)), params));
  std::vector<Publication> found;
  for (const sql::Row& row : rows) {
    PROBITY_ASSIGN_OR_RETURN(found.emplace_back(), FromRow(row));
  }
  return found;
}

}  // namespace

absl::StatusOr<Publication> SavePublication(sql::Tx& tx, std::string_view region,
                                            Publication publication) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value case_id, CaseIdValue(publication.case_id));
  sql::Params params = {case_id,
                        publication.institution_id,
                        NumberOf(publication.state),
                        NumberOf(publication.weight),
                        DateColumn(publication.decided),
                        DateColumn(publication.publish_by),
                        DateColumn(publication.published),
                        DateColumn(publication.end),
                        DateColumn(publication.ended),
                        publication.title,
                        publication.body,
                        publication.reason,
                        DateColumn(publication.withdraw_by),
                        DateColumn(publication.withdrawal_confirmed),
                        publication.etag + 1,
                        TextValue(region),
                        BlobValue(publication.publication_id)};
  if (publication.etag == 0) {
    PROBITY_RETURN_IF_ERROR(tx.Execute(kInsert, params).status());
  } else {
    params.emplace_back(publication.etag);
    PROBITY_RETURN_IF_ERROR(MatchedOne(tx.Execute(kUpdate, params)));
  }
  ++publication.etag;
  return publication;
}

absl::StatusOr<Publication> LoadPublicationForUpdate(sql::Tx& tx, std::string_view region,
                                                     std::string_view publication_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::string id,
                           IdBytes(publication_id, Reason::k_UNKNOWN_PUBLICATION));
  PROBITY_ASSIGN_OR_RETURN(
      std::vector<Publication> found,
      Select(tx, absl::StrCat(" AND publication_id = ?", ToAbsl(tx.dialect().ForUpdate())),
             {TextValue(region), BlobValue(id)}));
  if (found.empty()) {
    return NotFound(Reason::k_UNKNOWN_PUBLICATION, "no publication has this id; 无此公示");
  }
  return std::move(found.front());
}

absl::StatusOr<std::vector<Publication>> PublicationsOfCase(sql::Tx& tx, std::string_view region,
                                                            std::string_view case_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  return Select(
      tx,
      absl::StrCat(" AND case_id = ? ORDER BY publication_id", ToAbsl(tx.dialect().ForUpdate())),
      {TextValue(region), id});
}

absl::StatusOr<std::vector<Publication>> ListPublications(sql::Tx& tx, std::string_view region,
                                                          const PublicationFilter& filter) {
  std::string condition;
  sql::Params params = {TextValue(region)};
  if (filter.state.has_value()) {
    condition += " AND state = ?";
    params.push_back(NumberOf(*filter.state));
  }
  if (!filter.institution_id.empty()) {
    condition += " AND institution_id = ?";
    params.emplace_back(filter.institution_id);
  }
  if (filter.overdue_on.has_value()) {
    condition += kOverdue;
    for (int i = 0; i < 2; ++i) params.push_back(DateColumn(*filter.overdue_on));
  }
  if (filter.shown_on.has_value()) {
    condition += kShown;
    for (int i = 0; i < 2; ++i) params.push_back(DateColumn(*filter.shown_on));
  }
  condition += kPage;
  params.push_back(BlobValue(filter.after));
  params.emplace_back(filter.limit);
  return Select(tx, condition, params);
}

}  // namespace probity::scoring
