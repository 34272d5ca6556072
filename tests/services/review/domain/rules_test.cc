#include "services/review/domain/rules.h"

#include <gtest/gtest.h>

namespace probity::review {
namespace {

policy::Committee Committee() {
  policy::Committee committee;
  committee.quotas_first = {1, 1, 3, 2};
  committee.quotas_appeal = {1, 1, 4, 3};
  committee.quorum = 6;
  committee.quorum_per_group = 2;
  committee.min_decisive = 4;
  committee.supermajority_numerator = 3;
  committee.supermajority_denominator = 4;
  return committee;
}

TEST(RulesOfAPolicyTest, AnAppealHasTheLargerPanel) {
  EXPECT_EQ(QuotasOf(Committee(), RoundKind::kFirst), (Quotas{1, 1, 3, 2}));
  EXPECT_EQ(QuotasOf(Committee(), RoundKind::kAppeal), (Quotas{1, 1, 4, 3}));
}

TEST(RulesOfAPolicyTest, ThresholdsAreThePolicys) {
  const TallyRules tally = TallyRulesOf(Committee());
  EXPECT_EQ(tally.quorum, 6);
  EXPECT_EQ(tally.quorum_per_group, 2);
  EXPECT_EQ(tally.min_decisive, 4);
  EXPECT_EQ(tally.supermajority_num, 3);
  EXPECT_EQ(tally.supermajority_den, 4);
  const SeatingRules seating = SeatingRulesOf(Committee());
  EXPECT_EQ(seating.quorum, 6);
  EXPECT_EQ(seating.quorum_per_group, 2);
}

TEST(RulesOfAPolicyTest, APolicyWithoutCodesKeepsTheClosedSet) {
  const ReasonRules rules = ReasonRulesOf(Committee());
  EXPECT_TRUE(rules.Fits(ReasonCode::kR02, Choice::kNotUphold));
  EXPECT_TRUE(rules.Fits(ReasonCode::kR06, Choice::kRemand));
  EXPECT_FALSE(rules.Fits(ReasonCode::kR06, Choice::kUphold));
  EXPECT_FALSE(rules.Fits(ReasonCode::kR07, Choice::kRemand));
}

TEST(RulesOfAPolicyTest, APolicyWithCodesAllowsThoseAloneAndWhereItSays) {
  policy::Committee committee = Committee();
  committee.reason_codes = {
      {"R01", {}, {}},
      {"R02", {}, {policy::BallotChoice::kNotUphold, policy::BallotChoice::kRemand}}};
  const ReasonRules rules = ReasonRulesOf(committee);
  EXPECT_TRUE(rules.Fits(ReasonCode::kR01, Choice::kAbstain));
  EXPECT_TRUE(rules.Fits(ReasonCode::kR02, Choice::kRemand));
  EXPECT_FALSE(rules.Fits(ReasonCode::kR02, Choice::kUphold));
  EXPECT_FALSE(rules.Fits(ReasonCode::kR03, Choice::kNotUphold));
  EXPECT_FALSE(rules.Fits(ReasonCode::kR07, Choice::kAbstain));
}

}  // namespace
}  // namespace probity::review
