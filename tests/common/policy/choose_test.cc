// 从旧兼从轻: the version in force when the act ended applies, unless the one at decision is
// lighter.
#include "common/policy/choose.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "common/policy/load.h"
#include "common/status/status.h"
#include "tests/common/policy/policy_text.h"

namespace probity::policy {
namespace {

const absl::CivilDay kActed(2026, 3, 1);
const absl::CivilDay kDecided(2027, 2, 1);

Policy Sample() {
  absl::StatusOr<Policy> policy = LoadPolicy(SamplePolicy(), "sample.txtpb");
  EXPECT_TRUE(policy.ok()) << policy.status();
  return policy.value_or(Policy());
}

Policy Old() {
  Policy policy = Sample();
  policy.sha256 = "old";
  policy.file_name = "old.txtpb";
  policy.effective_to = absl::CivilDay(2026, 12, 31);
  return policy;
}

Policy New() {
  Policy policy = Sample();
  policy.sha256 = "new";
  policy.file_name = "new.txtpb";
  policy.effective_from = absl::CivilDay(2027, 1, 1);
  return policy;
}

void SetPoints(Policy& policy, const std::string& code, int64_t points) {
  for (CatalogueItem& item : policy.catalogue) {
    if (item.code == code) item.points = {points, points, points};
  }
}

absl::StatusOr<VersionChoice> Choose(const std::vector<Policy>& policies, const Acts& acts) {
  return ChooseVersion(policies, SubjectKind::kMedical, kActed, kDecided, acts);
}

TEST(ChooseVersion, TakesTheOnlyVersionInForceOnBothDays) {
  const std::vector<Policy> policies = {Sample()};
  const auto choice = Choose(policies, {{{"M203", 2}}, 0});
  ASSERT_TRUE(choice.ok()) << choice.status();
  EXPECT_EQ(choice->reason, ChoiceReason::kSameVersion);
  EXPECT_EQ(choice->chosen, &policies[0]);
  EXPECT_EQ(choice->by_violation_date.score.points, 6);
}

TEST(ChooseVersion, WeighsBothVersionsAndKeepsBothJudgements) {
  struct Case {
    std::string rule;
    void (*change)(Policy&);  // of the new version
    Acts acts;
    ChoiceReason reason;
    std::string chosen;
  };
  const Case cases[] = {
      {"equal: the old one", [](Policy&) {}, {{{"M203"}}, 0}, ChoiceReason::kOldAsLight, "old"},
      {"heavier: the old one",
       [](Policy& p) { SetPoints(p, "M203", 4); },
       {{{"M203"}}, 0},
       ChoiceReason::kOldAsLight,
       "old"},
      {"fewer points: the new one",
       [](Policy& p) { SetPoints(p, "M203", 2); },
       {{{"M203"}}, 0},
       ChoiceReason::kNewLighter,
       "new"},
      {"code gone: the new one",
       [](Policy& p) {
         std::erase_if(p.catalogue, [](const auto& i) { return i.code == "M203"; });
       },
       {{{"M203"}}, 0},
       ChoiceReason::kNoLongerPunished,
       "new"},
      {"one of two codes gone: lighter, still punished",
       [](Policy& p) {
         std::erase_if(p.catalogue, [](const auto& i) { return i.code == "M203"; });
       },
       {{{"M203"}, {"M401"}}, 0},
       ChoiceReason::kNewLighter,
       "new"},
      {"a higher rate at the same points",
       [](Policy& p) { p.bands[1].effects = {RateStep{-100}}; },
       {{{"M401"}}, 0},
       ChoiceReason::kNewLighter,
       "new"},
      {"more points, but no suspension",
       [](Policy& p) {
         SetPoints(p, "M203", 4);
         p.bands[2].effects = {RateStep{-500}};
       },
       {{{"M203"}}, 15},
       ChoiceReason::kNewLighter,
       "new"},
      {"fewer points, but a suspension they lead to",
       [](Policy& p) {
         SetPoints(p, "M203", 2);
         p.bands[1].effects = {RateStep{-200}, Suspend{1, 1}};
       },
       {{{"M203"}}, 11},
       ChoiceReason::kOldAsLight,
       "old"},
      {"no veto any more",
       [](Policy& p) { p.catalogue[2].veto = false; },
       {{{"M401"}}, 0},
       ChoiceReason::kNewLighter,
       "new"},
  };
  for (const Case& c : cases) {
    std::vector<Policy> policies = {Old(), New()};
    c.change(policies[1]);
    const auto choice = Choose(policies, c.acts);
    ASSERT_TRUE(choice.ok()) << c.rule << ": " << choice.status();
    EXPECT_EQ(ChoiceReasonName(choice->reason), ChoiceReasonName(c.reason)) << c.rule;
    EXPECT_EQ(choice->chosen->sha256, c.chosen) << c.rule;
    EXPECT_EQ(choice->by_violation_date.policy_sha256, "old") << c.rule;
    EXPECT_EQ(choice->by_decision_date.policy_sha256, "new") << c.rule;
  }
}

TEST(ChooseVersion, TakesAChosenValueIntoTheOtherVersionsRange) {
  std::vector<Policy> policies = {Old(), New()};
  policies[1].catalogue[0].points = {1, 4, 2};
  const auto choice = Choose(policies, {{{"M201", 1, 6}}, 0});
  ASSERT_TRUE(choice.ok()) << choice.status();
  EXPECT_EQ(choice->by_violation_date.score.points, 6);
  EXPECT_EQ(choice->by_decision_date.score.points, 4);
  EXPECT_EQ(choice->reason, ChoiceReason::kNewLighter);
}

TEST(ChooseVersion, CountsTheStandingTheCaseLeadsTo) {
  const std::vector<Policy> policies = {Sample()};
  const auto choice = Choose(policies, {{{"M203"}}, 9});
  ASSERT_TRUE(choice.ok()) << choice.status();
  EXPECT_EQ(choice->by_violation_date.score.points, 3);
  EXPECT_EQ(choice->by_violation_date.outcome.band_text, "[12,18)");
}

TEST(ChooseVersion, KeepsTheOldVersionWhereNoneIsInForceAtDecision) {
  const std::vector<Policy> policies = {Old()};
  const auto choice = Choose(policies, {{{"M203"}}, 0});
  ASSERT_TRUE(choice.ok()) << choice.status();
  EXPECT_EQ(choice->reason, ChoiceReason::kNoNewVersion);
}

TEST(ChooseVersion, RefusesAnActBeforeEveryPolicyOrOfAnotherKind) {
  const std::vector<Policy> policies = {Sample()};
  EXPECT_TRUE(HasReason(ChooseVersion(policies, SubjectKind::kMedical, absl::CivilDay(2025, 12, 31),
                                      kDecided, {{{"M203"}}, 0})
                            .status(),
                        Reason::k_POLICY_NOT_IN_FORCE));
  EXPECT_TRUE(HasReason(
      ChooseVersion(policies, SubjectKind::kPharmacy, kActed, kDecided, {{{"M203"}}, 0}).status(),
      Reason::k_POLICY_NOT_IN_FORCE));
}

TEST(InForce, CountsTheFirstAndTheLastDay) {
  const std::vector<Policy> policies = {Old(), New()};
  const auto on = [&](int year, int month, int day) {
    const Policy* policy =
        InForce(policies, SubjectKind::kMedical, absl::CivilDay(year, month, day));
    return policy == nullptr ? std::string("none") : policy->sha256;
  };
  EXPECT_EQ(on(2025, 12, 31), "none");
  EXPECT_EQ(on(2026, 1, 1), "old");
  EXPECT_EQ(on(2026, 12, 31), "old");
  EXPECT_EQ(on(2027, 1, 1), "new");
}

TEST(CheckNoOverlap, RefusesTwoVersionsOfOneKindOnOneDay) {
  EXPECT_TRUE(CheckNoOverlap({Old(), New()}).ok());
  std::vector<Policy> touching = {Old(), New()};
  touching[1].effective_from = absl::CivilDay(2026, 12, 31);
  const absl::Status status = CheckNoOverlap(touching);
  EXPECT_TRUE(HasReason(status, Reason::k_POLICY_OVERLAP)) << status;
  EXPECT_EQ(
      status.message(),
      "new.txtpb: in force together with old.txtpb on 2026-12-31; the later file must say that it "
      "supersedes the earlier");
  touching[1].subject_kind = SubjectKind::kPharmacy;
  EXPECT_TRUE(CheckNoOverlap(touching).ok()) << "kinds do not overlap";
}

TEST(InForce, EndsAFileTheDayBeforeTheOneThatSupersedesIt) {
  std::vector<Policy> policies = {Old(), New()};
  policies[0].effective_to.reset();
  EXPECT_TRUE(HasReason(CheckNoOverlap(policies), Reason::k_POLICY_OVERLAP)) << "both are open";
  policies[1].supersedes = "old";
  EXPECT_TRUE(CheckNoOverlap(policies).ok()) << CheckNoOverlap(policies);
  EXPECT_EQ(InForce(policies, SubjectKind::kMedical, absl::CivilDay(2026, 12, 31))->sha256, "old");
  EXPECT_EQ(InForce(policies, SubjectKind::kMedical, absl::CivilDay(2027, 1, 1))->sha256, "new");
  policies[1].supersedes = "another";
  EXPECT_TRUE(HasReason(CheckNoOverlap(policies), Reason::k_POLICY_OVERLAP));
}

TEST(CheckConsistent, DemandsOneCommitteeAndTheSameSharedItems) {
  std::vector<Policy> policies = {Sample(), Sample()};
  policies[1].subject_kind = SubjectKind::kPharmacy;
  policies[1].file_name = "pharmacy.txtpb";
  for (CatalogueItem& item : policies[1].catalogue) item.kinds = {SubjectKind::kPharmacy};
  EXPECT_TRUE(CheckConsistent(policies, kActed).ok());

  std::vector<Policy> committee = policies;
  committee[1].committee.quorum = 6;
  EXPECT_TRUE(HasReason(CheckConsistent(committee, kActed), Reason::k_POLICY_INVALID));
  EXPECT_TRUE(CheckConsistent(committee, absl::CivilDay(2025, 1, 1)).ok()) << "not in force";

  std::vector<Policy> missing = policies;
  missing[0].catalogue[0].kinds = {SubjectKind::kMedical, SubjectKind::kPharmacy};
  missing[1].catalogue.erase(missing[1].catalogue.begin());
  EXPECT_EQ(CheckConsistent(missing, kActed).message(),
            "pharmacy.txtpb: M201 is missing here, but sample.txtpb shares it");

  std::vector<Policy> other = policies;
  other[0].catalogue[0].kinds = {SubjectKind::kMedical, SubjectKind::kPharmacy};
  other[1].catalogue[0].points = {1, 5, 3};
  EXPECT_EQ(CheckConsistent(other, kActed).message(),
            "pharmacy.txtpb: M201 is not the same as in sample.txtpb");
}

}  // namespace
}  // namespace probity::policy
