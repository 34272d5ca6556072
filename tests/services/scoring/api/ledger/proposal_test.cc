#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

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
  absl::StatusOr<v1::DecideProposalResponse> Decide(const std::string& id, bool adopt) {
    v1::DecideProposalRequest request;
    request.set_request_id(NewRequestId());
    request.set_proposal_id(id);
    request.set_adopt(adopt);
    request.set_reason("集体讨论决定");
    request.set_document("会议纪要 5 号");
    return rpc::Invoke(bureau_.proposals(), &v1::ProposalService::Stub::DecideProposal, request,
                       As({options::v1::ROLE_DIRECTOR}, "director"));
  }

  LedgerBureau bureau_{Day(2027, 6, 1), GetParam()};
};
PROBITY_ON_EVERY_ENGINE(ProposalTest);

TEST_P(ProposalTest, TwoSuspensionsCallForAProposalThatAPersonDecides) {
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

TEST_P(ProposalTest, SuspensionsOfDifferentTermsAreNoRepetition) {
  bureau_.server().Change([](sql::Tx& tx) -> absl::Status {
    for (const int year : {2026, 2027}) {
      const absl::Status inserted =
          tx.Execute(
                "INSERT INTO agreement (region, agreement_no, subject_kind, subject_id, "
                "institution_id, public_body, from_date, to_date, signed_date, renews_no, actor, "
                "recorded_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                {"demo", absl::StrCat("A", year), int64_t{1}, "M1", "M1", int64_t{0},
                 absl::StrCat(year, "-01-01"), absl::StrCat(year, "-12-31"),
                 absl::StrCat(year - 1, "-12-01"), "", "officer", int64_t{1}})
              .status();
      if (!inserted.ok()) return inserted;
    }
    return absl::OkStatus();
  });
  bureau_.Post("M1", 18, Day(2026, 3, 9));
  bureau_.Post("M1", 18, Day(2027, 3, 9), Day(2027, 1, 15));
  EXPECT_TRUE(List().empty()) << "each agreement of one year saw one suspension";
}

TEST_P(ProposalTest, AnUnknownProposalIsRefused) {
  EXPECT_EQ(Outcome(Decide(NewCaseId(bureau_.server()).Text(), true).status()),
            "NOT_FOUND/UNKNOWN_PROPOSAL");
  EXPECT_EQ(Outcome(Decide("x", true).status()), "INVALID_ARGUMENT/BAD_REQUEST");
}

}  // namespace
}  // namespace probity::scoring
