// The lint of a whole file: what it says, what it survives, what it accepts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/policy/load.h"
#include "common/status/status.h"
#include "tests/common/policy/lint_places.h"
#include "tests/common/policy/policy_text.h"

namespace probity::policy {
namespace {

using ::testing::HasSubstr;

TEST(LintOfAFile, AcceptsTheUnbrokenSample) {
  const absl::StatusOr<Policy> policy = LoadPolicy(SamplePolicy(), "sample.txtpb");
  ASSERT_TRUE(policy.ok()) << policy.status();
}

TEST(LintOfAFile, ListsEveryFindingAtOnceInTheOrderOfTheFile) {
  std::string text = Replaced(SamplePolicy(), "remand_limit: 2", "remand_limit: 0");
  text = Replaced(text, "version: 1\n", "version: 0\n");
  text = Replaced(text, "share_bp: 3000", "share_bp: 10001");
  const absl::StatusOr<Policy> policy = LoadPolicy(text, "p.txtpb");
  ASSERT_FALSE(policy.ok());
  EXPECT_EQ(policy.status().message(),
            "p.txtpb:2: version: must be at least 1\n"
            "p.txtpb:" +
                std::to_string(LineOf(text, "remand_limit: 0")) +
                ": committee.remand_limit: must be at least 1\n"
                "p.txtpb:" +
                std::to_string(LineOf(text, "share_bp: 10001")) +
                ": settlement.retention.share_bp: 10001 bp is outside 0..10000");
}

TEST(LintOfAFile, NamesTheSectionsThatAreMissing) {
  const absl::StatusOr<Policy> policy = LoadPolicy(std::string(kHead) + kBands, "p.txtpb");
  ASSERT_FALSE(policy.ok());
  for (const char* section : {"consequences", "restoration", "committee", "settlement",
                              "eligibility", "publicity", "procedure", "measures"}) {
    EXPECT_TRUE(Refuses(policy.status(), "p.txtpb:1", std::string(section) + ": missing"))
        << section << " is missing unnoticed in\n"
        << policy.status().message();
  }
}

TEST(LintOfAFile, RefusesAnEmptyFile) {
  EXPECT_TRUE(HasReason(LoadPolicy("", "p.txtpb").status(), Reason::k_POLICY_INVALID));
}

TEST(LintOfAFile, RefusesAFileThatIsNotUtf8NamingTheLine) {
  const char* broken[] = {"\xD2\xBD\xB1\xA3", "\xC0\x80",         "\xE0\x80\x80", "\xED\xA0\x80",
                          "\xF4\x90\x80\x80", "\xF8\x88\x80\x80", "\xE5\x8C"};
  for (const char* bytes : broken) {
    const std::string text = Replaced(SamplePolicy(), "审批岗B", bytes);
    const absl::StatusOr<Policy> policy = LoadPolicy(text, "p.txtpb");
    ASSERT_FALSE(policy.ok());
    EXPECT_TRUE(Refuses(policy.status(), "p.txtpb:7", "is not UTF-8")) << policy.status();
  }
  EXPECT_TRUE(LoadPolicy(Replaced(SamplePolicy(), "审批岗B", "\xF0\xA0\x80\x80"), "p").ok());
}

TEST(LintOfAFile, ListsAThousandFindingsAndCountsTheRest) {
  std::string text = SamplePolicy();
  for (int i = 0; i < 1003; ++i) text += "tests { }\n";
  const absl::Status status = LoadPolicy(text, "p.txtpb").status();
  EXPECT_EQ(DetailOf(status).violations.size(), 1000u);
  EXPECT_THAT(std::string(status.message()), HasSubstr("p.txtpb: and 3 more"));
}

TEST(LintOfAFile, SurvivesNumbersNoPolicyHolds) {
  const std::string huge = "9223372036854775807";
  const std::string text =
      Replaced(Replaced(SamplePolicy(), "lower: 12 lower_inclusive: true", "lower: " + huge),
               "quotas_first: [1, 1, 3, 2]",
               "quotas_first: [2147483647, 2147483647, 2147483647, 2147483647]");
  const absl::StatusOr<Policy> policy = LoadPolicy(text, "p.txtpb");
  ASSERT_FALSE(policy.ok());
  EXPECT_THAT(std::string(policy.status().message()), HasSubstr(huge + " is outside 0.."));
}

TEST(LintOfAFile, AcceptsTheLiteralReadingOfTheMedicalBounds) {
  const std::string bands = R"txt(
bands {
  lower: 0 lower_inclusive: true upper: 11 upper_inclusive: true
  effects { rate_linear { from_points: 0 from_bp: 500 to_points: 11 to_bp: 100 } }
}
bands { lower: 11 upper: 12 upper_inclusive: true effects { rate_step_bp: 0 } }
bands { lower: 12 upper: 18 upper_inclusive: true effects { rate_step_bp: -200 } }
bands {
  lower: 18
  effects { rate_step_bp: -500 }
  effects { suspend { months: 1 } }
}
)txt";
  const std::string tests = R"txt(
tests { points: 11 expect_band: "[0,11]" expect_bp: 100 }
tests { points: 12 expect_band: "(11,12]" expect_bp: 0 }
tests { points: 13 expect_band: "(12,18]" expect_bp: -200 }
tests { points: 18 expect_band: "(12,18]" expect_bp: -200 }
tests { points: 19 expect_band: "(18,∞)" expect_bp: -500 expect_suspend_months: 1 }
)txt";
  EXPECT_TRUE(LoadPolicy(PolicyWith(bands, tests), "p.txtpb").ok())
      << LoadPolicy(PolicyWith(bands, tests), "p.txtpb").status();
}

