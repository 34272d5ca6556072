// Small policy files for the tests: complete enough to load, short enough to break on purpose.
#ifndef PROBITY_TESTS_COMMON_POLICY_POLICY_TEXT_H_
#define PROBITY_TESTS_COMMON_POLICY_POLICY_TEXT_H_

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace probity::policy {

inline constexpr char kHead[] = R"(policy_id: "sample"
version: 1
doc_no: "示例〔2025〕1号"
effective_from: "2026-01-01"
published_at: "2025-12-01"
approvers: "审批岗A"
approvers: "审批岗B"
subject_kind: SUBJECT_KIND_MEDICAL
point_scale: 1
applies_to: APPLIES_TO_THIS_YEAR_SETTLEMENT
period { kind: PERIOD_KIND_CALENDAR_YEAR point_date: POINT_DATE_VIOLATION_END }
reset: RESET_ZERO
limitation { years: 2 years_if_harm: 5 }
rounding: ROUNDING_HALF_UP
)";

inline constexpr char kBands[] = R"(bands {
  lower: 0 lower_inclusive: true upper: 12
  effects { rate_linear { from_points: 0 from_bp: 500 to_points: 11 to_bp: 100 } }
}
bands {  # from 12
  lower: 12 lower_inclusive: true upper: 18
  effects { rate_step_bp: -200 }
}
bands {
  lower: 18 lower_inclusive: true
  effects { rate_step_bp: -500 }
  effects { suspend { months: 1 } }
}
)";

inline constexpr char kRules[] = R"txt(consequences {
  crossing: CROSSING_HIGHEST_ONLY
  once_per_period: true
  while_suspended: WHILE_SUSPENDED_EXTEND
  suspension_start: SUSPENSION_START_DAY_AFTER_SERVICE
  counting: COUNTING_HEAVIEST_ONCE
}
restoration { max_per_period: 0 }
eligibility { min_designated_days: 180 open_case: OPEN_CASE_HOLD }
multi_year {
  event: REPEATED_EVENT_SUSPENSION
  count: 2
  proposal: PROPOSAL_TERMINATION
  legal_basis { kind: BASIS_KIND_LAW instrument: "《办法》" article: "43" }
}
catalogue {
  code: "M201"
  title { zh: "重复收费" en: "duplicate charging" }
  legal_basis { kind: BASIS_KIND_LAW instrument: "《条例》" article: "38(3)" }
  kinds: SUBJECT_KIND_MEDICAL
  range { min: 1 max: 6 default_points: 3 }
  count_rule: COUNT_RULE_PER_CASE
  veto_if_fraud: true
}
catalogue {  # M203
  code: "M203"
  title { zh: "分解住院" en: "split admission" }
  legal_basis { kind: BASIS_KIND_LAW instrument: "《条例》" article: "38(1)" }
  kinds: SUBJECT_KIND_MEDICAL
  points: 3
  count_rule: COUNT_RULE_PER_INSTANCE
  cap_per_case: 12
}
catalogue {
  code: "M401"
  title { zh: "冒名就医" en: "false identity" }
  legal_basis { kind: BASIS_KIND_LAW instrument: "《条例》" article: "40(1)" }
  kinds: SUBJECT_KIND_MEDICAL
  points: 12
  count_rule: COUNT_RULE_PER_CASE
  veto: true
}
deadlines {  # objection
  key: "objection" count: 5 unit: TIME_UNIT_WORKDAY
  start: START_EVENT_NOTICE_SERVED limit: LIMIT_AT_MOST_AFTER roll: ROLL_NEXT_WORKDAY
  on_expiry: ON_EXPIRY_WAIVED
}
deadlines {
  key: "seal" count: 30 unit: TIME_UNIT_CALENDAR_DAY
  start: START_EVENT_SEALING limit: LIMIT_AT_MOST_AFTER roll: ROLL_NEXT_WORKDAY
  extensions { count: 30 unit: TIME_UNIT_CALENDAR_DAY by: EXTENSION_BY_HEAD }
  on_expiry: ON_EXPIRY_RELEASE
  legal_basis { kind: BASIS_KIND_LAW instrument: "《规定》" article: "29" }
}
)txt";

