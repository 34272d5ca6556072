#include "services/scoring/api/screening_keys.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "common/crypto/key_files.h"
#include "common/crypto/seeded_entropy.h"
#include "tests/support/process.h"

namespace probity::scoring {
namespace {

namespace fs = std::filesystem;

class ScreeningKeysTest : public ::testing::Test {
 protected:
  absl::StatusOr<ScreeningKeys> Load(const char* seed) const {
    return LoadScreeningKeys(dir_.string(), crypto::SeededEntropy(seed));
  }

  const ::probity::testing::TempDir folder_;
  const fs::path dir_ = fs::path(folder_.path()) / "keys";
};

TEST_F(ScreeningKeysTest, AreTheSameAtEveryStart) {
  const auto made = Load("first");
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->person.size(), crypto::kKeySize);
  EXPECT_NE(made->person, made->decoy);
  const auto again = Load("second");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->person, made->person);
  EXPECT_EQ(again->decoy, made->decoy);
  fs::rename(dir_ / "k_person", dir_ / "k_decoy");
  EXPECT_FALSE(Load("third").ok()) << "persons would be compared under another key";
}

TEST_F(ScreeningKeysTest, HaveNoLaterGeneration) {
  ASSERT_TRUE(Load("first").ok());
  for (const char* stem : {"k_person", "k_decoy"}) {
    const fs::path later = crypto::KeyFile(dir_, stem, 2);
    ASSERT_TRUE(crypto::WriteKeyFile(later, crypto::Sha256("later")).ok());
    const absl::Status beside = Load("second").status();
    EXPECT_EQ(beside.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(beside.message().find(later.string()), 0u) << beside;
    fs::rename(dir_ / stem, fs::path(folder_.path()) / "away");
    EXPECT_FALSE(Load("second").ok()) << "a later one in the place of the first";
    fs::rename(fs::path(folder_.path()) / "away", dir_ / stem);
    fs::remove(later);
  }
  EXPECT_TRUE(Load("second").ok());
}

}  // namespace
}  // namespace probity::scoring
