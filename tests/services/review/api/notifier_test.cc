#include "services/review/api/notifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/process.h"

namespace probity::review {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kCode[] = "041061050R3GG28A1C60T3GF2";
constexpr char kRoundText[] = "72727272727272727272727272727272";

Notice To(int seat, int issue_no = 0, const std::string& venue = "一号会议室") {
  Notice notice;
  notice.round_id = Bytes(16, 'r');
  notice.issue_no = issue_no;
  notice.seat = seat;
  notice.contact = "notice-001";
  notice.code = kCode;
  notice.starts_at = absl::FromUnixSeconds(1'780'000'000);
  notice.until = notice.starts_at + absl::Hours(1);
  notice.venue_code = venue;
  return notice;
}

class FolderTest : public ::testing::Test {
 protected:
  std::vector<std::string> Files() {
    std::vector<std::string> files;
    for (const auto& entry : fs::directory_iterator(dir_)) {
      files.push_back(entry.path().filename().string());
    }
    std::sort(files.begin(), files.end());
    return files;
  }
  std::string Content(const std::string& file) {
    std::ifstream in(dir_ + "/" + file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  static int Mode(const std::string& path) {
    struct stat facts {};
    EXPECT_EQ(stat(path.c_str(), &facts), 0) << path;
    return facts.st_mode & 0777;
  }

  ::probity::testing::TempDir folder_;
  const std::string dir_ = folder_.path() + "/notices";
  const std::unique_ptr<Notifier> notifier_ = FolderNotifier(dir_).value();
};

TEST_F(FolderTest, PutsOneFilePerSeatForItsOwnerAlone) {
  ASSERT_TRUE(notifier_->Send({To(1), To(2)}).ok());
  const std::string prefix = std::string(kRoundText) + "-0-";
  EXPECT_THAT(Files(), ElementsAre(prefix + "1", prefix + "2"));
  EXPECT_EQ(Mode(dir_), 0700);
  EXPECT_EQ(Mode(dir_ + "/" + prefix + "1"), 0600);
  EXPECT_EQ(Content(prefix + "1"), *NoticeText(To(1)));
}

TEST_F(FolderTest, ReplacesANoticeThatIsSentAgain) {
  ASSERT_TRUE(notifier_->Send({To(1)}).ok());
  ASSERT_TRUE(notifier_->Send({To(1, 0, "二号会议室")}).ok());
  ASSERT_EQ(Files().size(), 1u);
  EXPECT_THAT(Content(Files()[0]), HasSubstr("二号会议室"));
}

TEST_F(FolderTest, SendsNothingOfABatchThatCannotBeWrittenWhole) {
  EXPECT_FALSE(notifier_->Send({To(1), To(2, 0, "two\nlines")}).ok());
  EXPECT_THAT(Files(), IsEmpty());
}

TEST_F(FolderTest, TakesBackWhatARoundLeftAndNothingOfAnother) {
  Notice other = To(1);
  other.round_id = Bytes(16, 's');
  ASSERT_TRUE(notifier_->Send({To(1), To(2, 1), other}).ok());
  ASSERT_TRUE(notifier_->Withdraw(Bytes(16, 'r')).ok());
  EXPECT_THAT(Files(), ElementsAre("73737373737373737373737373737373-0-1"));
}

TEST(NoticeTextTest, ShowsTheCodeInGroupsWithRoundTimeAndPlace) {
  const std::string text = *NoticeText(To(1));
  EXPECT_THAT(text, HasSubstr("04106-1050R-3GG28-A1C60-T3GF2-5"));
  EXPECT_THAT(text, HasSubstr(kRoundText));
  EXPECT_THAT(text, HasSubstr("2026-05-29 04:26"));
  EXPECT_THAT(text, HasSubstr("一号会议室"));
  EXPECT_THAT(text, HasSubstr("应召码 answer code"));
  EXPECT_THAT(*NoticeText(To(1, 1)), HasSubstr("表决码 voting code"));
  EXPECT_THAT(text, HasSubstr("应召截止 answer by: 2026-05-29 05:26"));
  EXPECT_THAT(*NoticeText(To(1, 1)), HasSubstr("表决截止 voting closes: 2026-05-29 05:26"));
  EXPECT_EQ(text.find("notice-001"), std::string::npos) << "the text names nobody";
}

TEST(NoticeTextTest, HasOneLengthWhateverItSays) {
  for (const Notice& notice : {To(1), To(9, 12), To(1, 1, "A"), To(1, 0, std::string(128, 'x'))}) {
    EXPECT_EQ(NoticeText(notice)->size(), kNoticeBytes);
  }
}

TEST(NoticeTextTest, TakesNoVenueThatIsNotOneShortLine) {
  for (const std::string& venue :
       {std::string("a\nb"), std::string(129, 'x'), std::string("\xff")}) {
    EXPECT_FALSE(NoticeText(To(1, 0, venue)).ok()) << venue;
  }
}

}  // namespace
}  // namespace probity::review
