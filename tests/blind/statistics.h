// How far from chance a figure is.
#ifndef PROBITY_TESTS_BLIND_STATISTICS_H_
#define PROBITY_TESTS_BLIND_STATISTICS_H_

#include <time.h>

#include <functional>
#include <string>
#include <vector>

namespace probity::blind {

// Kendall's tau between the order of the values and the order in which they stand: 1 the same, -1
// reversed, about 0 for none. Of at least two different values.
double Tau(const std::vector<std::string>& values);
double Tau(const std::vector<int>& values);

// Standard deviations by which `hits` of `trials` exceed what chance would give.
double Excess(double hits, double trials, double chance);

// The upper tail of chi squared, by Wilson and Hilferty: three digits from five degrees on.
double TailOfChiSquared(double value, int degrees);

// Welch's t of two samples, each cropped to below this quantile of both together.
double WelchT(const std::vector<double>& a, const std::vector<double>& b, double quantile);

// Makes a call once and says how long it took, in nanoseconds.
using Timed = std::function<double()>;
Timed Taken(const std::function<void()>& call, clockid_t clock);

// Welch's t of the times these two take. Interleaved, each first in turn, so that whatever else the
// machine does meets both alike; the slowest tenth is some other program's doing.
double TOf(const Timed& a, const Timed& b, int pairs);

}  // namespace probity::blind

#endif  // PROBITY_TESTS_BLIND_STATISTICS_H_
