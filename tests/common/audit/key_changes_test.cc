// Which replaced keys of signers are believed: those the checker's own operator wrote down.
#include "common/audit/key_changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "tests/support/process.h"

namespace probity::audit {
namespace {

using ::testing::HasSubstr;

std::string Key(char letter) {
  return std::string(32, letter);
}

std::string Line(const std::string& signer, char before, char after) {
  return signer + "," + crypto::Hex(Key(before)) + "," + crypto::Hex(Key(after)) + "\n";
}

class KeyChangesTest : public ::testing::Test {
 protected:
  absl::StatusOr<KeyChanges> Loaded(const std::string& text) {
    std::ofstream(folder_.path() + "/audit-key-changes") << text;
    return LoadKeyChangesBeside(folder_.path() + "/audit-scoring.key");
  }
  testing::TempDir folder_;
};

TEST_F(KeyChangesTest, AKeyFollowsTheOneItReplacedAndNoOther) {
  const auto changes =
      Loaded("# the key of 2026 was lost\n" + Line("review", 'a', 'b') + Line("review", 'b', 'c'));
  ASSERT_TRUE(changes.ok()) << changes.status();
  EXPECT_TRUE(changes->Follows("review", Key('a'), Key('a')));
  EXPECT_TRUE(changes->Follows("review", Key('a'), Key('b')));
  EXPECT_TRUE(changes->Follows("review", Key('a'), Key('c'))) << "in two steps";
  EXPECT_FALSE(changes->Follows("review", Key('b'), Key('a'))) << "never back";
  EXPECT_FALSE(changes->Follows("scoring", Key('a'), Key('b'))) << "another signer's";
  EXPECT_FALSE(changes->Follows("review", Key('a'), Key('d')));
}

TEST_F(KeyChangesTest, WithoutAFileNothingWasReplaced) {
  const auto changes = LoadKeyChanges(folder_.path());
  ASSERT_TRUE(changes.ok()) << changes.status();
  EXPECT_TRUE(changes->Follows("review", Key('a'), Key('a')));
  EXPECT_FALSE(changes->Follows("review", Key('a'), Key('b')));
}

TEST_F(KeyChangesTest, NoHeadAfterTheChangeBearsTheKeyOfBefore) {
  const auto changes = Loaded(Line("review", 'a', 'b'));
  ASSERT_TRUE(changes.ok()) << changes.status();
  KeyOrder order(*changes);
  EXPECT_TRUE(order.Take("review", 3, Key('a')));
  EXPECT_TRUE(order.Take("review", 5, Key('b')));
  EXPECT_TRUE(order.Take("review", 3, Key('a'))) << "an earlier head, seen again";
  EXPECT_FALSE(order.Take("review", 7, Key('a'))) << "a thief's, with the key that was replaced";
  EXPECT_FALSE(order.Take("review", 8, Key('c'))) << "a key nobody announced";
  EXPECT_TRUE(order.Take("review", 9, Key('b'))) << "what was refused counts for nothing";
  EXPECT_TRUE(order.Take("scoring", 9, Key('a'))) << "another signer";
}

TEST_F(KeyChangesTest, WhoseOwnKeyWasReplacedSignsNoMore) {
  const auto told = Loaded(Line("review", 'a', 'b') + Line("review", 'b', 'c'));
  ASSERT_TRUE(told.ok()) << told.status();
  struct Row {
    const char* what;
    char own;
    KeysUsed used;
    bool knows;  // of the changes
    bool may;
  };
  const Row rows[] = {
      {"the first head", 'a', {}, false, true},
      {"the key of the last one", 'a', {Key('a'), true}, false, true},
      {"a new key", 'b', {Key('a'), false}, false, true},
      {"the old key after a new one", 'a', {Key('b'), true}, false, false},
      {"one that never signed, replaced in two steps", 'a', {Key('c'), false}, true, false},
      {"the new key, though an old one signed after it", 'b', {Key('a'), true}, true, true},
      {"a key nobody was told of", 'd', {Key('c'), false}, true, true}};
  for (const Row& row : rows) {
    const absl::Status may =
        CheckNotReplaced("review", Key(row.own), row.used, row.knows ? *told : KeyChanges());
    EXPECT_EQ(may.ok(), row.may) << row.what << ": " << may;
    if (row.may) continue;
    EXPECT_TRUE(HasReason(may, Reason::k_HEAD_OF_ANOTHER_KEY)) << row.what;
    EXPECT_THAT(std::string(may.message()), HasSubstr(crypto::Hex(row.used.last))) << row.what;
  }
}

TEST_F(KeyChangesTest, ALineThatIsNoneIsNamed) {
  const std::string good = Line("review", 'a', 'b');
  for (const std::string& wrong :
       {std::string("review\n"), "review," + crypto::Hex(Key('b')) + "\n",
        std::string("review,00,00\n"), Line("reviewer", 'b', 'c'), Line("review", 'a', 'c'),
        Line("review", 'b', 'a'), Line("review", 'c', 'c')}) {
    const auto changes = Loaded(good + wrong);
    ASSERT_FALSE(changes.ok()) << wrong;
    EXPECT_THAT(std::string(changes.status().message()), HasSubstr("audit-key-changes:2: "))
        << wrong;
  }
}

}  // namespace
}  // namespace probity::audit
