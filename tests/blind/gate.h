// A leak test is a function that returns what it found. On the honest services it finds nothing;
// under each leak planted for it, something. So no leak test can be one that never fails.
//
//   Findings Existence() { … }
//   PROBITY_LEAK_TEST(L5, Existence)
//
// makes L5.HonestServicesLeakNothing and Planted/L5Catches.PlantedLeak/<name of the leak>.
#ifndef PROBITY_TESTS_BLIND_GATE_H_
#define PROBITY_TESTS_BLIND_GATE_H_

#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "common/planted/planted.h"

namespace probity::planted {
void PrintTo(const Description& one, std::ostream* out);
}  // namespace probity::planted

namespace probity::blind {

// Each says what leaked and where.
using Findings = std::vector<std::string>;
using LeakTest = std::function<Findings()>;

// The planted leaks that this test ("L5") has to catch; none in a build that knows no leaks.
std::vector<planted::Description> LeaksOf(std::string_view test);
std::string LeakName(const ::testing::TestParamInfo<planted::Description>& info);

// No finding; otherwise the test fails with the first of them.
void ExpectHonest(const LeakTest& test);
// At least one finding while this leak is planted. Notes it for target T2.
void ExpectCaught(const planted::Description& leak, const LeakTest& test);

// Whether no leak is planted now: figures are recorded of honest services alone.
bool NothingPlanted();

// At most `most` of them, so that a failing test can be read.
std::string Few(const Findings& findings, std::size_t most = 10);

#define PROBITY_LEAK_TEST(test, findings)                                                    \
  TEST(test, HonestServicesLeakNothing) {                                                    \
    ::probity::blind::ExpectHonest(findings);                                                \
  }                                                                                          \
  class test##Catches : public ::testing::TestWithParam<::probity::planted::Description> {}; \
  GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(test##Catches);                              \
  TEST_P(test##Catches, PlantedLeak) {                                                       \
    ::probity::blind::ExpectCaught(GetParam(), findings);                                    \
  }                                                                                          \
  INSTANTIATE_TEST_SUITE_P(Planted, test##Catches,                                           \
                           ::testing::ValuesIn(::probity::blind::LeaksOf(#test)),            \
                           ::probity::blind::LeakName)

}  // namespace probity::blind

#endif  // PROBITY_TESTS_BLIND_GATE_H_
