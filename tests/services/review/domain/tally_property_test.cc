// What holds of every tally, whatever was voted.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "services/review/domain/tally.h"
#include "tests/services/review/domain/voting.h"

namespace probity::review {
namespace {

using voting::Votes;

struct Vote {
  std::vector<OpenedBallot> ballots;
  CaseTerms terms;
  int uphold = 0, reject = 0, remand = 0, absent = 0;
  int decisive() const { return uphold + reject + remand; }
};

// A full first-hearing panel, some of it absent.
Vote AnyVote() {
  Vote vote;
  vote.terms = {{{*rc::gen::inRange<std::int64_t>(0, 3), *rc::gen::inRange<std::int64_t>(3, 13)}},
                *rc::gen::arbitrary<bool>()};
  const FindingBounds bounds = vote.terms.findings[0];
  for (const int group : {1, 2, 3, 3, 3, 4, 4}) {
    Ballot ballot;
    const int choice = *rc::gen::inRange(0, 8);  // above 4: uphold, so that majorities are common
    if (choice == 0) {
      ++vote.absent;
    } else {
      Answer answer{
          choice <= 4 ? static_cast<Choice>(choice) : Choice::kUphold, 0, {ReasonCode::kR01}};
      if (answer.choice == Choice::kUphold) {
        answer.points = *rc::gen::inRange(bounds.points_floor, bounds.points_ceiling + 1);
        ++vote.uphold;
      }
      vote.reject += answer.choice == Choice::kNotUphold;
      vote.remand += answer.choice == Choice::kRemand;
      ballot = {*rc::gen::inRange(1u, 9u), {answer}, ""};
    }
    vote.ballots.push_back({static_cast<Group>(group), ballot});
  }
  return vote;
}

FindingVerdict Decided(const Vote& vote) {
  return TallyCase({}, vote.terms, vote.ballots)->findings.at(0);
}

RC_GTEST_PROP(TallyProperty, PointsLieBetweenFloorAndCeilingAndWereVotedFor, ()) {
  const Vote vote = AnyVote();
  const FindingVerdict verdict = Decided(vote);
  if (verdict.outcome != FindingOutcome::kUpheld) {
    RC_ASSERT(verdict.points == 0);
    return;
  }
  RC_ASSERT(verdict.points >= vote.terms.findings[0].points_floor);
  RC_ASSERT(verdict.points <= vote.terms.findings[0].points_ceiling);
  int at_most = 0, at_least = 0;
  for (const OpenedBallot& opened : vote.ballots) {
    if (IsAbsent(opened.ballot) || opened.ballot.answers[0].choice != Choice::kUphold) continue;
    at_most += opened.ballot.answers[0].points <= verdict.points;
    at_least += opened.ballot.answers[0].points >= verdict.points;
  }
  RC_ASSERT(2 * at_most >= vote.uphold);
  RC_ASSERT(2 * at_least > vote.uphold);
}

RC_GTEST_PROP(TallyProperty, TheOutcomeIsTheOneTheMajoritiesDemand, ()) {
  const Vote vote = AnyVote();
  const auto verdict = TallyCase({}, vote.terms, vote.ballots);
  const int d = vote.decisive();
  const bool enough = !verdict->no_quorum && d >= 3;
  const bool upheld = vote.terms.supermajority ? 3 * vote.uphold >= 2 * d : 2 * vote.uphold > d;
  const FindingOutcome expected = !enough               ? FindingOutcome::kRemanded
                                  : upheld              ? FindingOutcome::kUpheld
                                  : 2 * vote.reject > d ? FindingOutcome::kNotUpheld
                                                        : FindingOutcome::kRemanded;
  RC_ASSERT(verdict->findings[0].outcome == expected);
}

RC_GTEST_PROP(TallyProperty, AQuorumCountsAbstentionsAndWantsEveryGroup, ()) {
  const Vote vote = AnyVote();
  std::array<int, 4> of_group{};
  for (const OpenedBallot& opened : vote.ballots) {
    of_group[IndexOf(opened.group)] += !IsAbsent(opened.ballot);
  }
  const bool every_group = std::count(of_group.begin(), of_group.end(), 0) == 0;
  RC_ASSERT(TallyCase({}, vote.terms, vote.ballots)->no_quorum ==
            !(every_group && 7 - vote.absent >= 5));
}

RC_GTEST_PROP(TallyProperty, TheOrderOfTheBallotsDoesNotMatter, ()) {
  Vote vote = AnyVote();
  const FindingVerdict before = Decided(vote);
  std::reverse(vote.ballots.begin(), vote.ballots.end());
  RC_ASSERT(Decided(vote) == before);
}

RC_GTEST_PROP(TallyProperty, AnotherAbstentionNeverChangesADecision, ()) {
  Vote vote = AnyVote();
  const auto before = TallyCase({}, vote.terms, vote.ballots);
  RC_PRE(!before->no_quorum);
  vote.ballots.push_back({Group::kExpert, {1, {{Choice::kAbstain, 0, {ReasonCode::kR07}}}, ""}});
  RC_ASSERT(*TallyCase({}, vote.terms, vote.ballots) == *before);
}

}  // namespace
}  // namespace probity::review
