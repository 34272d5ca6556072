#include "services/scoring/store/evidence/evidence_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr char kInsert[] =
    "INSERT INTO evidence (region, evidence_id, case_id, kind, title, file_name, "
    "sha256, size_bytes, source_person, taken_date, monitoring, uploaded_by, recorded_time, "
    "scenario) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kSelect[] =
    "SELECT evidence_id, case_id, kind, title, file_name, sha256, size_bytes, "
    "source_person, taken_date, monitoring, uploaded_by, recorded_time, scenario "
    "FROM evidence WHERE region = ?";
constexpr char kOne[] = " AND evidence_id = ?";
constexpr char kOfCase[] = " AND case_id = ? AND evidence_id > ? ORDER BY evidence_id LIMIT ?";
constexpr char kAllOfCase[] = " AND case_id = ? ORDER BY evidence_id";
constexpr char kInsertLine[] =
    "INSERT INTO evidence_custody (region, evidence_id, seq, event, person, other_person, note, "
    "business_date, recorded_time, scenario, prev_hash, hash) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kLines[] =
    "SELECT seq, event, person, other_person, note, business_date, recorded_time, scenario, "
    "prev_hash, hash FROM evidence_custody WHERE region = ? AND evidence_id = ? ORDER BY seq";
constexpr char kHead[] =
    "SELECT seq, hash FROM evidence_custody WHERE region = ? AND evidence_id = ? "
    "ORDER BY seq DESC LIMIT 1";
constexpr char kInsertReview[] =
    "INSERT INTO evidence_review (region, evidence_id, aspect, passed, reviewer, opinion, "
    "review_date) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr char kReviews[] =
    "SELECT aspect, passed, reviewer, opinion, review_date FROM evidence_review "
    "WHERE region = ? AND evidence_id = ? ORDER BY aspect";

absl::Status Unknown() {
  return NotFound(Reason::k_UNKNOWN_EVIDENCE, "no such evidence; 无此证据");
}

absl::StatusOr<sql::Value> EvidenceIdValue(std::string_view evidence_id) {
  const absl::StatusOr<Id> id = Id::Parse(evidence_id);
  if (!id.ok()) return Unknown();
  return sql::Value(sql::Blob{id->Bytes()});
}

absl::StatusOr<EvidenceItem> ItemOf(const sql::Row& row) {
  EvidenceItem item;
  PROBITY_ASSIGN_OR_RETURN(item.evidence_id, CaseIdText(row.Bytes(0)));
  PROBITY_ASSIGN_OR_RETURN(item.case_id, CaseIdText(row.Bytes(1)));
  item.kind = static_cast<EvidenceKind>(row.Int(2));
  item.title = row.Text(3);
  item.file_name = row.Text(4);
  item.sha256 = row.Bytes(5);
  item.size_bytes = row.Int(6);
  item.source_person = row.Text(7);
  item.taken = DateAt(row, 8);
  item.monitoring = row.Bool(9);
  item.uploaded_by = row.Text(10);
  item.recorded_time = row.Int(11);
  item.scenario = row.Bool(12);
  return item;
}

absl::StatusOr<std::vector<EvidenceItem>> Select(sql::Tx& tx, std::string_view condition,
                                                 const sql::Params& params) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(kSelect, ToAbsl(condition)), params));
  std::vector<EvidenceItem> items;
  for (const sql::Row& row : rows) {
    PROBITY_ASSIGN_OR_RETURN(EvidenceItem item, ItemOf(row));
    items.push_back(std::move(item));
  }
  return items;
}

CustodyLine LineOf(const sql::Row& row) {
  CustodyLine line;
  line.link.seq = row.Int(0);
  line.event = static_cast<CustodyEvent>(row.Int(1));
  line.person = row.Text(2);
  line.other = row.Text(3);
  line.note = row.Text(4);
  line.business_date = DateAt(row, 5);
  line.recorded_time = row.Int(6);
  line.scenario = row.Bool(7);
  line.link.prev_hash = row.Bytes(8);
  line.link.hash = row.Bytes(9);
  return line;
}

absl::Status InsertLine(sql::Tx& tx, std::string_view region, const sql::Value& id,
                        const CustodyLine& line) {
  return tx
      .Execute(kInsertLine,
               {TextValue(region), id, line.link.seq, NumberOf(line.event), line.person, line.other,
                line.note, DateColumn(line.business_date), line.recorded_time,
                int64_t{line.scenario}, BlobValue(line.link.prev_hash), BlobValue(line.link.hash)})
      .status();
}

}  // namespace

