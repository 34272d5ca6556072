// Guard G5: evidence of online monitoring is used after a legal and a technical review by two
// persons who did not bring it (处罚法 41).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "common/clock/clock.h"
#include "tests/services/scoring/api/evidence/evidence_client.h"

namespace probity::scoring {
namespace {

constexpr auto kLegal = v1::REVIEW_ASPECT_LEGAL;
constexpr auto kTechnical = v1::REVIEW_ASPECT_TECHNICAL;
constexpr auto kReviewer = options::v1::ROLE_LEGAL_REVIEWER;
constexpr auto kInspector = options::v1::ROLE_INSPECTOR;
constexpr char kPending[] = "FAILED_PRECONDITION/G5_MONITORING_REVIEW";

class MonitoringReviewTest : public ::testing::TestWithParam<std::string> {
 protected:
  std::string AddMonitoring() {
    const std::string content = PdfOf(static_cast<size_t>(200 + ++made_));
    v1::EvidenceHead head = client_.HeadOf(content);
    head.set_kind(v1::EVIDENCE_KIND_ELECTRONIC_DATA);
    head.set_online_monitoring(true);
    return client_.Add(head, content).evidence_id();
  }
  std::string Complete() {
    v1::CompleteInvestigationRequest request;
    request.set_case_id(client_.CaseId());
    request.set_report("report 1");
    return Outcome(
        client_.cases().Call(&CaseStub::CompleteInvestigation, request, AsOfficer()).status());
  }
  std::string Usability(const std::string& id) {
    return v1::EvidenceUsability_Name(client_.Get(id)->evidence().usability()).substr(19);
  }

