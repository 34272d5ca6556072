// G23: a case is closed only when its file holds every document the procedure called for, and those
// that decide about the party have reached it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/rpc/channel.h"
#include "common/status/status.h"
#include "probity/scoring/v1/document_service.grpc.pb.h"
#include "tests/services/scoring/api/procedure/procedure_world.h"
#include "tests/services/scoring/support/papers.h"

namespace probity::scoring {
namespace {

using DocumentStub = v1::DocumentService::Stub;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ClosingPapersTest : public ProcedureWorld {
 protected:
  // Published, so that nothing but papers keeps it open.
  std::string Published() {
    const std::string id = Executed().case_id();
    auto publicity = Of<v1::RecordPublicityRequest>(id);
    publicity.set_fact(v1::PUBLICITY_FACT_PUBLISHED);
    publicity.set_document_no("publication 1");
    EXPECT_EQ(Try(&ProcedureStub::RecordPublicity, publicity, AsOfficer()), "OK");
    return id;
  }

  // "EVIDENCE_LIST", "PENALTY_DECISION not served".
  std::vector<std::string> Missing(const std::string& case_id) {
    std::vector<std::string> names;
    const v1::GetChecklistResponse checklist = acts().Checklist(case_id);
    for (const v1::ChecklistLine& line : checklist.lines()) {
      for (const v1::MissingDocument& one : line.missing()) {
        names.push_back(v1::DocumentType_Name(one.type()).substr(sizeof("DOCUMENT_TYPE_") - 1) +
                        (one.number_text().empty() ? "" : " not served"));
      }
    }
    return names;
  }

  // As if it had never been written.
  void Lose(v1::DocumentType type) {
    server_.Change([&](sql::Tx& tx) {
      return tx.Execute("DELETE FROM document WHERE type = ?", {static_cast<int64_t>(type)})
          .status();
    });
  }

  void IssueByHand(const std::string& case_id, v1::DocumentType type,
                   const std::vector<std::string>& fields, const rpc::CallOptions& as) {
    auto request = Of<v1::IssueDocumentRequest>(case_id);
    request.set_request_id(NewRequestId());
    request.set_type(type);
    for (const std::string& name : fields) {
      v1::FieldValue& field = *request.add_fields();
      field.set_name(name);
      field.set_value("之文");
    }
    const auto stub = v1::DocumentService::NewStub(server_.channel());
    const auto issued = rpc::Invoke(*stub, &DocumentStub::IssueDocument, request, as);
    EXPECT_TRUE(issued.ok()) << issued.status();
  }
};

TEST_F(ClosingPapersTest, EveryDocumentOfAStepIsThere) {
  const std::string id = Published();
  EXPECT_THAT(Missing(id), IsEmpty());
  Lose(v1::DOCUMENT_TYPE_PRELIMINARY_FINDING);
  Lose(v1::DOCUMENT_TYPE_FILING_APPROVAL);
  EXPECT_THAT(Missing(id), ElementsAre("FILING_APPROVAL", "PRELIMINARY_FINDING"))
      << "in legal order";
  EXPECT_FALSE(acts().Checklist(id).may_close());
  EXPECT_EQ(TryClose(id), "FAILED_PRECONDITION/CHECKLIST_INCOMPLETE DOCUMENTS");
  auto close = Of<v1::CloseCaseRequest>(id);
  close.set_report("closing 1");
  const absl::Status refused = client_.Call(&CaseStub::CloseCase, close, AsOfficer()).status();
  EXPECT_THAT(std::string(refused.message()), HasSubstr("立案审批表 FILING_APPROVAL"));
  EXPECT_EQ(DetailOf(refused).metadata["missing"],
            "立案审批表 FILING_APPROVAL, 初步认定书 PRELIMINARY_FINDING");
}

TEST_F(ClosingPapersTest, ADecisionOnThePartyIsServed) {
  const std::string id = Published();
  const auto types_stub = v1::DocumentService::NewStub(server_.channel());
  const auto types = rpc::Invoke(*types_stub, &DocumentStub::ListDocumentTypes,
                                 v1::ListDocumentTypesRequest(), AsSupervisor());
  ASSERT_TRUE(types.ok()) << types.status();
  std::vector<std::string> fields;
  for (const v1::DocumentTypeInfo& one : types->types()) {
    if (one.type() != v1::DOCUMENT_TYPE_PENALTY_DECISION) continue;
    for (const v1::HandField& field : one.fields()) fields.push_back(field.name());
  }
  IssueByHand(id, v1::DOCUMENT_TYPE_PENALTY_DECISION, fields, AsDirector());
  EXPECT_THAT(Missing(id), ElementsAre("PENALTY_DECISION not served"));
  EXPECT_EQ(TryClose(id), "FAILED_PRECONDITION/CHECKLIST_INCOMPLETE DOCUMENTS");
  EXPECT_EQ(CompletePapers(server_, id), 1);
  EXPECT_EQ(TryClose(id), "OK");
}

TEST_F(ClosingPapersTest, ADecisionWhoseServiceIsNotOnRecordIsNotServed) {
  const std::string id = Published();
  server_.Change([](sql::Tx& tx) { return tx.Execute("DELETE FROM service_record", {}).status(); });
  EXPECT_THAT(Missing(id), ElementsAre("POINTS_DECISION not served", "RESULT_NOTICE not served"))
      << "the date alone, without its record, proves nothing";
}

TEST_F(ClosingPapersTest, AReversedDecisionIsClosedOnceTheReversalWasServed) {
  const std::string id = Published();
  auto ask = Of<v1::ReverseDecisionRequest>(id);
  ask.set_etag(client_.Get(id).etag());
  ask.set_reason("set aside");
  ask.set_document("judgment 1");
  ASSERT_EQ(Outcome(client_.Call(&CaseStub::ReverseDecision, ask, AsDirector()).status()), "OK");
  auto approve = Of<v1::ApproveReversalRequest>(id);
  approve.set_etag(client_.Get(id).etag());
  approve.set_reason("agreed");
  ASSERT_EQ(
      Outcome(client_.Call(&CaseStub::ApproveReversal, approve, AsDirector("deputy")).status()),
      "OK");
  EXPECT_EQ(TryClose(id), "FAILED_PRECONDITION/CHECKLIST_INCOMPLETE DOCUMENTS");
  EXPECT_THAT(Missing(id), ElementsAre("REVERSAL_DECISION not served"));
  CompletePapers(server_, id);
  EXPECT_EQ(TryClose(id), "OK");
}

}  // namespace
}  // namespace probity::scoring
