// The figures behind the targets T1..T20, for tests/blind/report.
#ifndef PROBITY_TESTS_BLIND_MEASURED_H_
#define PROBITY_TESTS_BLIND_MEASURED_H_

#include <string_view>

namespace probity::blind {

// Notes a measured figure of a target: Record("T7", 1, "tuples, 9 methods"). `figure` tells apart
// the figures of a target that has several ("T8", 0.3, "10^6 draws", "chi2_p"); the report knows
// their names and bounds and shows the worst of those noted under one name. `unit` says what was
// measured, and over how much. Appends a line to the file named by PROBITY_BLIND_MEASURED; without
// one nothing is written.
void Record(std::string_view target, double value, std::string_view unit,
            std::string_view figure = "");

// While one lives nothing is noted: what is measured under a planted leak is no figure of the
// services. One at a time.
class Unmeasured {
 public:
  Unmeasured();
  ~Unmeasured();
  Unmeasured(const Unmeasured&) = delete;
  Unmeasured& operator=(const Unmeasured&) = delete;
};

}  // namespace probity::blind

#endif  // PROBITY_TESTS_BLIND_MEASURED_H_
