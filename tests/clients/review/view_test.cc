// What a member reads of a sheet, and what scripts do.
#include "clients/review/view.h"

#include "absl/strings/str_split.h"
#include "clients/common/width.h"
#include "clients/review/terminal.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "tests/clients/review/committee.h"

namespace probity::member {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

review::v1::SheetEntry Entry() {
  review::v1::SheetEntry entry;
  entry.set_ordinal(3);
  entry.set_serial(kSerial);
  return entry;
}

TEST(SheetView, ShowsEveryFieldOfTheSheet) {
  const std::string text = SheetText(Entry(), TwoFindings(), Titles(), 72);
  for (const std::string part :
       {"第3号 N5RFR-SW2VX-9", "定点医疗机构", "三分之二", "第1项 finding 1: M201",
        "1,000元以上不满1万元", "4次以下 up to 4", "书证 documents；证人证言 testimony",
        "不限或不计次", "图件 images: 无 none", "第三季度", "住院", "分值 points: 3–6",
        kSecretSheetWord, "第2项 finding 2: M102", "分值 points: 4\n", "收费项目重复",
        "本单位认为"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(SheetView, SaysNothingOfASupermajorityThatIsNotAsked) {
  scoring::v1::SheetBody sheet = TwoFindings();
  sheet.set_supermajority(false);
  EXPECT_THAT(SheetText(Entry(), sheet, Titles(), 72), Not(HasSubstr("三分之二")));
}

TEST(SheetView, KeepsToTheWindow) {
  scoring::v1::SheetBody sheet = TwoFindings();
  std::string facts;
  for (int i = 0; i < 60; ++i) facts += "抽查病历与医嘱不符，";
  sheet.mutable_findings(0)->set_facts(facts);
  const std::string text = SheetText(Entry(), sheet, Titles(), 60);
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    EXPECT_LE(clients::DisplayWidth(std::string_view(line.data(), line.size())), 60u) << line;
  }
}

TEST(SheetView, ATextCannotSteerTheTerminal) {
  scoring::v1::SheetBody sheet = TwoFindings();
  sheet.set_defence("before\x1b[2Jafter\xc2\x9b\rx\xe2\x80\xaey");
  const std::string text = SheetText(Entry(), sheet, Titles(), 72);
  for (const std::string mark : {"\x1b", "\r", "\xc2\x9b", "\xe2\x80\xae"}) {
    EXPECT_THAT(text, Not(HasSubstr(mark)));
  }
  EXPECT_THAT(text, HasSubstr("before [2Jafter"));
}

TEST(SheetView, TitlesComeFromThePolicyFilesAtHand) {
  const auto titles = Titles::FromFolder(PROBITY_SOURCE_DIR "/policies");
  ASSERT_TRUE(titles.ok()) << titles.status();
  const policy::Text title = titles->Of(scoring::v1::SUBJECT_KIND_MEDICAL, "M201");
  ASSERT_FALSE(title.zh.empty());
  const std::string text = SheetText(Entry(), TwoFindings(), *titles, 200);
  EXPECT_THAT(text, HasSubstr(title.zh));
  EXPECT_THAT(text, HasSubstr(title.en));
  EXPECT_TRUE(titles->Of(scoring::v1::SUBJECT_KIND_PHARMACY, "M201").zh.empty());
}

TEST(SheetView, IsJsonForScriptsWithTextsAsTheyWere) {
  scoring::v1::SheetBody sheet = TwoFindings();
  sheet.set_defence("a \"quoted\"\\\n\x1btext");
  review::v1::GetBallotResponse ballot;
  google::protobuf::Struct read;
  const std::string json = SheetJson(Entry(), sheet, Titles(), ballot);
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(json, &read).ok()) << json;
  EXPECT_EQ(read.fields().at("serial").string_value(), kSerialShown);
  EXPECT_EQ(read.fields().at("defence").string_value(), sheet.defence());
  EXPECT_EQ(read.fields().at("findings").list_value().values_size(), 2);
  EXPECT_TRUE(read.fields().at("ballot").has_null_value());
  EXPECT_THAT(json, HasSubstr("\"points_ceiling\":6"));
}

TEST(ClosingTime, IsOnTheBureausClock) {
  EXPECT_EQ(ClosingText(kClosesAt), "2026-05-08 16:00 (UTC+8)");
  EXPECT_EQ(ClosingForScripts(kClosesAt), "2026-05-08T16:00:00+08:00");
}

}  // namespace
}  // namespace probity::member
