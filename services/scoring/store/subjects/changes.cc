#include "services/scoring/store/subjects/changes.h"

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr std::string_view kInsertChange =
    "INSERT INTO subject_change (region, change_id, kind, institution_id, new_name, new_district, "
    "new_address, new_principal, effective_date, document, reason, requested_by, recorded_time) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kInsertSuccessors =
    "INSERT INTO subject_successor (region, change_id, institution_id, share_bp) VALUES";
constexpr std::string_view kInsertApproval =
    "INSERT INTO subject_change_approval (region, change_id, approved_by, succeeded, "
    "recorded_time, reason) VALUES (?, ?, ?, ?, ?, ?)";
constexpr std::string_view kSelect =
    "SELECT c.change_id, c.kind, c.institution_id, c.new_name, c.new_district, c.new_address, "
    "c.new_principal, c.effective_date, c.document, c.reason, c.requested_by, COALESCE("
    "a.approved_by, ''), c.recorded_time, COALESCE(a.reason, '') FROM subject_change c LEFT JOIN "
    "subject_change_approval a "
    "ON a.region = c.region AND a.change_id = c.change_id WHERE c.region = ? ";
constexpr std::string_view kOne = "AND c.change_id = ?";
constexpr std::string_view kAfter =
    "AND (? = '' OR c.institution_id = ?) AND c.change_id > ? ORDER BY c.change_id LIMIT ?";
constexpr std::string_view kSuccession =
    "AND c.institution_id = ? AND c.kind >= 4 AND a.approved_by IS NOT NULL";
constexpr std::string_view kSuccessors =
    "SELECT institution_id, share_bp FROM subject_successor WHERE region = ? AND change_id = ? "
    "ORDER BY institution_id";
constexpr std::string_view kLastRevision =
    "SELECT COALESCE(MAX(revision), 0) FROM institution_revision WHERE region = ? AND "
    "institution_id = ?";
constexpr std::string_view kInsertRevision =
    "INSERT INTO institution_revision (region, institution_id, revision, name, district, address, "
    "principal, designated_to, change_id, effective_date, recorded_time) VALUES (?, ?, ?, ?, ?, ?, "
    "?, ?, ?, ?, ?)";
// Particulars as registered: an address or principal that is changed afterwards still tells.
constexpr std::string_view kFlags =
    "SELECT n.institution_id, o.institution_id, MAX(b.last_date), CASE WHEN n.address = o.address "
    "AND n.address <> '' THEN 1 ELSE 0 END, CASE WHEN n.principal = o.principal AND n.principal <> "
    "'' THEN 1 ELSE 0 END FROM bar b JOIN institution o ON o.region = b.region AND "
    "o.institution_id = b.subject_id JOIN institution n ON n.region = o.region AND "
    "n.institution_id <> o.institution_id AND n.designated_from >= b.first_date AND ((n.address = "
    "o.address AND n.address <> '') OR (n.principal = o.principal AND n.principal <> '')) WHERE "
    "b.region = ? AND b.subject = 1 AND b.first_date <= ? AND b.last_date >= ? AND (b.ended_date "
    "IS NULL OR b.ended_date > ?) AND NOT EXISTS (SELECT 1 FROM subject_change c JOIN "
    "subject_change_approval a ON a.region = c.region AND a.change_id = c.change_id JOIN "
    "subject_successor s ON s.region = c.region AND s.change_id = c.change_id WHERE c.region = "
    "o.region AND c.institution_id = o.institution_id AND s.institution_id = n.institution_id) "
    "GROUP BY n.institution_id, o.institution_id, n.address, o.address, n.principal, o.principal "
    "ORDER BY n.institution_id, o.institution_id LIMIT ?";

SubjectChange FromRow(const sql::Row& row) {
  SubjectChange change;
  change.change_id = row.Bytes(0);
  change.kind = static_cast<SubjectChangeKind>(row.Int(1));
  change.institution_id = row.Text(2);
  change.new_name = row.Text(3);
  change.new_district = row.Text(4);
  change.new_address = row.Text(5);
  change.new_principal = row.Text(6);
  change.effective_date = DateAt(row, 7);
  change.document = row.Text(8);
  change.reason = row.Text(9);
  change.requested_by = row.Text(10);
  change.approved_by = row.Text(11);
  change.recorded_time = row.Int(12);
  change.approval_reason = row.Text(13);
  return change;
}

