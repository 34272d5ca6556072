// The notices of measures: every change of a suspension and of a settlement hold that binds the
// institution comes with a numbered document.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "probity/scoring/v1/consequence_service.grpc.pb.h"
#include "tests/services/scoring/api/documents/document_client.h"
#include "tests/services/scoring/support/decided.h"

namespace probity::scoring {
namespace {

using options::v1::ROLE_DIRECTOR;
using options::v1::ROLE_SETTLEMENT_PREPARER;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Day = absl::CivilDay;
using Consequences = v1::ConsequenceService::Stub;

class MeasureDocumentsTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001"});
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Consequences::*method)(grpc::ClientContext*,
                                                                     const Request&, Response*),
                                std::type_identity_t<Request> request,
                                const rpc::CallOptions& options) {
    request.set_request_id(NewRequestId());
    return rpc::Invoke(*consequences_, method, request, options);
  }

  v1::Case Investigated() {
    v1::Finding finding = FindingOf(1, "M401", 12);
    return client_.Open("c1", "M001", {finding});
  }
  v1::Measure Ask(const v1::Case& file) {
    v1::RequestHoldRequest request;
    request.set_case_id(file.case_id());
    request.set_violation_code("M401");
    request.set_refusal_record("笔录 1");
    request.set_reason("拒绝提供住院登记。");
    const auto asked = Call(&Consequences::RequestHold, request, AsOfficer());
    EXPECT_TRUE(asked.ok()) << asked.status();
    return asked.value_or(v1::RequestHoldResponse()).measure();
  }
  v1::Measure Answer(const v1::Measure& hold, bool approved) {
    v1::ApproveHoldRequest request;
    request.set_measure_id(hold.measure_id());
    request.set_etag(hold.etag());
    request.set_approved(approved);
    request.set_document("批准 1");
    request.set_reason("read");
    const auto answered =
        Call(&Consequences::ApproveHold, request, As({ROLE_DIRECTOR}, "director"));
    EXPECT_TRUE(answered.ok()) << answered.status();
    return answered.value_or(v1::ApproveHoldResponse()).measure();
  }
  v1::Measure Hold(const v1::Measure& hold, int64_t fen) {
    v1::RecordHeldAmountRequest request;
    request.set_measure_id(hold.measure_id());
    request.set_month("2026-02");
    request.set_amount_fen(fen);
    const auto held =
        Call(&Consequences::RecordHeldAmount, request, As({ROLE_SETTLEMENT_PREPARER}));
    EXPECT_TRUE(held.ok()) << held.status();
    return held.value_or(v1::RecordHeldAmountResponse()).measure();
  }

  // "暂停结算决定书 龙医保暂〔2026〕1号" of each document about a measure, in order.
  std::vector<std::string> Notices() {
    std::vector<std::string> texts;
    for (const v1::Document& one : documents_.Of("")) {
      switch (one.type()) {
        case v1::DOCUMENT_TYPE_SUSPENSION_NOTICE:
        case v1::DOCUMENT_TYPE_RESTORATION_NOTICE:
        case v1::DOCUMENT_TYPE_TERMINATION_NOTICE:
        case v1::DOCUMENT_TYPE_MEASURE_CHANGE_NOTICE:
        case v1::DOCUMENT_TYPE_HOLD_NOTICE:
        case v1::DOCUMENT_TYPE_HOLD_RELEASE_NOTICE:
          texts.push_back(absl::StrCat(one.title(), " ", one.number()));
          last_ = one;
          break;
        default:
          break;
      }
    }
    return texts;
  }
  // Of the last document Notices saw.
  std::string Text() { return TextOf(documents_.Get(last_.document_id(), true).pdf()); }

  ScoringServer server_{Day(2026, 2, 2), GetParam()};
  CaseClient client_{server_};
  DocumentClient documents_{server_};
  std::unique_ptr<Consequences> consequences_ = v1::ConsequenceService::NewStub(server_.channel());
  v1::Document last_;
};
PROBITY_ON_EVERY_ENGINE(MeasureDocumentsTest);

