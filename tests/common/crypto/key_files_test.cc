// The keys a service starts with: all made, or all there.
#include "common/crypto/key_files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "common/crypto/seeded_entropy.h"
#include "tests/support/process.h"

namespace probity::crypto {
namespace {

namespace fs = std::filesystem;

class StartingKeysTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::vector<KeyGenerations>> Load(const char* seed) const {
    return LoadOrMakeKeys(dir_, {"a", "b"}, SeededEntropy(seed));
  }
  // The keys that were made first.
  std::vector<KeyGenerations> Made() const {
    const auto made = Load("first");
    EXPECT_TRUE(made.ok()) << made.status();
    return made.value_or(std::vector<KeyGenerations>(2));
  }
  // The refusal of a start, which names `file`.
  void ExpectRefused(const fs::path& file, const std::string& why) const {
    const absl::Status status = Load("second").status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << why;
    EXPECT_EQ(status.message().substr(0, file.string().size() + 2), file.string() + ": ") << status;
    EXPECT_NE(std::string(status.message()).find(why), std::string::npos) << status;
  }
  static unsigned Mode(const fs::path& path) {
    struct stat facts {};
    EXPECT_EQ(stat(path.c_str(), &facts), 0) << path;
    return facts.st_mode & 0777U;
  }

  const ::probity::testing::TempDir folder_;
  const fs::path dir_ = fs::path(folder_.path()) / "deep" / "keys";
};

TEST_F(StartingKeysTest, AreMadeForTheServiceAloneIfNoneIsThere) {
  const std::vector<KeyGenerations> made = Made();
  for (const KeyGenerations& key : made) {
    ASSERT_EQ(key.size(), 1u);
    EXPECT_EQ(key.at(1).size(), kKeySize);
  }
  EXPECT_NE(made[0], made[1]);
  EXPECT_EQ(Mode(dir_), 0700u);
  EXPECT_EQ(Mode(dir_ / "a"), 0600u);
  EXPECT_EQ(Mode(dir_ / "b"), 0600u);
}

TEST_F(StartingKeysTest, AreReadInTheOrderAskedForIfAllAreThere) {
  const std::vector<KeyGenerations> made = Made();
  ASSERT_TRUE(WriteKeyFile(dir_ / "b.2", Sha256("later")).ok());
  const auto again = Load("second");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ((*again)[0], made[0]);
  EXPECT_EQ((*again)[1], (KeyGenerations{{1, made[1].at(1)}, {2, Sha256("later")}}));
}

TEST_F(StartingKeysTest, OfWhichOneIsMissingAreRefusedNamingIt) {
  Made();
  for (const char* missing : {"a", "b"}) {
    fs::rename(dir_ / missing, fs::path(folder_.path()) / "away");
    ExpectRefused(dir_ / missing, "is missing though another key is there");
    EXPECT_FALSE(fs::exists(dir_ / missing)) << "a new one would make what is stored unreadable";
    fs::rename(fs::path(folder_.path()) / "away", dir_ / missing);
  }
  EXPECT_TRUE(Load("second").ok());
}

TEST_F(StartingKeysTest, OfAnotherLengthAreRefused) {
  Made();
  for (const std::string& text : {std::string(), std::string(62, 'a'), std::string(66, 'a'),
                                  std::string(63, 'a'), std::string(64, 'g')}) {
    std::ofstream(dir_ / "b") << text << "\n";
    ExpectRefused(dir_ / "b", "holds no key; 64 hex digits are expected");
  }
  std::ofstream(dir_ / "b") << std::string(64, 'a');
  EXPECT_TRUE(Load("second").ok()) << "64 digits, with or without an end of line";
}

TEST_F(StartingKeysTest, ThatOthersMayTouchAreRefused) {
  Made();
  for (const fs::perms open :
       {fs::perms::others_read, fs::perms::others_write, fs::perms::others_exec}) {
    fs::permissions(dir_ / "a", open, fs::perm_options::add);
    ExpectRefused(dir_ / "a", "take the permissions of others away");
    fs::permissions(dir_ / "a", open, fs::perm_options::remove);
  }
  fs::permissions(dir_ / "a", fs::perms::group_read, fs::perm_options::add);
  EXPECT_TRUE(Load("second").ok()) << "its group may read it";
}

}  // namespace
}  // namespace probity::crypto