TEST(LintOfAFile, FindsTheGapThatHalfPointsOpenBetween11And12) {
  const std::string bands = R"txt(
bands {
  lower: 0 lower_inclusive: true upper: 110 upper_inclusive: true
  effects { rate_linear { from_points: 0 from_bp: 500 to_points: 110 to_bp: 100 } }
}
bands { lower: 120 lower_inclusive: true effects { rate_step_bp: -200 } }
)txt";
  const std::string tests = R"txt(
tests { points: 0 expect_bp: 500 }
tests { points: 120 expect_bp: -200 }
)txt";
  const std::string text =
      Replaced(PolicyWith(bands, tests), "point_scale: 1\n", "point_scale: 10\n");
  const absl::StatusOr<Policy> policy = LoadPolicy(text, "p.txtpb");
  ASSERT_FALSE(policy.ok());
  EXPECT_THAT(std::string(policy.status().message()), HasSubstr("gap: no band holds 11.1..11.9"));
}

TEST(LintOfAFile, ClampsTheRateOfHalfPointsBelow12) {
  const std::string bands = R"txt(
bands {
  lower: 0 lower_inclusive: true upper: 120
  effects { rate_linear { from_points: 0 from_bp: 500 to_points: 110 to_bp: 100 } }
}
bands { lower: 120 lower_inclusive: true effects { rate_step_bp: -200 } }
)txt";
  const std::string tests = R"txt(
tests { points: 5 expect_bp: 482 }
tests { points: 115 expect_band: "[0,12)" expect_bp: 100 }
tests { points: 120 expect_band: "[12,∞)" expect_bp: -200 }
)txt";
  const std::string text =
      Replaced(PolicyWith(bands, tests), "point_scale: 1\n", "point_scale: 10\n");
  EXPECT_TRUE(LoadPolicy(text, "p.txtpb").ok()) << LoadPolicy(text, "p.txtpb").status();
}

TEST(LintOfAFile, LetsADecisionChooseAMonthFromARange) {
  const std::string text =
      Replaced(SamplePolicy(), "suspend { months: 1 }", "suspend { months_min: 1 months_max: 6 }");
  const absl::StatusOr<Policy> policy = LoadPolicy(text, "p.txtpb");
  ASSERT_TRUE(policy.ok()) << policy.status();
}

}  // namespace
}  // namespace probity::policy
