// How much a test of blindness does: little in every build, much when a person asks for it.
#ifndef PROBITY_TESTS_BLIND_SIZES_H_
#define PROBITY_TESTS_BLIND_SIZES_H_

#include <cstdlib>
#include <string_view>

namespace probity::blind {

// Whether the figures of the targets themselves are asked for (100,000 responses, 10^6 draws):
// `ctest --preset blind` sets PROBITY_BLIND_LONG=1. The only place that reads it.
inline bool LongRun() {
  const char* const wanted = std::getenv("PROBITY_BLIND_LONG");
  return wanted != nullptr && std::string_view(wanted) == "1";
}

// The number for this run.
inline int Size(int usual, int long_run) {
  return LongRun() ? long_run : usual;
}

}  // namespace probity::blind

#endif  // PROBITY_TESTS_BLIND_SIZES_H_
