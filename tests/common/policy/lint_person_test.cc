// The lints of a policy for persons, on the shipped one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "common/policy/load.h"
#include "tests/common/policy/policy_text.h"

namespace probity::policy {
namespace {

using ::testing::HasSubstr;

std::string PersonPolicy() {
  std::ifstream in(std::string(PROBITY_SOURCE_DIR) + "/policies/person.txtpb");
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// The file repeats itself: the first place is enough.
std::string FirstReplaced(std::string text, std::string_view from, std::string_view to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << "the file holds no: " << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(LintOfAPersonPolicy, RefusesEachRuleBrokenAlone) {
  const struct {
    std::string rule;  // what the lint demands
    std::string from;  // what the shipped file says, the first time
    std::string to;
    std::string text;  // of the finding
  } cases[] = {
      {"a range names all three responsibilities",
       "  role_factors { responsibility: RESPONSIBILITY_IMPORTANT factor_bp: 5000 }\n", "",
       "each of the three responsibilities"},
      {"responsibilities rise", "responsibility: RESPONSIBILITY_IMPORTANT factor_bp: 5000",
       "responsibility: RESPONSIBILITY_GENERAL factor_bp: 5000", "rise from general to main"},
      {"more responsibility brings no fewer points",
       "responsibility: RESPONSIBILITY_IMPORTANT factor_bp: 5000",
       "responsibility: RESPONSIBILITY_IMPORTANT factor_bp: 10001", "is outside 0..10000"},
      {"factors rise", "responsibility: RESPONSIBILITY_MAIN factor_bp: 10000",
       "responsibility: RESPONSIBILITY_MAIN factor_bp: 4999", "brings no fewer points"},
      {"one event bars no shorter", "bar_years: 1 bar_years_one_event: 3",
       "bar_years: 4 bar_years_one_event: 3", "bars for a shorter time than several"},
      {"the repeat item exists", "repeat_code: \"Q302\"", "repeat_code: \"Q999\"",
       "names no item of the catalogue"},
      {"the shares rise", "suspend_bp: 5000", "suspend_bp: 2000", "must be above hold_bp"},
      {"a share is at most the whole", "suspend_bp: 5000", "suspend_bp: 10001", "at most 10000"},
      {"months of an insured person ascend", "months_min: 3\n    months_max: 12",
       "months_min: 13\n    months_max: 12", "at least 1 and ascend"},
      {"a tested value holds", "  expect_points: 2\n", "  expect_points: 3\n",
       "expected 3 points from its items, got 2"},
      {"a tested bar holds", "expect_bar_years_one_event: 3", "expect_bar_years_one_event: 1",
       "a bar of 3 years after one event"},
      {"a tested range of months holds", "expect_suspend_months_max: 6",
       "expect_suspend_months_max: 5", "failing test: 9 points"},
  };
  for (const auto& broken : cases) {
    const absl::StatusOr<Policy> policy =
        LoadPolicy(FirstReplaced(PersonPolicy(), broken.from, broken.to), "person.txtpb");
    EXPECT_FALSE(policy.ok()) << "accepted although: " << broken.rule;
    EXPECT_THAT(std::string(policy.status().message()), HasSubstr(broken.text)) << broken.rule;
  }
}

TEST(LintOfAPersonPolicy, PersonRulesStandInAPersonPolicyAndOnlyThere) {
  std::string without = PersonPolicy();
  const size_t begin = without.find("\npersons {");
  without.erase(begin, without.find("\n}\n", begin) + 3 - begin);
  const char kText[] = "persons: is stated in a policy for persons and only there";
  EXPECT_THAT(std::string(LoadPolicy(without, "person.txtpb").status().message()),
              HasSubstr(kText));
  const std::string with =
      SamplePolicy() +
      "persons { repeat_code: \"M203\" share { hold_bp: 1 suspend_bp: 2 legal_basis { kind: "
      "BASIS_KIND_LAW instrument: \"《条例》\" } } insured_offline { months_min: 3 months_max: 12 "
      "legal_basis { kind: BASIS_KIND_LAW instrument: \"《条例》\" } } }\n";
  EXPECT_THAT(std::string(LoadPolicy(with, "sample.txtpb").status().message()), HasSubstr(kText));
}

}  // namespace
}  // namespace probity::policy
