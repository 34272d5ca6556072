#include "services/scoring/api/sheet_fold.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace probity::scoring {
namespace {

TEST(SheetFoldTest, SpellingsOfOneNameFoldToOneText) {
  const std::string plain = Fold("示例医院M001").text;
  for (const std::string text :
       {"示例医院m001", "示 例 医 院 M 0 0 1", "示例医院Ｍ００１", "示例\u200b医\ufeff院\u2060M001",
        "示例医院\u3000M\t00\n1", "示例\u00ad医院\U0001D40C001"}) {
    EXPECT_EQ(Fold(text).text, plain) << text;
  }
  EXPECT_NE(Fold("示例医院M002").text, plain);
}

TEST(SheetFoldTest, EveryByteKnowsTheCharacterItCameFrom) {
  const FoldedText folded = Fold("甲 Ａb");
  EXPECT_EQ(folded.text, "甲ab");
  const std::vector<size_t> expected = {1, 1, 1, 3, 4, 5};
  EXPECT_EQ(folded.origin, expected);
}

TEST(SheetFoldTest, OneCharacterMayBecomeSeveral) {
  const FoldedText folded = Fold("x㈱y");
  EXPECT_EQ(folded.text, "x(株)y");
  EXPECT_EQ(folded.origin.front(), 1u);
  EXPECT_EQ(folded.origin.at(1), 2u);
  EXPECT_EQ(folded.origin.at(5), 2u);
  EXPECT_EQ(folded.origin.at(6), 3u);
}

TEST(SheetFoldTest, ShortIdsAreWholeWords) {
  EXPECT_TRUE(IdWord("M01").whole_word);
  EXPECT_FALSE(IdWord("M001").whole_word);
}

TEST(SheetFoldTest, NamesOfAFewLettersAreWholeWordsAndThoseOfIdeographsNever) {
  EXPECT_TRUE(NameWord("A").whole_word);
  EXPECT_TRUE(NameWord("B 1").whole_word);
  EXPECT_FALSE(NameWord("Clinic").whole_word);
  EXPECT_FALSE(NameWord("医院").whole_word);
  EXPECT_FALSE(NameWord("院").whole_word);
}

}  // namespace
}  // namespace probity::scoring
