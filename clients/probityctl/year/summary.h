// What a year comes to, in numbers.
#ifndef PROBITY_CLIENTS_PROBITYCTL_YEAR_SUMMARY_H_
#define PROBITY_CLIENTS_PROBITYCTL_YEAR_SUMMARY_H_

#include <cstdint>

namespace probity::year {

// Counts of summary.json, in its order.
struct Summary {
  int64_t institutions = 0;
  int64_t institutions_with_points = 0;
  int64_t points = 0;
  int64_t suspended = 0;
  int64_t cancelled = 0;
  int64_t recovered_fen = 0;
  int64_t cases = 0;
  int64_t findings = 0;
  int64_t objected = 0;
  int64_t upheld = 0;
  int64_t dismissed = 0;
};

}  // namespace probity::year

#endif  // PROBITY_CLIENTS_PROBITYCTL_YEAR_SUMMARY_H_
