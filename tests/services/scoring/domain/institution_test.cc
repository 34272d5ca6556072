#include "services/scoring/domain/institution.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace probity::scoring {
namespace {

TEST(InstitutionId, IsOneTo32OfUpperCaseLettersDigitsDashAndUnderscore) {
  for (const std::string& good : {std::string("A"), std::string("H-0_9"), std::string(32, 'Z')}) {
    EXPECT_TRUE(IsInstitutionId(good)) << good;
  }
  for (const std::string& bad : {std::string(), std::string(33, 'Z'), std::string("a"),
                                 std::string("A B"), std::string("医"), std::string("A\0", 2)}) {
    EXPECT_FALSE(IsInstitutionId(bad)) << bad;
  }
}

TEST(Label, CountsCharactersNotBytes) {
  EXPECT_TRUE(IsLabel("医院", 1, 2));
  EXPECT_FALSE(IsLabel("医院一", 1, 2));
  EXPECT_TRUE(IsLabel("😀", 1, 1));
  EXPECT_FALSE(IsLabel("", 1, 2));
  EXPECT_TRUE(IsLabel("", 0, 2));
}

TEST(Label, HasNoControlCharactersAndNoSpaceAtItsEnds) {
  for (const std::string& bad : {std::string("a\nb"), std::string("a\tb"), std::string("\x7f"),
                                 std::string(1, '\0'), std::string(" a"), std::string("a ")}) {
    EXPECT_FALSE(IsLabel(bad, 1, 10)) << bad;
  }
  EXPECT_TRUE(IsLabel("a b", 1, 10));
}

}  // namespace
}  // namespace probity::scoring
