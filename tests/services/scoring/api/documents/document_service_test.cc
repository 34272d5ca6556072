#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/scoring/api/documents/document_client.h"

namespace probity::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Day = absl::CivilDay;

std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  for (const FieldViolation& one : DetailOf(status).violations) fields.push_back(one.field);
  return fields;
}

class DocumentServiceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001", "M002"});
    file_ = client_.Open("c1", "M001", {FindingOf(1, "M204", 6)});
  }

  std::string Issued(v1::DocumentType type, const rpc::CallOptions& options,
                     const std::map<std::string, std::string>& fields) {
    return Outcome(documents_.Issue(type, file_.case_id(), options, fields).status());
  }

  v1::RecordDocumentServiceRequest ServiceOf(const std::string& document_id,
                                             const std::string& served) {
    v1::RecordDocumentServiceRequest request;
    request.set_document_id(document_id);
    request.set_method(v1::SERVICE_METHOD_DIRECT);
    request.set_served_date(served);
    request.set_receipt("回证9");
    return request;
  }

  v1::Document HearingNotice() {
    const auto issued =
        documents_.Issue(v1::DOCUMENT_TYPE_HEARING_NOTICE, file_.case_id(), AsSupervisor(),
                         documents_.AllFields(v1::DOCUMENT_TYPE_HEARING_NOTICE));
    EXPECT_TRUE(issued.ok()) << issued.status();
    return issued.value_or(v1::Document());
  }

  ScoringServer server_{Day(2026, 2, 12)};
  CaseClient client_{server_};
  DocumentClient documents_{server_};
  v1::Case file_;
};

TEST_F(DocumentServiceTest, AHandMadeDocumentIsIssuedByItsRoleAlone) {
  const auto fields = documents_.AllFields(v1::DOCUMENT_TYPE_INQUIRY_RECORD);
  EXPECT_EQ(Issued(v1::DOCUMENT_TYPE_INQUIRY_RECORD, AsOfficer(), fields), "OK");
  EXPECT_EQ(Issued(v1::DOCUMENT_TYPE_INQUIRY_RECORD, AsSupervisor(), fields),
            "PERMISSION_DENIED/ROLE_REQUIRED");
  EXPECT_EQ(Issued(v1::DOCUMENT_TYPE_INQUIRY_RECORD,
                   As({options::v1::ROLE_CASE_OFFICER}, "officer-c"), fields),
            "PERMISSION_DENIED/NOT_AN_OFFICER_OF_THE_CASE");
  EXPECT_EQ(Issued(v1::DOCUMENT_TYPE_LEGAL_REVIEW_OPINION,
                   As({options::v1::ROLE_LEGAL_REVIEWER}, "officer-a"),
                   documents_.AllFields(v1::DOCUMENT_TYPE_LEGAL_REVIEW_OPINION)),
            "PERMISSION_DENIED/OFFICER_OF_THE_CASE");
  EXPECT_EQ(Issued(v1::DOCUMENT_TYPE_RESULT_NOTICE, AsSupervisor(), {}),
            "FAILED_PRECONDITION/DOCUMENT_NOT_BY_HAND");
}

