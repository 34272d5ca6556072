// How answers are written on the command line, and which of them make a ballot.
#include "clients/review/answers.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status.h"
#include "tests/clients/review/committee.h"

namespace probity::member {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Read(const std::string& text) {
  const absl::StatusOr<NumberedAnswer> one = ParseFinding(text);
  if (!one.ok()) return "refused";
  return absl::StrCat(one->number, " ", ToAbsl(ChoiceName(one->answer.choice())), " ",
                      one->answer.points(), " ", absl::StrJoin(one->answer.reason_codes(), ","));
}

TEST(Finding, IsReadAsPeopleTypeIt) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"1=uphold:3:R01,R04", "1 uphold 3 R01,R04"},
      {"2=not_uphold:R02", "2 not_uphold 0 R02"},
      {"2=not-uphold:R02", "2 not_uphold 0 R02"},
      {"1=remand:R06", "1 remand 0 R06"},
      {"12=abstain:R07", "12 abstain 0 R07"},
      {"1=UPHOLD:3:r4,r1", "1 uphold 3 R01,R04"},
      {"1=uphold:0:1", "1 uphold 0 R01"},
      {"１＝维持：３：Ｒ０１，Ｒ０４", "1 uphold 3 R01,R04"},
      {"1=不成立:R02、R05", "1 not_uphold 0 R02,R05"},
      {"1=退回补证:R06", "1 remand 0 R06"},
      {"1=弃权:R07", "1 abstain 0 R07"}};
  for (const auto& [text, expected] : cases) EXPECT_EQ(Read(text), expected) << text;
}

TEST(Finding, IsRefusedWhenAnythingIsMissingOrUnknown) {
  for (const std::string text :
       {"", "uphold:3:R01", "0=uphold:3:R01", "-1=remand:R06", "x=remand:R06", "1=maybe:R01",
        "1=uphold:R01", "1=uphold:three:R01", "1=uphold:3.5:R01", "1=uphold:3:R08",
        "1=uphold:3:R01:R02", "1=remand:3:R06", "1=remand", "1=remand:R6x", "1=remand:\xff"}) {
    EXPECT_EQ(Read(text), "refused") << text;
  }
}

TEST(Finding, EveryFindingIsAnsweredOnce) {
  const SheetBody sheet = TwoFindings();
  const auto answers = AnswersFor(sheet, {"2=remand:R06", "1=uphold:3:R01"});
  ASSERT_TRUE(answers.ok()) << answers.status();
  ASSERT_EQ(answers->size(), 2u);
  EXPECT_EQ((*answers)[0].choice(), review::v1::CHOICE_UPHOLD) << "in the sheet's order";

  EXPECT_THAT(Violations(AnswersFor(sheet, {"1=remand:R06"}).status()),
              HasSubstr("第2项 finding 2: 未答"));
  EXPECT_THAT(Violations(AnswersFor(sheet, {"1=remand:R06", "1=remand:R05"}).status()),
              HasSubstr("answered twice"));
  EXPECT_THAT(Violations(AnswersFor(sheet, {"1=remand:R06", "3=remand:R06"}).status()),
              HasSubstr("has 2 项"));
  const std::string all = Violations(AnswersFor(sheet, {"1=maybe", "9=remand:R06"}).status());
  EXPECT_THAT(all, HasSubstr("--finding 1=maybe")) << "everything wrong is named at once";
  EXPECT_THAT(all, HasSubstr("--finding 9=remand:R06"));
}

struct Checked {
  std::string what;
  Choice choice;
  int64_t points;
  std::vector<std::string> reasons;
  std::string violation;  // empty = admitted
};

TEST(Ballot, AnAnswerKeepsToTheSheetsRangeAndTheClosedSet) {
  using namespace review::v1;  // NOLINT: the table is unreadable with qualified choices
  const std::vector<Checked> cases = {
      {"the floor", CHOICE_UPHOLD, 3, {"R01"}, ""},
      {"the ceiling", CHOICE_UPHOLD, 6, {"R01", "R03", "R05"}, ""},
      {"below the floor", CHOICE_UPHOLD, 2, {"R01"}, ".points"},
      {"above the ceiling", CHOICE_UPHOLD, 7, {"R01"}, ".points"},
      {"points without upholding", CHOICE_NOT_UPHOLD, 3, {"R02"}, ".points"},
      {"no reason", CHOICE_UPHOLD, 3, {}, ".reasons"},
      {"four reasons", CHOICE_UPHOLD, 3, {"R01", "R02", "R03", "R04"}, ".reasons"},
      {"one reason twice", CHOICE_UPHOLD, 3, {"R01", "R01"}, ".reasons"},
      {"an unknown reason", CHOICE_UPHOLD, 3, {"R08"}, ".reasons"},
      {"more evidence asked for by upholding", CHOICE_UPHOLD, 3, {"R06"}, ".reasons"},
      {"more evidence asked for by remanding", CHOICE_REMAND, 0, {"R06"}, ""},
      {"more evidence asked for by abstaining", CHOICE_ABSTAIN, 0, {"R06"}, ".reasons"},
      {"recognised and remanded", CHOICE_REMAND, 0, {"R07"}, ".reasons"},
      {"recognised and abstained", CHOICE_ABSTAIN, 0, {"R07"}, ""},
      {"abstained for another reason", CHOICE_ABSTAIN, 0, {"R05"}, ""},
      {"no choice", CHOICE_UNSPECIFIED, 0, {"R01"}, ".choice"}};
  for (const Checked& one : cases) {
    FindingAnswer answer;
    answer.set_choice(one.choice);
    answer.set_points(one.points);
    answer.mutable_reason_codes()->Assign(one.reasons.begin(), one.reasons.end());
    const std::string found = Violations(CheckAnswer(TwoFindings().findings(0), answer, "1"));
    if (one.violation.empty()) {
      EXPECT_THAT(found, IsEmpty()) << one.what;
    } else {
      EXPECT_THAT(found, HasSubstr("1" + one.violation)) << one.what;
    }
  }
}

