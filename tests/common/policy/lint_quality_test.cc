// The lints of a quality section, on a file that states nothing else.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/policy/load.h"
#include "common/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace probity::policy {
namespace {

using testing::HasSubstr;

constexpr char kSound[] = R"txt(min_families: 2
family {
  code: FAMILY_CODE_CYCLE weight: 25 min_indicators: 2 rule: FAMILY_RULE_NORMALISED
  indicator { code: "READMISSION" peer_group: "COUNTY" threshold: "0.153" benchmark: "0.121" }
  indicator { code: "READMISSION" peer_group: "CITY" threshold: "0.140" benchmark: "0.110" }
  indicator { code: "COMPOSITE" given: true }
  indicator { code: "PART" threshold: "1" benchmark: "2" part_of: "COMPOSITE" decimals: 9 }
}
family {
  code: FAMILY_CODE_EXPERIENCE weight: 75 min_indicators: 2
  rule: FAMILY_RULE_SUM_AND_CONSISTENCY consistency_points: 80
  indicator { code: "STAFF" threshold: "60" benchmark: "90" floor: "40" }
  indicator { code: "WAITING" threshold: "60" benchmark: "30" floor: "100" }
}
)txt";

std::string Refusal(std::string_view from, std::string_view to) {
  const std::string text = absl::StrReplaceAll(kSound, {{ToAbsl(from), ToAbsl(to)}});
  EXPECT_NE(text, kSound) << from << " is not in the sample";
  const auto terms = LoadQuality(text, "q.txtpb");
  if (terms.ok()) return "accepted";
  EXPECT_TRUE(HasReason(terms.status(), Reason::k_POLICY_INVALID)) << terms.status();
  return std::string(terms.status().message());
}

TEST(QualitySection, IsReadAsExactDecimals) {
  const auto terms = LoadQuality(kSound, "q.txtpb");
  ASSERT_TRUE(terms.ok()) << terms.status();
  ASSERT_EQ(terms->families.size(), 2U);
  const Indicator& first = terms->families[0].indicators[0];
  EXPECT_EQ(first.threshold, money::Decimal{153'000'000});
  EXPECT_EQ(first.decimals, 6) << "unless stated";
  EXPECT_EQ(terms->families[0].indicators[3].decimals, 9);
  EXPECT_EQ(terms->families[1].indicators[0].floor, money::Decimal{40'000'000'000});
  EXPECT_EQ(terms->families[1].consistency_points, 80);
}

TEST(QualitySection, IsRefusedWhereItCannotDecide) {
  const struct {
    const char *rule, *from, *to, *because;
  } cases[] = {
      {"threshold and benchmark differ", "benchmark: \"0.121\"", "benchmark: \"0.1530\"",
       "equals the threshold"},
      {"weights are above zero", "weight: 25", "weight: 0", "must be above 0"},
      {"anchors are exact", "\"0.153\"", "\"0.1530000001\"", "is no exact decimal"},
      {"a code stands once for a group", "peer_group: \"CITY\"", "peer_group: \"COUNTY\"",
       "stands twice"},
      {"a code is of groups or everybody's", "peer_group: \"CITY\"", "peer_group: \"\"",
       "everybody's in another place"},
      {"a code is of one family", "code: \"STAFF\"", "code: \"PART\"", "stands twice"},
      {"a family can be scored", "min_indicators: 2 rule: FAMILY_RULE_NORMALISED",
       "min_indicators: 3 rule: FAMILY_RULE_NORMALISED", "must be 1..2"},
      {"a family stands once", "FAMILY_CODE_EXPERIENCE", "FAMILY_CODE_CYCLE", "stands twice"},
      {"a score can be reached", "min_families: 2", "min_families: 3", "more than the families"},
      {"a score needs a family", "min_families: 2", "min_families: 0", "must be at least 1"},
      {"a stratum has its composite", "part_of: \"COMPOSITE\"", "part_of: \"READMISSION\"",
       "no given indicator"},
      {"given points have no threshold", "given: true", "given: true threshold: \"1\"",
       "no threshold of their own"},
      {"a sum has a floor", " floor: \"40\"", "", "is no exact decimal"},
      {"a floor is behind the threshold", "floor: \"40\"", "floor: \"60\"", "other side"},
      {"a floor follows the direction", "floor: \"100\"", "floor: \"50\"", "other side"},
      {"no floor without consistency", "benchmark: \"0.121\"",
       "benchmark: \"0.121\" floor: \"0.2\"", "SUM_AND_CONSISTENCY"},
      {"a sum makes a hundred", "consistency_points: 80", "consistency_points: 20",
       "this makes 40"},
      {"a sum needs all", "min_indicators: 2\n", "min_indicators: 1\n", "a sum needs every"},
      {"consistency is of sums alone", "rule: FAMILY_RULE_NORMALISED",
       "rule: FAMILY_RULE_NORMALISED consistency_points: 20", "only there"},
      {"places are 0 to 9", "decimals: 9", "decimals: 10", "must be 0..9"},
      {"enums are stated", "rule: FAMILY_RULE_NORMALISED", "", "missing"},
      {"it is a text of that message", "min_families", "families_min", "families_min"},
  };
  for (const auto& [rule, from, to, because] : cases) {
    EXPECT_THAT(Refusal(from, to), HasSubstr(because)) << rule;
  }
}

}  // namespace
}  // namespace probity::policy
