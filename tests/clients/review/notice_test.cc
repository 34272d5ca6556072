// Round and code as a member finds them in a notice.
#include "clients/review/notice.h"

#include "absl/strings/str_cat.h"
#include "tests/clients/review/committee.h"

namespace probity::member {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The layout the service writes.
std::string Text(const std::string& kind) {
  return absl::StrCat(
      "认定委员会会审临时通知\nShort-notice call to a committee hearing\n\n场次 round: ", kRound,
      "\n批次 issue: 1\n时间 time: 2026-05-08 14:00 (UTC+8)\n地点 place: V3\n", kind, ": ",
      kVotingCodeShown,
      "\n表决截止 voting closes: 2026-05-08 16:00 "
      "(UTC+8)\n\n代码仅用于本场次，请勿转告、转发或留存。\n"
      "The code serves this round alone. Do not pass it on or keep it.\n",
      std::string(300, ' '), "\n");
}

TEST(NoticeText, GivesRoundAndCodeOfEitherKind) {
  const auto voting = ParseNotice(Text("表决码 voting code"));
  ASSERT_TRUE(voting.ok()) << voting.status();
  EXPECT_EQ(voting->round, RoundBytes());
  EXPECT_EQ(voting->code, kVotingCode);
  EXPECT_EQ(voting->kind, CodeKind::kVoting);
  EXPECT_EQ(voting->closes, "2026-05-08 16:00");
  const auto answer = ParseNotice(Text("应召码 answer code"));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->kind, CodeKind::kAnswer);
}

TEST(NoticeText, IsReadHoweverItWasPassedOn) {
  const std::string round = absl::StrCat("round: ", kRound, "\n");
  for (const std::string& text :
       {absl::StrCat("> ", round, "> voting code: ", kVotingCodeShown, "\n"),
        absl::StrCat("场次：", kRound, "\r\n表决码：", kVotingCodeShown, "\r\n"),
        absl::StrCat("ROUND:", kRound, "\nVoting Code:04106 1050r 3gg28 a1c60 t3gf2 5"),
        absl::StrCat(
            round,
            "表决码 voting code: ０４１０６－１０５０Ｒ－３ＧＧ２８－Ａ１Ｃ６０－Ｔ３ＧＦ２－５"),
        absl::StrCat(round, round, "voting code: ", kVotingCodeShown)}) {
    const auto notice = ParseNotice(text);
    ASSERT_TRUE(notice.ok()) << text << notice.status();
    EXPECT_EQ(notice->round, RoundBytes()) << text;
    EXPECT_EQ(notice->code, kVotingCode) << text;
  }
}

TEST(NoticeText, IsRefusedWithWhatIsWrongAndWithoutTheCode) {
  const std::string round = absl::StrCat("round: ", kRound, "\n");
  const std::string code = absl::StrCat("voting code: ", kVotingCodeShown, "\n");
  const std::string wrong = "04106-1050R-3GG28-A1C60-T3GF2-6";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {code, "notice.round"},
      {round, "notice.code"},
      {"", "notice.round"},
      {round + code + "voting code: " + wrong, "more than one"},
      {round + "answer code: " + wrong + "\n" + code, "more than one"},
      {round + "voting code: " + wrong, "check symbol"},
      {round + "voting code: 04106", "symbols"},
      {"round: abc\n" + code, "32"},
      {"\xff\xfe", "UTF-8"}};
  for (const auto& [text, expected] : cases) {
    const absl::Status status = ParseNotice(text).status();
    EXPECT_THAT(Violations(status), HasSubstr(expected)) << text;
    EXPECT_THAT(status.ToString() + Violations(status), Not(HasSubstr("1050R"))) << text;
  }
}

TEST(Round, IsThirtyTwoHexDigitsInAnyShape) {
  for (const std::string text :
       {kRound, "A0A1A2A3A4A5A6A7A8A9AAABACADAEAF", "a0a1a2a3-a4a5a6a7-a8a9aaab-acadaeaf",
        "ａ０a1a2a3a4a5a6a7a8a9aaabacadaeaf", " a0a1a2a3a4a5a6a7a8a9aaabacadaeaf "}) {
    const auto round = ParseRound(text);
    ASSERT_TRUE(round.ok()) << text;
    EXPECT_EQ(*round, RoundBytes()) << text;
  }
  for (const std::string text :
       {"", "a0", "a0a1a2a3a4a5a6a7a8a9aaabacadaea", "g0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
        "a0a1a2a3a4a5a6a7a8a9aaabacadaeafa0"}) {
    EXPECT_FALSE(ParseRound(text).ok()) << text;
  }
}

}  // namespace
}  // namespace probity::member
