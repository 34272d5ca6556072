#include "tests/services/scoring/api/documents/document_client.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/crypto/crypto.h"

namespace probity::scoring {
namespace {

v1::Finding Found(int32_t item, const std::string& code, int64_t points, const std::string& facts,
                  int64_t recovery_fen) {
  v1::Finding finding = FindingOf(item, code, points);
  finding.set_act_start_date("2026-01-05");
  finding.set_facts(facts);
  finding.set_recovery_fen(recovery_fen);
  finding.set_reason("按涉案金额在幅度内选取");
  return finding;
}

}  // namespace

std::vector<v1::Document> DocumentClient::Of(const std::string& case_id,
                                             const rpc::CallOptions& options) {
  std::vector<v1::Document> documents;
  v1::ListDocumentsRequest request;
  request.set_case_id(case_id);
  request.set_page_size(3);  // so that pages are turned
  do {
    const auto page = Call(&DocumentStub::ListDocuments, request, options);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) return documents;
    documents.insert(documents.end(), page->documents().begin(), page->documents().end());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return documents;
}

v1::Document DocumentClient::Last(const std::string& case_id, v1::DocumentType type) {
  v1::Document last;
  for (const v1::Document& one : Of(case_id)) {
    if (one.type() == type) last = one;
  }
  EXPECT_FALSE(last.document_id().empty()) << "no " << v1::DocumentType_Name(type);
  return last;
}

v1::GetDocumentResponse DocumentClient::Get(const std::string& document_id, bool with_pdf) {
  v1::GetDocumentRequest request;
  request.set_document_id(document_id);
  request.set_with_pdf(with_pdf);
  const auto response = Call(&DocumentStub::GetDocument, request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? *response : v1::GetDocumentResponse();
}

absl::StatusOr<v1::Document> DocumentClient::Issue(
    v1::DocumentType type, const std::string& case_id, const rpc::CallOptions& options,
    const std::map<std::string, std::string>& fields) {
  v1::IssueDocumentRequest request;
  request.set_type(type);
  request.set_case_id(case_id);
  for (const auto& [name, value] : fields) {
    v1::FieldValue& field = *request.add_fields();
    field.set_name(name);
    field.set_value(value);
  }
  const auto response = Call(&DocumentStub::IssueDocument, request, options);
  if (!response.ok()) return response.status();
  return response->document();
}

std::map<std::string, std::string> DocumentClient::AllFields(v1::DocumentType type) {
  const auto types = Call(&DocumentStub::ListDocumentTypes, v1::ListDocumentTypesRequest());
  EXPECT_TRUE(types.ok()) << types.status();
  std::map<std::string, std::string> fields;
  if (!types.ok()) return fields;
  for (const v1::HandField& field : types->types(type - 1).fields()) {
    fields[field.name()] = absl::StrCat(field.label(), "之文");
  }
  return fields;
}

absl::StatusOr<std::string> DocumentClient::Export(const std::string& case_id,
                                                   const rpc::CallOptions& options,
                                                   bool include_evidence) {
  v1::ExportCaseFileRequest request;
  request.set_case_id(case_id);
  request.set_include_evidence(include_evidence);
  v1::ExportCaseFileResponse first;
  std::string bytes;
  const absl::Status status =
      rpc::InvokeStream(*stub_, &DocumentStub::ExportCaseFile, request, options,
                        [&](const v1::ExportCaseFileResponse& message) {
                          if (!message.file_name().empty()) first = message;
                          bytes += message.chunk();
                          return absl::OkStatus();
                        });
  if (!status.ok()) return status;
  EXPECT_EQ(static_cast<size_t>(first.size_bytes()), bytes.size());
  EXPECT_EQ(first.sha256(), crypto::Hex(crypto::Sha256(bytes)));
  EXPECT_EQ(first.file_name().substr(0, 7), "案卷-");
  return bytes;
}

std::string ReversedCase(ScoringServer& server) {
  CaseClient client(server);
  const v1::Case opened = client.Open(
      "龙案〔2026〕第1号", "M001",
      {Found(1, "M201", 5, "抽查住院病历40份，其中12份存在重复收费、超标准收费。", 123456),
       Found(2, "M204", 6, "三名患者挂床住院，夜间不在院。", 300000)});
  const std::string& id = opened.case_id();
  client.Notify(id);
  server.clock().Set(absl::CivilDay(2026, 2, 13));
  client.Serve(id, "2026-02-13");
  server.clock().Set(absl::CivilDay(2026, 2, 24));
  client.Object(id, "我院认为重复收费系录入错误，已自行退回；\n患者夜间不在院系请假。");
  client.Refer(id);
  const v1::TakeSheetsResponse taken = client.Take(Round('1'));
  EXPECT_EQ(taken.sheets_size(), 1);
  const auto delivered = client.Screen(
      &ScreeningStub::DeliverVerdicts,
      client.Delivery(Round('1'), {Verdict(taken.sheets(0).case_token(), {Upheld(2), Upheld(6)})}));
  EXPECT_TRUE(delivered.ok()) << delivered.status();
  server.clock().Set(absl::CivilDay(2026, 3, 9));
  client.Confirm(id);
  server.clock().Set(absl::CivilDay(2026, 3, 11));
  const auto effect = client.Effect(id, "2026-03-11");
  server.clock().Set(absl::CivilDay(2026, 5, 9));
  v1::ReverseDecisionRequest reverse;
  reverse.set_case_id(id);
  reverse.set_etag(client.Get(id).etag());
  reverse.set_reason("复议机关认定事实不清，决定撤销。");
  reverse.set_document("示政复决〔2026〕3号");
  EXPECT_TRUE(client.Call(&CaseStub::ReverseDecision, reverse, AsSupervisor()).ok());
  v1::ApproveReversalRequest approve;
  approve.set_case_id(id);
  approve.set_etag(client.Get(id).etag());
  approve.set_reason("核对判决无误，同意撤销。");
  const auto approved = client.Call(&CaseStub::ApproveReversal, approve, AsDirector());
  EXPECT_TRUE(approved.ok()) << approved.status();
  return id;
}

std::string AskAbout(const std::string& bytes, const std::string& command) {
  std::string folder = ::testing::TempDir() + "/documents-XXXXXX";
  EXPECT_NE(mkdtemp(folder.data()), nullptr);
  const std::string path = folder + "/file";
  std::ofstream(path, std::ios::binary) << bytes;
  std::string said;
  FILE* pipe =
      popen(absl::StrCat(absl::StrReplaceAll(command, {{"%", path}}), " 2>&1").c_str(), "r");
  EXPECT_NE(pipe, nullptr);
  char buffer[4096];
  for (size_t read; (read = fread(buffer, 1, sizeof buffer, pipe)) > 0;) said.append(buffer, read);
  EXPECT_EQ(pclose(pipe), 0) << command << ": " << said;
  return said;
}

std::string TextOf(const std::string& pdf) {
  return absl::StrReplaceAll(AskAbout(pdf, "pdftotext -enc UTF-8 % -"),
                             {{"\n", ""}, {" ", ""}, {"\u3000", ""}});
}

}  // namespace probity::scoring
