#include "services/scoring/store/documents/documents.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/crypto/crypto.h"
#include "common/id/id.h"
#include "common/ledger/append.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr char kFormat[] = "probity/documents/1";
constexpr std::string_view kHead =
    "SELECT number, hash FROM document WHERE region = ? AND type = ? AND year = ? "
    "ORDER BY number DESC LIMIT 1";
constexpr std::string_view kInsert =
    "INSERT INTO document (region, document_id, type, year, number, number_text, title, case_id, "
    "institution_id, about_id, issued_date, actor, recorded_time, scenario, content, "
    "content_sha256, prev_hash, hash) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kSelect =
    "SELECT document_id, type, year, number, number_text, title, case_id, institution_id, "
    "about_id, issued_date, actor, recorded_time, scenario, content, content_sha256, prev_hash, "
    "hash FROM document WHERE region = ? ";
constexpr std::string_view kById = "AND document_id = ?";
constexpr std::string_view kByNumber = "AND number_text = ?";
constexpr std::string_view kInSeries = "ORDER BY type, year, number";
constexpr std::string_view kUnrendered =
    "AND NOT EXISTS (SELECT 1 FROM document_rendering r WHERE r.region = document.region AND "
    "r.document_id = document.document_id) ";
constexpr std::string_view kSelectRendering =
    "SELECT sha256, pdf FROM document_rendering WHERE region = ? AND document_id = ?";
constexpr std::string_view kInsertRendering =
    "INSERT INTO document_rendering (region, document_id, sha256, pdf) VALUES (?, ?, ?, ?)";

// The 16 bytes of an id's symbols; no document can have another text.
absl::StatusOr<sql::Value> IdValue(std::string_view text) {
  const absl::StatusOr<Id> id = Id::Parse(text);
  if (!id.ok()) return NotFound(Reason::k_UNKNOWN_DOCUMENT, "there is no such document; 无此文书");
  return sql::Blob{id->Bytes()};
}

absl::StatusOr<sql::Value> OptionalId(const std::string& text) {
  if (text.empty()) return sql::Null{};
  return IdValue(text);
}

std::string IdText(const sql::Row& row, size_t column) {
  if (row.IsNull(column)) return "";
  const absl::StatusOr<Id> id = Id::FromBytes(row.Bytes(column));
  return id.ok() ? id->Text() : "";
}

IssuedDocument FromRow(const sql::Row& row) {
  IssuedDocument document;
  document.document_id = IdText(row, 0);
  document.type = static_cast<DocumentType>(row.Int(1));
  document.year = row.Int(2);
  document.number = row.Int(3);
  document.number_text = row.Text(4);
  document.title = row.Text(5);
  document.case_id = IdText(row, 6);
  document.institution_id = row.Text(7);
  document.about_id = IdText(row, 8);
  document.issued = DateAt(row, 9);
  document.actor = row.Text(10);
  document.recorded_time = row.Int(11);
  document.scenario = row.Bool(12);
  document.content = row.Text(13);
  document.content_sha256 = row.Text(14);
  document.prev_hash = row.Bytes(15);
  document.hash = row.Bytes(16);
  return document;
}

ledger::Fields HashedFields(const std::string& region, const IssuedDocument& document) {
  ledger::Fields fields;
  fields.Add("region", region)
      .Add("type", static_cast<int64_t>(document.type))
      .Add("year", document.year)
      .Add("number_text", document.number_text)
      .Add("document_id", document.document_id)
      .Add("title", document.title)
      .Add("case_id", document.case_id)
      .Add("institution_id", document.institution_id)
      .Add("about_id", document.about_id)
      .Add("issued_date", calendar::FormatDate(document.issued))
      .Add("actor", document.actor)
      .Add("recorded_time", document.recorded_time)
      .Add("scenario", static_cast<int64_t>(document.scenario))
      .Add("content_sha256", document.content_sha256);
  return fields;
}

std::string HexSha256(std::string_view bytes) {
  return crypto::Hex(crypto::Sha256(bytes));
}

absl::Status Damaged(const IssuedDocument& document) {
  return Refuse(absl::StatusCode::kDataLoss, Reason::k_DOCUMENT_DAMAGED,
                absl::StrCat(document.number_text,
                             " is no longer what was issued: restore a backup; 文书内容已被改动"),
                {{"number", document.number_text}});
}

// One document by itself: its hash covers its content and names its predecessor's.
absl::Status CheckSound(const std::string& region, const IssuedDocument& document) {
  const ledger::Link link = ledger::NextLink(kFormat, {document.number - 1, document.prev_hash},
                                             HashedFields(region, document));
  if (link.hash == document.hash && HexSha256(document.content) == document.content_sha256) {
    return absl::OkStatus();
  }
  return Damaged(document);
}

absl::StatusOr<ledger::Head> ReadHead(sql::Tx& tx, const std::string& region,
                                      const IssuedDocument& draft) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kHead, {region, NumberOf(draft.type), draft.year}));
  if (rows.empty()) return ledger::Head();
  return ledger::Head{rows.front().Int(0), rows.front().Bytes(1)};
}

