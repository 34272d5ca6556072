// G8: neither the money nor the effect of a decision is heavier than the party was told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "probity/scoring/v1/recovery_service.grpc.pb.h"
#include "tests/services/scoring/api/cases/walk.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;

constexpr int64_t kNotified = 100'000;

class HeavierTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001"});
  }

  std::string Confirm(const std::string& case_id, const std::map<int32_t, int64_t>& recoveries = {},
                      const std::string& reason = "") {
    v1::ConfirmCaseRequest request;
    request.set_case_id(case_id);
    request.set_etag(client_.Get(case_id).etag());
    request.set_reason(reason);
    for (const auto& [item, fen] : recoveries) {
      v1::FinalRecovery& one = *request.add_lowered_recovery();
      one.set_item(item);
      one.set_recovery_fen(fen);
    }
    return walk_.Take(&CaseStub::ConfirmCase, request, AsDirector());
  }
  // Notified of these findings, and its statement waived.
  std::string Waived(const std::string& case_ref, const std::vector<v1::Finding>& findings) {
    const std::string id = client_.Served(case_ref, "M001", findings, kServed).case_id();
    EXPECT_EQ(walk_.Waive(id), "OK");
    return id;
  }
  static v1::Finding Recovering(int32_t item, const std::string& code, int64_t points) {
    v1::Finding finding = FindingOf(item, code, points);
    finding.set_recovery_fen(kNotified);
    return finding;
  }
  static std::vector<v1::Finding> Eleven(const std::string& act) {
    std::vector<v1::Finding> findings = {FindingOf(1, "M204", 6), FindingOf(2, "M201", 5)};
    for (v1::Finding& finding : findings) finding.set_act_ref(act);
    return findings;
  }
  int64_t Expected(const std::string& case_id) {
    v1::GetRecoveryRequest request;
    request.set_case_id(case_id);
    const auto stub = v1::RecoveryService::NewStub(server_.channel());
    const auto got = rpc::Invoke(*stub, &v1::RecoveryService::Stub::GetRecovery, request,
                                 As({options::v1::ROLE_AUDITOR}));
    EXPECT_TRUE(got.ok()) << got.status();
    return got.value_or(v1::GetRecoveryResponse()).sum().expected_fen();
  }

  ScoringServer server_{Day(2026, 2, 12), GetParam()};
  CaseClient client_{server_};
  Walk walk_{client_};
};
PROBITY_ON_EVERY_ENGINE(HeavierTest);

