#include "common/codes/codes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "common/crypto/seeded_entropy.h"
#include "common/status/status.h"
#include "services/review/domain/ballot.h"
#include "tests/services/review/domain/known_answer.h"

namespace probity::review {
namespace {

using codes::AreSymbols;
using codes::CheckSymbol;
using codes::CodeHash;
using codes::Credential;
using codes::CredentialHash;
using codes::Display;
using codes::DoorCredential;
using codes::kDoorSerial;
using codes::MakeCode;
using codes::MakeSerials;
using codes::ParseCode;
using codes::ParseSerial;
using codes::Receipt;
using codes::SerialSymbols;

using ::testing::HasSubstr;

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::string_view kVotingCode = "041061050R3GG28A1C60T3GF2";
constexpr std::string_view kSerial = "N5RFRSW2VX";

std::string Said(const absl::Status& status) {
  const RefusalDetail detail = DetailOf(status);
  return detail.violations.empty() ? "" : detail.violations[0].description;
}

TEST(SerialTest, IsFiftyBitsInTwoGroupsAndACheckSymbol) {
  EXPECT_EQ(Display(SerialSymbols(0x0000000000001)), "00000-00001-H");
  EXPECT_EQ(Display(SerialSymbols(0x2A5C3F19E0B7D)), "N5RFR-SW2VX-9");
  EXPECT_EQ(Display(SerialSymbols(0x01A4F30134B5F)), "0T9WR-16JTZ-J");
}

TEST(SerialTest, IsReadBackAsPeopleTypeIt) {
  const std::string o_and_l = Display(SerialSymbols(0x0000000000001));
  const struct {
    std::string typed;
    std::string symbols;
  } cases[] = {
      {"N5RFR-SW2VX-9", "N5RFRSW2VX"},    {"n5rfrsw2vx9", "N5RFRSW2VX"},
      {" N5RFR SW2VX 9\n", "N5RFRSW2VX"}, {"Ｎ５ＲＦＲ－ＳＷ２ＶＸ－９", "N5RFRSW2VX"},
      {"N5RFR–SW2VX—9", "N5RFRSW2VX"},    {"N5RFR　SW2VX　9", "N5RFRSW2VX"},
      {"ooooo-OOOOI-h", "0000000001"},    {"00000-0000L-H", "0000000001"},
      {"ot9wr-i6jtz-j", "0T9WR16JTZ"},
  };
  for (const auto& c : cases) {
    const absl::StatusOr<std::string> symbols = ParseSerial(c.typed);
    ASSERT_TRUE(symbols.ok()) << c.typed << ": " << Said(symbols.status());
    EXPECT_EQ(*symbols, c.symbols) << c.typed;
  }
}

TEST(SerialTest, SaysWhatIsWrongWithWhatWasTyped) {
  const struct {
    std::string typed;
    std::string said;
  } cases[] = {
      {"N5RFR-SW2UX-9", "character 10"},
      {"N5RFR-SW2V*-9", "character 11"},
      {"N5RFR-SW2V号-9", "character 11"},
      {"N5RFR-SW2VX", "has 10 symbols, must have 11"},
      {"N5RFR-SW2VX-99", "has 12 symbols, must have 11"},
      {"", "has 0 symbols"},
      {"N5RFR-SW2VX-8", "check symbol"},
      {"N5RFR-WS2VX-9", "check symbol"},
      {"00000-00000-0", "no case"},
      {"N5RFR-SW2V\xff-9", "UTF-8"},
  };
  for (const auto& c : cases) {
    const absl::Status status = ParseSerial(c.typed).status();
    EXPECT_TRUE(HasReason(status, Reason::k_BAD_REQUEST)) << c.typed;
    EXPECT_THAT(Said(status), HasSubstr(c.said)) << c.typed;
    EXPECT_EQ(DetailOf(status).violations[0].field, "serial");
  }
}

TEST(SerialTest, ARefusalOfACodeNeverRepeatsIt) {
  const absl::Status status = ParseCode("04106-1050R-3GG28-A1C60-T3GFU-5", "code").status();
  EXPECT_EQ(DetailOf(status).violations[0].field, "code");
  EXPECT_THAT(std::string(status.message()) + Said(status), ::testing::Not(HasSubstr("3GG28")));
}

TEST(CheckSymbolTest, FindsEverySingleErrorSwapAndTwinError) {
  const std::string good = std::string(kVotingCode) + "MQWER";  // thirty symbols, the most allowed
  const char check = CheckSymbol(good);
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const char other : kAlphabet) {
      std::string bad = good;
      bad[i] = other;
      if (bad != good) {
        EXPECT_NE(CheckSymbol(bad), check) << "single error at " << i;
      }
      if (i + 1 < good.size() && good[i] == good[i + 1]) {
        bad[i + 1] = other;
        if (bad != good) {
          EXPECT_NE(CheckSymbol(bad), check) << "twin error at " << i;
        }
      }
    }
    for (std::size_t j = i + 1; j < good.size(); ++j) {
      std::string bad = good;
      std::swap(bad[i], bad[j]);
      if (bad != good) {
        EXPECT_NE(CheckSymbol(bad), check) << "swap of " << i << " and " << j;
      }
    }
  }
}

