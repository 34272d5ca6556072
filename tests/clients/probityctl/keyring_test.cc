// Codes are in the keyring before their notices are gone, and nowhere once their round is over.
#include "clients/probityctl/year/keyring.h"

#include <sys/stat.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "clients/common/files.h"
#include "common/codes/codes.h"
#include "common/status/status.h"
#include "tests/clients/probityctl/folder.h"

namespace probity::year {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

// 25 symbols that differ by their last.
std::string Symbols(char last) {
  std::string symbols(codes::kCodeSymbols, '7');
  symbols.back() = last;
  return symbols;
}

std::string Notice(char last) {
  return absl::StrCat("您的投票码 your code:\n\n  ", codes::Display(Symbols(last)), "\n");
}

class KeyringTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directory(notices_); }

  Keyring Open() {
    absl::StatusOr<Keyring> keyring = Keyring::Open(file_, crypto::SystemEntropy());
    EXPECT_TRUE(keyring.ok()) << keyring.status();
    return *std::move(keyring);
  }
  void Put(const std::string& name, std::string_view text) {
    folder_.Write(absl::StrCat("notices/", name), text);
  }
  std::set<std::string> Left() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(notices_)) {
      names.insert(entry.path().filename().string());
    }
    return names;
  }

  const Folder folder_;
  const std::filesystem::path file_ = folder_.path() / ".keyring";
  const std::filesystem::path notices_ = folder_.path() / "notices";
};

TEST_F(KeyringTest, IsReadableByItsOwnerAlone) {
  Open();
  struct stat info = {};
  ASSERT_EQ(::stat(file_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(KeyringTest, AShareIsTheSameAfterARestartAndItsOwnForEachRoundAndGroup) {
  const std::string share = Open().SeedShare("r1", 1);
  EXPECT_EQ(share.size(), 32u);
  EXPECT_EQ(Open().SeedShare("r1", 1), share);
  EXPECT_NE(Open().SeedShare("r1", 2), share);
  EXPECT_NE(Open().SeedShare("r2", 1), share);
}

TEST_F(KeyringTest, TwoKeyringsHaveTwoSecrets) {
  const std::string share = Open().SeedShare("r1", 1);
  std::filesystem::remove(file_);
  EXPECT_NE(Open().SeedShare("r1", 1), share);
}

TEST_F(KeyringTest, TakesTheCodesOfItsRoundAndIssueAndSurvivesARestart) {
  Put("r1-2-1", Notice('A'));
  Put("r1-2-7", Notice('B'));
  Put("r1-1-1", Notice('C'));
  Put("r2-2-1", Notice('D'));
  Put("README", "not a notice");
  ASSERT_TRUE(Open().Collect(notices_, "r1", 2).ok());
  EXPECT_THAT(Open().Codes("r1", 2), ElementsAre(Pair(1, Symbols('A')), Pair(7, Symbols('B'))));
  EXPECT_THAT(Open().Codes("r1", 1), IsEmpty()) << "the codes of an older issue open nothing";
  EXPECT_THAT(Left(), ElementsAre("README", "r2-2-1")) << "other files are nobody's here";
}

TEST_F(KeyringTest, ANoticeItCannotReadStaysWhereItIs) {
  Put("r1-2-1", "no code here");
  EXPECT_FALSE(Open().Collect(notices_, "r1", 2).ok());
  EXPECT_THAT(Left(), ElementsAre("r1-2-1"));
}

TEST_F(KeyringTest, ForgetsARoundAndKeepsTheOthers) {
  Put("r1-0-1", Notice('A'));
  Put("r2-0-1", Notice('B'));
  Keyring keyring = Open();
  ASSERT_TRUE(keyring.Collect(notices_, "r1", 0).ok());
  ASSERT_TRUE(keyring.Collect(notices_, "r2", 0).ok());
  ASSERT_TRUE(keyring.Erase("r1").ok());
  EXPECT_THAT(Open().Codes("r1", 0), IsEmpty());
  EXPECT_THAT(Open().Codes("r2", 0), ElementsAre(Pair(1, Symbols('B'))));
  EXPECT_THAT(clients::ReadFile(file_).value(), testing::Not(testing::HasSubstr(Symbols('A'))));
}

TEST_F(KeyringTest, AFileThatIsNoKeyringIsRefusedAndLeftAlone) {
  folder_.Write(".keyring", "my own notes\n");
  const auto opened = Keyring::Open(file_, crypto::SystemEntropy());
  EXPECT_THAT(std::string(opened.status().message()), testing::HasSubstr(file_.string()));
  EXPECT_EQ(clients::ReadFile(file_).value(), "my own notes\n");
}

TEST_F(KeyringTest, AMissingNoticesFolderIsNamedWithItsFlag) {
  const absl::Status status = Open().Collect(folder_.path() / "none", "r1", 0);
  EXPECT_THAT(std::string(status.message()),
              testing::AllOf(testing::HasSubstr("none"), testing::HasSubstr("--notices")));
}

TEST(CodeInNoticeTest, ACodeWithAWrongSymbolIsRefused) {
  std::string text = Notice('A');
  EXPECT_EQ(CodeInNotice(text).value(), Symbols('A'));
  text[text.find("77777")] = '8';
  EXPECT_FALSE(CodeInNotice(text).ok());
}

}  // namespace
}  // namespace probity::year
