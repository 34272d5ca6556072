// How much a test of blindness does: little in every build, much when a person asks for it.
#ifndef PROBITY_TESTS_BLIND_SIZES_H_
#define PROBITY_TESTS_BLIND_SIZES_H_

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace probity::blind {

// Whether the figures of the targets themselves are asked for (100,000 responses, 10^6 draws):
// `ctest --preset blind` sets PROBITY_BLIND_LONG=1. The only place that reads it.
inline bool LongRun() {
  const char* const wanted = std::getenv("PROBITY_BLIND_LONG");
  return wanted != nullptr && std::string_view(wanted) == "1";
}

// Of the long numbers, for who has less time (PROBITY_BLIND_PERCENT, 1 to 100); 100 without it.
inline int Percent() {
  const char* const wanted = std::getenv("PROBITY_BLIND_PERCENT");
  const int percent = wanted == nullptr ? 100 : std::atoi(wanted);
  return std::clamp(percent, 1, 100);
}

// The number for this run.
inline int Size(int usual, int long_run) {
  if (!LongRun()) return usual;
  return std::max<int>(usual, static_cast<int>(long_run / 100.0 * Percent()));
}

}  // namespace probity::blind

#endif  // PROBITY_TESTS_BLIND_SIZES_H_
