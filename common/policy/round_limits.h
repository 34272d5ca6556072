// What no policy may exceed, because every caller is made to wait for it.
#ifndef PROBITY_COMMON_POLICY_ROUND_LIMITS_H_
#define PROBITY_COMMON_POLICY_ROUND_LIMITS_H_

#include <cstdint>

namespace probity::policy {

// Cases of the largest round a policy may allow. Whoever asks for a list of sheets, with right or
// without, has as many opened, so that the time of the answer does not tell a round's size. An
// assumption: a seat hears a case in minutes, a voting session lasts two hours.
inline constexpr std::int32_t kMostCasesOfARound = 32;

}  // namespace probity::policy

#endif  // PROBITY_COMMON_POLICY_ROUND_LIMITS_H_
