#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/scoring/api/documents/document_client.h"
#include "tests/support/databases.h"

namespace probity::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

using Day = absl::CivilDay;

class StepDocumentsTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001", "M002"});
  }

  ScoringServer server_{Day(2026, 2, 12), GetParam()};
  DocumentClient documents_{server_};
};
PROBITY_ON_EVERY_ENGINE(StepDocumentsTest);

TEST_P(StepDocumentsTest, EachStepIssuesItsNumberedDocument) {
  const std::string case_id = ReversedCase(server_);
  std::vector<std::string> issued;
  for (const v1::Document& one : documents_.Of(case_id)) {
    issued.push_back(absl::StrCat(one.issued_date(), " ", one.title(), " ", one.number()));
  }
  std::sort(issued.begin(), issued.end());
  EXPECT_THAT(
      issued,
      ElementsAre(
          "2026-02-12 初步认定书 龙医保初〔2026〕1号", "2026-02-12 立案审批表 龙医保立〔2026〕1号",
          "2026-02-12 结果告知书 龙医保告〔2026〕1号",
          "2026-02-12 调查终结报告 龙医保终〔2026〕1号", "2026-02-13 送达回证 龙医保送〔2026〕1号",
          "2026-02-24 会审纪要 龙医保审〔2026〕1号", "2026-02-24 异议申请书 龙医保异〔2026〕1号",
          "2026-03-09 复核意见书 龙医保复〔2026〕1号", "2026-03-09 记分决定书 龙医保记〔2026〕1号",
          "2026-03-11 送达回证 龙医保送〔2026〕2号", "2026-05-09 撤销决定书 龙医保撤〔2026〕1号"));
  const auto verified =
      documents_.Call(&DocumentStub::VerifyDocuments, v1::VerifyDocumentsRequest());
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->documents(), 11);
}

TEST_P(StepDocumentsTest, ARefusedStepUsesUpNoNumber) {
  CaseClient client(server_);
  const v1::Case first = client.Open("c1", "M001", {FindingOf(1, "M204", 6)});
  v1::OpenCaseRequest again;
  again.set_case_ref("c1");
  again.set_institution_id("M001");
  again.set_source(v1::CASE_SOURCE_SPOT_CHECK);
  AddOfficers(again, {"officer-a", "officer-b"});
  EXPECT_FALSE(client.Call(&CaseStub::OpenCase, again, AsOfficer()).ok());
  const v1::Case second = client.Open("c2", "M002", {});
  EXPECT_EQ(documents_.Of(second.case_id()).at(0).number(), "龙医保立〔2026〕2号");
}

TEST_P(StepDocumentsTest, WhatWasIssuedStaysWhateverBecomesOfTheCase) {
  CaseClient client(server_);
  const v1::Case served = client.Served("c1", "M001", {FindingOf(1, "M201", 5)}, "2026-02-12");
  const v1::Document notice = documents_.Last(served.case_id(), v1::DOCUMENT_TYPE_RESULT_NOTICE);
  server_.clock().Set(Day(2026, 2, 27));
  client.Get(served.case_id());  // the window lapses
  client.Confirm(served.case_id());
  client.Effect(served.case_id(), "2026-02-27");
  const v1::GetDocumentResponse first = documents_.Get(notice.document_id(), true);
  EXPECT_EQ(first.document().content_sha256(), notice.content_sha256());
  EXPECT_EQ(first.service().served_date(), "2026-02-12");
  const v1::GetDocumentResponse second = documents_.Get(notice.document_id(), true);
  EXPECT_EQ(second.pdf_sha256(), first.pdf_sha256()) << "made once, the same bytes for ever";
  EXPECT_EQ(second.pdf() == first.pdf(), true);
  const std::string text = TextOf(first.pdf());
  EXPECT_THAT(text, HasSubstr("合计拟记5分"));
  EXPECT_THAT(text, Not(HasSubstr("2026年2月27日"))) << "nothing that came later";
}

TEST_P(StepDocumentsTest, ACaseWithoutObjectionHasNoReviewOpinionAndADismissalSaysSo) {
  CaseClient client(server_);
  const v1::Case referred = client.Referred("c1", "M001", {FindingOf(1, "M201", 5)}, "2026-02-12");
  const v1::TakeSheetsResponse taken = client.Take(Round('1'));
  ASSERT_EQ(taken.sheets_size(), 1);
  ASSERT_TRUE(client
                  .Screen(&ScreeningStub::DeliverVerdicts,
                          client.Delivery(Round('1'),
                                          {Verdict(taken.sheets(0).case_token(), {NotUpheld()})}))
                  .ok());
  client.Confirm(referred.case_id());
  const v1::Document decision =
      documents_.Last(referred.case_id(), v1::DOCUMENT_TYPE_POINTS_DECISION);
  EXPECT_EQ(decision.title(), "不予记分决定书");
  EXPECT_EQ(decision.number(), "龙医保记〔2026〕1号") << "one series for both";
  EXPECT_THAT(TextOf(documents_.Get(decision.document_id(), true).pdf()),
              HasSubstr("决定对当事人不予记分"));
}

}  // namespace
}  // namespace probity::scoring
