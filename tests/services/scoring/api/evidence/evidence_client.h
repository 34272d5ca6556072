// A case of M001 and the evidence its officers bring: what the tests of this folder begin with.
#ifndef PROBITY_TESTS_SERVICES_SCORING_API_EVIDENCE_EVIDENCE_CLIENT_H_
#define PROBITY_TESTS_SERVICES_SCORING_API_EVIDENCE_EVIDENCE_CLIENT_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "probity/scoring/v1/evidence_service.grpc.pb.h"
#include "tests/services/scoring/support/case_client.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {

using EvidenceStub = v1::EvidenceService::Stub;

inline constexpr size_t kMegabyte = 1 << 20;

// `bytes` bytes that begin as a PDF does.
std::string PdfOf(size_t bytes);

class EvidenceClient {
 public:
  explicit EvidenceClient(const std::string& engine = "sqlite");

  ScoringServer& server() { return server_; }
  CaseClient& cases() { return cases_; }
  EvidenceStub& stub() { return *stub_; }

  // A head that declares `content` rightly, as document of the case CaseId().
  v1::EvidenceHead HeadOf(const std::string& content);
  const std::string& CaseId() const { return case_id_; }

  // The messages of an upload of `content` in chunks of `chunk` bytes.
  static std::vector<v1::UploadEvidenceRequest> Messages(
      const v1::EvidenceHead& head, const std::string& content, size_t chunk = 700'000,
      const std::string& request_id = NewRequestId());
  absl::StatusOr<v1::UploadEvidenceResponse> Send(
      const std::vector<v1::UploadEvidenceRequest>& messages,
      const rpc::CallOptions& options = AsOfficer());
  absl::StatusOr<v1::UploadEvidenceResponse> Upload(const v1::EvidenceHead& head,
                                                    const std::string& content);
  // An upload that must succeed.
  v1::Evidence Add(const v1::EvidenceHead& head, const std::string& content);

  absl::StatusOr<std::string> Download(const std::string& evidence_id,
                                       const rpc::CallOptions& options = AsSupervisor());
  absl::StatusOr<v1::GetEvidenceResponse> Get(const std::string& evidence_id);
  std::vector<v1::Evidence> List();
  absl::Status Custody(const std::string& evidence_id, v1::CustodyEvent event,
                       const std::string& person, const std::string& to = "");
  absl::Status Review(const std::string& evidence_id, v1::ReviewAspect aspect,
                      options::v1::Role role, const std::string& person, bool passed = true);

  int64_t Count(const std::string& table);
  // Chunks, uploads under way, contents and items in the database: "3 0 1 1".
  std::string Stored();
  void Sql(const std::string& statement);

 private:
  ScoringServer server_;
  CaseClient cases_;
  std::unique_ptr<EvidenceStub> stub_;
  std::string case_id_;
};

}  // namespace probity::scoring

#endif  // PROBITY_TESTS_SERVICES_SCORING_API_EVIDENCE_EVIDENCE_CLIENT_H_
