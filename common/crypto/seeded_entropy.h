// A repeatable source of "randomness" for tests and scenarios; never for a service.
#ifndef PROBITY_COMMON_CRYPTO_SEEDED_ENTROPY_H_
#define PROBITY_COMMON_CRYPTO_SEEDED_ENTROPY_H_

#include <string_view>

#include "common/crypto/crypto.h"

namespace probity::crypto {

// The same seed gives the same bytes in the same order of calls; copies share one position.
Entropy SeededEntropy(std::string_view seed);

}  // namespace probity::crypto

#endif  // PROBITY_COMMON_CRYPTO_SEEDED_ENTROPY_H_
