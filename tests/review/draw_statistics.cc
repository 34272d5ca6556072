// Whether the draw is fair, and never ends without a candidate.   draw_statistics DRAWS ROSTERS
//
// Fair: on a pool with one member per employer every member of a group sits equally often (chi
// squared per group, p > 0.001; no member further than 5 standard deviations off). No dead end: on
// random rosters whose groups share employers, a draw that the draw condition allows succeeds.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "services/review/domain/draw.h"

namespace probity::review {
namespace {

constexpr double kLeastP = 0.001;
constexpr double kMostZ = 5;

std::mt19937_64& Dice() {
  static std::mt19937_64 dice(20260701);
  return dice;
}
int Number(int low, int high) {
  return std::uniform_int_distribution<int>(low, high)(Dice());
}

Bytes MemberId(int number) {
  Bytes id(16, '\0');
  id[14] = static_cast<char>(number / 256);
  id[15] = static_cast<char>(number % 256);
  return id;
}

// The upper tail of chi squared by Wilson and Hilferty's normal approximation, good to three digits
// for the degrees of freedom here.
double TailOfChiSquared(double value, int degrees) {
  const double k = degrees;
  const double z = (std::cbrt(value / k) - (1 - 2 / (9 * k))) / std::sqrt(2 / (9 * k));
  return std::erfc(z / std::sqrt(2.0)) / 2;
}

bool Fair(int draws) {
  constexpr int kSizes[kGroupCount] = {8, 6, 14, 12};
  const Quotas quotas = {1, 1, 3, 2};
  std::vector<PoolEntry> pool;
  for (std::size_t g = 0; g < kGroupCount; ++g) {
    for (int i = 0; i < kSizes[g]; ++i) {
      const int number = static_cast<int>(pool.size()) + 1;
      pool.push_back(Pseudonymise(Bytes(32, 'k'), {MemberId(number), kGroups[g], ""}));
    }
  }
  std::map<Bytes, int> seated;
  for (int i = 0; i < draws; ++i) {
    const auto panel = DrawPanel(Bytes(16, 'r'), crypto::Sha256(std::to_string(i)), quotas, pool);
    if (!panel.ok()) return false;
    for (const Seat& seat : panel->seats) ++seated[*seat.draw];
  }
  bool fair = true;
  for (std::size_t g = 0; g < kGroupCount; ++g) {
    const int members = kSizes[g];
    const double p = static_cast<double>(quotas[g]) / members;
    const double mean = draws * p;
    const double variance = draws * p * (1 - p);
    double chi = 0, worst = 0;
    for (const PoolEntry& entry : pool) {
      if (entry.group != kGroups[g]) continue;
      const double off = seated[entry.draw] - mean;
      chi += off * off / variance;
      worst = std::max(worst, std::abs(off) / std::sqrt(variance));
    }
    // Seats of one draw exclude each other: the sum has one degree of freedom fewer than members.
    const double tail = TailOfChiSquared(chi * (members - 1) / members, members - 1);
    std::cout << "group " << g + 1 << ": " << draws << " draws, p " << tail << " (> " << kLeastP
              << "), largest |z| " << worst << " (<= " << kMostZ << ")\n";
    fair = fair && tail > kLeastP && worst <= kMostZ;
  }
  return fair;
}

bool NoDeadEnd(int rosters) {
  int drawable = 0, dead_ends = 0;
  for (int i = 0; i < rosters; ++i) {
    const Quotas quotas = Number(0, 1) == 0 ? Quotas{1, 1, 3, 2} : Quotas{1, 1, 4, 3};
    const int size = Number(7, 30);
    const int houses = Number(4, 16);
    std::vector<PoolEntry> eligible;
    for (int m = 0; m < size; ++m) {
      // Pseudonyms need not be hashes here; ranks are.
      PoolEntry entry;
      entry.member_id = entry.draw = MemberId(m + 1);
      entry.group = kGroups[static_cast<std::size_t>(Number(0, 3))];
      entry.house = MemberId(1000 + Number(1, houses));
      eligible.push_back(entry);
    }
    if (!DrawConditionHolds(eligible, quotas)) continue;
    ++drawable;
    const auto panel =
        DrawPanel(Bytes(16, 'r'), crypto::Sha256(std::to_string(i)), quotas, eligible);
    dead_ends += panel.ok() ? 0 : 1;
  }
  std::cout << rosters << " random rosters, " << drawable << " drawable, " << dead_ends
            << " dead ends (0)\n";
  return dead_ends == 0 && drawable > rosters / 100;
}

}  // namespace
}  // namespace probity::review

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: draw_statistics DRAWS ROSTERS\n";
    return 64;
  }
  const bool fair = probity::review::Fair(std::atoi(argv[1]));
  const bool open = probity::review::NoDeadEnd(std::atoi(argv[2]));
  return fair && open ? 0 : 1;
}