absl::StatusOr<ledger::Link> InsertAfter(sql::Tx& tx, const std::string& region,
                                         const ledger::Head& head, IssuedDocument& document,
                                         const WriteContent& write) {
  document.number = head.seq + 1;
  PROBITY_ASSIGN_OR_RETURN(Numbered numbered, write(document.number));
  document.number_text = std::move(numbered.number_text);
  document.content = std::move(numbered.content);
  document.content_sha256 = HexSha256(document.content);
  const ledger::Link link = ledger::NextLink(kFormat, head, HashedFields(region, document));
  document.prev_hash = link.prev_hash;
  document.hash = link.hash;
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, IdValue(document.document_id));
  PROBITY_ASSIGN_OR_RETURN(const sql::Value case_id, OptionalId(document.case_id));
  PROBITY_ASSIGN_OR_RETURN(const sql::Value about_id, OptionalId(document.about_id));
  PROBITY_RETURN_IF_ERROR(
      tx.Execute(kInsert,
                 {region, id, NumberOf(document.type), document.year, document.number,
                  document.number_text, document.title, case_id, document.institution_id, about_id,
                  DateColumn(document.issued), document.actor, document.recorded_time,
                  static_cast<int64_t>(document.scenario), document.content,
                  document.content_sha256, sql::Blob{document.prev_hash}, sql::Blob{document.hash}})
          .status());
  return link;
}

}  // namespace

absl::StatusOr<IssuedDocument> InsertDocument(sql::Tx& tx, const std::string& region,
                                              IssuedDocument draft, const WriteContent& write) {
  draft.year = draft.issued.year();
  PROBITY_RETURN_IF_ERROR(ledger::AppendAtHead([&] { return ReadHead(tx, region, draft); },
                                               [&](const ledger::Head& head) {
                                                 return InsertAfter(tx, region, head, draft, write);
                                               })
                              .status());
  return draft;
}

absl::StatusOr<IssuedDocument> LoadDocument(sql::Tx& tx, const std::string& region,
                                            std::string_view document_id,
                                            std::string_view number_text) {
  sql::Params params = {region, TextValue(number_text)};
  if (!document_id.empty()) {
    PROBITY_ASSIGN_OR_RETURN(params[1], IdValue(document_id));
  }
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(absl::StrCat(ToAbsl(kSelect), ToAbsl(document_id.empty() ? kByNumber : kById)),
               params));
  if (rows.empty()) {
    return NotFound(Reason::k_UNKNOWN_DOCUMENT, "there is no such document; 无此文书");
  }
  IssuedDocument document = FromRow(rows.front());
  PROBITY_RETURN_IF_ERROR(CheckSound(region, document));
  return document;
}

absl::StatusOr<std::vector<IssuedDocument>> ListDocuments(sql::Tx& tx, const std::string& region,
                                                          const DocumentFilter& filter) {
  std::string query(kSelect);
  sql::Params params = {region};
  if (!filter.case_id.empty()) {
    query += "AND case_id = ? ";
    PROBITY_ASSIGN_OR_RETURN(params.emplace_back(), CaseIdValue(filter.case_id));
  }
  if (!filter.institution_id.empty()) {
    query += "AND institution_id = ? ";
    params.emplace_back(filter.institution_id);
  }
  if (filter.type != DocumentType::kNone) {
    query += "AND type = ? ";
    params.push_back(NumberOf(filter.type));
  }
  if (!filter.after.empty()) {
    query += "AND document_id > ? ";
    PROBITY_ASSIGN_OR_RETURN(params.emplace_back(), IdValue(filter.after));
  }
  if (filter.unrendered) query += kUnrendered;
  query += "ORDER BY document_id";
  if (filter.limit > 0) {
    query += " LIMIT ?";
    params.emplace_back(int64_t{filter.limit});
  }
  std::vector<IssuedDocument> documents;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(query, params, [&](const sql::Row& row) {
    documents.push_back(FromRow(row));
    return CheckSound(region, documents.back());
  }));
  return documents;
}

absl::StatusOr<std::optional<IssuedDocument>> LatestDocument(sql::Tx& tx, const std::string& region,
                                                             std::string_view case_id,
                                                             DocumentType type) {
  DocumentFilter filter;
  filter.case_id = std::string(case_id);
  filter.type = type;
  PROBITY_ASSIGN_OR_RETURN(std::vector<IssuedDocument> documents,
                           ListDocuments(tx, region, filter));
  std::optional<IssuedDocument> latest;
  for (IssuedDocument& one : documents) {
    const bool later = !latest.has_value() ||
                       std::pair(one.year, one.number) > std::pair(latest->year, latest->number);
    if (later) latest = std::move(one);
  }
  return latest;
}

absl::StatusOr<int64_t> VerifyDocuments(sql::Tx& tx, const std::string& region) {
  int64_t count = 0;
  IssuedDocument last;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(
      absl::StrCat(ToAbsl(kSelect), ToAbsl(kInSeries)), {region}, [&](const sql::Row& row) {
        IssuedDocument document = FromRow(row);
        const bool same = document.type == last.type && document.year == last.year;
        const ledger::Head head = same ? ledger::Head{last.number, last.hash} : ledger::Head();
        if (document.number != head.seq + 1 || document.prev_hash != head.hash) {
          return Damaged(document);
        }
        PROBITY_RETURN_IF_ERROR(CheckSound(region, document));
        ++count;
        last = std::move(document);
        return absl::OkStatus();
      }));
  return count;
}

absl::StatusOr<std::optional<Rendering>> LoadRendering(sql::Tx& tx, const std::string& region,
                                                       std::string_view document_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, IdValue(document_id));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelectRendering, {region, id}));
  if (rows.empty()) return std::nullopt;
  Rendering rendering = {rows.front().Text(0), rows.front().Bytes(1)};
  if (HexSha256(rendering.pdf) == rendering.sha256) return rendering;
  return Refuse(absl::StatusCode::kDataLoss, Reason::k_DOCUMENT_DAMAGED,
                "the stored PDF is no longer the one that was made: restore a backup; "
                "文书文件已被改动");
}

absl::Status InsertRendering(sql::Tx& tx, const std::string& region, std::string_view document_id,
                             const Rendering& rendering) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, IdValue(document_id));
  return tx.Execute(kInsertRendering, {region, id, rendering.sha256, sql::Blob{rendering.pdf}})
      .status();
}

}  // namespace probity::scoring