TEST_F(DocumentServiceTest, EveryFieldThatIsMissingOrUnknownIsNamed) {
  auto fields = documents_.AllFields(v1::DOCUMENT_TYPE_INQUIRY_RECORD);
  fields.erase("respondent");
  fields.erase("respondent_post");  // optional
  fields["content"] = std::string(12001, 'x');
  fields["agency"] = "another agency";  // a field of the case is not given by hand
  const absl::Status status =
      documents_.Issue(v1::DOCUMENT_TYPE_INQUIRY_RECORD, file_.case_id(), AsOfficer(), fields)
          .status();
  EXPECT_EQ(Outcome(status), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_THAT(FieldsOf(status),
              ElementsAre("fields.agency", "fields.content", "fields.respondent"));
  v1::IssueDocumentRequest request;
  request.set_type(v1::DOCUMENT_TYPE_INQUIRY_RECORD);
  EXPECT_THAT(
      FieldsOf(documents_.Call(&DocumentStub::IssueDocument, request, AsOfficer()).status()),
      ElementsAre("case_id"));
}

TEST_F(DocumentServiceTest, APartyReadsWhatWasServedOnItAndNothingElse) {
  const v1::Document notice = HearingNotice();
  v1::GetDocumentRequest get;
  get.set_number(notice.number());
  const auto outcome = [&](const rpc::CallOptions& options) {
    return Outcome(documents_.Call(&DocumentStub::GetDocument, get, options).status());
  };
  EXPECT_EQ(outcome(AsInstitution("M001")), "PERMISSION_DENIED/NOT_YOURS") << "not served yet";
  EXPECT_EQ(documents_.Of(file_.case_id(), AsInstitution("M001")).size(), 0U);
  ASSERT_TRUE(documents_
                  .Call(&DocumentStub::RecordDocumentService,
                        ServiceOf(notice.document_id(), "2026-02-12"), AsOfficer())
                  .ok());
  EXPECT_EQ(outcome(AsInstitution("M001")), "OK");
  EXPECT_EQ(outcome(AsInstitution("M002")), "PERMISSION_DENIED/NOT_YOURS");
  EXPECT_EQ(documents_.Of(file_.case_id(), AsInstitution("M001")).size(), 1U);
  get.set_number("龙医保听〔2026〕99号");
  EXPECT_EQ(outcome(AsSupervisor()), "NOT_FOUND/UNKNOWN_DOCUMENT");
  get.clear_number();
  EXPECT_EQ(outcome(AsSupervisor()), "INVALID_ARGUMENT/BAD_REQUEST");
}

TEST_F(DocumentServiceTest, ADocumentIsServedOnceWithAReceiptOfItsOwn) {
  const v1::Document notice = HearingNotice();
  const auto serve = [&](const v1::RecordDocumentServiceRequest& request) {
    return Outcome(
        documents_.Call(&DocumentStub::RecordDocumentService, request, AsOfficer()).status());
  };
  EXPECT_EQ(serve(ServiceOf(notice.document_id(), "2026-02-11")),
            "FAILED_PRECONDITION/SERVICE_DATE_INVALID")
      << "a day before it was issued";
  EXPECT_EQ(serve(ServiceOf(notice.document_id(), "2026-02-13")),
            "FAILED_PRECONDITION/SERVICE_DATE_INVALID")
      << "tomorrow";
  EXPECT_EQ(serve(ServiceOf(notice.document_id(), "2026-02-12")), "OK");
  EXPECT_EQ(serve(ServiceOf(notice.document_id(), "2026-02-12")),
            "ALREADY_EXISTS/SERVICE_ALREADY_RECORDED");
  const v1::Document receipt = documents_.Last(file_.case_id(), v1::DOCUMENT_TYPE_SERVICE_RECEIPT);
  EXPECT_EQ(receipt.about_id(), notice.document_id());
  EXPECT_EQ(serve(ServiceOf(receipt.document_id(), "2026-02-12")),
            "FAILED_PRECONDITION/DOCUMENT_NOT_SERVED");
  EXPECT_THAT(TextOf(documents_.Get(receipt.document_id(), true).pdf()),
              HasSubstr(notice.number()));
}

TEST_F(DocumentServiceTest, TheNoticeIsServedByItsStepWhichKeepsHow) {
  client_.Notify(file_.case_id());
  const v1::Document notice = documents_.Last(file_.case_id(), v1::DOCUMENT_TYPE_RESULT_NOTICE);
  EXPECT_EQ(Outcome(documents_
                        .Call(&DocumentStub::RecordDocumentService,
                              ServiceOf(notice.document_id(), "2026-02-12"), AsOfficer())
                        .status()),
            "FAILED_PRECONDITION/DOCUMENT_NOT_SERVED");
  v1::RecordNoticeServiceRequest left;
  left.set_case_id(file_.case_id());
  left.set_method(v1::SERVICE_METHOD_LEFT);
  left.set_served_date("2026-02-12");
  left.set_receipt("回证1");
  EXPECT_THAT(FieldsOf(client_.Call(&CaseStub::RecordNoticeService, left, AsOfficer()).status()),
              ElementsAre("details.refusal", "details.witnesses"));
  left.mutable_details()->set_refusal("负责人拒绝签收");
  left.mutable_details()->add_witnesses("社区工作人员甲");
  ASSERT_TRUE(client_.Call(&CaseStub::RecordNoticeService, left, AsOfficer()).ok());
  v1::ListServiceRecordsRequest list;
  list.set_case_id(file_.case_id());
  const auto services = documents_.Call(&DocumentStub::ListServiceRecords, list);
  ASSERT_TRUE(services.ok()) << services.status();
  ASSERT_EQ(services->services_size(), 1);
  EXPECT_EQ(services->services(0).number(), notice.number());
  EXPECT_EQ(services->services(0).details().refusal(), "负责人拒绝签收");
  const v1::Document receipt = documents_.Last(file_.case_id(), v1::DOCUMENT_TYPE_SERVICE_RECEIPT);
  const std::string text = TextOf(documents_.Get(receipt.document_id(), true).pdf());
  for (const char* part : {"留置送达", "负责人拒绝签收", "社区工作人员甲", "2026年2月12日"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

// Announced on 2026-02-14, a make-up Saturday; thirty days later is 2026-03-16, and the objection
// window begins on the day after.
TEST_F(DocumentServiceTest, APublicNoticeStartsTheWindowThirtyDaysAfterItsAnnouncement) {
  client_.Notify(file_.case_id());
  v1::RecordNoticeServiceRequest notice;
  notice.set_case_id(file_.case_id());
  notice.set_method(v1::SERVICE_METHOD_PUBLIC_NOTICE);
  notice.set_receipt("公告1");
  notice.mutable_details()->set_announced_date("2026-02-14");
  notice.mutable_details()->set_cause("负责人下落不明，其他方式无法送达");
  const auto serve = [&](const std::string& served) {
    notice.set_served_date(served);
    return client_.Call(&CaseStub::RecordNoticeService, notice, AsOfficer());
  };
  server_.clock().Set(Day(2026, 3, 15));
  EXPECT_EQ(Outcome(serve("2026-02-14").status()), "FAILED_PRECONDITION/SERVICE_DATE_INVALID")
      << "the announcement itself starts nothing";
  EXPECT_EQ(Outcome(serve("2026-03-15").status()), "FAILED_PRECONDITION/SERVICE_DATE_INVALID")
      << "a day early";
  EXPECT_EQ(Outcome(serve("2026-03-16").status()), "FAILED_PRECONDITION/SERVICE_DATE_INVALID")
      << "the day has not come";
  server_.clock().Set(Day(2026, 3, 17));
  EXPECT_EQ(Outcome(serve("2026-03-17").status()), "FAILED_PRECONDITION/SERVICE_DATE_INVALID")
      << "a day late";
  const auto served = serve("2026-03-16");
  ASSERT_TRUE(served.ok()) << served.status();
  EXPECT_EQ(served->case_().objection_deadline_date(), "2026-03-23");
}

TEST_F(DocumentServiceTest, ElectronicServiceNeedsConsentAndItsPaper) {
  client_.Notify(file_.case_id());
  v1::RecordNoticeServiceRequest request;
  request.set_case_id(file_.case_id());
  request.set_method(v1::SERVICE_METHOD_ELECTRONIC);
  request.set_served_date("2026-02-12");
  request.set_receipt("电子1");
  const auto serve = [&] {
    return client_.Call(&CaseStub::RecordNoticeService, request, AsOfficer()).status();
  };
  EXPECT_EQ(Outcome(serve()), "FAILED_PRECONDITION/G15_SERVICE_REQUIRED");
  request.set_signed_consent(true);
  EXPECT_THAT(FieldsOf(serve()), ElementsAre("details.consent_ref"));
  request.mutable_details()->set_consent_ref("确认书1");
  request.mutable_details()->set_consented_date("2026-02-13");
  EXPECT_THAT(FieldsOf(serve()), ElementsAre("details.consented_date"));
  request.mutable_details()->set_consented_date("2026-02-12");
  EXPECT_EQ(Outcome(serve()), "OK");
}

TEST_F(DocumentServiceTest, AClosedFileTakesNoNewDocument) {
  const v1::Document notice = HearingNotice();
  for (const int state : {17, 18}) {
    server_.Change([&](sql::Tx& tx) {
      return tx.Execute(absl::StrCat("UPDATE case_file SET state = ", state), {}).status();
    });
    EXPECT_EQ(Issued(v1::DOCUMENT_TYPE_INQUIRY_RECORD, AsOfficer(),
                     documents_.AllFields(v1::DOCUMENT_TYPE_INQUIRY_RECORD)),
              "FAILED_PRECONDITION/CASE_FILE_CLOSED");
    EXPECT_EQ(Outcome(documents_
                          .Call(&DocumentStub::RecordDocumentService,
                                ServiceOf(notice.document_id(), "2026-02-12"), AsOfficer())
                          .status()),
              "FAILED_PRECONDITION/CASE_FILE_CLOSED");
  }
}

}  // namespace
}  // namespace probity::scoring
