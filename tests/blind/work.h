// What this program has computed and asked of SQLite so far: a clock that never varies.
#ifndef PROBITY_TESTS_BLIND_WORK_H_
#define PROBITY_TESTS_BLIND_WORK_H_

#include <cstdint>
#include <string>

namespace probity::blind {

struct Work {
  std::int64_t hashes = 0;
  std::int64_t keyed_hashes = 0;  // under keys of 32 bytes; a test's seeded randomness has others
  std::int64_t sealed = 0;
  std::int64_t opened = 0;
  std::int64_t statements = 0;
  bool operator==(const Work&) const = default;
  Work operator-(const Work& other) const;
  std::string Text() const;
};

// Of all threads.
Work WorkDone();

}  // namespace probity::blind

#endif  // PROBITY_TESTS_BLIND_WORK_H_
