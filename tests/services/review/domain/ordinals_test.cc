#include "services/review/domain/ordinals.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>

#include "common/crypto/seeded_entropy.h"

namespace probity::review {
namespace {

RC_GTEST_PROP(OrdinalsProperty, AreAPermutationOfOneToN, ()) {
  const auto count = *rc::gen::inRange<std::uint32_t>(0, 200);
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  std::vector<std::uint32_t> ordinals =
      Ordinals(count, crypto::SeededEntropy(std::to_string(seed)));
  std::sort(ordinals.begin(), ordinals.end());
  RC_ASSERT(ordinals.size() == count);
  for (std::uint32_t i = 0; i < count; ++i) RC_ASSERT(ordinals[i] == i + 1);
}

TEST(OrdinalsTest, EveryOrderOfThreeIsEquallyLikely) {
  const Entropy entropy = crypto::SeededEntropy("orders of three");
  std::map<std::vector<std::uint32_t>, int> seen;
  for (int i = 0; i < 12000; ++i) ++seen[Ordinals(3, entropy)];
  ASSERT_EQ(seen.size(), 6u);
  // Mean 2,000, standard deviation 41.
  for (const auto& [order, times] : seen) EXPECT_NEAR(times, 2000, 5 * 41);
}

TEST(UniformBelowTest, ThrowsAwayWhatWouldFavourSmallNumbers) {
  // 2^32 mod 3 = 1, so the value 0 is drawn again; 1 is the first that counts.
  const std::vector<Bytes> answers = {Bytes(4, '\0'), Bytes("\0\0\0\1", 4)};
  std::size_t next = 0;
  EXPECT_EQ(UniformBelow(3, [&](std::size_t) { return answers.at(next++); }), 1u);
  EXPECT_EQ(next, 2u);
}

TEST(UniformBelowTest, APowerOfTwoRejectsNothing) {
  EXPECT_EQ(UniformBelow(4, [](std::size_t size) { return Bytes(size, '\0'); }), 0u);
  EXPECT_EQ(UniformBelow(4, [](std::size_t size) { return Bytes(size, '\xff'); }), 3u);
}

TEST(UniformBelowTest, OneChoiceTakesNoEntropy) {
  const Entropy none = [](std::size_t) -> Bytes {
    ADD_FAILURE() << "no entropy was needed";
    return Bytes(4, '\0');
  };
  EXPECT_EQ(UniformBelow(1, none), 0u);
  EXPECT_EQ(UniformBelow(0, none), 0u);
}

}  // namespace
}  // namespace probity::review
