// Reading: the list, a sheet, what is recorded.
#include <algorithm>

#include "clients/common/output.h"
#include "common/crypto/crypto.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "tests/clients/review/committee.h"

namespace probity::member {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ReadTest : public testing::Test {
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
  google::protobuf::Struct Json() const {
    google::protobuf::Struct json;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(member_.out, &json).ok())
        << member_.out;
    return json;
  }
  void VoteOnSecond() {
    const VoteOptions options = {"2", {"1=uphold:3:R01", "2=remand:R06"}, "for the minutes", false};
    ASSERT_EQ(member_.Run(&Vote, options), clients::kOk) << member_.err;
  }

  Committee committee_;
  Member member_{committee_};
};

TEST_F(ReadTest, TheListShowsCaseSerialAndWhetherABallotIsRecorded) {
  VoteOnSecond();
  EXPECT_EQ(member_.Run(&List), clients::kOk) << member_.err;
  EXPECT_THAT(member_.out, testing::ContainsRegex("第2号 +N5RFR-SW2VX-9 +已登记 recorded"));
  EXPECT_THAT(member_.out, testing::ContainsRegex("第1号 +0T9WR-16JTZ-J +未表决 none"));
  EXPECT_THAT(member_.out, HasSubstr("recorded: 1/3"));
}

TEST_F(ReadTest, TheListForScriptsHasTheSameOrder) {
  EXPECT_EQ(member_.Run(&List), clients::kOk) << member_.err;
  std::vector<size_t> places;
  const std::string text = member_.out;
  member_.session.json = true;
  EXPECT_EQ(member_.Run(&List), clients::kOk) << member_.err;
  const auto json = Json();
  const auto& cases = json.fields().at("cases").list_value().values();
  ASSERT_EQ(cases.size(), 3);
  for (const auto& one : cases) {
    places.push_back(text.find(one.struct_value().fields().at("serial").string_value()));
  }
  EXPECT_TRUE(std::is_sorted(places.begin(), places.end()));
  EXPECT_EQ(json.fields().at("closes_at").string_value(), "2026-05-08T16:00:00+08:00");
}

TEST_F(ReadTest, ACaseIsShownByNumberOrSerialWithOnesOwnBallot) {
  VoteOnSecond();
  for (const std::string named : {"2", "第2号", kSerialShown}) {
    EXPECT_EQ(member_.Run(&Show, named), clients::kOk) << member_.err;
    EXPECT_THAT(member_.out, HasSubstr(kSecretSheetWord));
    EXPECT_THAT(member_.out, HasSubstr("1. 维持 uphold 3分 points, R01"));
    EXPECT_THAT(member_.out, HasSubstr("for the minutes"));
  }
  EXPECT_EQ(member_.Run(&Show, std::string("1")), clients::kOk);
  EXPECT_THAT(member_.out, HasSubstr("尚未表决"));
}

TEST_F(ReadTest, ACaseThatIsNotThereIsNamed) {
  EXPECT_EQ(member_.Run(&Show, std::string("9")), clients::kRefused);
  EXPECT_EQ(member_.Run(&Show, std::string("N5RFR-SW2VX-8")), clients::kUsage);
  EXPECT_THAT(member_.err, HasSubstr("check symbol"));
}

TEST_F(ReadTest, AFolderOfPoliciesThatWasNamedMustBeThere) {
  member_.session.policies = member_.Path("nowhere");
  EXPECT_NE(member_.Run(&Show, std::string("1")), clients::kOk);
  member_.session.policies = PROBITY_SOURCE_DIR "/policies";
  EXPECT_EQ(member_.Run(&Show, std::string("1")), clients::kOk) << member_.err;
}

TEST_F(ReadTest, TheStatusShowsEveryBallotAndTheSeatsOwnPseudonyms) {
  VoteOnSecond();
  EXPECT_EQ(member_.Run(&Status), clients::kOk) << member_.err;
  EXPECT_THAT(member_.out, HasSubstr("2. 退回补证 remand, R06"));
  EXPECT_THAT(member_.out, HasSubstr(crypto::Hex(std::string(16, 'd'))));
  member_.session.json = true;
  EXPECT_EQ(member_.Run(&Status), clients::kOk) << member_.err;
  const auto json = Json();
  int recorded = 0;
  for (const auto& one : json.fields().at("cases").list_value().values()) {
    const auto& ballot = one.struct_value().fields().at("ballot");
    if (ballot.has_null_value()) continue;
    ++recorded;
    EXPECT_EQ(ballot.struct_value().fields().at("receipt").string_value(),
              crypto::Hex(committee_.ballot(kSerial).receipt()));
  }
  EXPECT_EQ(recorded, 1);
}

TEST_F(ReadTest, AfterTheCloseEveryCommandSaysWhatToCheck) {
  committee_.Refuse(true);
  EXPECT_EQ(member_.Run(&List), clients::kRefused);
  EXPECT_EQ(member_.Run(&Status), clients::kRefused);
  EXPECT_EQ(member_.Run(&Show, std::string("1")), clients::kRefused);
  EXPECT_THAT(member_.err, HasSubstr("voting hours"));
}

TEST_F(ReadTest, ImagesOfACaseAreSavedForOneselfAlone) {
  EXPECT_EQ(member_.Run(&Show, std::string("2")), clients::kOk) << member_.err;
  EXPECT_THAT(member_.out, HasSubstr("a1, a2；存为文件 save them: images 2"));
  const std::string dir = member_.Path("images");
  EXPECT_EQ(member_.Run(&Images, ImageOptions{"2", dir}), clients::kOk) << member_.err;
  for (const std::string name : {"case-2-a1.png", "case-2-a2.png"}) {
    const std::filesystem::path file = std::filesystem::path(dir) / name;
    EXPECT_THAT(member_.out, HasSubstr(file.string()));
    EXPECT_EQ(std::filesystem::status(file).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_GT(std::filesystem::file_size(file), 60u) << "without its padding";
    EXPECT_LT(std::filesystem::file_size(file), 80u) << "without its padding";
  }
  member_.session.json = true;
  EXPECT_EQ(member_.Run(&Images, ImageOptions{kSerialShown, dir}), clients::kOk) << member_.err;
  EXPECT_EQ(Json().fields().at("files").list_value().values_size(), 2);
}

TEST_F(ReadTest, ImagesThatAreNoneOrTellMoreThanTheyShowAreNotSaved) {
  const std::string dir = member_.Path("images");
  EXPECT_EQ(member_.Run(&Images, ImageOptions{"3", dir}), clients::kOk) << member_.err;
  EXPECT_THAT(member_.out, HasSubstr("无图件"));
  EXPECT_NE(member_.Run(&Images, ImageOptions{"1", dir}), clients::kOk);
  EXPECT_THAT(member_.err, HasSubstr("a1"));
  EXPECT_TRUE(std::filesystem::is_empty(dir));
}

}  // namespace
}  // namespace probity::member
