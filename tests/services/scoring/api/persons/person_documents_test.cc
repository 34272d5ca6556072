// The numbered documents of a person's scoring, and their service records.
#include "probity/scoring/v1/document_service.grpc.pb.h"
#include "tests/services/scoring/api/persons/persons_world.h"

namespace probity::scoring {
namespace {

namespace pol = ::probity::policy::v1;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using DocumentStub = v1::DocumentService::Stub;

class PersonDocumentsTest : public ::testing::TestWithParam<std::string> {
 protected:
  v1::PersonScoring Proposed(const v1::Case& file, const std::string& person) {
    const auto proposed = world_.Propose(
        world_.Proposal(file.case_id(), person, {AskedLine("Q301", pol::RESPONSIBILITY_GENERAL)}));
    EXPECT_TRUE(proposed.ok()) << proposed.status();
    return proposed.ok() ? proposed->scorings(0) : v1::PersonScoring();
  }
  v1::Document Document(const std::string& number) {
    v1::GetDocumentRequest request;
    request.set_number(number);
    const auto got = world_.Call(*documents_, &DocumentStub::GetDocument, request, AsSupervisor());
    EXPECT_TRUE(got.ok()) << got.status();
    return got.ok() ? got->document() : v1::Document();
  }
  // Numbers of the documents of the case that have a service record.
  std::vector<std::string> Served(const std::string& case_id) {
    v1::ListServiceRecordsRequest request;
    request.set_case_id(case_id);
    const auto got =
        world_.Call(*documents_, &DocumentStub::ListServiceRecords, request, AsSupervisor());
    EXPECT_TRUE(got.ok()) << got.status();
    std::vector<std::string> numbers;
    if (!got.ok()) return numbers;
    for (const auto& one : got->services()) {
      if (one.number().find("人") != std::string::npos) {
        numbers.push_back(one.number());
      }
    }
    return numbers;
  }

  PersonsWorld world_{GetParam()};
  std::unique_ptr<DocumentStub> documents_ =
      v1::DocumentService::NewStub(world_.server().channel());
};
PROBITY_ON_EVERY_ENGINE(PersonDocumentsTest);

TEST_P(PersonDocumentsTest, NoticeAndDecisionAreNumberedWithoutGapAndServedOnce) {
  world_.Hire(Doctor("D1"));
  world_.Hire(Doctor("D2"));
  const v1::Case file = world_.InForce("c1", "2026-01-15", Day(2026, 2, 12), Day(2026, 3, 2));
  const v1::PersonScoring first = Proposed(file, "D1");
  const v1::PersonScoring second = Proposed(file, "D2");
  EXPECT_THAT(first.notice_no(), HasSubstr("人告〔2026〕1号"));
  EXPECT_THAT(second.notice_no(), HasSubstr("人告〔2026〕2号"));
  EXPECT_EQ(first.decision_no(), "") << "nothing is decided yet";
  const v1::Document notice = Document(first.notice_no());
  EXPECT_EQ(notice.type(), v1::DOCUMENT_TYPE_PERSON_NOTICE);
  EXPECT_EQ(notice.case_id(), file.case_id());
  EXPECT_THAT(world_.Due(first.scoring_id()), IsEmpty()) << "no clock before service";

  ASSERT_TRUE(world_.Notify(first.scoring_id(), "2026-03-02").ok());
  EXPECT_THAT(world_.Due(first.scoring_id()), ElementsAre("objection 2026-03-16"));
  EXPECT_THAT(Served(file.case_id()), ElementsAre(first.notice_no()));

  v1::ConfirmPersonEntriesRequest confirm;
  confirm.set_scoring_id(first.scoring_id());
  confirm.set_waiver("waiver 1");
  const auto confirmed = world_.Confirm(confirm);
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  const std::string decision_no = confirmed->scoring().decision_no();
  EXPECT_THAT(decision_no, HasSubstr("人记〔2026〕1号"));
  EXPECT_EQ(Document(decision_no).type(), v1::DOCUMENT_TYPE_PERSON_DECISION);
  ASSERT_TRUE(world_.Effect(first.scoring_id(), "2026-03-02").ok());
  EXPECT_THAT(Served(file.case_id()),
              ::testing::UnorderedElementsAre(first.notice_no(), decision_no));
}

TEST_P(PersonDocumentsTest, AServiceHasWhatItsMethodMustHaveOnRecord) {
  world_.Hire(Doctor("D1"));
  const v1::Case file = world_.InForce("c1", "2026-01-15", Day(2026, 2, 12), Day(2026, 3, 2));
  const v1::PersonScoring scoring = Proposed(file, "D1");
  v1::RecordPersonNoticeServiceRequest serve;
  serve.set_scoring_id(scoring.scoring_id());
  serve.mutable_service()->set_method(v1::SERVICE_METHOD_POST);
  serve.mutable_service()->set_served_date("2026-03-02");
  serve.mutable_service()->set_receipt("receipt 1");
  const auto call = [&] {
    serve.clear_request_id();
    return Outcome(
        world_.Call(world_.persons(), &PersonStub::RecordPersonNoticeService, serve, AsOfficer())
            .status());
  };
  EXPECT_EQ(call(), "INVALID_ARGUMENT/BAD_REQUEST") << "by post, without a tracking number";
  EXPECT_THAT(world_.Due(scoring.scoring_id()), IsEmpty());
  serve.mutable_service()->mutable_details()->set_tracking_no("EMS 1");
  serve.mutable_service()->mutable_details()->set_sent_date("2026-03-02");
  EXPECT_EQ(call(), "OK");
}

TEST_P(PersonDocumentsTest, TheyAreServedByTheirStepsAlone) {
  world_.Hire(Doctor("D1"));
  const v1::Case file = world_.InForce("c1", "2026-01-15", Day(2026, 2, 12), Day(2026, 3, 2));
  const v1::PersonScoring scoring = Proposed(file, "D1");
  v1::RecordDocumentServiceRequest serve;
  serve.set_document_id(Document(scoring.notice_no()).document_id());
  serve.set_method(v1::SERVICE_METHOD_DIRECT);
  serve.set_served_date("2026-03-02");
  serve.set_receipt("receipt 1");
  EXPECT_EQ(
      Outcome(world_.Call(*documents_, &DocumentStub::RecordDocumentService, serve, AsOfficer())
                  .status()),
      "FAILED_PRECONDITION/DOCUMENT_NOT_SERVED");
}

}  // namespace
}  // namespace probity::scoring
