// Codes: answering an invitation, claiming a seat, leaving it.
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/common/output.h"
#include "common/status/status.h"
#include "tests/clients/review/committee.h"

namespace probity::member {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kAccept = review::v1::INVITATION_ANSWER_ACCEPT;
constexpr auto kDecline = review::v1::INVITATION_ANSWER_DECLINE;

class CodesTest : public testing::Test {
 protected:
  void SetUp() override {
    committee_.Start();
    member_.session.address = committee_.address();
  }

  // No command ever prints a code, in full or in part.
  void TearDown() override {
    EXPECT_THAT(member_.out + member_.err, Not(HasSubstr("1050R")));
    EXPECT_THAT(member_.out + member_.err, Not(HasSubstr("041061050R")));
    EXPECT_EQ(committee_.odd_sizes(), 0) << "every request has its declared size";
  }

  const CodeSource voting_ = {kRound, kVotingCodeShown, ""};
  Committee committee_;
  Member member_{committee_};
};

TEST_F(CodesTest, AnInvitationIsAccepted) {
  EXPECT_EQ(member_.Run(&Respond, CodeSource{kRound, AnswerCodeShown(), ""}, kAccept), clients::kOk)
      << member_.err;
  EXPECT_EQ(committee_.answers(kAccept), 1);
  EXPECT_THAT(member_.out, HasSubstr("已答复：接受"));
}

TEST_F(CodesTest, AnInvitationIsDeclinedByItsText) {
  const std::string notice = member_.WriteNotice("应召码 answer code", AnswerCodeShown());
  EXPECT_EQ(member_.Run(&Respond, CodeSource{"", "", notice}, kDecline), clients::kOk)
      << member_.err;
  EXPECT_EQ(committee_.answers(kDecline), 1);
  EXPECT_EQ(committee_.answers(kAccept), 0);
  EXPECT_THAT(member_.err, HasSubstr(notice)) << "says that the notice should go";
}

TEST_F(CodesTest, AWrongAnswerCodeIsRefusedWithWhatToCheck) {
  EXPECT_EQ(member_.Run(&Respond, voting_, kAccept), clients::kRefused);
  EXPECT_THAT(member_.err, HasSubstr("newest notice"));
  EXPECT_THAT(member_.err, HasSubstr("check symbol"));
  EXPECT_THAT(member_.err, HasSubstr("time to answer by"));
}

TEST_F(CodesTest, ARefusedInvitationSpeaksOfNoCase) {
  EXPECT_EQ(member_.Run(&Respond, voting_, kAccept), clients::kRefused);
  EXPECT_THAT(member_.err, Not(HasSubstr("serial")));
}

TEST_F(CodesTest, ACloseThatIsNotTheNoticesIsPointedOut) {
  const std::pair<const char*, bool> cases[] = {{"2026-05-08 16:00", false},
                                                {"2026-05-08 17:00", true}};
  for (const auto& [announced, differs] : cases) {
    const std::string notice =
        member_.WriteNotice("表决码 voting code", kVotingCodeShown,
                            absl::StrCat("表决截止 voting closes: ", announced, " (UTC+8)\n"));
    EXPECT_EQ(member_.Run(&Claim, CodeSource{"", "", notice}), clients::kOk) << member_.err;
    EXPECT_EQ(absl::StrContains(member_.err, "the notice has"), differs) << member_.err;
  }
}

TEST_F(CodesTest, AClaimTellsTheCloseAndTheNumberOfCases) {
  EXPECT_EQ(member_.Run(&Claim, voting_), clients::kOk) << member_.err;
  EXPECT_THAT(member_.out, HasSubstr("2026-05-08 16:00"));
  EXPECT_THAT(member_.out, HasSubstr("cases: 3"));
  const auto seat = LoadSeat(member_.session.seat_file);
  ASSERT_TRUE(seat.ok()) << seat.status();
  EXPECT_EQ(seat->code, kVotingCode);
  EXPECT_EQ(seat->draw_pseudonym, std::string(16, 'd'));
}

TEST_F(CodesTest, TheCodeIsAskedForUnseenIfItIsNotGiven) {
  member_.typed_secret = "04106 1050r 3gg28 a1c60 t3gf2 5";
  EXPECT_EQ(member_.Run(&Claim, CodeSource{kRound, "", ""}), clients::kOk) << member_.err;
  EXPECT_EQ(member_.secrets_asked, 1);
}

TEST_F(CodesTest, ANoticesTextIsEnough) {
  const std::string notice = member_.WriteNotice("表决码 voting code", kVotingCodeShown);
  EXPECT_EQ(member_.Run(&Claim, CodeSource{"", "", notice}), clients::kOk) << member_.err;
  EXPECT_EQ(member_.secrets_asked, 0);

  member_.typed = std::string("round: ") + kRound + "\nvoting code: " + kVotingCodeShown;
  EXPECT_EQ(member_.Run(&Claim, CodeSource{"", "", "-"}), clients::kOk) << member_.err;
}

TEST_F(CodesTest, AMistypedCodeIsFoundBeforeAnythingIsSent) {
  committee_.Stop();
  for (const std::string code :
       {"04106-1050R-3GG28-A1C60-T3GF2-6", "04106-1050R-3GG28-A1C60-T3G2F-5", "04106-1050R"}) {
    EXPECT_EQ(member_.Run(&Claim, CodeSource{kRound, code, ""}), clients::kUsage) << code;
    EXPECT_THAT(member_.err, Not(HasSubstr("no answer"))) << "nobody was asked";
  }
  EXPECT_FALSE(std::filesystem::exists(member_.session.seat_file));
}

TEST_F(CodesTest, ANoticeOfTheOtherKindIsTold) {
  const std::string invitation = member_.WriteNotice("应召码 answer code", AnswerCodeShown());
  EXPECT_EQ(member_.Run(&Claim, CodeSource{"", "", invitation}), clients::kUsage);
  EXPECT_THAT(member_.err, HasSubstr("accept"));
  const std::string notice = member_.WriteNotice("表决码 voting code", kVotingCodeShown);
  EXPECT_EQ(member_.Run(&Respond, CodeSource{"", "", notice}, kAccept), clients::kUsage);
  EXPECT_THAT(member_.err, HasSubstr("claim"));
}

TEST_F(CodesTest, NoticeAndTypedCodeExcludeEachOther) {
  EXPECT_EQ(member_.Run(&Claim, CodeSource{kRound, kVotingCodeShown, "notice.txt"}),
            clients::kUsage);
  EXPECT_EQ(member_.Run(&Claim, CodeSource{"", "", ""}), clients::kUsage);
}

TEST_F(CodesTest, ASeatClaimedBeforeVotingBeginsIsKept) {
  committee_.Refuse(true);
  EXPECT_EQ(member_.Run(&Claim, voting_), clients::kRefused);
  EXPECT_THAT(member_.err, HasSubstr("voting hours"));
  committee_.Refuse(false);
  EXPECT_EQ(member_.Run(&List), clients::kOk) << member_.err;
  EXPECT_EQ(LoadSeat(member_.session.seat_file)->house, std::string(16, 'h'))
      << "the pseudonyms are learnt with the first answer";
}

TEST_F(CodesTest, ARefusedCodeDoesNotReplaceASeatThatMayCount) {
  member_.Sit();
  const CodeSource other = {kRound, AnswerCodeShown(), ""};
  EXPECT_EQ(member_.Run(&Claim, other), clients::kRefused);
  EXPECT_THAT(member_.err, HasSubstr("stays as it is"));
  EXPECT_EQ(LoadSeat(member_.session.seat_file)->code, kVotingCode);
}

TEST_F(CodesTest, NobodyAnsweringIsNotARefusal) {
  committee_.Stop();
  EXPECT_EQ(member_.Run(&Claim, voting_), clients::kTryAgain);
  EXPECT_THAT(member_.err, HasSubstr("no answer"));
  EXPECT_THAT(member_.err, Not(HasSubstr("newest notice")));
}

TEST_F(CodesTest, TheClientGoesOnTryingUntilSomebodyAnswers) {
  committee_.Stop();
  member_.session.patience.no_answer = absl::Seconds(20);
  std::thread later([&] {
    absl::SleepFor(absl::Milliseconds(600));
    committee_.Start(member_.session.address);
  });
  EXPECT_EQ(member_.Run(&Claim, voting_), clients::kOk) << member_.err;
  later.join();
  EXPECT_THAT(member_.err, HasSubstr("trying on"));
}

TEST_F(CodesTest, ARefusalIsHeardTwiceBeforeItIsBelieved) {
  committee_.Refuse(true);
  member_.session.patience.refused = absl::Seconds(20);
  std::thread later([&] {
    absl::SleepFor(absl::Milliseconds(300));
    committee_.Refuse(false);
  });
  EXPECT_EQ(member_.Run(&Claim, voting_), clients::kOk) << member_.err;
  later.join();
}

TEST_F(CodesTest, AnAddressThatIsNotTheReviewServicesIsTold) {
  EXPECT_THAT(FailureText(absl::UnimplementedError(""), kWithVotingCode), HasSubstr("--review"));
  member_.session.address = "198.51.100.1:7102";
  EXPECT_EQ(member_.Run(&Claim, voting_), clients::kUsage) << "not loopback";
  EXPECT_FALSE(std::filesystem::exists(member_.session.seat_file));
}

TEST_F(CodesTest, LeavingErasesTheCode) {
  member_.Sit();
  EXPECT_EQ(member_.Run(&Leave), clients::kOk) << member_.err;
  EXPECT_FALSE(std::filesystem::exists(member_.session.seat_file));
  EXPECT_EQ(member_.Run(&Leave), clients::kOk) << "leaving twice is harmless";
  EXPECT_EQ(member_.Run(&List), clients::kRefused);
  EXPECT_THAT(member_.err, HasSubstr("claim"));
}

}  // namespace
}  // namespace probity::member
