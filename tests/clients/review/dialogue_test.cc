// Asking finding by finding until the ballot is one the service admits.
#include "clients/review/dialogue.h"

#include <sstream>

#include "absl/strings/str_join.h"
#include "tests/clients/review/committee.h"

namespace probity::member {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Spoken {
  absl::StatusOr<Draft> draft;
  std::string shown;
};

Spoken Speak(const std::vector<std::string>& lines,
             const review::v1::GetBallotResponse& recorded = {}) {
  std::istringstream in(absl::StrJoin(lines, "\n") + "\n");
  std::ostringstream out;
  auto draft = AskBallot(in, out, TwoFindings(), Titles(), 72, recorded);
  return {std::move(draft), out.str()};
}

TEST(Dialogue, AsksChoicePointsAndReasonsOfEachFinding) {
  const Spoken spoken = Speak({"1", "5", "R01 R04", "remand", "6", "纪要意见", "y"});
  ASSERT_TRUE(spoken.draft.ok()) << spoken.draft.status();
  const Draft& draft = *spoken.draft;
  ASSERT_EQ(draft.answers.size(), 2u);
  EXPECT_EQ(draft.answers[0].choice(), review::v1::CHOICE_UPHOLD);
  EXPECT_EQ(draft.answers[0].points(), 5);
  EXPECT_THAT(draft.answers[0].reason_codes(), ElementsAre("R01", "R04"));
  EXPECT_EQ(draft.answers[1].choice(), review::v1::CHOICE_REMAND);
  EXPECT_EQ(draft.answers[1].points(), 0);
  EXPECT_EQ(draft.text, "纪要意见");
}

TEST(Dialogue, AsksNoPointsWhereThereIsNothingToChoose) {
  const Spoken spoken = Speak({"2", "R02", "1", "R01", "", "y"});
  ASSERT_TRUE(spoken.draft.ok()) << spoken.draft.status();
  EXPECT_EQ(spoken.draft->answers[1].points(), 4);
  EXPECT_THAT(spoken.shown, HasSubstr("分值 points: 4\n"));
}

TEST(Dialogue, OffersOnlyReasonsThatGoWithTheChoice) {
  const Spoken spoken = Speak({"2", "2", "2", "2", "", "y"});
  ASSERT_TRUE(spoken.draft.ok()) << spoken.draft.status();
  EXPECT_THAT(spoken.shown, testing::Not(HasSubstr("R06")));
  EXPECT_THAT(spoken.shown, HasSubstr("R05"));
  EXPECT_THAT(spoken.shown, HasSubstr("one to three reasons")) << "not a choice of 1 to 3";
}

TEST(Dialogue, AsksAgainUntilTheAnswerIsAdmitted) {
  const Spoken spoken = Speak({"5", "maybe", "1", "2", "7", "six", "6", "R06", "R01 R02 R03 R04",
                               "R09", "", "R01", "4", "7", std::string(1025, 'x'), "", "y"});
  ASSERT_TRUE(spoken.draft.ok()) << spoken.draft.status();
  EXPECT_EQ(spoken.draft->answers[0].points(), 6);
  EXPECT_THAT(spoken.draft->answers[0].reason_codes(), ElementsAre("R01"));
  EXPECT_EQ(spoken.draft->text, "");
}

TEST(Dialogue, EmptyLinesKeepWhatIsRecorded) {
  review::v1::GetBallotResponse recorded;
  recorded.set_revision(2);
  const auto answers = AnswersFor(TwoFindings(), {"1=uphold:4:R03", "2=remand:R06"});
  recorded.mutable_answers()->Assign(answers->begin(), answers->end());
  recorded.set_text("as before");
  const Spoken kept = Speak({"", "", "", "", "", "", "y"}, recorded);
  ASSERT_TRUE(kept.draft.ok()) << kept.draft.status();
  EXPECT_TRUE(Says(recorded, kept.draft->answers, kept.draft->text));

  const Spoken changed = Speak({"2", "R02", "", "", "-", "y"}, recorded);
  ASSERT_TRUE(changed.draft.ok()) << changed.draft.status();
  EXPECT_EQ(changed.draft->answers[0].choice(), review::v1::CHOICE_NOT_UPHOLD);
  EXPECT_EQ(changed.draft->text, "");
}

TEST(Dialogue, NothingIsSentWithoutAYes) {
  const std::vector<std::vector<std::string>> cases = {{},
                                                       {"1"},
                                                       {"2", "2", "2", "2", ""},
                                                       {"2", "2", "2", "2", "", "n"},
                                                       {"2", "2", "2", "2", "", ""}};
  for (const std::vector<std::string>& lines : cases) {
    EXPECT_TRUE(absl::IsCancelled(Speak(lines).draft.status())) << absl::StrJoin(lines, "|");
  }
  EXPECT_TRUE(Speak({"2", "2", "2", "2", "", "是"}).draft.ok());
}

TEST(Dialogue, ShowsTheBallotBeforeItIsSubmittedAndAsksAgainWhatIsNeitherYesNorNo) {
  const Spoken spoken = Speak({"1", "5", "4,1", "3", "6", "纪要意见", "", "1", "y"});
  ASSERT_TRUE(spoken.draft.ok()) << spoken.draft.status();
  const size_t shown = spoken.shown.find("拟提交 to be submitted\n");
  ASSERT_NE(shown, std::string::npos) << spoken.shown;
  EXPECT_LT(shown, spoken.shown.find("提交 submit? y/n"));
  for (const char* line : {"1. 维持 uphold 5分 points", "2. 退回补证 remand, R06", "纪要意见"}) {
    EXPECT_NE(spoken.shown.find(line, shown), std::string::npos) << line << "\n" << spoken.shown;
  }
}

}  // namespace
}  // namespace probity::member
