// Which step moves which clock, and that the shipped policies state every clock of the table.
#include "services/scoring/domain/clocks/case_clocks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/policy/evaluate.h"
#include "common/policy/load.h"

namespace probity::scoring::clocks {
namespace {

using Day = absl::CivilDay;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Day kToday(2026, 3, 20);

CaseFile Decided() {
  CaseFile file;
  file.case_id = "01HZZZZZZZZZZZZZZZZZZZZZZ1";
  file.opened = Day(2026, 3, 2);
  file.notice_served = Day(2026, 3, 6);
  file.objection_filed = Day(2026, 3, 9);
  file.decided = Day(2026, 3, 18);
  file.effective = Day(2026, 3, 19);
  file.decision = Decision::kConfirmed;
  return file;
}

ClockAction Start(const std::string& key, Day day) {
  return {Does::kStart, key, day};
}

TEST(CaseClocksTest, EachStepMovesItsClocksFromTheDayTheLawNames) {
  const CaseFile file = Decided();
  EXPECT_THAT(ActionsOf(file, CaseStep::kOpenCase, kToday),
              ElementsAre(Start("decide", Day(2026, 3, 2))));
  EXPECT_THAT(ActionsOf(file, CaseStep::kRecordNoticeService, kToday),
              ElementsAre(ClockAction{Does::kCancel, "public_notice_service", Day(2026, 3, 6)},
                          Start("objection", Day(2026, 3, 6))))
      << "from service, not from the day it was recorded";
  EXPECT_THAT(ActionsOf(file, CaseStep::kFileObjection, kToday),
              ElementsAre(ClockAction{Does::kMeet, "objection", Day(2026, 3, 9)},
                          Start("objection_reply", Day(2026, 3, 9))));
  EXPECT_THAT(ActionsOf(file, CaseStep::kConfirmCase, kToday),
              ElementsAre(ClockAction{Does::kMeet, "decide", Day(2026, 3, 18)},
                          ClockAction{Does::kMeet, "objection_reply", Day(2026, 3, 18)},
                          ClockAction{Does::kCancel, "hearing_request", Day(2026, 3, 18)},
                          Start("service", Day(2026, 3, 18))));
  EXPECT_THAT(ActionsOf(file, CaseStep::kRecordDecisionService, kToday),
              ElementsAre(ClockAction{Does::kCancel, "public_notice_service", Day(2026, 3, 19)},
                          ClockAction{Does::kMeet, "service", Day(2026, 3, 19)},
                          Start("reconsideration", Day(2026, 3, 19)),
                          Start("litigation", Day(2026, 3, 19))));
  EXPECT_THAT(ActionsOf(file, CaseStep::kSuspendCase, kToday),
              ElementsAre(ClockAction{Does::kSuspend, "", kToday}));
  EXPECT_THAT(ActionsOf(file, CaseStep::kTerminateCase, kToday),
              ElementsAre(ClockAction{Does::kCancelAll, "", kToday}));
  EXPECT_THAT(ActionsOf(file, CaseStep::kAddFinding, kToday), IsEmpty());
}

TEST(CaseClocksTest, ADismissedCaseLeavesNothingToChallenge) {
  CaseFile file = Decided();
  file.decision = Decision::kDismissed;
  EXPECT_THAT(ActionsOf(file, CaseStep::kRecordDecisionService, kToday),
              ElementsAre(ClockAction{Does::kCancel, "public_notice_service", Day(2026, 3, 19)},
                          ClockAction{Does::kMeet, "service", Day(2026, 3, 19)}));
}

TEST(CaseClocksTest, OnlyAReconsiderationOpensTheShortTimeToSue) {
  CaseFile file = Decided();
  Remedy remedy;
  remedy.kind = RemedyKind::kReconsideration;
  remedy.decided = Day(2026, 3, 17);
  file.remedies = {remedy};
  EXPECT_THAT(ActionsOf(file, CaseStep::kRecordRemedyOutcome, kToday),
              ElementsAre(Start("litigation_after_reconsideration", Day(2026, 3, 17))));
  file.remedies[0].kind = RemedyKind::kLitigation;
  EXPECT_THAT(ActionsOf(file, CaseStep::kRecordRemedyOutcome, kToday), IsEmpty());
}

TEST(CaseClocksTest, TheShippedPoliciesStateEveryClockOfTheTable) {
  const auto policies = policy::LoadPolicyFolder(std::string(PROBITY_SOURCE_DIR) + "/policies");
  ASSERT_TRUE(policies.ok()) << policies.status();
  for (const policy::Policy& policy : *policies) {
    if (policy.subject_kind == policy::SubjectKind::kPerson) continue;
    for (const ClockRule& rule : ClockRules()) {
      if (rule.key.empty()) continue;
      EXPECT_NE(policy::FindDeadline(policy, rule.key), nullptr)
          << policy.file_name << " states no deadline " << rule.key;
    }
  }
}

}  // namespace
}  // namespace probity::scoring::clocks
