// Numbers a policy file may state. Internal to the loader; they keep what the lints compute with
// them inside int32 and int64.
#ifndef PROBITY_COMMON_POLICY_LIMITS_H_
#define PROBITY_COMMON_POLICY_LIMITS_H_

#include <cstdint>

namespace probity::policy {

inline constexpr int64_t kMaxAmount = 1'000'000'000'000'000;  // points and fen
inline constexpr int32_t kMaxCount = 1'000'000;               // seats, days, minutes
inline constexpr int32_t kMaxBp = 1'000'000;                  // of either sign
inline constexpr int32_t kMaxPointScale = 1000;

}  // namespace probity::policy

#endif  // PROBITY_COMMON_POLICY_LIMITS_H_
