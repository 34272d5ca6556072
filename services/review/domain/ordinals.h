// Chance without bias: numbers, permutations and case numbers from bytes nobody can foretell.
#ifndef PROBITY_SERVICES_REVIEW_DOMAIN_ORDINALS_H_
#define PROBITY_SERVICES_REVIEW_DOMAIN_ORDINALS_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "services/review/domain/values.h"

namespace probity::review {

// A number in [0, bound), each equally likely: draws that would favour small numbers are thrown
// away and drawn again. `bound` of 0 or 1 gives 0 and takes no entropy.
std::uint32_t UniformBelow(std::uint32_t bound, const Entropy& entropy);

// Fisher–Yates: every order of `items` equally likely.
template <typename T>
void Shuffle(std::vector<T>& items, const Entropy& entropy) {
  for (std::size_t i = items.size(); i > 1; --i) {
    std::swap(items[i - 1], items[UniformBelow(static_cast<std::uint32_t>(i), entropy)]);
  }
}

// The ordinals 第1号..第n号 of a round in random order: the i-th case taken gets the i-th number.
std::vector<std::uint32_t> Ordinals(std::uint32_t count, const Entropy& entropy);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_DOMAIN_ORDINALS_H_
