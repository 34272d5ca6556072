#include "services/review/api/keys.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "common/crypto/seeded_entropy.h"
#include "services/review/api/sealing.h"
#include "services/review/domain/ballot.h"
#include "tests/support/process.h"

namespace probity::review {
namespace {

namespace fs = std::filesystem;

class KeysTest : public ::testing::Test {
 protected:
  absl::StatusOr<Keys> Load(const char* seed = "seed") {
    return LoadKeys(dir_, crypto::SeededEntropy(seed));
  }
  static int Mode(const fs::path& path) {
    struct stat facts {};
    EXPECT_EQ(stat(path.c_str(), &facts), 0) << path;
    return facts.st_mode & 0777;
  }

  ::probity::testing::TempDir folder_;
  const std::string dir_ = folder_.path() + "/keys";
};

TEST_F(KeysTest, MakesKeysOnceAndForTheServiceAlone) {
  const auto made = Load("first");
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(Mode(dir_), 0700);
  EXPECT_EQ(Mode(dir_ + "/kek_r"), 0600);
  EXPECT_EQ(Mode(dir_ + "/kek_h"), 0600);
  const auto again = Load("second");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(*again->UnwrapRoundKey("round", made->WrapRoundKey("round", "key")), "key");
  EXPECT_EQ(*again->UnwrapPoolKey("round", made->WrapPoolKey("round", "key")), "key");
}

TEST_F(KeysTest, RefusesAFolderWhereOneKeyIsMissing) {
  ASSERT_TRUE(Load().ok());
  fs::remove(dir_ + "/kek_h");
  EXPECT_EQ(Load().status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(fs::exists(dir_ + "/kek_h")) << "a new one would make stored rounds unreadable";
}

TEST_F(KeysTest, RefusesAKeyThatIsNoneOrThatEverybodyMayRead) {
  ASSERT_TRUE(Load().ok());
  fs::permissions(dir_ + "/kek_r", fs::perms::others_read, fs::perm_options::add);
  EXPECT_EQ(Load().status().code(), absl::StatusCode::kFailedPrecondition);
  fs::permissions(dir_ + "/kek_r", fs::perms::others_read, fs::perm_options::remove);
  EXPECT_TRUE(Load().ok());
  std::ofstream(dir_ + "/kek_r") << "too short\n";
  EXPECT_EQ(Load().status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(KeysTest, OpensAWrappedKeyForItsRoundAndPurposeOnly) {
  const auto keys = Load();
  ASSERT_TRUE(keys.ok()) << keys.status();
  const Bytes wrapped = keys->WrapPoolKey("round-a", "key");
  EXPECT_EQ(*keys->UnwrapPoolKey("round-a", wrapped), "key");
  EXPECT_FALSE(keys->UnwrapPoolKey("round-b", wrapped).ok());
  EXPECT_FALSE(keys->UnwrapRoundKey("round-a", wrapped).ok());
  EXPECT_FALSE(keys->OpenContact("round-a", wrapped).ok());
  EXPECT_NE(keys->WrapPoolKey("round-a", "key"), wrapped) << "a nonce is never used twice";
  EXPECT_FALSE(keys->UnwrapPoolKey("round-a", "short").ok());
}

class SealingTest : public ::testing::Test {
 protected:
  const crypto::Entropy entropy_ = crypto::SeededEntropy("sealing");
  const Bytes key_ = Bytes(32, 'k');
  const RoundSeal seal_{"round-a", key_, entropy_};
  const RoundSeal other_round_{"round-b", key_, entropy_};
};

TEST_F(SealingTest, OpensARowInItsPlaceOnly) {
  const Bytes sealed = SealRow(seal_, "row", "content");
  EXPECT_EQ(*OpenRow(seal_, "row", sealed), "content");
  EXPECT_FALSE(OpenRow(seal_, "other", sealed).ok());
  EXPECT_FALSE(OpenRow(other_round_, "row", sealed).ok());
  EXPECT_FALSE(OpenRow(seal_, "row", "").ok());
}

TEST_F(SealingTest, GivesAllSheetsAndAllBallotsOneSize) {
  const Bytes small = *SealSheet(seal_, "A", {0, ""});
  const Bytes large = *SealSheet(seal_, "A", {3, std::string(kMaxSheetBody, 'x')});
  EXPECT_EQ(small.size(), large.size());
  EXPECT_EQ(OpenSheet(seal_, "A", large)->attachment_count, 3);
  EXPECT_EQ(OpenSheet(seal_, "A", large)->body, std::string(kMaxSheetBody, 'x'));
  EXPECT_EQ(OpenSheet(seal_, "A", small)->body, "");
  EXPECT_FALSE(SealSheet(seal_, "A", {0, std::string(kMaxSheetBody + 1, 'x')}).ok());

  const Door door = {Bytes(16, 'd'), Bytes(16, 'h'), Bytes(16, 'n')};
  EXPECT_EQ(*OpenDoor(seal_, "hash", SealDoor(seal_, "hash", door)), door);
  EXPECT_EQ(SealDoor(seal_, "hash", door).size(),
            SealBallot(seal_, "hash", AbsentBallotBytes()).size());
  EXPECT_EQ(*OpenGroup(seal_, "hash", SealGroup(seal_, "hash", Group::kInstitution)),
            Group::kInstitution);
}

}  // namespace
}  // namespace probity::review
