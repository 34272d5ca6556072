#include "services/review/domain/tally.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "tests/services/review/domain/voting.h"

namespace probity::review {
namespace {

using enum FindingOutcome;
using enum ReasonCode;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using voting::Cast;
using voting::Votes;

// One row of the table the committee was promised.
struct Row {
  int number;
  std::array<int, 4> ballots_by_group;
  Votes votes;
  bool supermajority;
  FindingOutcome outcome;
  std::int64_t points;
  bool no_quorum;
  bool with_codes;
  std::string why;
};

const std::vector<Row> kTruthTable = {
    {1, {1, 1, 3, 2}, {{3, 3, 4, 6, 6}, 2, 0, 0}, false, kUpheld, 4, false, true, "majority"},
    {2, {1, 1, 3, 2}, {{2, 3, 5, 6}, 3, 0, 0}, false, kUpheld, 3, false, true, "lower middle"},
    {3, {1, 1, 3, 2}, {{2, 3, 5, 6}, 3, 0, 0}, true, kRemanded, 0, false, false, "4/7 < 2/3"},
    {4, {1, 1, 3, 2}, {{1, 2, 2, 9}, 2, 0, 1}, true, kUpheld, 2, false, true, "exactly 2/3"},
    {5, {1, 1, 3, 2}, {{3, 3, 3}, 3, 0, 1}, false, kRemanded, 0, false, false, "tie"},
    {6, {1, 1, 3, 2}, {{6, 6, 6}, 4, 0, 0}, true, kNotUpheld, 0, false, true, "rejected"},
    {7, {1, 1, 3, 2}, {{3, 3, 3}, 0, 4, 0}, false, kRemanded, 0, false, true, "remanded, codes"},
    {8, {1, 1, 3, 2}, {{3, 3, 3}, 2, 2, 0}, false, kRemanded, 0, false, false, "no majority"},
    {9, {1, 1, 1, 1}, {{3, 3, 3, 3}, 0, 0, 0}, false, kRemanded, 0, true, false, "quorum"},
    {10, {1, 0, 3, 2}, {{3, 3, 3, 3, 3, 3}, 0, 0, 0}, false, kRemanded, 0, true, false, "group"},
    {11, {1, 1, 3, 1}, {{3, 3}, 0, 0, 4}, false, kRemanded, 0, false, false, "D < 3"},
    {12, {1, 1, 4, 3}, {{6, 6, 9, 9, 12, 12}, 3, 0, 0}, true, kUpheld, 9, false, true, "appeal"},
};

TEST(TallyTest, TheTruthTable) {
  for (const Row& row : kTruthTable) {
    const auto verdict =
        TallyCase({}, voting::Terms(row.supermajority), Cast(row.ballots_by_group, row.votes));
    ASSERT_TRUE(verdict.ok()) << "row " << row.number << ": " << verdict.status();
    const FindingVerdict& finding = verdict->findings.at(0);
    EXPECT_EQ(finding.outcome, row.outcome) << "row " << row.number << ": " << row.why;
    EXPECT_EQ(finding.points, row.points) << "row " << row.number << ": " << row.why;
    EXPECT_EQ(verdict->no_quorum, row.no_quorum) << "row " << row.number << ": " << row.why;
    EXPECT_EQ(!finding.reason_codes.empty(), row.with_codes) << "row " << row.number;
  }
}

TEST(TallyTest, AbsentBallotsAreNoBallots) {
  std::vector<OpenedBallot> ballots = Cast({1, 1, 3, 2}, {{3, 3, 4, 6, 6}, 2, 0, 0});
  const CaseVerdict before = *TallyCase({}, voting::Terms(false), ballots);
  ballots.insert(ballots.begin(), 3, OpenedBallot{Group::kExpert, Ballot{}});
  EXPECT_EQ(*TallyCase({}, voting::Terms(false), ballots), before);
  const std::vector<OpenedBallot> nobody(7, OpenedBallot{Group::kExpert, Ballot{}});
  EXPECT_TRUE(TallyCase({}, voting::Terms(false), nobody)->no_quorum);
}

TEST(TallyTest, EachFindingIsDecidedByItself) {
  std::vector<OpenedBallot> ballots = Cast({1, 1, 3, 2}, {{3, 3, 3, 3, 3, 3, 3}, 0, 0, 0});
  for (OpenedBallot& opened : ballots) {
    opened.ballot.answers.push_back({Choice::kNotUphold, 0, {kR02}});
    opened.ballot.answers.push_back({Choice::kRemand, 0, {kR06}});
  }
  const CaseTerms terms{{{0, 12}, {1, 3}, {1, 3}}, false};
  const auto verdict = TallyCase({}, terms, ballots);
  ASSERT_TRUE(verdict.ok());
  EXPECT_THAT(verdict->findings,
              ElementsAre(FindingVerdict{kUpheld, 3, {kR01}}, FindingVerdict{kNotUpheld, 0, {kR02}},
                          FindingVerdict{kRemanded, 0, {kR06}}));
  EXPECT_EQ(OutcomeOf(*verdict), CaseOutcome::kPartly);
}

TEST(TallyTest, DeliversTheReasonsOfAtLeastHalfOfThePrevailingBallots) {
  std::vector<OpenedBallot> ballots = Cast({1, 1, 3, 2}, {{}, 7, 0, 0});
  const std::vector<std::vector<ReasonCode>> given = {{kR05, kR02}, {kR02}, {kR02, kR03}, {kR05}};
  for (std::size_t i = 0; i < ballots.size(); ++i) {
    Answer& answer = ballots[i].ballot.answers[0];
    if (i < given.size()) {
      answer.reason_codes = given[i];
    } else {
      answer = {Choice::kAbstain, 0, {kR07}};  // on no prevailing ballot
    }
  }
  EXPECT_THAT(TallyCase({}, voting::Terms(false), ballots)->findings[0].reason_codes,
              ElementsAre(kR02, kR05))
      << "R02 three times, R05 exactly half, R03 once of four";
}

TEST(TallyTest, TheLosersReasonsAreNotDelivered) {
  std::vector<OpenedBallot> ballots = Cast({1, 1, 3, 2}, {{3, 3, 3, 3}, 3, 0, 0});
  for (OpenedBallot& opened : ballots) {
    Answer& answer = opened.ballot.answers[0];
    if (answer.choice == Choice::kNotUphold) answer.reason_codes = {kR02};
  }
  EXPECT_THAT(TallyCase({}, voting::Terms(false), ballots)->findings[0].reason_codes,
              ElementsAre(kR01));
}

TEST(TallyTest, ABallotThatCouldNotHaveBeenAcceptedStopsTheTally) {
  const auto damaged = [](auto change) {
    std::vector<OpenedBallot> ballots = Cast({1, 1, 3, 2}, {{3, 3, 3, 3, 3, 3, 3}, 0, 0, 0});
    change(ballots[4]);
    return TallyCase({}, voting::Terms(false), ballots).status().code();
  };
  EXPECT_EQ(damaged([](OpenedBallot&) {}), absl::StatusCode::kOk);
  EXPECT_EQ(damaged([](OpenedBallot& o) { o.ballot.answers[0].points = 13; }),
            absl::StatusCode::kInternal);
  EXPECT_EQ(damaged([](OpenedBallot& o) { o.ballot.answers.clear(); }),
            absl::StatusCode::kInternal);
  EXPECT_EQ(damaged([](OpenedBallot& o) { o.group = static_cast<Group>(5); }),
            absl::StatusCode::kInternal);
}

TEST(RoundQuorumTest, ARoundFailsWhenMoreThanHalfOfItsCasesLackAQuorum) {
  const struct {
    int lacking, cases;
    bool fails;
  } rows[] = {{0, 5, false},  {2, 5, false}, {3, 5, true},
              {5, 10, false}, {6, 10, true}, {1, 1, true}};
  for (const auto& row : rows) {
    std::vector<CaseVerdict> verdicts(static_cast<std::size_t>(row.cases));
    for (int i = 0; i < row.lacking; ++i) verdicts[static_cast<std::size_t>(i)].no_quorum = true;
    EXPECT_EQ(RoundLacksQuorum(verdicts), row.fails) << row.lacking << " of " << row.cases;
  }
}

TEST(OutcomeTest, IsTheVerdictAllFindingsShareOtherwisePartly) {
  const struct {
    std::vector<FindingOutcome> findings;
    std::string_view word;
  } cases[] = {
      {{kUpheld}, "UPHELD"},
      {{kUpheld, kUpheld}, "UPHELD"},
      {{kNotUpheld, kNotUpheld}, "NOT_UPHELD"},
      {{kRemanded}, "REMANDED"},
      {{kUpheld, kNotUpheld}, "PARTLY"},
      {{kRemanded, kNotUpheld}, "PARTLY"},
      {{kUpheld, kUpheld, kRemanded}, "PARTLY"},
  };
  for (const auto& c : cases) {
    CaseVerdict verdict;
    for (const FindingOutcome outcome : c.findings) verdict.findings.push_back({outcome, 0, {}});
    EXPECT_EQ(CaseOutcomeName(OutcomeOf(verdict)), c.word);
  }
}

TEST(VerdictDigestTest, IsOverTokenVerdictAndNonceInThatOrder) {
  const CaseVerdict verdict{false, {{kUpheld, 4, {kR01, kR04}}, {kNotUpheld, 0, {kR02}}}};
  const std::string encoded(
      "\x00\x02\x01\x00\x00\x00\x00\x00\x00\x00\x04\x02\x01\x04"
      "\x02\x00\x00\x00\x00\x00\x00\x00\x00\x01\x02",
      25);
  EXPECT_EQ(EncodeVerdict(verdict), encoded);
  const std::string token(16, 't');
  const std::string nonce(16, 'n');
  EXPECT_EQ(VerdictDigest(token, verdict, nonce), crypto::Sha256(token + encoded + nonce));
}

TEST(VerdictDigestTest, TheMarkOfAMissingQuorumIsPartOfIt) {
  const CaseVerdict remanded{false, {{kRemanded, 0, {}}}};
  const CaseVerdict no_quorum{true, {{kRemanded, 0, {}}}};
  EXPECT_NE(EncodeVerdict(remanded), EncodeVerdict(no_quorum));
}

}  // namespace
}  // namespace probity::review
