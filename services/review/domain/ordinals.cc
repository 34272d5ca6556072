#include "services/review/domain/ordinals.h"

#include <numeric>

namespace probity::review {

std::uint32_t UniformBelow(std::uint32_t bound, const Entropy& entropy) {
  if (bound <= 1) return 0;
  // 2^32 mod bound values at the bottom would make the first remainders likelier than the rest.
  const std::uint32_t rejected = (0u - bound) % bound;
  while (true) {
    std::uint32_t value = 0;
    for (const char byte : entropy(4)) value = value << 8 | static_cast<unsigned char>(byte);
    if (value >= rejected) return value % bound;
  }
}

std::vector<std::uint32_t> Ordinals(std::uint32_t count, const Entropy& entropy) {
  std::vector<std::uint32_t> ordinals(count);
  std::iota(ordinals.begin(), ordinals.end(), 1u);
  Shuffle(ordinals, entropy);
  return ordinals;
}

}  // namespace probity::review
