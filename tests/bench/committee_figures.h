// What the committee's work costs, each figure printed and noted for tests/blind/report.
#ifndef PROBITY_TESTS_BENCH_COMMITTEE_FIGURES_H_
#define PROBITY_TESTS_BENCH_COMMITTEE_FIGURES_H_

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"

namespace probity::bench {

// Prints a figure and notes it.
void Tell(std::string_view target, std::string_view figure, double value, std::string_view over);

// T9: the draw from a pool of `members` and its verification offline; the credentials of nine
// members for twenty cases.
absl::Status DrawFigures(int members);

// T13, T14: ballots and sheets by 64 clients, with and without the reply grid, beside the store's
// own commits and beside a call that does nothing.
absl::Status ServiceFigures(int64_t operations);

// T15: case tokens a second of processor time, twenty to a round.
absl::Status TokenFigures(int rounds);

}  // namespace probity::bench

#endif  // PROBITY_TESTS_BENCH_COMMITTEE_FIGURES_H_
