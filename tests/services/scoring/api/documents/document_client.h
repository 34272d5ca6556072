// Cases with their documents, as officers and the party see them, and what a PDF or a ZIP holds
// when other programs open it.
#ifndef PROBITY_TESTS_SERVICES_SCORING_API_DOCUMENTS_DOCUMENT_CLIENT_H_
#define PROBITY_TESTS_SERVICES_SCORING_API_DOCUMENTS_DOCUMENT_CLIENT_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "probity/scoring/v1/document_service.grpc.pb.h"
#include "tests/services/scoring/support/case_client.h"
#include "tests/services/scoring/support/scoring_server.h"

namespace probity::scoring {

using DocumentStub = v1::DocumentService::Stub;

class DocumentClient {
 public:
  explicit DocumentClient(ScoringServer& server)
      : stub_(v1::DocumentService::NewStub(server.channel())) {}

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (DocumentStub::*method)(grpc::ClientContext*,
                                                                     const Request&, Response*),
                                Request request, const rpc::CallOptions& options = AsSupervisor()) {
    if constexpr (requires { request.request_id(); }) {
      if (request.request_id().empty()) request.set_request_id(NewRequestId());
    }
    return rpc::Invoke(*stub_, method, request, options);
  }

  // The documents of a case in the order in which they were issued.
  std::vector<v1::Document> Of(const std::string& case_id,
                               const rpc::CallOptions& options = AsSupervisor());
  // The last document of a type.
  v1::Document Last(const std::string& case_id, v1::DocumentType type);

  v1::GetDocumentResponse Get(const std::string& document_id, bool with_pdf);

  // Issued by hand, with a text in every field of its template.
  absl::StatusOr<v1::Document> Issue(v1::DocumentType type, const std::string& case_id,
                                     const rpc::CallOptions& options,
                                     const std::map<std::string, std::string>& fields);
  // {"respondent": "被询问人之文", …}.
  std::map<std::string, std::string> AllFields(v1::DocumentType type);

  // The exported ZIP; its announced size and hash are checked.
  absl::StatusOr<std::string> Export(const std::string& case_id,
                                     const rpc::CallOptions& options = AsSupervisor(),
                                     bool include_evidence = false);

 private:
  std::unique_ptr<DocumentStub> stub_;
};

// An institution that objected, was lowered by the committee and had its decision reversed: takes
// every step that issues a document but remand, suspension and closing. `server` has M001.
std::string ReversedCase(ScoringServer& server);

// What `command` prints about a file with these bytes; % stands for its path.
std::string AskAbout(const std::string& bytes, const std::string& command);
// The words of a PDF without spaces and line ends.
std::string TextOf(const std::string& pdf);

}  // namespace probity::scoring

#endif  // PROBITY_TESTS_SERVICES_SCORING_API_DOCUMENTS_DOCUMENT_CLIENT_H_
