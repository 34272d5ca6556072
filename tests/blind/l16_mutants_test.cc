// L16: the table of planted leaks. Each belongs to one leak test that is run under it; what came of
// it is target T2 (tests/blind/report).
#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "tests/blind/gate.h"

namespace probity::blind {
namespace {

using planted::Description;

std::string Text(std::string_view text) {
  return std::string(text);
}

// "Planted/L5Catches.PlantedLeak/kNotFound" of every test of this program.
std::set<std::string> TestsOfThisProgram() {
  std::set<std::string> names;
  const ::testing::UnitTest& program = *::testing::UnitTest::GetInstance();
  for (int i = 0; i < program.total_test_suite_count(); ++i) {
    const ::testing::TestSuite& suite = *program.GetTestSuite(i);
    for (int j = 0; j < suite.total_test_count(); ++j) {
      names.insert(absl::StrCat(suite.name(), ".", suite.GetTestInfo(j)->name()));
    }
  }
  return names;
}

// Leaks that no test of `tests` is run under, and leak tests that are not run on honest services.
Findings Unclaimed(const std::vector<Description>& leaks, const std::set<std::string>& tests) {
  Findings findings;
  for (const Description& leak : leaks) {
    const std::string test = Text(leak.test);
    const std::string name = Text(leak.name);
    if (!tests.contains(absl::StrCat("Planted/", test, "Catches.PlantedLeak/", name))) {
      findings.push_back(
          absl::StrCat(name, " is planted for ", test, ", which is not run under it"));
    }
    if (!tests.contains(test + ".HonestServicesLeakNothing")) {
      findings.push_back(test + " is not run on the honest services");
    }
  }
  return findings;
}

TEST(L16, EveryPlantedLeakIsClaimedByTheTestThatHasToCatchIt) {
#ifdef PROBITY_PLANTED_LEAKS
  const Findings findings = Unclaimed(planted::Catalogue(), TestsOfThisProgram());
  EXPECT_TRUE(findings.empty()) << Few(findings, 40);
#else
  EXPECT_TRUE(LeaksOf("L1").empty()) << "this build must know no leaks";
#endif
}

TEST(L16, ALeakNobodyClaimsIsNoticed) {
  const std::vector<Description> leaks = {{planted::Leak::kNone, "kNew", "L5", true, "something"}};
  EXPECT_EQ(Unclaimed(leaks, {"L5.HonestServicesLeakNothing"}).size(), 1u);
  EXPECT_EQ(Unclaimed(leaks, {"Planted/L5Catches.PlantedLeak/kNew"}).size(), 1u);
  EXPECT_EQ(Unclaimed(leaks, {"Planted/L6Catches.PlantedLeak/kNew", "L5.HonestServicesLeakNothing"})
                .size(),
            1u);
  EXPECT_EQ(Unclaimed(leaks, {"Planted/L5Catches.PlantedLeak/kNew", "L5.HonestServicesLeakNothing"})
                .size(),
            0u);
}

TEST(L16, AtLeastThirtySixLeaksArePlantedEachWithANameAndAStoryOfItsOwn) {
  const std::vector<Description> leaks = planted::Catalogue();
  EXPECT_GE(leaks.size(), 36u);
  std::set<std::string> names;
  std::set<std::string> stories;
  for (const Description& leak : leaks) {
    names.insert(Text(leak.name));
    stories.insert(Text(leak.what));
  }
  EXPECT_EQ(names.size(), leaks.size());
  EXPECT_EQ(stories.size(), leaks.size());
}

}  // namespace
}  // namespace probity::blind
