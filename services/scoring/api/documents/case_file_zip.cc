#include "services/scoring/api/documents/case_file_zip.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/crypto/crypto.h"
#include "common/print/pdf.h"
#include "common/status/status.h"
#include "services/scoring/api/convert.h"
#include "services/scoring/api/documents/book.h"
#include "services/scoring/api/documents/evidence_files.h"
#include "services/scoring/api/documents/fields.h"
#include "services/scoring/api/documents/render.h"
#include "services/scoring/api/documents/zip_file.h"
#include "services/scoring/store/case_store.h"
#include "services/scoring/store/documents/documents.h"
#include "services/scoring/store/documents/service_records.h"
#include "services/scoring/store/evidence/evidence_store.h"
#include "services/scoring/store/institutions.h"

namespace probity::scoring {
namespace {

constexpr size_t kPiece = 256 * 1024;
constexpr char kIndexPdf[] = "00-案卷目录.pdf";
constexpr char kIndexCsv[] = "index.csv";

// The case as it stands in one snapshot.
struct Snapshot {
  CaseFile file;
  Institution institution;
  std::vector<IssuedDocument> documents;  // in legal order
  std::map<std::string, ServiceRecord> services;
  std::vector<EvidenceItem> evidence;
};

struct IndexRow {
  size_t no = 0;
  std::string section;
  std::string title;
  std::string number;
  std::string date;
  std::string served;
  size_t first_page = 0;
  size_t pages = 0;
  std::string file;
  std::string sha256;
};

absl::StatusOr<Snapshot> Gather(const ServiceEnv& env, const rpc::Call& call,
                                const v1::ExportCaseFileRequest& request,
                                const DocumentRules& rules) {
  Snapshot found;
  PROBITY_RETURN_IF_ERROR(env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    found = Snapshot();
    PROBITY_ASSIGN_OR_RETURN(found.file,
                             LoadCase(tx, env.region, {request.case_id(), request.case_ref()}));
    PROBITY_ASSIGN_OR_RETURN(found.institution,
                             GetInstitution(tx, env.region, found.file.institution_id));
    DocumentFilter filter;
    filter.case_id = found.file.case_id;
    PROBITY_ASSIGN_OR_RETURN(std::vector<IssuedDocument> documents,
                             ListDocuments(tx, env.region, filter));
    found.documents = OrderCaseFile(std::move(documents), rules);
    PROBITY_ASSIGN_OR_RETURN(const std::vector<StoredService> services,
                             ListServices(tx, env.region, found.file.case_id));
    for (const StoredService& one : services) found.services[one.document_id] = one.record;
    PROBITY_ASSIGN_OR_RETURN(const std::vector<ReviewedEvidence> evidence,
                             EvidenceOfCase(tx, env.region, found.file.case_id));
    for (const ReviewedEvidence& one : evidence) found.evidence.push_back(one.item);
    return absl::OkStatus();
  }));
  return found;
}

IndexRow RowOf(size_t no, const IssuedDocument& document, const Snapshot& found,
               const DocumentRules& rules) {
  IndexRow row;
  row.no = no;
  row.section = std::string(FileSectionTitle(rules.Of(document.type).section));
  row.title = document.title;
  row.number = document.number_text;
  row.date = DateText(document.issued);
  const auto service = found.services.find(document.document_id);
  if (service != found.services.end()) row.served = DateText(service->second.served);
  row.file = FileNameOf(no, document);
  return row;
}

// A cell that a spreadsheet takes for text: quoted, and never the start of a formula.
std::string CsvCell(std::string text) {
  if (!text.empty() && absl::StrContains("=+-@\t\r", absl::string_view(text).substr(0, 1))) {
    text.insert(0, "'");
  }
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}, {"\n", " "}}), "\"");
}

std::string CsvLine(const std::vector<std::string>& cells) {
  return absl::StrCat(absl::StrJoin(cells, ",",
                                    [](std::string* out, const std::string& cell) {
                                      absl::StrAppend(out, CsvCell(cell));
                                    }),
                      "\r\n");
}

// With a byte order mark, by which spreadsheets know UTF-8.
std::string IndexCsv(const std::vector<IndexRow>& rows, const Snapshot& found, bool with_files) {
  std::string csv =
      absl::StrCat("\xEF\xBB\xBF", CsvLine({"序号", "部分", "名称", "文号", "日期", "送达日期",
                                            "起页", "页数", "文件", "sha256"}));
  for (const IndexRow& row : rows) {
    absl::StrAppend(&csv, CsvLine({absl::StrCat(row.no), row.section, row.title, row.number,
                                   row.date, row.served, absl::StrCat(row.first_page),
                                   absl::StrCat(row.pages), row.file, row.sha256}));
  }
  for (size_t i = 0; i < found.evidence.size(); ++i) {
    const EvidenceItem& item = found.evidence[i];
    const std::string file = with_files ? EvidenceFileName(i + 1, item) : item.evidence_id;
    absl::StrAppend(&csv, CsvLine({absl::StrCat(rows.size() + i + 1), "证据", item.title,
                                   std::string(EvidenceKindTitle(item.kind)), DateText(item.taken),
                                   "", "", "", file, crypto::Hex(item.sha256)}));
  }
  return csv;
}

// "撤销" of "REVOKED 撤销".
std::string StateText(CaseState state) {
  const std::string_view title = CaseStateTitle(state);
  return std::string(title.substr(title.find(' ') + 1));
}