TEST_P(HeavierTest, ARecoveryIsLoweredWithAReasonAndNeverRaised) {
  const std::string id = Waived("c1", {Recovering(1, "M201", 3), Recovering(2, "M204", 6)});
  EXPECT_FALSE(client_.Get(id).findings(0).has_final_recovery_fen()) << "nothing is decided";
  EXPECT_EQ(Confirm(id, {{1, kNotified + 1}}, "more came to light"),
            "FAILED_PRECONDITION/G8_HEAVIER_THAN_NOTIFIED");
  EXPECT_EQ(Confirm(id, {{1, kNotified - 1}}), "FAILED_PRECONDITION/G14_REASON_REQUIRED");
  EXPECT_EQ(Confirm(id, {{3, 0}}, "which"), "NOT_FOUND/UNKNOWN_FINDING");
  ASSERT_EQ(Confirm(id, {{1, 40'000}}, "part was repaid"), "OK");
  const v1::Case file = client_.Get(id);
  EXPECT_EQ(file.decision(), v1::DECISION_REVISED_DOWN);
  EXPECT_EQ(file.findings(0).recovery_fen(), kNotified) << "what was notified stays";
  EXPECT_EQ(file.findings(0).final_recovery_fen(), 40'000);
  EXPECT_EQ(file.findings(1).final_recovery_fen(), kNotified);
  client_.Effect(id, kServed);
  EXPECT_EQ(Expected(id), 40'000 + kNotified) << "what is decided is expected";
}

TEST_P(HeavierTest, AReopenedCaseRecoversNoMoreThanTheDecisionThatFell) {
  const std::string id = Waived("c1", {Recovering(1, "M201", 3)});
  ASSERT_EQ(Confirm(id, {{1, 40'000}}, "part was repaid"), "OK");
  client_.Effect(id, kServed);
  ASSERT_EQ(walk_.Reconsider(id, kServed), "OK");
  ASSERT_EQ(walk_.EndRemedy(id, v1::REMEDY_OUTCOME_CHANGED, kServed, {{1, 2}}), "OK");
  ASSERT_EQ(walk_.Reverse(id), "OK");
  ASSERT_EQ(walk_.Reopen(id), "OK");
  v1::Case file = client_.Get(id);
  EXPECT_EQ(file.ceiling_recovery_fen(), 40'000);
  EXPECT_FALSE(file.findings(0).has_final_recovery_fen());
  auto remove = walk_.About<v1::RemoveFindingRequest>(id);
  remove.set_item(1);
  ASSERT_EQ(walk_.Take(&CaseStub::RemoveFinding, remove, AsOfficer()), "OK");
  auto add = walk_.About<v1::AddFindingRequest>(id);
  *add.mutable_finding() = Recovering(1, "M201", 2);
  add.mutable_finding()->set_recovery_fen(40'001);
  ASSERT_EQ(walk_.Take(&CaseStub::AddFinding, add, AsOfficer()), "OK");
  auto complete = walk_.About<v1::CompleteInvestigationRequest>(id);
  complete.set_report("report 2");
  ASSERT_EQ(walk_.Take(&CaseStub::CompleteInvestigation, complete, AsOfficer()), "OK");
  const auto prelim = walk_.About<v1::IssuePreliminaryRequest>(id);
  ASSERT_EQ(walk_.Take(&CaseStub::IssuePreliminary, prelim, AsSupervisor()), "OK");
  const auto notice = walk_.About<v1::IssueNoticeRequest>(id);
  EXPECT_EQ(walk_.Take(&CaseStub::IssueNotice, notice, AsSupervisor()),
            "FAILED_PRECONDITION/HEAVIER_THAN_REMEDY");
}

// A decision of the bureau's own mind undone, the notified sum is there again.
TEST_P(HeavierTest, AReversalOfTheBureausOwnLeavesTheNotifiedSum) {
  const std::string id = Waived("c1", {Recovering(1, "M201", 3)});
  ASSERT_EQ(Confirm(id, {{1, 40'000}}, "part was repaid"), "OK");
  client_.Effect(id, kServed);
  ASSERT_EQ(walk_.Reverse(id), "OK");
  ASSERT_EQ(walk_.Reopen(id), "OK");
  const v1::Case file = client_.Get(id);
  EXPECT_FALSE(file.has_ceiling_recovery_fen());
  EXPECT_EQ(file.findings(0).recovery_fen(), kNotified);
}

// Eleven points alone change the rate; eleven more since make them a suspension of one month.
TEST_P(HeavierTest, ADecisionThatWeighsMoreThanItsNoticeNeedsANewOne) {
  const std::string id = Waived("c1", Eleven("first"));
  EXPECT_EQ(walk_.RenewOfEffect(id), "FAILED_PRECONDITION/NOT_HEAVIER");
  const std::string other = Waived("c2", Eleven("second"));
  client_.Confirm(other);
  client_.Effect(other, kServed);
  EXPECT_EQ(Confirm(id), "FAILED_PRECONDITION/G8_EFFECT_NOT_NOTIFIED");
  auto raised = walk_.About<v1::RenewNoticeRequest>(id);
  raised.set_heavier_effect(true);
  raised.add_raised()->set_item(1);
  EXPECT_EQ(walk_.Take(&CaseStub::RenewNotice, raised, AsSupervisor()),
            "INVALID_ARGUMENT/BAD_REQUEST")
      << "heavier findings are another matter";
  ASSERT_EQ(walk_.RenewOfEffect(id), "OK");
  v1::Case file = client_.Get(id);
  EXPECT_EQ(file.state(), v1::CASE_STATE_NOTIFIED);
  ASSERT_EQ(file.notices_size(), 2);
  EXPECT_EQ(file.notices(0).superseded_date(), kServed);
  EXPECT_EQ(file.notices(1).notified_points(), 11) << "the points are the same";
  client_.Serve(id, kServed);
  EXPECT_EQ(Confirm(id), "FAILED_PRECONDITION/G7_NOTICE_FIRST") << "a new objection period runs";
  ASSERT_EQ(walk_.Waive(id), "OK");
  client_.Confirm(id);
  EXPECT_EQ(client_.Effect(id, kServed).balance_points(), 22);
}

TEST_P(HeavierTest, AnEffectThatWasToldNeedsNoSecondNotice) {
  const std::string first = Waived("c1", Eleven("first"));
  const std::string second = Waived("c2", Eleven("second"));
  client_.Confirm(first);
  client_.Effect(first, kServed);
  EXPECT_EQ(client_.Confirm(second).state(), v1::CASE_STATE_CONFIRMED)
      << "its notice counted what was open elsewhere";
  EXPECT_EQ(client_.Get(second).notices_size(), 1);
}

}  // namespace
}  // namespace probity::scoring
