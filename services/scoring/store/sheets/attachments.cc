#include "services/scoring/store/sheets/attachments.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr char kSelectLast[] =
    "SELECT COALESCE(MAX(attachment_no), 0) FROM sheet_attachment WHERE region = ? AND case_id = ?";
constexpr char kInsert[] =
    "INSERT INTO sheet_attachment (region, case_id, attachment_no, media, width, height, "
    "redactions, source_sha256, content, statement, actor, business_date, recorded_time, scenario) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kInsertCheck[] =
    "INSERT INTO sheet_attachment_check (region, case_id, attachment_no, passed, reason, actor, "
    "business_date, recorded_time, scenario) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kSelect[] =
    "SELECT a.attachment_no, a.media, a.width, a.height, a.redactions, a.source_sha256, "
    "LENGTH(a.content), a.statement, a.actor, a.business_date, a.recorded_time, a.scenario, "
    "c.passed, c.reason, c.actor, c.business_date, c.recorded_time, c.scenario "
    "FROM sheet_attachment a LEFT JOIN sheet_attachment_check c ON c.region = a.region "
    "AND c.case_id = a.case_id AND c.attachment_no = a.attachment_no "
    "WHERE a.region = ? AND a.case_id = ?";
constexpr char kOne[] = " AND a.attachment_no = ?";
constexpr char kInOrder[] = " ORDER BY a.attachment_no";
constexpr char kContent[] =
    "SELECT content FROM sheet_attachment WHERE region = ? AND case_id = ? AND attachment_no = ?";

Attachment AttachmentAt(const sql::Row& row, std::string_view case_id) {
  Attachment one;
  one.case_id = std::string(case_id);
  one.attachment_no = static_cast<int32_t>(row.Int(0));
  one.media = static_cast<int32_t>(row.Int(1));
  one.width = static_cast<int32_t>(row.Int(2));
  one.height = static_cast<int32_t>(row.Int(3));
  one.redactions = static_cast<int32_t>(row.Int(4));
  one.source_sha256 = row.Bytes(5);
  one.size_class = row.Int(6);
  one.statement = row.Text(7);
  one.actor = row.Text(8);
  one.date = DateAt(row, 9);
  one.recorded_time = row.Int(10);
  one.scenario = row.Bool(11);
  if (!row.IsNull(12)) {
    one.check = AttachmentCheck{row.Bool(12),    row.Text(13), row.Text(14),
                                DateAt(row, 15), row.Int(16),  row.Bool(17)};
  }
  return one;
}

}  // namespace

absl::StatusOr<int32_t> InsertAttachment(sql::Tx& tx, std::string_view region,
                                         const Attachment& attachment) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(attachment.case_id));
  PROBITY_ASSIGN_OR_RETURN(const sql::Row last, tx.QueryOne(kSelectLast, {TextValue(region), id}));
  const int64_t number = last.Int(0) + 1;
  PROBITY_RETURN_IF_ERROR(
      tx.Execute(kInsert, {TextValue(region), id, number, int64_t{attachment.media},
                           int64_t{attachment.width}, int64_t{attachment.height},
                           int64_t{attachment.redactions}, BlobValue(attachment.source_sha256),
                           BlobValue(attachment.content), attachment.statement, attachment.actor,
                           DateColumn(attachment.date), attachment.recorded_time,
                           int64_t{attachment.scenario}})
          .status());
  return static_cast<int32_t>(number);
}

absl::Status InsertCheck(sql::Tx& tx, std::string_view region, std::string_view case_id,
                         int32_t attachment_no, const AttachmentCheck& check) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  const absl::Status inserted =
      tx.Execute(
            kInsertCheck,
            {TextValue(region), id, int64_t{attachment_no}, int64_t{check.passed}, check.reason,
             check.actor, DateColumn(check.date), check.recorded_time, int64_t{check.scenario}})
          .status();
  if (!absl::IsAlreadyExists(inserted)) return inserted;
  return Refuse(absl::StatusCode::kAlreadyExists, Reason::k_ALREADY_EXISTS,
                "the attachment was checked; bring it again if it must be redacted anew; "
                "附件已复核");
}

absl::StatusOr<std::vector<Attachment>> AttachmentsOf(sql::Tx& tx, std::string_view region,
                                                      std::string_view case_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(kSelect, kInOrder), {TextValue(region), id}));
  std::vector<Attachment> all;
  for (const sql::Row& row : rows) all.push_back(AttachmentAt(row, case_id));
  return all;
}

absl::StatusOr<Attachment> GetAttachment(sql::Tx& tx, std::string_view region,
                                         std::string_view case_id, int32_t attachment_no) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  const sql::Params key = {TextValue(region), id, int64_t{attachment_no}};
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(kSelect, kOne), key));
  if (rows.empty()) {
    return NotFound(Reason::k_UNKNOWN_ATTACHMENT, "the case has no such attachment; 无此附件");
  }
  Attachment one = AttachmentAt(rows.front(), case_id);
  PROBITY_ASSIGN_OR_RETURN(const sql::Row content, tx.QueryOne(kContent, key));
  one.content = content.Bytes(0);
  return one;
}

}  // namespace probity::scoring
