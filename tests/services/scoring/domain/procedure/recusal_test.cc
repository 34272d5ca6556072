// G2: who stands down, who decides it, and that two officers stay (G1).
#include "services/scoring/domain/procedure/recusal.h"

#include <gtest/gtest.h>

#include "tests/services/scoring/domain/procedure/procedure_cases.h"

namespace probity::scoring {
namespace {

const Day kRecusalDay(2026, 2, 13);

CaseFile CaseOf(std::vector<std::string> officers) {
  CaseFile file = CaseIn(CaseState::kInvestigating);
  file.officers = std::move(officers);
  return file;
}

std::string TryRecuse(const CaseFile& file, const std::string& officer,
                      const std::string& replacement, const std::string& reason = "kin",
                      const ProcedureFacts& facts = {}) {
  return ReasonOf(RecuseOfficer(file, facts, officer, replacement, reason, kRecusalDay).status());
}

TEST(Recusal, NeverLeavesFewerThanTwoOfficers) {
  const CaseFile two = CaseOf({"a", "b"});
  EXPECT_EQ(TryRecuse(two, "a", ""), "G1_TWO_OFFICERS");
  EXPECT_EQ(TryRecuse(two, "a", "c"), "OK") << "a replacement named in the same call";
  EXPECT_EQ(TryRecuse(CaseOf({"a", "b", "c"}), "a", ""), "OK") << "two of three stay";
}

TEST(Recusal, TakesAReplacementThatIsFreeToAct) {
  ProcedureFacts facts;
  facts.recused = {"d"};
  const CaseFile two = CaseOf({"a", "b"});
  EXPECT_EQ(TryRecuse(two, "a", "d", "kin", facts), "G2_RECUSED") << "stood down before";
  EXPECT_EQ(TryRecuse(two, "a", "b", "kin", facts), "ALREADY_EXISTS");
  EXPECT_EQ(TryRecuse(two, "a", "a", "kin", facts), "ALREADY_EXISTS") << "not the same person";
  EXPECT_EQ(TryRecuse(two, "a", "e", "kin", facts), "OK");
}

TEST(Recusal, IsAnOfficersOwnWithAReasonAndBeforeTheDecision) {
  const CaseFile two = CaseOf({"a", "b"});
  EXPECT_EQ(TryRecuse(two, "x", "c"), "NOT_AN_OFFICER_OF_THE_CASE");
  EXPECT_EQ(TryRecuse(two, "a", "c", ""), "BAD_REQUEST");
  CaseFile decided = CaseOf({"a", "b"});
  decided.decision = Decision::kConfirmed;
  EXPECT_EQ(TryRecuse(decided, "a", "c"), "WRONG_STATE");
  CaseFile suspended = two;
  suspended.state = CaseState::kSuspended;
  EXPECT_EQ(TryRecuse(suspended, "a", "c"), "OK") << "a case that rests is still undecided";
}

TEST(Recusal, OfOneWhoWorksForThePartyIsAlways) {
  Institution institution;
  institution.institution_id = "M001";
  institution.name = "第一医院";
  Officer officer;
  officer.person = "a";
  for (const auto& [unit, reason] :
       std::vector<std::pair<std::string, std::string>>{{"M001", "G2_RECUSED"},
                                                        {"第一医院", "G2_RECUSED"},
                                                        {"M002", "OK"},
                                                        {"第一医院分院", "OK"},
                                                        {"医疗保障局", "OK"}}) {
    officer.unit = unit;
    EXPECT_EQ(ReasonOf(CheckNobodyOfTheParty(institution, {officer})), reason) << unit;
  }
  EXPECT_EQ(ReasonOf(CheckNobodyOfTheParty(institution, {})), "OK") << "nobody registered";
}

TEST(Recusal, ThePartyAsksOnceUntilTheHeadHasRuled) {
  const CaseFile two = CaseOf({"a", "b"});
  const auto first = ApplyForRecusal(two, {}, "a", "shares", kRecusalDay);
  ASSERT_TRUE(first.ok()) << first.status();
  std::vector<CaseRecord> records = {*first};
  EXPECT_EQ(
      ReasonOf(ApplyForRecusal(two, FactsAfter(records), "a", "shares", kRecusalDay).status()),
      "ALREADY_EXISTS");
  EXPECT_EQ(
      ReasonOf(ApplyForRecusal(two, FactsAfter(records), "b", "shares", kRecusalDay).status()),
      "OK")
      << "against the other officer";
  EXPECT_EQ(ReasonOf(ApplyForRecusal(two, {}, "x", "shares", kRecusalDay).status()),
            "NOT_AN_OFFICER_OF_THE_CASE");
  const auto refused = RuleOnRecusal(two, FactsAfter(records),
                                     {1, Ruling::kRefused, "", "no shares", ""}, kRecusalDay);
  ASSERT_TRUE(refused.ok()) << refused.status();
  EXPECT_TRUE(refused->change.out.empty()) << "the officer stays";
  records = With(records, refused->record);
  EXPECT_EQ(ReasonOf(RuleOnRecusal(two, FactsAfter(records),
                                   {1, Ruling::kGranted, "c", "again", ""}, kRecusalDay)
                         .status()),
            "WRONG_STATE")
      << "ruled on";
  EXPECT_EQ(
      ReasonOf(ApplyForRecusal(two, FactsAfter(records), "a", "new facts", kRecusalDay).status()),
      "OK");
}

TEST(Recusal, GrantedSendsTheOfficerAwayForEver) {
  const CaseFile two = CaseOf({"a", "b"});
  const auto applied = ApplyForRecusal(two, {}, "a", "shares", kRecusalDay);
  ASSERT_TRUE(applied.ok()) << applied.status();
  const ProcedureFacts facts = FactsAfter({*applied});
  EXPECT_EQ(
      ReasonOf(RuleOnRecusal(two, facts, {1, Ruling::kGranted, "", "so it is", ""}, kRecusalDay)
                   .status()),
      "G1_TWO_OFFICERS");
  EXPECT_EQ(
      ReasonOf(RuleOnRecusal(two, facts, {2, Ruling::kGranted, "c", "so it is", ""}, kRecusalDay)
                   .status()),
      "UNKNOWN_RECORD");
  EXPECT_EQ(
      ReasonOf(
          RuleOnRecusal(two, facts, {1, Ruling::kRefused, "c", "no", ""}, kRecusalDay).status()),
      "BAD_REQUEST")
      << "nobody to replace";
  const auto granted =
      RuleOnRecusal(two, facts, {1, Ruling::kGranted, "c", "so it is", "decision 1"}, kRecusalDay);
  ASSERT_TRUE(granted.ok()) << granted.status();
  EXPECT_EQ(granted->change.out, "a");
  EXPECT_EQ(granted->change.in, "c");
  const ProcedureFacts after = FactsAfter({*applied, granted->record});
  EXPECT_TRUE(after.applications.front().ruled);
  EXPECT_TRUE(HasInvestigated(CaseOf({"b", "c"}), after, "a")) << "who investigated stays one";
  EXPECT_EQ(TryRecuse(CaseOf({"b", "c"}), "b", "a", "kin", after), "G2_RECUSED");
}

TEST(Recusal, OfHimselfAnswersAnApplicationAgainstHim) {
  const CaseFile two = CaseOf({"a", "b"});
  const auto applied = ApplyForRecusal(two, {}, "a", "shares", kRecusalDay);
  const auto own = RecuseOfficer(two, FactsAfter({*applied}), "a", "c", "kin", kRecusalDay);
  ASSERT_TRUE(own.ok()) << own.status();
  EXPECT_TRUE(FactsAfter({*applied, own->record}).applications.front().ruled);
}

}  // namespace
}  // namespace probity::scoring
