#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "probity/scoring/v1/consequence_service.grpc.pb.h"
#include "tests/services/scoring/api/ledger/ledger_bureau.h"

namespace probity::scoring {
namespace {

using ::testing::ElementsAre;

using Day = absl::CivilDay;

class ProposalTest : public ::testing::TestWithParam<std::string> {
 protected:
  std::vector<v1::Proposal> List(bool open_only = false) {
    v1::ListProposalsRequest request;
    request.set_open_only(open_only);
    const auto listed = rpc::Invoke(bureau_.proposals(), &v1::ProposalService::Stub::ListProposals,
                                    request, As({options::v1::ROLE_AUDITOR}));
    EXPECT_TRUE(listed.ok()) << listed.status();
    return {listed->proposals().begin(), listed->proposals().end()};
  }
  absl::StatusOr<v1::DecideProposalResponse> Decide(const std::string& id, bool adopt,
                                                    const std::string& served = "") {
    v1::DecideProposalRequest request;
    request.set_request_id(NewRequestId());
    request.set_proposal_id(id);
    request.set_adopt(adopt);
    request.set_served_date(served);
    request.set_reason("集体讨论决定");
    request.set_document("会议纪要 5 号");
    return rpc::Invoke(bureau_.proposals(), &v1::ProposalService::Stub::DecideProposal, request,
                       As({options::v1::ROLE_DIRECTOR}, "director"));
  }

  std::vector<v1::Measure> Cancellations() {
    v1::ListMeasuresRequest request;
    request.set_kind(v1::MEASURE_KIND_CANCELLATION);
    const auto stub = v1::ConsequenceService::NewStub(bureau_.server().channel());
    const auto listed = rpc::Invoke(*stub, &v1::ConsequenceService::Stub::ListMeasures, request,
                                    As({options::v1::ROLE_AUDITOR}));
    EXPECT_TRUE(listed.ok()) << listed.status();
    return {listed->measures().begin(), listed->measures().end()};
  }

  void SignFor(const std::string& id, int32_t first, int32_t last) {
    bureau_.server().Change([&](sql::Tx& tx) {
      return tx
          .Execute(
              "INSERT INTO agreement (region, agreement_no, subject_kind, subject_id, "
              "institution_id, public_body, from_date, to_date, signed_date, renews_no, actor, "
              "recorded_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              {"demo", absl::StrCat(id, "-", first), int64_t{1}, id, id, int64_t{0},
               absl::StrCat(first, "-01-01"), absl::StrCat(last, "-12-31"),
               absl::StrCat(first - 1, "-12-01"), "", "officer", int64_t{1}})
          .status();
    });
  }

  LedgerBureau bureau_{Day(2027, 6, 1), GetParam()};
};
PROBITY_ON_EVERY_ENGINE(ProposalTest);

TEST_P(ProposalTest, TwoSuspensionsCallForAProposalThatAPersonDecides) {
  SignFor("M1", 2026, 2027);
  bureau_.Post("M1", 18, Day(2026, 3, 9));
  EXPECT_TRUE(List().empty()) << "one is no repetition";
  bureau_.Post("M1", 18, Day(2027, 3, 9), Day(2027, 1, 15));
  const std::vector<v1::Proposal> made = List(true);
  ASSERT_EQ(made.size(), 1u);
  EXPECT_EQ(made[0].subject_id(), "M1");
  EXPECT_THAT(made[0].occurrences(), ElementsAre("2026-03-09 [18,24)", "2027-03-09 [18,24)"));
  ASSERT_EQ(made[0].legal_bases_size(), 1);
  EXPECT_EQ(made[0].legal_bases(0), "《医疗机构医疗保障定点管理暂行办法》 43");
  EXPECT_FALSE(bureau_.Standing("M1", 2027).standing().consequence().cancelled())
      << "the engine never terminates by itself";
  const auto decided = Decide(made[0].proposal_id(), false);
  ASSERT_TRUE(decided.ok()) << decided.status();
  EXPECT_EQ(decided->proposal().outcome(), v1::PROPOSAL_OUTCOME_REJECTED);
  EXPECT_EQ(Outcome(Decide(made[0].proposal_id(), true).status()),
            "FAILED_PRECONDITION/PROPOSAL_DECIDED");
  bureau_.Post("M1", 1, Day(2027, 4, 1), Day(2027, 1, 15));
  EXPECT_EQ(List().size(), 1u) << "the same repetition is proposed once";
}

TEST_P(ProposalTest, AReversalWithdrawsWhatRestedOnIt) {
  SignFor("M1", 2026, 2027);
  const Id first = bureau_.Post("M1", 18, Day(2026, 3, 9));
  bureau_.Post("M1", 18, Day(2027, 3, 9), Day(2027, 1, 15));
  ASSERT_EQ(List(true).size(), 1u);
  ASSERT_TRUE(Reverse(bureau_.server(), first, {.institution_id = "M1"}, Day(2027, 5, 1)).ok());
  EXPECT_TRUE(List(true).empty());
  const std::vector<v1::Proposal> all = List();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].outcome(), v1::PROPOSAL_OUTCOME_WITHDRAWN);
  EXPECT_EQ(Outcome(Decide(all[0].proposal_id(), true).status()),
            "FAILED_PRECONDITION/PROPOSAL_DECIDED");
}