absl::StatusOr<std::vector<SubjectChange>> Select(sql::Tx& tx, std::string_view condition,
                                                  const sql::Params& params) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(ToAbsl(kSelect), ToAbsl(condition)), params));
  std::vector<SubjectChange> changes;
  for (const sql::Row& row : rows) {
    SubjectChange change = FromRow(row);
    PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> successors,
                             tx.Query(kSuccessors, {params.front(), BlobValue(change.change_id)}));
    for (const sql::Row& one : successors) {
      change.successors.push_back({one.Text(0), static_cast<int32_t>(one.Int(1))});
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace

absl::Status InsertChange(sql::Tx& tx, const std::string& region, const SubjectChange& change) {
  PROBITY_RETURN_IF_ERROR(
      tx.Execute(kInsertChange,
                 {region, BlobValue(change.change_id), NumberOf(change.kind), change.institution_id,
                  change.new_name, change.new_district, change.new_address, change.new_principal,
                  DateColumn(change.effective_date), change.document, change.reason,
                  change.requested_by, change.recorded_time})
          .status());
  std::vector<sql::Params> rows;
  for (const Successor& one : change.successors) {
    rows.push_back(
        {region, BlobValue(change.change_id), one.institution_id, int64_t{one.share_bp}});
  }
  return rows.empty() ? absl::OkStatus() : tx.InsertMany(kInsertSuccessors, rows);
}

absl::Status InsertApproval(sql::Tx& tx, const std::string& region, const SubjectChange& change,
                            int64_t recorded_time) {
  sql::Value succeeded = sql::Null{};
  if (IsSucceeded(change.kind)) succeeded = change.institution_id;
  return tx
      .Execute(kInsertApproval, {region, BlobValue(change.change_id), change.approved_by, succeeded,
                                 recorded_time, change.approval_reason})
      .status();
}

absl::StatusOr<SubjectChange> GetChange(sql::Tx& tx, const std::string& region,
                                        const std::string& change_id) {
  PROBITY_ASSIGN_OR_RETURN(std::vector<SubjectChange> found,
                           Select(tx, kOne, {region, BlobValue(change_id)}));
  if (found.empty())
    return NotFound(Reason::k_UNKNOWN_SUBJECT_CHANGE, "no such change; 无此变更申请");
  return std::move(found.front());
}

absl::StatusOr<std::vector<SubjectChange>> ChangesAfter(sql::Tx& tx, const std::string& region,
                                                        const std::string& institution_id,
                                                        const std::string& after, int64_t limit) {
  return Select(tx, kAfter, {region, institution_id, institution_id, BlobValue(after), limit});
}

absl::StatusOr<std::vector<SubjectChange>> SuccessionOf(sql::Tx& tx, const std::string& region,
                                                        const std::string& institution_id) {
  return Select(tx, kSuccession, {region, institution_id});
}

absl::Status InsertRevision(sql::Tx& tx, const std::string& region, const Institution& institution,
                            const SubjectChange& change, int64_t recorded_time) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Row last,
                           tx.QueryOne(kLastRevision, {region, institution.institution_id}));
  return tx
      .Execute(kInsertRevision,
               {region, institution.institution_id, last.Int(0) + 1, institution.name,
                institution.district, institution.address, institution.principal,
                DateColumn(institution.designated_to), BlobValue(change.change_id),
                DateColumn(change.effective_date), recorded_time})
      .status();
}

absl::StatusOr<std::vector<RegistrationFlag>> RegistrationFlags(sql::Tx& tx,
                                                                const std::string& region,
                                                                absl::CivilDay today,
                                                                int64_t limit) {
  const sql::Value day = DateColumn(today);
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kFlags, {region, day, day, day, limit}));
  std::vector<RegistrationFlag> flags;
  for (const sql::Row& row : rows) {
    flags.push_back({row.Text(0), row.Text(1), DateAt(row, 2), row.Bool(3), row.Bool(4)});
  }
  return flags;
}

}  // namespace probity::scoring