TEST(Ballot, TheRangeOfPointsIsNamedAsTheSheetShowsIt) {
  FindingAnswer answer;
  answer.set_choice(review::v1::CHOICE_UPHOLD);
  answer.set_points(9);
  answer.add_reason_codes("R01");
  const SheetBody sheet = TwoFindings();
  EXPECT_THAT(Violations(CheckAnswer(sheet.findings(0), answer, "1")), HasSubstr("must be 3–6 "));
  EXPECT_THAT(Violations(CheckAnswer(sheet.findings(1), answer, "2")), HasSubstr("must be 4 "));
}

TEST(Ballot, TextIsUtf8OfAtMost1024Bytes) {
  const SheetBody sheet = TwoFindings();
  const std::vector<FindingAnswer> answers = Recognised(sheet);
  EXPECT_TRUE(CheckBallot(sheet, answers, std::string(1024, 'a')).ok());
  EXPECT_THAT(Violations(CheckBallot(sheet, answers, std::string(1025, 'a'))),
              HasSubstr("has 1025"));
  EXPECT_THAT(Violations(CheckBallot(sheet, answers, "\xd6\xd0")), HasSubstr("UTF-8"));
}

TEST(Ballot, HasAnAnswerForEveryFinding) {
  const SheetBody sheet = TwoFindings();
  std::vector<FindingAnswer> answers = Recognised(sheet);
  answers.pop_back();
  EXPECT_THAT(Violations(CheckBallot(sheet, answers, "")), HasSubstr("has 2 项"));
}

TEST(Ballot, WhoRecognisesACaseAbstainsFromAllOfIt) {
  const SheetBody sheet = TwoFindings();
  std::vector<FindingAnswer> answers = Recognised(sheet);
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_TRUE(CheckBallot(sheet, answers, "").ok());
  EXPECT_THAT(answers[1].reason_codes(), ElementsAre("R07"));
  EXPECT_FALSE(RecognisedInPart(answers));
  answers[0].set_reason_codes(0, "R05");
  EXPECT_TRUE(RecognisedInPart(answers));
}

TEST(Ballot, IsTheRecordedOneWhateverTheOrderOfItsReasons) {
  const SheetBody sheet = TwoFindings();
  const auto answers = AnswersFor(sheet, {"1=uphold:3:R04,R01", "2=remand:R06"});
  ASSERT_TRUE(answers.ok());
  review::v1::GetBallotResponse recorded;
  EXPECT_FALSE(Says(recorded, *answers, "")) << "nothing is recorded";
  recorded.set_revision(1);
  recorded.mutable_answers()->Assign(answers->begin(), answers->end());
  recorded.mutable_answers(0)->set_reason_codes(0, "R04");
  recorded.mutable_answers(0)->set_reason_codes(1, "R01");
  EXPECT_TRUE(Says(recorded, *answers, ""));
  EXPECT_FALSE(Says(recorded, *answers, "text"));
  recorded.mutable_answers(0)->set_points(4);
  EXPECT_FALSE(Says(recorded, *answers, ""));
}

TEST(Answers, EveryMistakeOfABallotIsNamedAtOnce) {
  const auto wrong = AnswersFor(TwoFindings(), {"1=uphold:99:R01"});
  EXPECT_THAT(Violations(wrong.status()), ::testing::HasSubstr("must be 3–6"));
  EXPECT_THAT(Violations(wrong.status()), ::testing::HasSubstr("finding 2"));
  EXPECT_THAT(Violations(AnswersFor(TwoFindings(), {"nonsense", "1=remand:R06"}).status()),
              ::testing::Not(::testing::HasSubstr("finding 2")))
      << "what could not be read may have been its answer";
}

}  // namespace
}  // namespace probity::member
