// What a decided proposal to end the designation brings: the cancellation with its bar and switch,
// once, and nothing of it any more when what it rested on is revoked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "probity/scoring/v1/consequence_service.grpc.pb.h"
#include "probity/scoring/v1/standing_service.grpc.pb.h"
#include "tests/services/scoring/api/cases/walk.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TerminationTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    server_.PutShippedPolicies();
    server_.Register(v1::SUBJECT_KIND_MEDICAL, {"M001"});
  }

  // Fraud makes a veto of the finding, whatever its points (条例 40).
  std::string VetoInEffect() {
    v1::Finding finding = FindingOf(1, "M201", 3);
    finding.set_fraud_intent(true);
    return walk_.InEffect("c1", "M001", {finding}, kServed).case_id();
  }

  absl::StatusOr<v1::DecideTerminationResponse> Decide(const std::string& case_id, bool terminate,
                                                       const std::string& served) {
    auto request = walk_.About<v1::DecideTerminationRequest>(case_id);
    request.set_terminate(terminate);
    request.set_served_date(served);
    return client_.Call(&CaseStub::DecideTermination, request, AsDirector());
  }

  std::vector<v1::Measure> Cancellations() {
    v1::ListMeasuresRequest request;
    request.set_kind(v1::MEASURE_KIND_CANCELLATION);
    const auto listed = rpc::Invoke(*consequences_, &v1::ConsequenceService::Stub::ListMeasures,
                                    request, As({options::v1::ROLE_AUDITOR}));
    EXPECT_TRUE(listed.ok()) << listed.status();
    return {listed->measures().begin(), listed->measures().end()};
  }
  // "2026-02-19…2027-02-18" of every bar that was not ended.
  std::vector<std::string> Bars() {
    v1::ListBarsRequest request;
    request.set_all(true);
    const auto listed = rpc::Invoke(*consequences_, &v1::ConsequenceService::Stub::ListBars,
                                    request, As({options::v1::ROLE_AUDITOR}));
    EXPECT_TRUE(listed.ok()) << listed.status();
    std::vector<std::string> lines;
    for (const v1::Bar& bar : listed->bars()) {
      if (bar.ended_date().empty()) {
        lines.push_back(absl::StrCat(bar.start_date(), "…", bar.end_date()));
      }
    }
    return lines;
  }
  // "CLOSE 2026-02-19" of every command in order, as far as it was not superseded.
  std::vector<std::string> Switches() {
    const auto listed =
        rpc::Invoke(*consequences_, &v1::ConsequenceService::Stub::ListSwitchCommands, {},
                    As({options::v1::ROLE_AUDITOR}));
    EXPECT_TRUE(listed.ok()) << listed.status();
    std::vector<std::string> lines;
    for (const v1::SwitchCommand& one : listed->commands()) {
      if (one.state() == v1::SWITCH_STATE_SUPERSEDED) continue;
      lines.push_back(
          absl::StrCat(v1::SwitchAction_Name(one.action()).substr(14), " ", one.effective_date()));
    }
    return lines;
  }

  ScoringServer server_{Day(2026, 2, 12), GetParam()};
  CaseClient client_{server_};
  Walk walk_{client_};
  std::unique_ptr<v1::ConsequenceService::Stub> consequences_ =
      v1::ConsequenceService::NewStub(server_.channel());
};
PROBITY_ON_EVERY_ENGINE(TerminationTest);

TEST_P(TerminationTest, ADecidedTerminationIsACancellationFromTheDayAfterItsService) {
  const std::string id = VetoInEffect();
  EXPECT_THAT(Cancellations(), IsEmpty()) << "a proposal alone ends nothing";
  server_.clock().Set(Day(2026, 2, 20));
  const auto decided = Decide(id, true, "2026-02-18");
  ASSERT_TRUE(decided.ok()) << decided.status();
  const std::vector<v1::Measure> ordered = Cancellations();
  ASSERT_EQ(ordered.size(), 1u);
  EXPECT_EQ(ordered[0].measure_id(), decided->measure_id());
  EXPECT_EQ(ordered[0].status(), v1::MEASURE_STATUS_IN_FORCE);
  EXPECT_EQ(ordered[0].subject_id(), "M001");
  EXPECT_EQ(ordered[0].case_id(), id);
  EXPECT_EQ(ordered[0].start_date(), "2026-02-19");
  EXPECT_EQ(ordered[0].end_date(), "");
  EXPECT_EQ(ordered[0].bar_until_date(), "2027-02-18") << "one year, as the policy says";
  EXPECT_EQ(ordered[0].document(), "doc 1");
  EXPECT_EQ(ordered[0].ordered_by(), "director");
  EXPECT_FALSE(ordered[0].basis().empty());
  EXPECT_THAT(Bars(), ElementsAre("2026-02-19…2027-02-18"));
  EXPECT_THAT(Switches(), ElementsAre("CLOSE 2026-02-19"));
  EXPECT_EQ(Outcome(Decide(id, true, "")), "FAILED_PRECONDITION/NO_TERMINATION_PROPOSAL");
  EXPECT_EQ(Cancellations().size(), 1u) << "once";
}