print::Table DocumentTable(const std::vector<IndexRow>& rows) {
  print::Table table{{9, 26, 39, 20, 20, 10, 10},
                     {"序号", "文书名称", "文号", "日期", "送达", "起页", "页数"},
                     {}};
  for (const IndexRow& row : rows) {
    table.rows.push_back({absl::StrCat(row.no), row.title, row.number, row.date, row.served,
                          absl::StrCat(row.first_page), absl::StrCat(row.pages)});
  }
  return table;
}

print::Table EvidenceTable(const Snapshot& found) {
  print::Table table{{5, 9, 15, 10, 26}, {"序号", "种类", "名称", "取得日期", "SHA-256"}, {}};
  size_t no = 0;
  for (const EvidenceItem& item : found.evidence) {
    table.rows.push_back({absl::StrCat(++no), std::string(EvidenceKindTitle(item.kind)), item.title,
                          DateText(item.taken), crypto::Hex(item.sha256)});
  }
  return table;
}

absl::StatusOr<std::string> IndexPdf(const std::vector<IndexRow>& rows, const Snapshot& found,
                                     const Bureau& bureau, bool scenario) {
  print::Document index;
  index.agency = bureau.agency;
  index.title = "案卷目录";
  index.footer = absl::StrCat("案号 ", found.file.case_ref);
  print::StampScenario(scenario, index);
  index.date = found.file.opened;
  index.blocks.emplace_back(print::Table{
      {2, 4, 2, 4},
      {},
      {{"案号", found.file.case_ref, "当事人", found.institution.name},
       {"立案日期", ChineseDate(found.file.opened), "结案日期", ChineseDate(found.file.closed)},
       {"归档号", found.file.archive_no, "状态", StateText(found.file.state)}}});
  index.blocks.emplace_back(DocumentTable(rows));
  if (!found.evidence.empty()) {
    index.blocks.emplace_back(print::Heading{"证据（另行保管，凭校验值核对）"});
    index.blocks.emplace_back(EvidenceTable(found));
  }
  return print::RenderPdf(index);
}

absl::Status Send(const ZipFile& zip, const std::string& file_name, rpc::Sink& sink) {
  crypto::Sha256Hasher hasher;
  PROBITY_RETURN_IF_ERROR(zip.Read(kPiece, [&](const std::string& piece) {
    hasher.Update(piece);
    return absl::OkStatus();
  }));
  v1::ExportCaseFileResponse message;
  message.set_file_name(file_name);
  PROBITY_ASSIGN_OR_RETURN(const int64_t size, zip.Size());
  message.set_size_bytes(size);
  message.set_sha256(crypto::Hex(hasher.Finish()));
  PROBITY_RETURN_IF_ERROR(sink.Write(message));
  return zip.Read(kPiece, [&](std::string piece) {
    v1::ExportCaseFileResponse next;
    next.set_chunk(std::move(piece));
    return sink.Write(next);
  });
}

}  // namespace

absl::Status ExportCaseFile(const ServiceEnv& env, const rpc::Call& call,
                            const v1::ExportCaseFileRequest& request, rpc::Sink& sink) {
  PROBITY_ASSIGN_OR_RETURN(const DocumentBook* book, ShippedBook());
  PROBITY_ASSIGN_OR_RETURN(const Snapshot found, Gather(env, call, request, book->rules()));
  std::vector<IndexRow> rows;
  std::vector<std::string> pdfs;
  size_t page = 1;
  for (const IssuedDocument& document : found.documents) {
    PROBITY_ASSIGN_OR_RETURN(Rendering rendering, RenderingOf(env, call.deadline, document));
    IndexRow row = RowOf(rows.size() + 1, document, found, book->rules());
    const bool receipt =
        document.type == DocumentType::kServiceReceipt && !document.about_id.empty();
    if (receipt && !rows.empty()) row.section = rows.back().section;
    row.first_page = page;
    row.pages = print::PageCount(rendering.pdf);
    row.sha256 = rendering.sha256;
    page += row.pages;
    rows.push_back(std::move(row));
    pdfs.push_back(std::move(rendering.pdf));
  }
  PROBITY_ASSIGN_OR_RETURN(std::unique_ptr<ZipFile> zip, ZipFile::Create());
  PROBITY_ASSIGN_OR_RETURN(std::string index,
                           IndexPdf(rows, found, book->BureauOf(env.region), env.clock.scenario()));
  PROBITY_RETURN_IF_ERROR(zip->Add(kIndexPdf, std::move(index), found.file.opened));
  PROBITY_RETURN_IF_ERROR(
      zip->Add(kIndexCsv, IndexCsv(rows, found, request.include_evidence()), found.file.opened));
  for (size_t i = 0; i < rows.size(); ++i) {
    PROBITY_RETURN_IF_ERROR(zip->Add(rows[i].file, std::move(pdfs[i]), found.documents[i].issued));
  }
  if (request.include_evidence()) {
    PROBITY_RETURN_IF_ERROR(AddEvidenceFiles(env, call, found.evidence, *zip));
  }
  PROBITY_RETURN_IF_ERROR(zip->Finish());
  return Send(
      *zip, absl::StrCat("案卷-", absl::StrReplaceAll(found.file.case_ref, {{"/", "／"}}), ".zip"),
      sink);
}

}  // namespace probity::scoring
