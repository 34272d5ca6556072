// Casting and changing a ballot.
#include "clients/common/output.h"
#include "common/crypto/crypto.h"
#include "tests/clients/review/committee.h"

namespace probity::member {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class VoteTest : public testing::Test {
 protected:
  void SetUp() override {
    committee_.Start();
    member_.session.address = committee_.address();
    member_.Sit();
  }
  void TearDown() override {
    EXPECT_THAT(member_.out + member_.err, Not(HasSubstr("1050R")));
    EXPECT_EQ(committee_.odd_sizes(), 0) << "every request has its declared size";
  }
  int Cast(const VoteOptions& options) { return member_.Run(&Vote, options); }
  review::v1::GetBallotResponse Stored() const { return committee_.ballot(kSerial); }

  const VoteOptions vote_ = {
      kSerialShown, {"1=uphold:3:R01,R04", "2=not_uphold:R02"}, "text", false};
  Committee committee_;
  Member member_{committee_};
};

TEST_F(VoteTest, ABallotIsStoredReadBackAndShownWithItsReceipt) {
  EXPECT_EQ(Cast(vote_), clients::kOk) << member_.err;
  EXPECT_EQ(Stored().revision(), 1u);
  EXPECT_EQ(Stored().text(), "text");
  ASSERT_EQ(Stored().answers_size(), 2);
  EXPECT_EQ(Stored().answers(0).points(), 3);
  EXPECT_THAT(member_.out, HasSubstr("维持 uphold 3分 points, R01 R04"));
  EXPECT_THAT(member_.out, HasSubstr("不成立 not_uphold, R02"));
  EXPECT_THAT(member_.out, HasSubstr(crypto::Hex(Stored().receipt())));
}

TEST_F(VoteTest, ChangingABallotRaisesItsRevisionAndKeepsItsText) {
  ASSERT_EQ(Cast(vote_), clients::kOk) << member_.err;
  VoteOptions changed = vote_;
  changed.findings = {"1=remand:R06", "2=abstain:R05"};
  changed.text.reset();
  EXPECT_EQ(Cast(changed), clients::kOk) << member_.err;
  EXPECT_EQ(Stored().revision(), 2u);
  EXPECT_EQ(Stored().answers(0).choice(), review::v1::CHOICE_REMAND);
  EXPECT_EQ(Stored().text(), "text");
  changed.text = "";
  EXPECT_EQ(Cast(changed), clients::kOk) << member_.err;
  EXPECT_EQ(Stored().revision(), 3u);
  EXPECT_EQ(Stored().text(), "") << "an empty text that was given erases it";
}

TEST_F(VoteTest, TheSameBallotAgainSendsNothing) {
  ASSERT_EQ(Cast(vote_), clients::kOk) << member_.err;
  EXPECT_EQ(Cast(vote_), clients::kOk) << member_.err;
  EXPECT_EQ(committee_.submissions(), 1);
  EXPECT_THAT(member_.out, HasSubstr("revision 1"));
}

TEST_F(VoteTest, WhatTheServiceWouldRefuseIsNamedHereAndNotSent) {
  const std::vector<std::pair<VoteOptions, std::string>> cases = {
      {{"2", {"1=uphold:7:R01", "2=remand:R06"}, {}, false}, "3–6"},
      {{"2", {"1=uphold:3:R06", "2=remand:R06"}, {}, false}, "R06"},
      {{"2", {"1=uphold:3:R01"}, {}, false}, "finding 2"},
      {{"2", {"1=uphold:3:R01", "2=maybe:R01"}, {}, false}, "--finding 2=maybe"},
      {{"2", {"1=uphold:3:R01,R02,R03,R04", "2=remand:R06"}, {}, false}, "one to three"},
      {{"2", {"1=uphold:3:R01", "2=remand:R06"}, std::string(1025, 'x'), false}, "1024"},
      {{"2", {"1=uphold:3:R01", "2=remand:R06"}, {}, true}, "--recognised"}};
  for (const auto& [options, expected] : cases) {
    EXPECT_EQ(Cast(options), clients::kUsage) << expected;
    EXPECT_THAT(member_.err, HasSubstr(expected));
  }
  EXPECT_EQ(committee_.submissions(), 0);
}

TEST_F(VoteTest, WhoRecognisesTheCaseAbstainsFromAllOfIt) {
  EXPECT_EQ(Cast({"2", {}, {}, true}), clients::kOk) << member_.err;
  ASSERT_EQ(Stored().answers_size(), 2);
  const review::v1::GetBallotResponse stored = Stored();
  for (const review::v1::FindingAnswer& answer : stored.answers()) {
    EXPECT_EQ(answer.choice(), review::v1::CHOICE_ABSTAIN);
    EXPECT_EQ(answer.reason_codes(0), "R07");
  }
  EXPECT_EQ(Cast({"2", {"1=abstain:R07", "2=uphold:4:R01"}, {}, false}), clients::kOk);
  EXPECT_THAT(member_.err, HasSubstr("--recognised")) << "a hint, for the ballot is valid";
}

TEST_F(VoteTest, WithoutFindingsEachOneIsAskedFor) {
  member_.typed = "1\n5\n1\n3\n6\n\ny\n";
  EXPECT_EQ(Cast({"2", {}, {}, false}), clients::kOk) << member_.err;
  EXPECT_EQ(Stored().answers(0).points(), 5);
  EXPECT_EQ(Stored().answers(1).choice(), review::v1::CHOICE_REMAND);
  EXPECT_THAT(member_.out, HasSubstr(kSecretSheetWord)) << "the sheet is shown first";
}

TEST_F(VoteTest, ADialogueThatIsBrokenOffSendsNothing) {
  member_.typed = "1\n5\n";
  EXPECT_EQ(Cast({"2", {}, {}, false}), clients::kRefused);
  EXPECT_THAT(member_.err, HasSubstr("nothing was submitted"));
  EXPECT_EQ(committee_.submissions(), 0);
}

TEST_F(VoteTest, ABallotOfAnotherSessionOfTheSeatIsNotPassedOffAsThisOne) {
  committee_.OvertakeNextBallot();
  EXPECT_EQ(Cast(vote_), clients::kRefused);
  EXPECT_THAT(member_.err, HasSubstr("this one is not"));
  EXPECT_EQ(Cast(vote_), clients::kOk) << "voting again goes above it" << member_.err;
  EXPECT_EQ(Stored().revision(), 2u);
}

TEST_F(VoteTest, ScriptsGetTheRecordedBallotAsJson) {
  member_.session.json = true;
  EXPECT_EQ(Cast(vote_), clients::kOk) << member_.err;
  EXPECT_THAT(member_.out, HasSubstr("\"serial\":\"N5RFR-SW2VX-9\""));
  EXPECT_THAT(member_.out, HasSubstr("\"choice\":\"uphold\",\"points\":3"));
  EXPECT_THAT(member_.out, HasSubstr("\"receipt\":\"" + crypto::Hex(Stored().receipt()) + "\""));
}

TEST_F(VoteTest, AfterTheCloseTheBallotIsRefused) {
  committee_.Refuse(true);
  EXPECT_EQ(Cast(vote_), clients::kRefused);
  EXPECT_THAT(member_.err, HasSubstr("voting hours"));
}

}  // namespace
}  // namespace probity::member
