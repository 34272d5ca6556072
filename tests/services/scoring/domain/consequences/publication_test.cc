#include "services/scoring/domain/publicity/publication.h"

#include <gtest/gtest.h>

#include <string>

#include "services/scoring/domain/consequences/nomination.h"
#include "services/scoring/domain/publicity/mask.h"
#include "tests/services/scoring/domain/case_files.h"

namespace probity::scoring {
namespace {

using publicity::CheckMasked;
using publicity::MaskNames;

policy::Publicity PublicityRules() {
  policy::Publicity rules;
  rules.publish_decisions = true;
  rules.light_months = 3;
  rules.other_months = 36;
  rules.early_end = true;
  rules.small_fine_fen = 500'000;
  rules.early_end_min_months = 3;
  return rules;
}

Publication Published(const DecisionWeight& weight, Day published = Day(2026, 1, 31)) {
  return Publish(Publication(), weight, PublicityRules(), {"title", "body"}, published).value();
}

DecisionWeight Heavier() {
  DecisionWeight weight;
  weight.lowers_rate = true;
  return weight;
}

TEST(Publication, LastsByTheWeightOfTheDecision) {
  struct Row {
    const char* what;
    DecisionWeight weight;
    PublicationWeight expected;
    Day end;
  };
  const Row rows[] = {
      {"points only", {}, PublicationWeight::kLight, Day(2026, 4, 30)},
      {"a fine of exactly the small one",
       {false, false, false, 500'000, {}},
       PublicationWeight::kLight,
       Day(2026, 4, 30)},
      {"a fen more",
       {false, false, false, 500'001, {}},
       PublicationWeight::kOther,
       Day(2029, 1, 31)},
      {"a lowered rate", Heavier(), PublicationWeight::kOther, Day(2029, 1, 31)},
      {"a suspension shorter than 3 years",
       {true, false, true, 0, Day(2026, 3, 1)},
       PublicationWeight::kSevere,
       Day(2029, 1, 31)},
      {"a ban of 5 years",
       {false, true, true, 0, Day(2031, 1, 31)},
       PublicationWeight::kSevere,
       Day(2031, 1, 31)},
  };
  for (const Row& row : rows) {
    const Publication publication = Published(row.weight);
    EXPECT_EQ(publication.weight, row.expected) << row.what;
    EXPECT_EQ(publication.end, row.end) << row.what;
  }
}

TEST(Publication, From29February2028LastsToTheEndOfFebruaryThreeYearsLater) {
  EXPECT_EQ(Published(Heavier(), Day(2028, 2, 29)).end, Day(2031, 2, 28));
}

TEST(Publication, IsMadeOnceAndOnlyIfThePolicyPublishes) {
  EXPECT_EQ(ReasonOf(Publish(Published({}), {}, PublicityRules(), {}, Day(2026, 2, 1)).status()),
            "PUBLICATION_STATE");
  policy::Publicity silent = PublicityRules();
  silent.publish_decisions = false;
  EXPECT_EQ(ReasonOf(Publish(Publication(), {}, silent, {}, Day(2026, 2, 1)).status()),
            "NOT_PUBLISHED_BY_RULE");
}

TEST(EarlyEnd, NeedsTimePerformanceCorrectionAndNoRepetition) {
  const EarlyEnd good = {true, true, false, "done"};
  const Publication other = Published(Heavier());
  EXPECT_EQ(ReasonOf(EndEarly(other, good, PublicityRules(), Day(2026, 4, 30)).status()),
            "EARLY_END_NOT_ALLOWED")
      << "the last day of the third month";
  EXPECT_TRUE(EndEarly(other, good, PublicityRules(), Day(2026, 5, 1)).ok());
  EXPECT_EQ(
      ReasonOf(
          EndEarly(other, {false, true, false, ""}, PublicityRules(), Day(2026, 5, 1)).status()),
      "EARLY_END_NOT_ALLOWED");
  EXPECT_EQ(
      ReasonOf(
          EndEarly(other, {true, false, false, ""}, PublicityRules(), Day(2026, 5, 1)).status()),
      "EARLY_END_NOT_ALLOWED");
  EXPECT_EQ(
      ReasonOf(EndEarly(other, {true, true, true, ""}, PublicityRules(), Day(2026, 5, 1)).status()),
      "EARLY_END_NOT_ALLOWED");
  policy::Publicity never = PublicityRules();
  never.early_end = false;
  EXPECT_EQ(ReasonOf(EndEarly(other, good, never, Day(2026, 5, 1)).status()),
            "EARLY_END_NOT_ALLOWED");
}

TEST(EarlyEnd, IsNeverForSevereMeasures) {
  DecisionWeight weight;
  weight.suspends = true;
  EXPECT_EQ(ReasonOf(EndEarly(Published(weight), {true, true, false, ""}, PublicityRules(),
                              Day(2028, 12, 31))
                         .status()),
            "EARLY_END_NOT_ALLOWED");
}

TEST(EarlyEnd, IsNotForWhatHasEnded) {
  EXPECT_EQ(ReasonOf(EndEarly(Published(Heavier()), {true, true, false, ""}, PublicityRules(),
                              Day(2029, 2, 1))
                         .status()),
            "PUBLICATION_STATE");
}

TEST(Withdrawal, TakesAPublicationOffAtOnceAndWaitsForConfirmation) {
  const Publication published = Published(Heavier());
  EXPECT_TRUE(Shown(published, Day(2026, 1, 31)));
  EXPECT_FALSE(Shown(published, Day(2026, 1, 30)));
  EXPECT_TRUE(Shown(published, Day(2029, 1, 31)));
  EXPECT_FALSE(Shown(published, Day(2029, 2, 1)));
  const auto withdrawn = Withdraw(published, "revoked", Day(2026, 5, 8), Day(2026, 5, 13));
  ASSERT_TRUE(withdrawn.has_value());
  EXPECT_EQ(withdrawn->withdraw_by, Day(2026, 5, 13));
  EXPECT_TRUE(Shown(*withdrawn, Day(2026, 5, 9))) << "as withdrawn, with its reasons";
  EXPECT_FALSE(Withdraw(*withdrawn, "again", Day(2026, 5, 9), Day(2026, 5, 14)).has_value());
  const auto confirmed = ConfirmWithdrawal(*withdrawn, "why", Day(2026, 5, 13));
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_EQ(ReasonOf(ConfirmWithdrawal(*confirmed, "why", Day(2026, 5, 13)).status()),
            "PUBLICATION_STATE");
}

TEST(Withdrawal, OfWhatWasNeverPublishedNeedsNoConfirmation) {
  const auto withdrawn = Withdraw(Publication(), "revoked", Day(2026, 5, 8), Day(2026, 5, 13));
  ASSERT_TRUE(withdrawn.has_value());
  EXPECT_FALSE(withdrawn->withdraw_by.has_value());
  EXPECT_FALSE(Shown(*withdrawn, Day(2026, 5, 9)));
  EXPECT_EQ(ReasonOf(ConfirmWithdrawal(*withdrawn, "why", Day(2026, 5, 9)).status()),
            "PUBLICATION_STATE");
}

TEST(Masking, MeetsEveryOccurrenceAndTheLongerNameFirst) {
  EXPECT_EQ(MaskNames("甲乙与甲乙丙，甲乙签字", {"甲乙", "甲乙丙"}), "甲＊与甲＊＊，甲＊签字");
  EXPECT_EQ(MaskNames("无人", {"甲乙", ""}), "无人");
}

TEST(Masking, FindsNumbersOfPersonsInAnyShape) {
  struct Row {
    const char* text;
    bool masked;
  };
  const Row rows[] = {
      {"合计100000.00元，2026-01-15至2026-03-31", true},
      {"电话13800000000", false},
      {"电话１３８００００００００", false},
      {"电话138 0000 0000", false},
      {"电话138-0000-0000", false},
      {"单号23800000000", true},
      {"证件110101190001010000", false},
      {"证件11010119000101000X", false},
      {"证件11010119000101000x。", false},
      {"证件110101900101000", false},
      {"编号12345678901234", true},
      {"", true},
  };
  for (const Row& row : rows) EXPECT_EQ(CheckMasked(row.text).ok(), row.masked) << row.text;
}

Nomination Nominated() {
  Nomination nomination;
  nomination.person = "负责人01";
  nomination.nominated_by = "chief";
  return nomination;
}

const policy::MonthRange kRange = {3, 36};

TEST(JointPunishment, IsForSeriousBreachesOnly) {
  EXPECT_EQ(ReasonOf(CheckSerious(false, false)), "NOT_SERIOUS");
  EXPECT_TRUE(CheckSerious(true, false).ok());
  EXPECT_TRUE(CheckSerious(false, true).ok());
}

TEST(JointPunishment, IsDecidedByAnotherPersonForATimeWithinTheRange) {
  const Day today(2026, 1, 31);
  EXPECT_EQ(
      ReasonOf(
          DecideNomination(Nominated(), {"chief", true, 12, "m", "r"}, kRange, today).status()),
      "G22_TWO_PERSONS");
  EXPECT_EQ(
      ReasonOf(DecideNomination(Nominated(), {"head", true, 2, "m", "r"}, kRange, today).status()),
      "MEASURE_LENGTH");
  EXPECT_EQ(
      ReasonOf(DecideNomination(Nominated(), {"head", true, 37, "m", "r"}, kRange, today).status()),
      "MEASURE_LENGTH");
  const auto no = DecideNomination(Nominated(), {"head", false, 0, "m", "r"}, kRange, today);
  ASSERT_TRUE(no.ok()) << no.status();
  EXPECT_FALSE(OnList(*no, today + 1));
  const auto listed = DecideNomination(Nominated(), {"head", true, 3, "m", "r"}, kRange, today);
  ASSERT_TRUE(listed.ok()) << listed.status();
  EXPECT_FALSE(OnList(*listed, today)) << "from the day after";
  EXPECT_TRUE(OnList(*listed, Day(2026, 4, 30)));
  EXPECT_FALSE(OnList(*listed, Day(2026, 5, 1)));
  EXPECT_EQ(
      ReasonOf(DecideNomination(*listed, {"head", true, 3, "m", "r"}, kRange, today).status()),
      "NOMINATION_STATE");
}

TEST(JointPunishment, IsLeftAfterTheShortestTimeAtTheEarliest) {
  const auto listed =
      DecideNomination(Nominated(), {"head", true, 12, "m", "r"}, kRange, Day(2026, 1, 31));
  ASSERT_TRUE(listed.ok()) << listed.status();
  EXPECT_EQ(ReasonOf(ExitList(*listed, "done", kRange, Day(2026, 4, 30)).status()),
            "MEASURE_LENGTH");
  const auto left = ExitList(*listed, "done", kRange, Day(2026, 5, 1));
  ASSERT_TRUE(left.ok()) << left.status();
  EXPECT_FALSE(OnList(*left, Day(2026, 5, 1)));
  EXPECT_EQ(ReasonOf(ExitList(*listed, "done", kRange, Day(2027, 2, 1)).status()),
            "NOMINATION_STATE")
      << "it has ended by itself";
  EXPECT_TRUE(WithdrawNomination(*listed, Day(2026, 3, 1)).has_value());
  EXPECT_FALSE(WithdrawNomination(*left, Day(2026, 6, 1)).has_value());
}

TEST(JointPunishment, IsExportedSoThatNoCellBreaksOutOrRuns) {
  Nomination one = Nominated();
  one.nomination_id = "N";
  one.cause = "=1+1 说\"假\"\n换行";
  EXPECT_EQ(
      ListFile({one}),
      "nomination_id,case_id,institution_id,person,duty,cause,basis,minutes,start_date,"
      "end_date\n\"N\",\"\",\"\",\"负责人01\",\"\",\"'=1+1 说\"\"假\"\"\n换行\",\"\",\"\",,\n");
  EXPECT_EQ(ListFile({}),
            "nomination_id,case_id,institution_id,person,duty,cause,basis,minutes,start_date,"
            "end_date\n");
}

}  // namespace
}  // namespace probity::scoring