inline constexpr char kCommittee[] = R"(committee {
  cases: COMMITTEE_CASES_OBJECTED
  quotas_first: [1, 1, 3, 2]
  quotas_appeal: [1, 1, 4, 3]
  max_per_employer: 1
  quorum: 5
  quorum_per_group: 1
  min_decisive: 3
  supermajority_numerator: 2
  supermajority_denominator: 3
  remand_limit: 2
  tie_rule: TIE_RULE_NEW_ROUND_THEN_LIGHTER
  round_min: 5
  round_max: 10
  k_anonymity: 5
  decoy_percent: 25
  decoy_percent_small: 50
  screen_floor_margin: 1
  screenings_per_case: 4
  avoid_rounds_max: 2
  reveal_minutes: 120
  look_back_years: 3
  notice_hours_max: 24
  answer_minutes: 60
  voting_minutes: 120
  voting_minutes_min: 30
  extend_minutes: 60
  attendance_rounds_min: 3
  appeal_working_days: 10
  challenges_per_case: 3
  disjoint_keep_months: 12
  blind_fields: "institution_name"
  reason_codes {
    code: "R01"
    title { zh: "证据认定如所述" en: "evidence as assessed" }
  }
  reason_codes {
    code: "R02"
    title { zh: "事实未证明" en: "facts not proven" }
  }
}
)";

inline constexpr char kSettlement[] = R"(settlement {
  basis: SETTLEMENT_BASIS_PER_VISIT_AND_BUDGET
  recovery_instalments: 6
  volume { plus_bp: 1000 minus_bp: 1000 excess_pay_bp: 0 }
  retention {
    share_bp: 3000
    cap_bp: 300
    gates { metric: "SCORE" op: GATE_OP_GE value: 6000 on_absent: ON_ABSENT_PASS }
    gates { metric: "POINTS" op: GATE_OP_LE value: 11 }
    gates { metric: "READMISSION" op: GATE_OP_LE value: 5 }
    gates { metric: "LOW_VOLUME" op: GATE_OP_EQ value: 0 }
  }
  overrun { upto_bp: 500 pay_bp: 6000 }
  overrun { upto_bp: 1000 pay_bp: 5000 }
  deposit { min_score_centi: 8000 kind: DEPOSIT_KIND_FIXED payout_bp: 10000 }
  deposit {
    min_score_centi: 6000
    kind: DEPOSIT_KIND_SLIDE
    payout_bp: 10000
    from_score_centi: 8000
    minus_bp_per_point: 300
  }
  incentive { mode: INCENTIVE_MODE_RESERVE_FUNDED on_shortfall: ON_SHORTFALL_REFUSE }
  quality {
    min_families: 1
    family {
      code: FAMILY_CODE_CYCLE
      weight: 25
      min_indicators: 1
      rule: FAMILY_RULE_NORMALISED
      indicator { code: "READMISSION" threshold: "0.153" benchmark: "0.121" min_denominator: 25 }
    }
  }
  confirm {
    days: 30
    unit: TIME_UNIT_CALENDAR_DAY
    start: CONFIRM_START_SERVICE
    on_expiry: ON_EXPIRY_DEEMED_CONFIRMED
  }
}
publicity { publish_decisions: true mask_persons: true light_months: 3 other_months: 36 }
measures {
  agreement_days_max: 180
  department { min: 6 max: 12 }
  person { min: 1 max: 6 }
  principal_bar_years: 5
  joint_punishment { min: 3 max: 36 }
  recovery_due_days: 15
  legal_basis { kind: BASIS_KIND_LAW instrument: "《条例》" article: "43" }
}
procedure {
  hearing: [MEASURE_SUSPENSION, MEASURE_CANCELLATION]
  legal_review: [MEASURE_SUSPENSION, MEASURE_CANCELLATION]
  discussion { measures: [MEASURE_CANCELLATION] recovery_fen: 10000000 participants_min: 3 }
}
assumed {
  field: "deadlines[0]"
  decision: "D0"
  note { zh: "异议期5个工作日" en: "5 workdays to object" }
}
)";

inline constexpr char kTests[] =
    R"txt(tests { points: 0 expect_band: "[0,12)" expect_bp: 500 }
tests { points: 12 expect_band: "[12,18)" expect_bp: -200 }
tests { points: 18 expect_bp: -500 expect_suspend_months: 1 }
tests { items { code: "M201" points: 6 } expect_points: 6 expect_bp: 282 }
tests { items { code: "M401" } expect_points: 12 expect_veto: true expect_bp: -200 }
)txt";

// A whole file with other bands and tests.
inline std::string PolicyWith(std::string_view bands, std::string_view tests) {
  std::string text = kHead;
  text.append(bands).append(kRules).append(kCommittee).append(kSettlement).append(tests);
  return text;
}

inline std::string SamplePolicy() {
  return PolicyWith(kBands, kTests);
}

// `text` with its only occurrence of `from` replaced.
inline std::string Replaced(std::string text, std::string_view from, std::string_view to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << "the sample holds no: " << from;
  if (at == std::string::npos) return text;
  EXPECT_EQ(text.find(from, at + 1), std::string::npos)
      << "the sample holds more than one: " << from;
  return text.replace(at, from.size(), to);
}

}  // namespace probity::policy

#endif  // PROBITY_TESTS_COMMON_POLICY_POLICY_TEXT_H_
