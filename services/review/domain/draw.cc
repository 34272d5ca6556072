#include "services/review/domain/draw.h"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/codes/bytes.h"
#include "common/planted/planted.h"
#include "common/status/status.h"

namespace probity::review {
namespace {

std::uint8_t Number(Group group) {
  return static_cast<std::uint8_t>(group);
}

struct Ranked {
  Bytes rank;
  const PoolEntry* entry;
  bool operator<(const Ranked& other) const {
    return std::tie(rank, entry->draw) < std::tie(other.rank, other.entry->draw);
  }
};

// What every walk of one round shares.
struct Walker {
  std::string_view round;
  std::string_view seed;
  std::span<const PoolEntry> eligible;
  std::set<Bytes> houses;     // that sit
  std::set<Bytes> drawn;      // who may not be taken again
  std::vector<Bytes> walked;  // in the order looked at

  // Takes up to `wanted` of a group by their rank under k.
  std::vector<Bytes> Take(Group group, std::uint16_t k, std::size_t wanted) {
    std::vector<Ranked> order;
    for (const PoolEntry& entry : eligible) {
      if (entry.group != group || drawn.contains(entry.draw)) continue;
      order.push_back({Rank(seed, round, group, k, entry.draw), &entry});
    }
    std::sort(order.begin(), order.end());
    if (PROBITY_PLANTED(kOwnRank)) {
      std::sort(order.begin(), order.end(),
                [](const Ranked& a, const Ranked& b) { return a.entry < b.entry; });
    }
    std::vector<Bytes> taken;
    for (const Ranked& ranked : order) {
      if (taken.size() == wanted) break;
      walked.push_back(ranked.entry->draw);
      if (!houses.insert(ranked.entry->house).second) continue;
      drawn.insert(ranked.entry->draw);
      taken.push_back(ranked.entry->draw);
    }
    return taken;
  }
};

// The occupied seats the leavers name, in the order of the seats.
absl::StatusOr<std::vector<std::size_t>> SeatsToLeave(const std::vector<Seat>& seats,
                                                      std::span<const std::uint8_t> leavers) {
  FieldCheck check;
  check.Check(!leavers.empty(), "leavers", "at least one seat must be left");
  for (const std::uint8_t number : leavers) {
    const bool occupied = std::any_of(seats.begin(), seats.end(), [&](const Seat& seat) {
      return seat.number == number && seat.draw.has_value();
    });
    check.Check(occupied, "leavers", absl::StrCat("nobody sits in seat ", number));
  }
  PROBITY_RETURN_IF_ERROR(check.Result());
  std::vector<std::size_t> leaving;
  for (std::size_t i = 0; i < seats.size(); ++i) {
    if (std::find(leavers.begin(), leavers.end(), seats[i].number) != leavers.end()) {
      leaving.push_back(i);
    }
  }
  return leaving;
}

// The houses of everyone in `seats`.
std::set<Bytes> HousesOf(const std::vector<Seat>& seats, std::span<const PoolEntry> eligible) {
  std::set<Bytes> sitting;
  for (const Seat& seat : seats) {
    if (seat.draw.has_value()) sitting.insert(*seat.draw);
  }
  std::set<Bytes> houses;
  for (const PoolEntry& entry : eligible) {
    if (sitting.contains(entry.draw)) houses.insert(entry.house);
  }
  return houses;
}

}  // namespace

Bytes Commitment(std::string_view round, Group group, std::string_view share) {
  return codes::ByteString()
      .Raw("probity/commit/v1")
      .Raw(round)
      .U8(Number(group))
      .Raw(share)
      .Sha256();
}

absl::Status CheckShare(std::string_view round, Group group, std::string_view commitment,
                        std::string_view share) {
  if (share.size() == kHashBytes && Commitment(round, group, share) == commitment) {
    return absl::OkStatus();
  }
  return Precondition(
      Reason::k_COMMITMENT_MISMATCH,
      absl::StrCat("the share of group ", Number(group),
                   " is not the one committed to; send the share the commitment was made from"),
      {{"group", absl::StrCat(Number(group))}});
}

Bytes Seed(std::string_view round, std::string_view pool_root, std::string_view eligible_root,
           const Shares& shares) {
  codes::ByteString bytes;
  bytes.Raw("probity/draw/v1").Raw(round).Raw(pool_root).Raw(eligible_root);
  for (const Bytes& share : shares) bytes.Raw(share);
  return bytes.Sha256();
}

Bytes Rank(std::string_view seed, std::string_view round, Group group, std::uint16_t k,
           std::string_view draw) {
  return codes::ByteString().Raw(round).U8(Number(group)).U16(k).Raw(draw).Hmac(seed);
}

absl::StatusOr<Panel> DrawPanel(std::string_view round, std::string_view seed, const Quotas& quotas,
                                std::span<const PoolEntry> eligible) {
  Walker walker{round, seed, eligible, {}, {}, {}};
  Panel panel;
  for (const Group group : kGroups) {
    const std::size_t quota = quotas[IndexOf(group)];
    std::vector<Bytes> taken = walker.Take(group, 0, quota);
    if (taken.size() < quota) {
      return Precondition(Reason::k_NOT_DRAWABLE, "a quota cannot be filled from those eligible");
    }
    for (Bytes& draw : taken) {
      const auto number = static_cast<std::uint8_t>(panel.seats.size() + 1);
      panel.seats.push_back({number, group, std::move(draw)});
    }
  }
  panel.walked = std::move(walker.walked);
  return panel;
}

absl::StatusOr<ReplacementBatch> ReplaceLeavers(std::string_view round, std::string_view seed,
                                                const Seating& seating,
                                                std::span<const std::uint8_t> leavers,
                                                std::span<const PoolEntry> eligible) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<std::size_t> leaving,
                           SeatsToLeave(seating.seats, leavers));
  if (leaving.size() > std::numeric_limits<std::uint16_t>::max() - std::size_t{seating.last_k}) {
    return Refuse(absl::StatusCode::kOutOfRange, Reason::k_NOT_DRAWABLE,
                  "the round has used up its replacements; abort it");
  }
  ReplacementBatch batch{seating, {}, {}};
  std::vector<Seat>& seats = batch.seating.seats;
  ++batch.seating.last_batch;
  for (const std::size_t at : leaving) {
    batch.replacements.push_back({.batch = batch.seating.last_batch,
                                  .k = ++batch.seating.last_k,
                                  .seat = seats[at].number,
                                  .group = seats[at].group,
                                  .leaving = *std::exchange(seats[at].draw, std::nullopt),
                                  .entering = std::nullopt});
  }
  Walker walker{round, seed, eligible, HousesOf(seats, eligible), seating.drawn, {}};
  for (std::size_t i = 0; i < leaving.size(); ++i) {
    Replacement& replacement = batch.replacements[i];
    const std::vector<Bytes> taken = walker.Take(replacement.group, replacement.k, 1);
    if (!taken.empty()) replacement.entering = taken.front();
    seats[leaving[i]].draw = replacement.entering;
  }
  batch.seating.drawn = std::move(walker.drawn);
  batch.walked = std::move(walker.walked);
  return batch;
}

bool EnoughSit(std::span<const Seat> seats, const SeatingRules& rules) {
  std::array<int, kGroupCount> of_group{};
  int sitting = 0;
  for (const Seat& seat : seats) {
    if (!seat.draw.has_value()) continue;
    ++sitting;
    ++of_group[IndexOf(seat.group)];
  }
  const int per_group = std::max(1, rules.quorum_per_group);
  return sitting >= rules.quorum && std::all_of(of_group.begin(), of_group.end(),
                                                [&](int count) { return count >= per_group; });
}

Bytes PanelHash(std::string_view round, std::uint16_t k, std::span<const Seat> seats) {
  codes::ByteString bytes;
  bytes.U8(0x04).Raw("probity/panel/v1").Raw(round).U16(k);
  bytes.U8(static_cast<std::uint8_t>(seats.size()));
  for (const Seat& seat : seats) {
    bytes.U8(Number(seat.group)).Raw(seat.draw.value_or(Bytes(kIdBytes, '\0')));
  }
  return bytes.Sha256();
}

}  // namespace probity::review