TEST(SerialTest, TheSerialsOfARoundDifferAndAreNeverTheDoor) {
  const std::vector<std::string> serials = MakeSerials(1000, crypto::SeededEntropy("serials"));
  const std::set<std::string> distinct(serials.begin(), serials.end());
  EXPECT_EQ(distinct.size(), 1000u);
  EXPECT_FALSE(distinct.contains(std::string(kDoorSerial)));
  for (const std::string& serial : serials) EXPECT_TRUE(AreSymbols(serial, 10)) << serial;
}

TEST(SerialTest, AClashOrTheDoorIsDrawnAgain) {
  const std::vector<Bytes> answers = {Bytes(7, '\0'), Bytes(7, '\1'), Bytes(7, '\1'),
                                      Bytes(7, '\2')};
  std::size_t next = 0;
  const std::vector<std::string> serials =
      MakeSerials(2, [&](std::size_t) { return answers.at(next++); });
  EXPECT_EQ(next, 4u);
  EXPECT_NE(serials[0], serials[1]);
  EXPECT_NE(serials[0], kDoorSerial);
}

TEST(SerialTest, SixBitsAboveTheFiftyAreCutOff) {
  const std::vector<std::string> serials =
      MakeSerials(1, [](std::size_t size) { return Bytes(size, '\xff'); });
  EXPECT_EQ(serials[0], "ZZZZZZZZZZ");
}

TEST(CodeTest, IsTheFirst125BitsOfTheEntropy) {
  const std::string code = MakeCode([](std::size_t size) { return known::Counting('\x01', size); });
  EXPECT_EQ(code, kVotingCode);
  EXPECT_EQ(Display(code), "04106-1050R-3GG28-A1C60-T3GF2-5");
  EXPECT_EQ(*ParseCode("o4i06-1050r-3gg28-a1c60-t3gf2-5"), code);
}

TEST(CodeTest, GivesTheKnownCredentialsAndHashes) {
  const Bytes round = known::Round();
  const Bytes credential = Credential(kVotingCode, round, kSerial);
  EXPECT_EQ(crypto::Hex(credential),
            "944fea6ba0419870474b1f38d28204accaa32ae6828197620d8d857d40b1e424");
  EXPECT_EQ(crypto::Hex(CredentialHash(round, kSerial, credential)),
            "3bb0df40a4f18f765164d258561c9b7e16a18db0889840fd0d795cf54ddc5eca");
  EXPECT_EQ(crypto::Hex(CredentialHash(round, kDoorSerial, DoorCredential(kVotingCode, round))),
            "51108be1abe516324750d4730dfb8953cc8410f5a98610d7859c8cf1a85dbfdb");
  EXPECT_EQ(crypto::Hex(CodeHash(round, kVotingCode)),
            "64e69e56248d4b79e7c430c833d84da03443552af9aee4116fd2c9e97184a36d");
}

TEST(ReceiptTest, IsOverLabelRoundSerialCredentialAndTheExactBallot) {
  const Bytes credential = Credential(kVotingCode, known::Round(), kSerial);
  const std::string ballot = AbsentBallotBytes();
  EXPECT_EQ(Receipt(known::Round(), kSerial, credential, ballot),
            crypto::Sha256("probity/receipt/v1" + known::Round() + std::string(kSerial) +
                           credential + ballot));
  std::string changed = ballot;
  changed.back() = '\1';
  EXPECT_NE(Receipt(known::Round(), kSerial, credential, ballot),
            Receipt(known::Round(), kSerial, credential, changed));
}

}  // namespace
}  // namespace probity::review