TEST_P(TerminationTest, AStandingSaysWhatThePointsBringAndNoMore) {
  const std::string id = VetoInEffect();
  ASSERT_TRUE(Decide(id, true, "").ok());
  v1::GetStandingRequest request;
  request.set_institution_id("M001");
  request.set_year(2026);
  const auto stub = v1::StandingService::NewStub(server_.channel());
  const auto got = rpc::Invoke(*stub, &v1::StandingService::Stub::GetStanding, request,
                               As({options::v1::ROLE_AUDITOR}));
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_TRUE(got->standing().veto());
  EXPECT_FALSE(got->standing().consequence().cancelled());
}

TEST_P(TerminationTest, AKeptDesignationOrdersNothing) {
  const std::string id = VetoInEffect();
  EXPECT_EQ(Outcome(Decide(id, false, kServed)), "INVALID_ARGUMENT/BAD_REQUEST")
      << "there is no order to serve";
  const auto decided = Decide(id, false, "");
  ASSERT_TRUE(decided.ok()) << decided.status();
  EXPECT_EQ(decided->measure_id(), "");
  EXPECT_THAT(Cancellations(), IsEmpty());
  EXPECT_THAT(Bars(), IsEmpty());
}

TEST_P(TerminationTest, ItsServiceLiesBetweenTheEffectOfTheCaseAndToday) {
  const std::string id = VetoInEffect();
  server_.clock().Set(Day(2026, 2, 13));
  EXPECT_EQ(Outcome(Decide(id, true, "2026-02-14")), "FAILED_PRECONDITION/G15_SERVICE_REQUIRED")
      << "a day late";
  EXPECT_EQ(Outcome(Decide(id, true, "2026-02-11")), "FAILED_PRECONDITION/SERVICE_DATE_INVALID")
      << "a day early";
  EXPECT_EQ(Outcome(Decide(id, true, "2026-02-30")), "INVALID_ARGUMENT/BAD_REQUEST");
  EXPECT_EQ(client_.Get(id).termination_proposal(), v1::TERMINATION_PROPOSAL_OPEN)
      << "what is refused decides nothing";
  EXPECT_THAT(Cancellations(), IsEmpty());
  EXPECT_EQ(Outcome(Decide(id, true, kServed)), "OK");
}

TEST_P(TerminationTest, AReversalOfTheCaseEndsItsCancellationAndTheDaysServedStayServed) {
  const std::string id = VetoInEffect();
  ASSERT_TRUE(Decide(id, true, "").ok());
  server_.clock().Set(Day(2026, 3, 2));
  ASSERT_EQ(walk_.Reverse(id), "OK");
  std::vector<v1::Measure> ordered = Cancellations();
  ASSERT_EQ(ordered.size(), 1u);
  EXPECT_EQ(ordered[0].status(), v1::MEASURE_STATUS_FELL_AWAY);
  EXPECT_EQ(ordered[0].start_date(), "2026-02-13");
  EXPECT_EQ(ordered[0].free_from_date(), "2026-03-03");
  EXPECT_EQ(ordered[0].bar_until_date(), "");
  EXPECT_THAT(Bars(), IsEmpty());
  EXPECT_THAT(Switches(), ElementsAre("CLOSE 2026-02-13", "OPEN 2026-03-03"));
  // Handled anew, the same finding is proposed anew, and ordered anew.
  ASSERT_EQ(walk_.Reopen(id), "OK");
  client_.Notify(id);
  client_.Serve(id, "2026-03-02");
  ASSERT_EQ(walk_.Waive(id), "OK");
  client_.Confirm(id);
  client_.Effect(id, "2026-03-02");
  EXPECT_EQ(client_.Get(id).termination_proposal(), v1::TERMINATION_PROPOSAL_OPEN);
  ASSERT_TRUE(Decide(id, true, "").ok());
  ordered = Cancellations();
  ASSERT_EQ(ordered.size(), 2u);
  EXPECT_EQ(ordered[1].status(), v1::MEASURE_STATUS_IN_FORCE);
  EXPECT_EQ(ordered[1].start_date(), "2026-03-03");
}

}  // namespace
}  // namespace probity::scoring
