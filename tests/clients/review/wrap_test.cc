// Lines end where the language lets them, whatever the width of its characters.
#include <string>
#include <vector>

#include "clients/common/width.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace probity::clients {
namespace {

using ::testing::ElementsAre;
using ::testing::Le;

TEST(Wrap, CountsWideCharactersAsTwoColumns) {
  EXPECT_EQ(DisplayWidth("第3号"), 5u);
  EXPECT_THAT(Wrap("抽查病历频次异常", 8), ElementsAre("抽查病历", "频次异常"));
  EXPECT_THAT(Wrap("抽查病历频次异常", 9), ElementsAre("抽查病历", "频次异常"));
}

TEST(Wrap, BreaksBetweenWordsNotInsideThem) {
  EXPECT_THAT(Wrap("the count is wrong", 10), ElementsAre("the count", "is wrong"));
}

TEST(Wrap, NoLineBeginsWithAClosingMark) {
  EXPECT_THAT(Wrap("与医嘱不符。另查", 10), ElementsAre("与医嘱不", "符。另查"));
}

TEST(Wrap, KeepsTheTextsOwnLines) {
  EXPECT_THAT(Wrap("one\n\ntwo", 20), ElementsAre("one", "", "two"));
  EXPECT_THAT(Wrap("", 20), ElementsAre(""));
}

TEST(Wrap, WhatIsWiderThanALineIsBrokenAnywhere) {
  EXPECT_THAT(Wrap("0123456789abcdef", 6), ElementsAre("012345", "6789ab", "cdef"));
  EXPECT_THAT(Wrap("a \xff\xfe b", 3), testing::Each(testing::ResultOf(DisplayWidth, Le(3u))));
}

}  // namespace
}  // namespace probity::clients
