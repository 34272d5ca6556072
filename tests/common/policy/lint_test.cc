// Every lint is seen to refuse: one broken file each. The broken line carries the mark `#@`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>

#include "common/policy/load.h"
#include "common/status/status.h"
#include "tests/common/policy/lint_places.h"
#include "tests/common/policy/policy_text.h"

namespace probity::policy {
namespace {

using ::testing::HasSubstr;

struct Broken {
  std::string rule;       // what the lint demands
  std::string from;       // what the sample says
  std::string to;         // what the broken file says; the refused line carries #@
  std::string text;       // of the finding
  std::string at = "#@";  // what the refused line holds
};
void PrintTo(const Broken& broken, std::ostream* out) {
  *out << broken.rule;
}

class LintTest : public ::testing::TestWithParam<Broken> {};

TEST_P(LintTest, RefusesTheFileNamingFileAndLine) {
  const Broken& broken = GetParam();
  const std::string text = Replaced(SamplePolicy(), broken.from, broken.to);
  const std::string place = "sample.txtpb:" + std::to_string(LineOf(text, broken.at));
  const absl::StatusOr<Policy> policy = LoadPolicy(text, "sample.txtpb");
  ASSERT_FALSE(policy.ok()) << "accepted although: " << broken.rule;
  EXPECT_EQ(policy.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(HasReason(policy.status(), Reason::k_POLICY_INVALID));
  EXPECT_TRUE(Refuses(policy.status(), place, broken.text))
      << "expected at " << place << ": " << broken.text << "\ngot:\n"
      << policy.status().message();
  EXPECT_THAT(std::string(policy.status().message()), HasSubstr(place + ": "));
}

const Broken kFormCases[] = {
    {"the file is text format", "version: 1\n", "version: one #@\n", "column 10: Expected integer"},
    {"only known fields stand in it", "version: 1\n", "edition: 1 #@\n", "no field named"},
    {"no field stands twice", "version: 1\n", "version: 1\nversion: 2 #@\n", "multiple times"},
    {"an enum is stated", "reset: RESET_ZERO", "reset: RESET_UNSPECIFIED #@", "reset: missing"},
    {"an enum has a known value", "reset: RESET_ZERO", "reset: 7 #@", "7 is no value of Reset"},
    {"each effect is one thing", "effects { suspend { months: 1 } }", "effects { } #@",
     "bands[2].effects[1]: states none of: rate_step_bp, rate_linear, suspend"},
    {"texts stand in both languages", "title { zh: \"分解住院\" en: \"split admission\" }",
     "title { zh: \"分解住院\" } #@", "both languages"},
    {"an item has a title", "  title { zh: \"分解住院\" en: \"split admission\" }\n", "",
     "catalogue[1].title: missing", "catalogue {  # M203"},
    {"a legal basis names its instrument", "instrument: \"《条例》\" article: \"40(1)\"",
     "article: \"40(1)\" #@\n", "names its instrument"},
    {"counts are not negative", "quorum: 5\n", "quorum: -5 #@\n", "-5 is outside 0..1000000"},
    {"points are bounded", "  cap_per_case: 12\n", "  cap_per_case: 1000000000000001 #@\n",
     "is outside 0..1000000000000000"},
    {"dates exist", "effective_from: \"2026-01-01\"", "effective_from: \"2026-02-29\" #@",
     "is no date"},
    {"point_scale is at least 1", "point_scale: 1", "point_scale: 0 #@", "must be 1..1000"},
};

const Broken kHeadCases[] = {
    {"two approvers", "approvers: \"审批岗A\"\napprovers: \"审批岗B\"\n",
     "approvers: \"审批岗A\" #@\n", "two distinct approvers are needed, the file names 1"},
    {"two distinct approvers", "approvers: \"审批岗A\"\napprovers: \"审批岗B\"\n",
     "approvers: \"审批岗A\" #@\napprovers: \"审批岗A\"\n", "the file names 1"},
    {"an end after the beginning", "published_at: \"2025-12-01\"",
     "published_at: \"2025-12-01\"\neffective_to: \"2025-12-31\" #@", "ends before it begins"},
    {"published before it takes effect", "published_at: \"2025-12-01\"",
     "published_at: \"2026-01-02\" #@", "published after it takes effect"},
    {"supersedes is a hash", "point_scale: 1", "point_scale: 1\nsupersedes: \"ab\" #@",
     "is no SHA-256"},
    {"a rolling period has a length", "period { kind: PERIOD_KIND_CALENDAR_YEAR",
     "period { #@\nkind: PERIOD_KIND_ROLLING_MONTHS", "stated for a rolling period"},
    {"harm does not shorten limitation", "years_if_harm: 5", "\nyears_if_harm: 1 #@\n",
     "is shorter than without harm"},
    {"repetition begins at two", "  event: REPEATED_EVENT_SUSPENSION\n  count: 2",
     "  event: REPEATED_EVENT_SUSPENSION\n  count: 1 #@", "repetition begins at 2"},
    {"repetition has a legal basis",
     "multi_year {\n  event: REPEATED_EVENT_SUSPENSION\n  count: 2\n  proposal: "
     "PROPOSAL_TERMINATION\n  legal_basis { kind: BASIS_KIND_LAW instrument: \"《办法》\" article: "
     "\"43\" }\n",
     "multi_year { #@\n  event: REPEATED_EVENT_SUSPENSION\n  count: 2\n  proposal: "
     "PROPOSAL_TERMINATION\n",
     "missing legal basis"},
    {"flags lead to something", "field: \"deadlines[0]\"", "field: \"deadlines[9]\" #@",
     "leads to nothing this file states"},
    {"flags do not lead to absent fields", "field: \"deadlines[0]\"",
     "field: \"deadlines[0].extension_cap\" #@", "leads to nothing this file states"},
};

const Broken kCatalogueCases[] = {
    {"an item has a legal basis",
     "  legal_basis { kind: BASIS_KIND_LAW instrument: \"《条例》\" article: \"38(1)\" }\n", "",
     "catalogue[1]: missing legal basis", "catalogue {  # M203"},
    {"codes are a letter and three digits", "  code: \"M203\"", "  code: \"203\" #@",
     "is not a capital letter and three digits"},
    {"a code stands once", "  code: \"M203\"", "  code: \"M201\" #@", "\"M201\" stands twice"},
    {"an item is for this subject kind", "  kinds: SUBJECT_KIND_MEDICAL\n  points: 3",
     "  kinds: SUBJECT_KIND_PHARMACY #@\n  points: 3", "does not name the subject kind"},
    {"a range ascends", "range { min: 1 max: 6 default_points: 3 }",
     "range { min: 6 max: 6 default_points: 6 } #@", "min is not below its max"},
    {"a default lies in its range", "range { min: 1 max: 6 default_points: 3 }",
     "range { min: 1 max: 6 default_points: 7 } #@", "lies outside the range"},
    {"a cap admits one instance", "cap_per_case: 12", "cap_per_case: 2 #@",
     "below what one instance"},
    {"a warning has no points", "  count_rule: COUNT_RULE_PER_INSTANCE",
     "  count_rule: COUNT_RULE_PER_INSTANCE warning_only: true #@", "neither points nor veto"},
    {"amount steps have a size", "  count_rule: COUNT_RULE_PER_INSTANCE",
     "  count_rule: COUNT_RULE_PER_INSTANCE amount_step_fen: 100 #@", "stated for PER_AMOUNT_STEP"},
    {"repetition weighs more", "  veto_if_fraud: true",
     "  veto_if_fraud: true\n  repeat { multiplier_bp: 10000 window_months: 12 } #@",
     "must weigh more than 10000"},
};

const Broken kBandCases[] = {
    {"no gap at the point scale", "bands {  # from 12\n  lower: 12 lower_inclusive: true upper: 18",
     "bands { #@\n  lower: 13 lower_inclusive: true upper: 18", "gap: no band holds 12"},
    {"no gap of several points", "bands {  # from 12\n  lower: 12 lower_inclusive: true upper: 18",
     "bands { #@\n  lower: 14 lower_inclusive: true upper: 18", "gap: no band holds 12..13"},
    {"the first band begins at 0", "bands {\n  lower: 0 lower_inclusive: true upper: 12",
     "bands { #@\n  lower: 0 upper: 12", "gap: no band holds 0"},
    {"no overlap", "bands {  # from 12\n  lower: 12 lower_inclusive: true upper: 18",
     "bands { #@\n  lower: 11 lower_inclusive: true upper: 18",
     "overlap: an earlier band already holds 11"},
    {"the last band is open", "bands {\n  lower: 18 lower_inclusive: true\n",
     "bands { #@\n  lower: 18 lower_inclusive: true upper: 30\n", "must have no upper end"},
    {"only the last band is open",
     "bands {  # from 12\n  lower: 12 lower_inclusive: true upper: 18",
     "bands { #@\n  lower: 12 lower_inclusive: true", "has no upper end, but is not the last"},
    {"a band holds something", "bands {  # from 12\n  lower: 12 lower_inclusive: true upper: 18",
     "bands { #@\n  lower: 12 upper: 13", "holds no number of points"},
    {"an anchor lies in its band", "to_points: 11 to_bp: 100 } }",
     "to_points: 12 to_bp: 100 } } #@", "an anchor lies outside the band"},
    {"anchors ascend", "from_points: 0 from_bp: 500 to_points: 11",
     "from_points: 11 from_bp: 500 to_points: 11 #@\n", "anchors do not ascend"},
    {"a line does not rise", "from_bp: 500 to_points: 11 to_bp: 100 } }",
     "from_bp: 100 to_points: 11 to_bp: 500 } } #@", "the rate rises with points"},
    {"rates do not rise from band to band",
     "bands {\n  lower: 18 lower_inclusive: true\n  effects { rate_step_bp: -500 }",
     "bands { #@\n  lower: 18 lower_inclusive: true\n  effects { rate_step_bp: -100 }",
     "the rate rises with points: from -200 to -100 bp"},
    {"all bands have a rate or none",
     "bands {\n  lower: 18 lower_inclusive: true\n  effects { rate_step_bp: -500 }",
     "bands { #@\n  lower: 18 lower_inclusive: true\n", "others have none"},
    {"a rate is above -10000", "rate_step_bp: -500", "rate_step_bp: -10000 #@\n",
     "not above -10000"},
    {"a rate is at most 10000", "from_bp: 500", "from_bp: 10001 #@\n", "at most 10000"},
    {"suspensions do not get shorter",
     "bands {\n  lower: 18 lower_inclusive: true\n  effects { rate_step_bp: -500 }\n  effects { "
     "suspend { months: 1 } }\n}",
     "bands {\n  lower: 18 lower_inclusive: true upper: 20\n  effects { rate_step_bp: -500 }\n  "
     "effects { suspend { months: 3 } }\n}\nbands { #@\n  lower: 20 lower_inclusive: true\n  "
     "effects "
     "{ rate_step_bp: -500 }\n  effects { suspend { months: 1 } }\n}",
     "penalty gets lighter: a shorter suspension"},
    {"termination is not followed by less",
     "bands {\n  lower: 18 lower_inclusive: true\n  effects { rate_step_bp: -500 }\n",
     "bands {\n  lower: 18 lower_inclusive: true upper: 20\n  effects { rate_step_bp: -500 }\n  "
     "effects { terminate { bar_years: 1 } }\n}\nbands { #@\n  lower: 20 lower_inclusive: true\n  "
     "effects { rate_step_bp: -500 }\n",
     "the band below terminates, this one does not"},
    {"a qualification does not appear with more points", "  effects { rate_step_bp: -200 }\n}",
     "  effects { rate_step_bp: -200 }\n  effects { grant { qualification: "
     "QUALIFICATION_REMOTE_OUTPATIENT start: GRANT_START_AT_ONCE } }\n}",
     "grants what the band below does not", "bands {  # from 12"},
    {"no reward beside a penalty", "bands {\n  lower: 0 lower_inclusive: true upper: 12",
     "bands { #@\n  effects { suspend { months: 1 } }\n  lower: 0 lower_inclusive: true upper: 12",
     "reward and penalty in one band"},
    {"a line does not cross zero",
     "bands {\n  lower: 0 lower_inclusive: true upper: 12\n  effects { "
     "rate_linear { from_points: 0 from_bp: 500 to_points: 11 to_bp: 100 } }",
     "bands { #@\n  lower: 0 lower_inclusive: true upper: 12\n  effects { "
     "rate_linear { from_points: 0 from_bp: 500 to_points: 11 to_bp: -100 } }",
     "reward and penalty in one band"},
    {"one rate per band", "  effects { rate_step_bp: -200 }",
     "  effects { rate_step_bp: -200 }\n  effects { rate_step_bp: -300 } #@",
     "has such an effect already"},
    {"a suspension lasts", "effects { suspend { months: 1 } }", "effects { suspend { } } #@",
     "either months or a range"},
    {"a suspension is a length or a range", "effects { suspend { months: 1 } }",
     "effects { suspend { months: 1 months_min: 1 months_max: 6 } } #@",
     "either months or a range"},
    {"a range of months ascends", "effects { suspend { months: 1 } }",
     "effects { suspend { months_min: 6 months_max: 1 } } #@", "ascend"},
};

const Broken kTestCases[] = {
    {"codes of tests are known", "items { code: \"M201\" points: 6 }",
     "items { code: \"M999\" points: 6 } #@\n", "unknown code \"M999\""},
    {"tests hold: rate", "tests { points: 12 expect_band: \"[12,18)\" expect_bp: -200 }",
     "tests { points: 12 expect_band: \"[12,18)\" expect_bp: 100 } #@",
     "failing test: 12 points: expected [12,18) 100 bp; got [12,18) -200 bp"},
    {"tests hold: band", "expect_band: \"[0,12)\"", "expect_band: \"[0,11]\" #@\n", "failing test"},
    {"tests hold: nothing unstated happens",
     "tests { points: 18 expect_bp: -500 expect_suspend_months: 1 }",
     "tests { points: 18 expect_bp: -500 } #@", "expected -500 bp; got -500 bp, suspend 1"},
    {"tests hold: nothing stated is absent",
     "tests { points: 18 expect_bp: -500 expect_suspend_months: 1 }",
     "tests { points: 18 expect_bp: -500 expect_suspend_months: 1 expect_terminate: true } #@",
     "failing test"},
    {"tests hold: points of items", "points: 6 } expect_points: 6",
     "points: 6 } #@\n expect_points: 5", "expected 5 points from its items, got 6"},
    {"tests hold: veto", "expect_points: 12 expect_veto: true", "expect_points: 12 #@\n",
     "its items hold a veto item"},
    {"tests stay in a range", "items { code: \"M201\" points: 6 }",
     "items { code: \"M201\" points: 7 } #@\n", "7 is outside 1..6"},
    {"a test has points or items", "tests { points: 0 expect_band", "tests { #@\n expect_band",
     "states either points or items"},
    {"each band has a test", "bands {\n  lower: 18 lower_inclusive: true\n",
     "bands {\n  lower: 18 lower_inclusive: true upper: 30\n  effects { rate_step_bp: -500 }\n  "
     "effects { suspend { months: 1 } }\n}\nbands { #@\n  lower: 30 lower_inclusive: true\n",
     "band without a test"},
};

const Broken kDeadlineCases[] = {
    {"the objection clock exists", "deadlines {  # objection\n  key: \"objection\"",
     "deadlines { #@\n  key: \"objecting\"", "the clock \"objection\" is missing"},
    {"a key stands once", "key: \"seal\"", "key: \"objection\" #@\n", "stands twice"},
    {"a clock runs", "key: \"seal\" count: 30", "key: \"seal\" count: 0 #@\n", "at least 1"},
    {"days say whether they roll",
     "deadlines {\n  key: \"seal\" count: 30 unit: TIME_UNIT_CALENDAR_DAY\n  start: "
     "START_EVENT_SEALING limit: LIMIT_AT_MOST_AFTER roll: ROLL_NEXT_WORKDAY",
     "deadlines { #@\n  key: \"seal\" count: 30 unit: TIME_UNIT_CALENDAR_DAY\n  start: "
     "START_EVENT_SEALING limit: LIMIT_AT_MOST_AFTER",
     "says not whether its last day rolls"},
    {"an extension extends", "extensions { count: 30", "extensions { count: 0 #@\n", "at least 1"},
    {"a clock has a source or its own flag", "field: \"deadlines[0]\"", "field: \"deadlines\"",
     "deadlines[0]: missing legal basis, and not flagged as assumed", "deadlines {  # objection"},
};

const Broken kCommitteeCases[] = {
    {"a panel is odd", "quotas_first: [1, 1, 3, 2]", "quotas_first: [1, 1, 3, 3] #@",
     "odd number of seats, not 8"},
    {"a panel has five seats", "quotas_first: [1, 1, 3, 2]", "quotas_first: [1, 1, 0, 1] #@",
     "at least 5 seats, not 3"},
    {"each group has a seat", "quotas_appeal: [1, 1, 4, 3]", "quotas_appeal: [1, 0, 5, 3] #@",
     "each group has at least one seat"},
    {"there are four groups", "quotas_appeal: [1, 1, 4, 3]", "quotas_appeal: [1, 4, 4] #@",
     "four groups, not of 3"},
    {"a quorum fits the panel", "  quorum: 5\n", "  quorum: 8 #@\n", "more than the 7 seats"},
    {"a quorum is a majority", "  quorum: 5\n", "  quorum: 3 #@\n", "less than half"},
    {"a group's quorum fits its quota", "quorum_per_group: 1", "quorum_per_group: 2 #@",
     "the smallest quota"},
    {"decisive ballots fit the quorum", "min_decisive: 3", "min_decisive: 6 #@",
     "at most the quorum"},
    {"a supermajority is one", "supermajority_numerator: 2", "supermajority_numerator: 1 #@",
     "more than one half"},
    {"remands end", "remand_limit: 2", "remand_limit: 0 #@", "at least 1"},
    {"a round's sizes ascend", "round_max: 10", "round_max: 4 #@", "below round_min"},
    {"a round is not larger than a list of sheets", "round_max: 10", "round_max: 33 #@",
     "is above 32"},
    {"a sheet hides its institution", "k_anonymity: 5", "k_anonymity: 1 #@", "at least 2"},
    {"a small round hides better", "decoy_percent_small: 50", "decoy_percent_small: 10 #@",
     "must be decoy_percent..100"},
    {"voting is not shorter than its minimum", "voting_minutes: 120", "voting_minutes: 20 #@",
     "below voting_minutes_min"},
    {"a reason code stands once", "code: \"R02\"", "code: \"R01\" #@", "stands twice"},
    {"the review is blind", "  blind_fields: \"institution_name\"\n", "",
     "nothing is kept from the members", "committee {"},
};

const Broken kSettlementCases[] = {
    {"shares are shares", "share_bp: 3000", "share_bp: 10001 #@", "outside 0..10000"},
    {"caps are shares", "cap_bp: 300\n", "cap_bp: 10001 #@\n", "outside 0..10000"},
    {"tolerance is a share", "minus_bp: 1000", "minus_bp: -1 #@\n", "outside 0..10000"},
    {"tiers rise", "upto_bp: 1000 pay_bp: 5000", "upto_bp: 500 pay_bp: 5000 #@\n",
     "does not rise from tier to tier"},
    {"tiers pay at most all", "pay_bp: 6000", "pay_bp: 10001 #@\n", "outside 0..10000"},
    {"tiers do not pay more", "pay_bp: 5000", "pay_bp: 7000 #@\n", "pays more for a larger"},
    {"deposit steps fall", "    min_score_centi: 6000", "    min_score_centi: 8000 #@",
     "does not fall from step to step"},
    {"a slide starts in its step", "from_score_centi: 8000", "from_score_centi: 5999 #@",
     "a slide starts at its min_score"},
    {"a slide falls", "minus_bp_per_point: 300", "minus_bp_per_point: 0 #@", "must fall"},
    {"a gate on points is LE", "metric: \"POINTS\" op: GATE_OP_LE",
     "metric: \"POINTS\" op: GATE_OP_GE #@\n", "a gate on POINTS must be LE"},
    {"a gate has a known metric", "metric: \"READMISSION\"", "metric: \"RELAPSE\" #@\n",
     "unknown metric \"RELAPSE\""},
    {"low volume is a flag", "op: GATE_OP_EQ value: 0", "op: GATE_OP_EQ value: 2 #@\n",
     "LOW_VOLUME is 0 or 1"},
    {"a flag has no sign", "op: GATE_OP_EQ value: 0", "op: GATE_OP_EQ value: -1 #@\n",
     "LOW_VOLUME is 0 or 1"},
    {"points have no sign", "metric: \"POINTS\" op: GATE_OP_LE value: 11",
     "metric: \"POINTS\" op: GATE_OP_LE value: -1 #@\n", "points are never negative"},
    {"a reserve says what happens when it is short",
     "incentive { mode: INCENTIVE_MODE_RESERVE_FUNDED on_shortfall: ON_SHORTFALL_REFUSE }",
     "incentive { mode: INCENTIVE_MODE_RESERVE_FUNDED } #@", "can run short"},
    {"an exchange withholds",
     "incentive { mode: INCENTIVE_MODE_RESERVE_FUNDED on_shortfall: ON_SHORTFALL_REFUSE }",
     "incentive { mode: INCENTIVE_MODE_LINEAR_EXCHANGE score_denominator: 100 } #@",
     "must be 1..10000"},
    {"weights are above zero", "weight: 25", "weight: 0 #@", "must be above 0"},
    {"threshold and benchmark differ", "benchmark: \"0.121\"", "benchmark: \"0.1530\" #@\n",
     "equals the threshold"},
    {"anchors of indicators are decimals", "threshold: \"0.153\"", "threshold: \"15.3%\" #@\n",
     "is no exact decimal"},
    {"a family can be scored", "min_indicators: 1", "min_indicators: 2 #@", "must be 1..1"},
    {"a score can be reached", "min_families: 1", "min_families: 3 #@", "more than the families"},
    {"a rate has a cap to move", "  basis: SETTLEMENT_BASIS_PER_VISIT_AND_BUDGET",
     "  basis: SETTLEMENT_BASIS_CLAIMS_ONLY #@", "CLAIMS_ONLY has no cap"},
    {"a window to confirm is open", "    days: 30", "    days: 0 #@", "at least 1"},
    {"a window counts days", "    unit: TIME_UNIT_CALENDAR_DAY\n    start",
     "    unit: TIME_UNIT_HOUR #@\n    start", "calendar days or workdays"},
};

const Broken kMeasureCases[] = {
    {"a length ascends", "  department { min: 6 max: 12 }", "  department { min: 13 max: 12 } #@",
     "must be at least 1 and ascend"},
    {"a suspension lasts", "  person { min: 1 max: 6 }", "  person { min: 0 max: 6 } #@",
     "must be at least 1 and ascend"},
    {"a bar lasts", "  principal_bar_years: 5", "  principal_bar_years: 0 #@",
     "must be at least 1"},
    {"a recovery has its time", "  recovery_due_days: 15", "  recovery_due_days: 0 #@",
     "must be at least 1"},
    {"an agreement is suspended at most so long", "  agreement_days_max: 180",
     "  agreement_days_max: 0 #@", "must be at least 1"},
};

const Broken kProcedureCases[] = {
    {"hears before a suspension but not before a cancellation",
     "hearing: [MEASURE_SUSPENSION, MEASURE_CANCELLATION]", "hearing: [MEASURE_SUSPENSION] #@",
     "a suspension asks for more than a cancellation"},
    {"reviews a suspension but no cancellation",
     "legal_review: [MEASURE_SUSPENSION, MEASURE_CANCELLATION]",
     "legal_review: [MEASURE_SUSPENSION] #@", "a suspension asks for more than a cancellation"},
    {"names a measure that is none", "measures: [MEASURE_CANCELLATION]",
     "measures: [MEASURE_UNSPECIFIED] #@\n", "missing"},
    {"lets one person discuss", "participants_min: 3", "participants_min: 1 #@\n",
     "a discussion needs at least two"},
};

INSTANTIATE_TEST_SUITE_P(Form, LintTest, ::testing::ValuesIn(kFormCases));
INSTANTIATE_TEST_SUITE_P(Head, LintTest, ::testing::ValuesIn(kHeadCases));
INSTANTIATE_TEST_SUITE_P(Catalogue, LintTest, ::testing::ValuesIn(kCatalogueCases));
INSTANTIATE_TEST_SUITE_P(Bands, LintTest, ::testing::ValuesIn(kBandCases));
INSTANTIATE_TEST_SUITE_P(Tests, LintTest, ::testing::ValuesIn(kTestCases));
INSTANTIATE_TEST_SUITE_P(Deadlines, LintTest, ::testing::ValuesIn(kDeadlineCases));
INSTANTIATE_TEST_SUITE_P(Committee, LintTest, ::testing::ValuesIn(kCommitteeCases));
INSTANTIATE_TEST_SUITE_P(Settlement, LintTest, ::testing::ValuesIn(kSettlementCases));
INSTANTIATE_TEST_SUITE_P(Procedure, LintTest, ::testing::ValuesIn(kProcedureCases));
INSTANTIATE_TEST_SUITE_P(Measures, LintTest, ::testing::ValuesIn(kMeasureCases));

}  // namespace
}  // namespace probity::policy