  int made_ = 0;
  EvidenceClient client_{GetParam()};
};
PROBITY_ON_EVERY_ENGINE(MonitoringReviewTest);

TEST_P(MonitoringReviewTest, AnInvestigationIsNotCompletedWhileAReviewIsMissing) {
  const std::string id = AddMonitoring();
  EXPECT_EQ(Complete(), kPending) << "no review yet";
  ASSERT_TRUE(client_.Review(id, kLegal, kReviewer, "lawyer").ok());
  EXPECT_EQ(Complete(), kPending) << "the technical one is missing";
  EXPECT_EQ(Usability(id), "REVIEW_PENDING");
  ASSERT_TRUE(client_.Review(id, kTechnical, kInspector, "engineer").ok());
  EXPECT_EQ(Usability(id), "USABLE");
  EXPECT_EQ(Complete(), "OK");
}

TEST_P(MonitoringReviewTest, NoNoticeRestsOnEvidenceThatCameAfterTheReportUnreviewed) {
  ASSERT_EQ(Complete(), "OK") << "a case without monitoring evidence";
  v1::IssuePreliminaryRequest prelim;
  prelim.set_case_id(client_.CaseId());
  const auto moved = client_.cases().Call(&CaseStub::IssuePreliminary, prelim, AsSupervisor());
  ASSERT_TRUE(moved.ok()) << moved.status();
  const std::string id = AddMonitoring();
  v1::IssueNoticeRequest notice;
  notice.set_case_id(client_.CaseId());
  notice.set_etag(moved->case_().etag());
  EXPECT_EQ(Outcome(client_.cases().Call(&CaseStub::IssueNotice, notice, AsSupervisor()).status()),
            kPending);
}

TEST_P(MonitoringReviewTest, NoDecisionAndNoNewNoticeRestsOnEvidenceThatCameUnreviewed) {
  const std::string id = client_.CaseId();
  CaseClient& cases = client_.cases();
  cases.Notify(id);
  cases.Serve(id, absl::FormatCivilTime(Today(client_.server().clock())));
  AddMonitoring();
  const auto in = [&](v1::CaseState state, auto request) {
    client_.Sql(absl::StrCat("UPDATE case_file SET state = ", static_cast<int>(state)));
    request.set_case_id(id);
    request.set_etag(cases.Get(id).etag());
    return request;
  };
  const auto confirm = in(v1::CASE_STATE_WAIVED, v1::ConfirmCaseRequest());
  EXPECT_EQ(Outcome(cases.Call(&CaseStub::ConfirmCase, confirm, AsDirector()).status()), kPending);
  v1::RenewNoticeRequest renew;
  renew.set_reason("told too little");
  v1::RaisedPoints& raised = *renew.add_raised();
  raised.set_item(1);
  raised.set_points(cases.Get(id).findings(0).notified_points() + 1);
  renew = in(v1::CASE_STATE_WAIVED, renew);
  EXPECT_EQ(Outcome(cases.Call(&CaseStub::RenewNotice, renew, AsSupervisor()).status()), kPending);
  v1::DecideWithoutCommitteeRequest direct;
  direct.set_reason("no panel can be had");
  direct = in(v1::CASE_STATE_COMMITTEE, direct);
  EXPECT_EQ(Outcome(cases.Call(&CaseStub::DecideWithoutCommittee, direct, AsDirector()).status()),
            kPending);
}

TEST_P(MonitoringReviewTest, RejectedEvidenceIsNotUsedAndDoesNotHoldUpTheRest) {
  const std::string id = AddMonitoring();
  ASSERT_TRUE(client_.Review(id, kTechnical, kInspector, "engineer", false).ok());
  EXPECT_EQ(Usability(id), "REJECTED");
  EXPECT_EQ(Complete(), kPending) << "all the evidence of the case was rejected";
  const std::string content = PdfOf(100);
  client_.Add(client_.HeadOf(content), content);
  EXPECT_EQ(Complete(), "OK") << "the record of the hospital carries the finding";
}

TEST_P(MonitoringReviewTest, TheReviewsAreGivenByTwoOthers) {
  const std::string id = AddMonitoring();  // by officer-a
  EXPECT_EQ(Outcome(client_.Review(id, kTechnical, kInspector, "officer-a")),
            "PERMISSION_DENIED/EVIDENCE_REVIEWER")
      << "who brought it";
  EXPECT_EQ(Outcome(client_.Review(id, kLegal, kReviewer, "officer-b")),
            "PERMISSION_DENIED/OFFICER_OF_THE_CASE");
  EXPECT_EQ(Outcome(client_.Review(id, kLegal, kInspector, "engineer")),
            "PERMISSION_DENIED/ROLE_REQUIRED");
  EXPECT_EQ(Outcome(client_.Review(id, kTechnical, kReviewer, "lawyer")),
            "PERMISSION_DENIED/ROLE_REQUIRED");
  ASSERT_TRUE(client_.Review(id, kLegal, kReviewer, "lawyer").ok());
  EXPECT_EQ(Outcome(client_.Review(id, kTechnical, kInspector, "lawyer")),
            "PERMISSION_DENIED/EVIDENCE_REVIEWER")
      << "one person in two roles";
  EXPECT_EQ(Outcome(client_.Review(id, kLegal, kReviewer, "other lawyer")),
            "ALREADY_EXISTS/EVIDENCE_ALREADY_REVIEWED");
}

TEST_P(MonitoringReviewTest, OnlyMonitoringEvidenceOfAnOpenCaseIsReviewed) {
  const std::string content = PdfOf(100);
  const std::string paper = client_.Add(client_.HeadOf(content), content).evidence_id();
  EXPECT_EQ(Outcome(client_.Review(paper, kLegal, kReviewer, "lawyer")),
            "FAILED_PRECONDITION/NOT_MONITORING_EVIDENCE");
  const std::string id = AddMonitoring();
  client_.Sql("UPDATE case_file SET state = 17");
  EXPECT_EQ(Outcome(client_.Review(id, kLegal, kReviewer, "lawyer")),
            "FAILED_PRECONDITION/EVIDENCE_CASE_CLOSED");
}

}  // namespace
}  // namespace probity::scoring