TEST_P(ProposalTest, AnAdoptedOneOrdersTheCancellationWithItsBarAndAReversalEndsIt) {
  SignFor("M1", 2026, 2027);
  const Id first = bureau_.Post("M1", 18, Day(2026, 3, 9));
  bureau_.Post("M1", 18, Day(2027, 3, 9), Day(2027, 1, 15));
  const std::vector<v1::Proposal> made = List(true);
  ASSERT_EQ(made.size(), 1u);
  const std::string id = made[0].proposal_id();
  EXPECT_EQ(Outcome(Decide(id, true, "2027-06-02").status()),
            "FAILED_PRECONDITION/G15_SERVICE_REQUIRED");
  EXPECT_EQ(Outcome(Decide(id, true, "2027-05-31").status()),
            "FAILED_PRECONDITION/SERVICE_DATE_INVALID")
      << "the day before the proposal was made";
  EXPECT_EQ(Outcome(Decide(id, false, "2027-06-01").status()), "INVALID_ARGUMENT/BAD_REQUEST");
  ASSERT_EQ(List(true).size(), 1u) << "what is refused decides nothing";
  const auto adopted = Decide(id, true);
  ASSERT_TRUE(adopted.ok()) << adopted.status();
  std::vector<v1::Measure> ordered = Cancellations();
  ASSERT_EQ(ordered.size(), 1u);
  EXPECT_EQ(ordered[0].measure_id(), adopted->proposal().measure_id());
  EXPECT_EQ(ordered[0].subject_id(), "M1");
  EXPECT_EQ(ordered[0].start_date(), "2027-06-02");
  EXPECT_EQ(ordered[0].bar_until_date(), "2028-06-01");
  EXPECT_EQ(ordered[0].basis(), "《医疗机构医疗保障定点管理暂行办法》 43");
  EXPECT_FALSE(bureau_.Standing("M1", 2027).standing().consequence().cancelled())
      << "no year's points brought it";
  bureau_.server().clock().Set(Day(2027, 7, 1));
  ASSERT_TRUE(Reverse(bureau_.server(), first, {.institution_id = "M1"}, Day(2027, 7, 1)).ok());
  ordered = Cancellations();
  ASSERT_EQ(ordered.size(), 1u);
  EXPECT_EQ(ordered[0].status(), v1::MEASURE_STATUS_FELL_AWAY);
  EXPECT_EQ(ordered[0].free_from_date(), "2027-07-02");
  EXPECT_EQ(ordered[0].bar_until_date(), "");
  EXPECT_EQ(List()[0].outcome(), v1::PROPOSAL_OUTCOME_ADOPTED) << "it was decided, and stays so";
}

TEST_P(ProposalTest, SuspensionsOfDifferentTermsAreNoRepetition) {
  SignFor("M1", 2026, 2026);
  SignFor("M1", 2027, 2027);
  bureau_.Post("M1", 18, Day(2026, 3, 9));
  bureau_.Post("M1", 18, Day(2027, 3, 9), Day(2027, 1, 15));
  EXPECT_TRUE(List().empty()) << "each agreement of one year saw one suspension";
  bureau_.Post("M3", 18, Day(2026, 3, 9));
  bureau_.Post("M3", 18, Day(2027, 3, 9), Day(2027, 1, 15));
  EXPECT_TRUE(List().empty()) << "without an agreement each calendar year counts for itself";
}

TEST_P(ProposalTest, WhatOneTermSawStaysWhenTheNextSeesACrossing) {
  for (const std::string id : {"M1", "M2"}) {
    SignFor(id, 2026, 2026);
    bureau_.Post(id, 18, Day(2026, 3, 9));
    bureau_.Post(id, 6, Day(2026, 9, 1));
  }
  const std::vector<v1::Proposal> made = List(true);
  ASSERT_EQ(made.size(), 2u);
  EXPECT_EQ(made[0].window_last_date(), "2026-12-31");
  ASSERT_TRUE(Decide(made[0].proposal_id(), true).ok());
  for (const std::string id : {"M1", "M2"}) {
    SignFor(id, 2027, 2027);
    bureau_.Post(id, 18, Day(2027, 3, 9), Day(2027, 1, 15));
  }
  const std::vector<v1::Proposal> after = List();
  ASSERT_EQ(after.size(), 2u);
  EXPECT_EQ(after[0].outcome(), v1::PROPOSAL_OUTCOME_ADOPTED);
  EXPECT_EQ(after[1].outcome(), v1::PROPOSAL_OUTCOME_OPEN) << "nothing was revoked";
  const std::vector<v1::Measure> ordered = Cancellations();
  ASSERT_EQ(ordered.size(), 1u);
  EXPECT_EQ(ordered[0].status(), v1::MEASURE_STATUS_IN_FORCE);
}

TEST_P(ProposalTest, AnUnknownProposalIsRefused) {
  EXPECT_EQ(Outcome(Decide(NewCaseId(bureau_.server()).Text(), true).status()),
            "NOT_FOUND/UNKNOWN_PROPOSAL");
  EXPECT_EQ(Outcome(Decide("x", true).status()), "INVALID_ARGUMENT/BAD_REQUEST");
}

}  // namespace
}  // namespace probity::scoring