TEST_P(MeasureDocumentsTest, AHoldIsPlacedAndReleasedByNumberedDocumentsOfItsCase) {
  const v1::Case file = Investigated();
  const v1::Measure asked = Ask(file);
  EXPECT_THAT(Notices(), IsEmpty()) << "asked for is not placed";
  const v1::Measure placed = Answer(asked, true);
  ASSERT_THAT(Notices(), ElementsAre("暂停结算决定书 龙医保暂〔2026〕1号"));
  EXPECT_EQ(last_.case_id(), file.case_id());
  EXPECT_THAT(Text(), AllOf(HasSubstr("第三十条"), HasSubstr("2026年2月2日"), HasSubstr("笔录1"),
                            HasSubstr("拒绝提供住院登记")));
  const v1::Measure held = Hold(placed, 75'000);
  server_.clock().Set(Day(2026, 2, 14));
  v1::ReleaseHoldRequest release;
  release.set_measure_id(held.measure_id());
  release.set_etag(held.etag());
  release.set_outcome(v1::HOLD_OUTCOME_COOPERATED);
  release.set_reason("records handed over");
  ASSERT_TRUE(Call(&Consequences::ReleaseHold, release, As({ROLE_DIRECTOR})).ok());
  EXPECT_THAT(Notices(), ElementsAre("暂停结算决定书 龙医保暂〔2026〕1号",
                                     "解除暂停结算通知书 龙医保解暂〔2026〕1号"));
  EXPECT_EQ(last_.case_id(), file.case_id());
  EXPECT_THAT(Text(), AllOf(HasSubstr("已配合调查"), HasSubstr("2026年2月14日"),
                            HasSubstr("750.00元"), HasSubstr("按照规定结算")));
}

TEST_P(MeasureDocumentsTest, AHoldThatWasRefusedIsNoDocument) {
  Answer(Ask(Investigated()), false);
  EXPECT_THAT(Notices(), IsEmpty());
}

TEST_P(MeasureDocumentsTest, ADecisionReleasesTheHoldByADocumentToo) {
  const v1::Case file = Investigated();
  Answer(Ask(file), true);
  client_.Notify(file.case_id());
  client_.Serve(file.case_id(), "2026-02-02");
  server_.clock().Set(Day(2026, 2, 24));
  client_.Confirm(file.case_id());
  client_.Effect(file.case_id(), "2026-02-24");
  EXPECT_THAT(Notices(), ::testing::Contains("解除暂停结算通知书 龙医保解暂〔2026〕1号"));
}

TEST_P(MeasureDocumentsTest, AChangeCitesTheNoticeOfItsOwnMeasureAlone) {
  server_.clock().Set(Day(2026, 6, 1));
  const auto post = [&](std::vector<int64_t> points, Day served) {
    return Post(server_, NewCaseId(server_),
                {.institution_id = "M001", .points = std::move(points), .served = served});
  };
  ASSERT_TRUE(post({18}, Day(2026, 5, 31)).ok());
  v1::OrderSuspensionRequest other;
  other.set_kind(v1::MEASURE_KIND_DEPARTMENT_SUSPENSION);
  other.set_subject(v1::MEASURE_SUBJECT_INSTITUTION);
  other.set_subject_id("M001");
  other.set_scope(v1::MEASURE_SCOPE_DEPARTMENT);
  other.set_scope_ref("外科");
  other.set_served_date("2026-06-01");
  other.set_months(6);
  other.set_basis("条例 38");
  other.set_document("处罚决定 1");
  other.set_reason("拒不改正");
  ASSERT_TRUE(Call(&Consequences::OrderSuspension, other, As({ROLE_DIRECTOR})).ok());
  server_.clock().Set(Day(2026, 6, 2));
  ASSERT_TRUE(post({6}, Day(2026, 6, 1)).ok());
  EXPECT_THAT(Notices(), ::testing::SizeIs(3));
  ASSERT_EQ(last_.type(), v1::DOCUMENT_TYPE_MEASURE_CHANGE_NOTICE);
  EXPECT_FALSE(last_.about_id().empty());
  EXPECT_THAT(Text(), AllOf(HasSubstr("龙医保停〔2026〕1号"),
                            ::testing::Not(HasSubstr("龙医保停〔2026〕2号"))));
}

TEST_P(MeasureDocumentsTest, ASuspensionThatIsChangedIsNotifiedAnew) {
  const auto post = [&](const Id& case_id, std::vector<int64_t> points, Day served) {
    return Post(server_, case_id,
                {.institution_id = "M001", .points = std::move(points), .served = served});
  };
  server_.clock().Set(Day(2026, 6, 1));
  ASSERT_TRUE(post(NewCaseId(server_), {18}, Day(2026, 5, 31)).ok());
  ASSERT_THAT(Notices(), ElementsAre("暂停通知书 龙医保停〔2026〕1号"));
  const Id second = NewCaseId(server_);
  server_.clock().Set(Day(2026, 6, 2));  // the list goes by time of issue
  ASSERT_TRUE(post(second, {6}, Day(2026, 6, 1)).ok());
  ASSERT_THAT(Notices(),
              ElementsAre("暂停通知书 龙医保停〔2026〕1号", "处理变更通知书 龙医保变〔2026〕1号"))
      << "lengthened";
  EXPECT_THAT(Text(), AllOf(HasSubstr("相应延长"), HasSubstr("2026年6月1日至2026年8月31日"),
                            HasSubstr("暂停通知书（龙医保停〔2026〕1号）")));
  server_.clock().Set(Day(2026, 6, 10));
  ASSERT_TRUE(Reverse(server_, second,
                      {.institution_id = "M001", .points = {6}, .served = Day(2026, 6, 1)},
                      Day(2026, 6, 10))
                  .ok());
  EXPECT_THAT(Notices(),
              ElementsAre("暂停通知书 龙医保停〔2026〕1号", "处理变更通知书 龙医保变〔2026〕1号",
                          "处理变更通知书 龙医保变〔2026〕2号"))
      << "shortened again";
  EXPECT_THAT(Text(), AllOf(HasSubstr("相应缩短"), HasSubstr("至2026年6月30日"),
                            HasSubstr("暂停通知书（龙医保停〔2026〕1号）"),
                            HasSubstr("龙医保变〔2026〕1号")));
}

}  // namespace
}  // namespace probity::scoring
