#include "tests/services/scoring/support/papers.h"

#include <gtest/gtest.h>

#include <memory>

#include "common/calendar/date.h"
#include "common/clock/clock.h"
#include "common/rpc/channel.h"
#include "probity/scoring/v1/document_service.grpc.pb.h"
#include "tests/services/scoring/support/case_client.h"

namespace probity::scoring {
namespace {

using DocumentStub = v1::DocumentService::Stub;

void Serve(ScoringServer& server, DocumentStub& stub, const std::string& number) {
  v1::GetDocumentRequest get;
  get.set_number(number);
  const auto found = rpc::Invoke(stub, &DocumentStub::GetDocument, get, AsSupervisor());
  ASSERT_TRUE(found.ok()) << number << ": " << found.status();
  v1::RecordDocumentServiceRequest serve;
  serve.set_request_id(NewRequestId());
  serve.set_document_id(found->document().document_id());
  serve.set_method(v1::SERVICE_METHOD_DIRECT);
  serve.set_served_date(calendar::FormatDate(Today(server.clock())));
  serve.set_receipt("receipt of " + number);
  const auto served = rpc::Invoke(stub, &DocumentStub::RecordDocumentService, serve, AsOfficer());
  EXPECT_TRUE(served.ok()) << number << ": " << served.status();
}

}  // namespace

int CompletePapers(ScoringServer& server, const std::string& case_id) {
  const std::unique_ptr<DocumentStub> stub = v1::DocumentService::NewStub(server.channel());
  ProcedureClient acts(server);
  int papers = 0;
  const v1::GetChecklistResponse checklist = acts.Checklist(case_id);
  for (const v1::ChecklistLine& line : checklist.lines()) {
    for (const v1::MissingDocument& missing : line.missing()) {
      ++papers;
      if (!missing.number_text().empty()) {
        Serve(server, *stub, missing.number_text());
        continue;
      }
      v1::IssueDocumentRequest issue;
      issue.set_request_id(NewRequestId());
      issue.set_case_id(case_id);
      issue.set_type(missing.type());
      const auto issued = rpc::Invoke(*stub, &DocumentStub::IssueDocument, issue, AsOfficer());
      EXPECT_TRUE(issued.ok()) << v1::DocumentType_Name(missing.type()) << ": " << issued.status();
    }
  }
  return papers;
}

}  // namespace probity::scoring
