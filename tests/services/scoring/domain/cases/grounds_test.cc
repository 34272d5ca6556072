// What makes points lighter or heavier, what makes a veto, and how long an act can be taken up.
#include "services/scoring/domain/cases/grounds.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/scoring/domain/case_decision.h"
#include "services/scoring/domain/finding.h"
#include "tests/services/scoring/domain/case_files.h"

namespace probity::scoring {
namespace {

using policy::AdjustmentResult;
using policy::Ground;

// All grounds of 处罚法 32 and 33; RANGE 1..6 (3), FIXED 6, EACH 3 up to 12, ONE 1; a repetition of
// RANGE or FIXED within 12 months counts one and a half times.
policy::Policy Rules() {
  policy::Policy policy = CataloguePolicy();
  policy.limitation_years_if_harm = 5;
  policy.mitigation = {{Ground::kMinorCorrectedHarmless, AdjustmentResult::kNoPoints, {}},
                       {Ground::kFirstMinorCorrected, AdjustmentResult::kMayBeNoPoints, {}},
                       {Ground::kSelfReport, AdjustmentResult::kLighter, {}}};
  policy.aggravation = {{Ground::kRepeatedAfterCorrection, AdjustmentResult::kUpperPart, {}},
                        {Ground::kRefusesToCooperate, AdjustmentResult::kUpperPart, {}}};
  for (policy::CatalogueItem& item : policy.catalogue) {
    if (item.code == "RANGE" || item.code == "FIXED") item.repeat = {15'000, 12};
  }
  policy.catalogue.push_back(Item("ONE", 1, 1, 1));
  return policy;
}

const std::vector<PriorFinding> kPriors = {{"RANGE", Day(2025, 6, 1)}, {"FIXED", Day(2025, 1, 15)}};

FindingFile With(const std::string& code, int64_t points, std::vector<Ground> grounds,
                 Day act_end = Day(2026, 1, 15)) {
  FindingFile finding = MakeFinding(1, code, points, act_end);
  finding.grounds = std::move(grounds);
  finding.reason = "why";
  return finding;
}

std::string Check(const FindingFile& finding, const std::vector<PriorFinding>& priors = {}) {
  const policy::Policy policy = Rules();
  return ReasonOf(CheckGrounds(policy, *FindItem(policy, finding.code), finding, priors));
}

TEST(GroundsTest, EachGroundLeadsToItsOwnValues) {
  struct Row {
    std::string code;
    int64_t points;
    std::vector<Ground> grounds;
    std::string reason;
  };
  const std::string against = "POINTS_AGAINST_GROUND";
  const std::vector<Row> rows = {
      {"FIXED", 6, {}, "OK"},
      {"FIXED", 5, {}, "POINTS_OUT_OF_RANGE"},
      // Minor, corrected, harmless: none.
      {"FIXED", 0, {Ground::kMinorCorrectedHarmless}, "OK"},
      {"FIXED", 1, {Ground::kMinorCorrectedHarmless}, against},
      {"FIXED", 6, {Ground::kMinorCorrectedHarmless}, against},
      // First, minor, corrected: may be none.
      {"FIXED", 0, {Ground::kFirstMinorCorrected}, "OK"},
      {"FIXED", 6, {Ground::kFirstMinorCorrected}, "OK"},
      {"FIXED", 5, {Ground::kFirstMinorCorrected}, against},
      // Self-report: lighter, and not none.
      {"FIXED", 5, {Ground::kSelfReport}, "OK"},
      {"FIXED", 1, {Ground::kSelfReport}, "OK"},
      {"FIXED", 6, {Ground::kSelfReport}, against},
      {"FIXED", 0, {Ground::kSelfReport}, against},
      {"FIXED", -1, {Ground::kSelfReport}, against},
      {"RANGE", 2, {Ground::kSelfReport}, "OK"},
      {"RANGE", 3, {Ground::kSelfReport}, against},
      {"ONE", 1, {Ground::kSelfReport}, "OK"},
      // Refusal to cooperate: the upper part of a range.
      {"RANGE", 4, {Ground::kRefusesToCooperate}, "OK"},
      {"RANGE", 6, {Ground::kRefusesToCooperate}, "OK"},
      {"RANGE", 3, {Ground::kRefusesToCooperate}, against},
      {"RANGE", 7, {Ground::kRefusesToCooperate}, against},
      {"FIXED", 6, {Ground::kRefusesToCooperate}, "OK"},
      {"EACH", 9, {Ground::kRefusesToCooperate}, "OK"},
      {"EACH", 8, {Ground::kRefusesToCooperate}, against},
      // Both: anything between.
      {"RANGE", 5, {Ground::kSelfReport, Ground::kRefusesToCooperate}, "OK"},
      {"RANGE", 10, {Ground::kSelfReport, Ground::kRefusesToCooperate}, against},
      {"FIXED",
       0,
       {Ground::kMinorCorrectedHarmless, Ground::kRefusesToCooperate},
       "GROUND_CONTRADICTED"},
      {"WARN", 0, {Ground::kSelfReport}, "OK"},
      {"WARN", 1, {Ground::kSelfReport}, against},
      {"FIXED", 6, {Ground::kCoerced}, "GROUND_NOT_IN_POLICY"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Check(With(row.code, row.points, row.grounds)), row.reason)
        << row.code << " " << row.points << " with " << row.grounds.size() << " grounds";
  }
}

TEST(GroundsTest, G14EveryGroundNeedsAWrittenReason) {
  FindingFile finding = With("FIXED", 0, {Ground::kMinorCorrectedHarmless});
  finding.reason.clear();
  EXPECT_EQ(Check(finding), "G14_REASON_REQUIRED");
}

TEST(GroundsTest, ARepetitionWithinTheWindowMultipliesAndOneDayLaterDoesNot) {
  const std::vector<Ground> repeated = {Ground::kRepeatedAfterCorrection};
  // RANGE before ended on 2025-06-01: its twelve months end with 2026-06-01.
  EXPECT_EQ(Check(With("RANGE", 9, repeated, Day(2026, 6, 1)), kPriors), "OK");
  EXPECT_EQ(Check(With("RANGE", 9, repeated, Day(2026, 6, 2)), kPriors), "GROUND_CONTRADICTED");
  EXPECT_EQ(Check(With("RANGE", 6, repeated), kPriors), "OK") << "4 by one and a half";
  EXPECT_EQ(Check(With("RANGE", 4, repeated), kPriors), "POINTS_AGAINST_GROUND");
  EXPECT_EQ(Check(With("FIXED", 9, repeated), kPriors), "OK") << "the window's last day";
  EXPECT_EQ(Check(With("FIXED", 6, repeated), kPriors), "POINTS_AGAINST_GROUND");
  EXPECT_EQ(Check(With("RANGE", 9, repeated, Day(2025, 6, 1)), kPriors), "GROUND_CONTRADICTED")
      << "an act does not repeat itself";
  EXPECT_EQ(Check(With("EACH", 3, repeated), kPriors), "GROUND_CONTRADICTED") << "another item";
}

TEST(GroundsTest, AFirstBreachIsTheFirstOfItsItem) {
  const std::vector<Ground> first = {Ground::kFirstMinorCorrected};
  EXPECT_EQ(Check(With("EACH", 0, first), kPriors), "OK");
  EXPECT_EQ(Check(With("RANGE", 0, first), kPriors), "GROUND_CONTRADICTED");
  EXPECT_EQ(Check(With("RANGE", 0, first, Day(2025, 5, 31)), kPriors), "OK")
      << "what came later does not count";
}

TEST(GroundsTest, AFindingWithoutPointsIsWrittenDownAndConfirmed) {
  const policy::Policy policy = Rules();
  const auto added = AddFinding(CaseIn(CaseState::kFiled),
                                {With("FIXED", 0, {Ground::kMinorCorrectedHarmless}), policy, {}},
                                "officer-a", Day(2026, 1, 20));
  ASSERT_TRUE(added.ok()) << added.status();
  EXPECT_EQ(added->findings[0].notified_points, 0);
}

TEST(LimitationTest, G4HarmToSafetyMakesItFiveYears) {
  const policy::Policy policy = Rules();
  const policy::CatalogueItem& item = *FindItem(policy, "FIXED");
  struct Row {
    Day act_end;
    bool harmed;
    Day last;
  };
  for (const Row& row : std::vector<Row>{{Day(2026, 1, 15), false, Day(2028, 1, 15)},
                                         {Day(2026, 1, 15), true, Day(2031, 1, 15)},
                                         {Day(2024, 2, 29), false, Day(2026, 2, 28)},
                                         {Day(2024, 2, 29), true, Day(2029, 2, 28)}}) {
    EXPECT_EQ(LimitationEnd(policy, item, row.act_end, row.harmed), row.last) << row.act_end;
    EXPECT_EQ(ReasonOf(CheckLimitation(policy, item, row.act_end, row.last, row.harmed)), "OK");
    EXPECT_EQ(ReasonOf(CheckLimitation(policy, item, row.act_end, row.last + 1, row.harmed)),
              "G4_LIMITATION")
        << "one day late";
  }
}

TEST(VetoTest, IntentToDefraudMakesAVetoOfTheItemsThePolicyNames) {
  policy::Policy policy = Rules();
  policy::CatalogueItem always = Item("ALWAYS", 12, 12, 12);
  always.veto = true;
  policy::CatalogueItem by_intent = Item("INTENT", 6, 6, 6);
  by_intent.veto_if_fraud = true;
  policy.catalogue.insert(policy.catalogue.end(), {always, by_intent});
  FindingFile finding = MakeFinding(1, "INTENT", 6);
  EXPECT_FALSE(IsVeto(policy, finding));
  finding.fraud_intent = true;
  EXPECT_TRUE(IsVeto(policy, finding));
  finding.code = "FIXED";
  EXPECT_FALSE(IsVeto(policy, finding)) << "the policy does not say so of this item";
  finding.code = "ALWAYS";
  finding.fraud_intent = false;
  EXPECT_TRUE(IsVeto(policy, finding));
  finding.code = "GONE";
  EXPECT_FALSE(IsVeto(policy, finding));
}

}  // namespace
}  // namespace probity::scoring
