#include "tests/services/scoring/api/evidence/evidence_client.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

rpc::CallOptions Patient(rpc::CallOptions options) {
  options.timeout = absl::Minutes(5);
  return options;
}

}  // namespace

std::string PdfOf(size_t bytes) {
  std::string content = "%PDF-1.7\n";
  uint32_t state = 1;
  while (content.size() < bytes) {
    state = state * 1664525u + 1013904223u;
    content.push_back(static_cast<char>(state >> 24));
  }
  content.resize(bytes);
  return content;
}

EvidenceClient::EvidenceClient(const std::string& engine)
    : server_(absl::CivilDay(2026, 3, 2), engine),
      cases_(server_),
      stub_(v1::EvidenceService::NewStub(server_.channel())) {
  server_.PutShippedPolicies();
  server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001"});
  case_id_ = cases_.Open("case 1", "M001", {FindingOf(1, "M204", 6)}).case_id();
}

v1::EvidenceHead EvidenceClient::HeadOf(const std::string& content) {
  v1::EvidenceHead head;
  head.set_case_id(case_id_);
  head.set_kind(v1::EVIDENCE_KIND_DOCUMENTARY);
  head.set_title("住院病历复印件");
  head.set_file_name("record.pdf");
  head.set_sha256(crypto::Hex(crypto::Sha256(content)));
  head.set_size_bytes(static_cast<int64_t>(content.size()));
  head.set_source_person("records-room");
  head.set_taken_date("2026-02-27");
  return head;
}

std::vector<v1::UploadEvidenceRequest> EvidenceClient::Messages(const v1::EvidenceHead& head,
                                                                const std::string& content,
                                                                size_t chunk,
                                                                const std::string& request_id) {
  std::vector<v1::UploadEvidenceRequest> messages(1);
  messages[0].set_request_id(request_id);
  *messages[0].mutable_head() = head;
  for (size_t at = 0; at < content.size(); at += chunk) {
    messages.emplace_back().set_chunk(content.substr(at, chunk));
  }
  return messages;
}

absl::StatusOr<v1::UploadEvidenceResponse> EvidenceClient::Send(
    const std::vector<v1::UploadEvidenceRequest>& messages, const rpc::CallOptions& options) {
  size_t next = 0;
  return rpc::InvokeUpload(*stub_, &EvidenceStub::UploadEvidence, Patient(options),
                           [&](v1::UploadEvidenceRequest* message) -> absl::StatusOr<bool> {
                             if (next == messages.size()) return false;
                             *message = messages[next++];
                             return true;
                           });
}

absl::StatusOr<v1::UploadEvidenceResponse> EvidenceClient::Upload(const v1::EvidenceHead& head,
                                                                  const std::string& content) {
  return Send(Messages(head, content));
}

v1::Evidence EvidenceClient::Add(const v1::EvidenceHead& head, const std::string& content) {
  const auto response = Upload(head, content);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? response->evidence() : v1::Evidence();
}

absl::StatusOr<std::string> EvidenceClient::Download(const std::string& evidence_id,
                                                     const rpc::CallOptions& options) {
  v1::DownloadEvidenceRequest request;
  request.set_evidence_id(evidence_id);
  std::string content;
  const absl::Status status =
      rpc::InvokeStream(*stub_, &EvidenceStub::DownloadEvidence, request, Patient(options),
                        [&](const v1::DownloadEvidenceResponse& message) {
                          content += message.chunk();
                          return absl::OkStatus();
                        });
  if (!status.ok()) return status;
  return content;
}

absl::StatusOr<v1::GetEvidenceResponse> EvidenceClient::Get(const std::string& evidence_id) {
  v1::GetEvidenceRequest request;
  request.set_evidence_id(evidence_id);
  return rpc::Invoke(*stub_, &EvidenceStub::GetEvidence, request, AsSupervisor());
}

std::vector<v1::Evidence> EvidenceClient::List() {
  v1::ListEvidenceRequest request;
  request.set_case_id(case_id_);
  const auto response = rpc::Invoke(*stub_, &EvidenceStub::ListEvidence, request, AsSupervisor());
  EXPECT_TRUE(response.ok()) << response.status();
  if (!response.ok()) return {};
  return {response->evidence().begin(), response->evidence().end()};
}

absl::Status EvidenceClient::Custody(const std::string& evidence_id, v1::CustodyEvent event,
                                     const std::string& person, const std::string& to) {
  v1::RecordCustodyRequest request;
  request.set_request_id(NewRequestId());
  request.set_evidence_id(evidence_id);
  request.set_event(event);
  request.set_to_person(to);
  return rpc::Invoke(*stub_, &EvidenceStub::RecordCustody, request,
                     As({options::v1::ROLE_CASE_OFFICER}, person))
      .status();
}

absl::Status EvidenceClient::Review(const std::string& evidence_id, v1::ReviewAspect aspect,
                                    options::v1::Role role, const std::string& person,
                                    bool passed) {
  v1::ReviewMonitoringEvidenceRequest request;
  request.set_request_id(NewRequestId());
  request.set_evidence_id(evidence_id);
  request.set_aspect(aspect);
  request.set_passed(passed);
  request.set_opinion("reviewed");
  return rpc::Invoke(*stub_, &EvidenceStub::ReviewMonitoringEvidence, request, As({role}, person))
      .status();
}

int64_t EvidenceClient::Count(const std::string& table) {
  int64_t count = -1;
  const absl::Status read = server_.env().database.Read(
      absl::Now() + absl::Seconds(10), [&](sql::Tx& tx) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(const sql::Row row,
                                 tx.QueryOne("SELECT COUNT(*) FROM " + table, {}));
        count = row.Int(0);
        return absl::OkStatus();
      });
  EXPECT_TRUE(read.ok()) << read;
  return count;
}

std::string EvidenceClient::Stored() {
  return absl::StrCat(Count("evidence_chunk"), " ", Count("evidence_upload"), " ",
                      Count("evidence_content"), " ", Count("evidence"));
}

void EvidenceClient::Sql(const std::string& statement) {
  server_.Change([&](sql::Tx& tx) { return tx.Execute(statement, {}).status(); });
}

}  // namespace probity::scoring