absl::Status InsertEvidence(sql::Tx& tx, std::string_view region, const EvidenceItem& item,
                            const CustodyLine& collected) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, EvidenceIdValue(item.evidence_id));
  PROBITY_ASSIGN_OR_RETURN(const sql::Value case_id, CaseIdValue(item.case_id));
  PROBITY_RETURN_IF_ERROR(
      tx.Execute(kInsert, {TextValue(region), id, case_id, NumberOf(item.kind), item.title,
                           item.file_name, BlobValue(item.sha256), item.size_bytes,
                           item.source_person, DateColumn(item.taken), int64_t{item.monitoring},
                           item.uploaded_by, item.recorded_time, int64_t{item.scenario}})
          .status());
  CustodyLine first = collected;
  first.link = NextCustodyLink(item, {}, first);
  return InsertLine(tx, region, id, first);
}

absl::StatusOr<EvidenceItem> LoadEvidence(sql::Tx& tx, std::string_view region,
                                          std::string_view evidence_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, EvidenceIdValue(evidence_id));
  PROBITY_ASSIGN_OR_RETURN(std::vector<EvidenceItem> items,
                           Select(tx, kOne, {TextValue(region), id}));
  if (items.empty()) return Unknown();
  return std::move(items.front());
}

absl::StatusOr<std::vector<EvidenceItem>> ListEvidence(sql::Tx& tx, std::string_view region,
                                                       std::string_view case_id,
                                                       std::string_view after, int64_t limit) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  sql::Value above = sql::Blob{Id().Bytes()};
  if (!after.empty()) {
    PROBITY_ASSIGN_OR_RETURN(above, EvidenceIdValue(after));
  }
  return Select(tx, kOfCase, {TextValue(region), id, above, limit});
}

absl::StatusOr<std::vector<ReviewedEvidence>> EvidenceOfCase(sql::Tx& tx, std::string_view region,
                                                             std::string_view case_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  PROBITY_ASSIGN_OR_RETURN(std::vector<EvidenceItem> items,
                           Select(tx, kAllOfCase, {TextValue(region), id}));
  std::vector<ReviewedEvidence> all;
  for (EvidenceItem& item : items) {
    ReviewedEvidence one{std::move(item), {}};
    if (one.item.monitoring) {
      PROBITY_ASSIGN_OR_RETURN(one.reviews, ListReviews(tx, region, one.item.evidence_id));
    }
    all.push_back(std::move(one));
  }
  return all;
}

absl::StatusOr<CustodyLine> AppendCustody(sql::Tx& tx, std::string_view region,
                                          const EvidenceItem& item, CustodyLine line) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, EvidenceIdValue(item.evidence_id));
  PROBITY_ASSIGN_OR_RETURN(const sql::Row last, tx.QueryOne(kHead, {TextValue(region), id}));
  line.link = NextCustodyLink(item, {last.Int(0), last.Bytes(1)}, line);
  PROBITY_RETURN_IF_ERROR(InsertLine(tx, region, id, line));
  return line;
}

absl::StatusOr<std::vector<CustodyLine>> ListCustody(sql::Tx& tx, std::string_view region,
                                                     std::string_view evidence_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, EvidenceIdValue(evidence_id));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kLines, {TextValue(region), id}));
  std::vector<CustodyLine> lines;
  for (const sql::Row& row : rows) lines.push_back(LineOf(row));
  return lines;
}

absl::Status InsertReview(sql::Tx& tx, std::string_view region, std::string_view evidence_id,
                          const EvidenceReview& review) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, EvidenceIdValue(evidence_id));
  return tx
      .Execute(kInsertReview,
               {TextValue(region), id, NumberOf(review.aspect), int64_t{review.passed},
                review.reviewer, review.opinion, DateColumn(review.reviewed)})
      .status();
}

absl::StatusOr<std::vector<EvidenceReview>> ListReviews(sql::Tx& tx, std::string_view region,
                                                        std::string_view evidence_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, EvidenceIdValue(evidence_id));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kReviews, {TextValue(region), id}));
  std::vector<EvidenceReview> reviews;
  for (const sql::Row& row : rows) {
    reviews.push_back({static_cast<ReviewAspect>(row.Int(0)), row.Bool(1), row.Text(2), row.Text(3),
                       DateAt(row, 4)});
  }
  return reviews;
}

}  // namespace probity::scoring
