// The draw of a panel: four officers' shares make a seed, the seed ranks the eligible members of
// each group, and the walk down that order seats them, at most one of each house.
#ifndef PROBITY_SERVICES_REVIEW_DOMAIN_DRAW_H_
#define PROBITY_SERVICES_REVIEW_DOMAIN_DRAW_H_

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/review/domain/pool.h"
#include "services/review/domain/values.h"

namespace probity::review {

// One officer's share (32 bytes) of the seed, or the commitment to it (32 bytes), by
// IndexOf(group).
using Shares = std::array<Bytes, kGroupCount>;

Bytes Commitment(std::string_view round, Group group, std::string_view share);

// COMMITMENT_MISMATCH unless `share` is what was committed to.
absl::Status CheckShare(std::string_view round, Group group, std::string_view commitment,
                        std::string_view share);

Bytes Seed(std::string_view round, std::string_view pool_root, std::string_view eligible_root,
           const Shares& shares);

// Where a member stands in its group's order. k is 0 for the draw, then one more for each leaver.
Bytes Rank(std::string_view seed, std::string_view round, Group group, std::uint16_t k,
           std::string_view draw);

struct Seat {
  std::uint8_t number = 0;  // from 1, group by group
  Group group = Group::kAdministrative;
  std::optional<Bytes> draw;  // nothing: left empty for want of a candidate
  bool operator==(const Seat&) const = default;
};

struct Panel {
  std::vector<Seat> seats;
  std::vector<Bytes> walked;  // draw pseudonyms of all who were looked at, seated or skipped
};

// NOT_DRAWABLE if a group cannot fill its quota, which the draw condition rules out.
absl::StatusOr<Panel> DrawPanel(std::string_view round, std::string_view seed, const Quotas& quotas,
                                std::span<const PoolEntry> eligible);

// A panel between its draw and the vote.
struct Seating {
  std::vector<Seat> seats;
  std::set<Bytes> drawn;     // everyone who ever had a seat in this round
  std::uint16_t last_k = 0;  // the last rank counter used
  std::uint32_t last_batch = 0;
};

struct Replacement {
  std::uint32_t batch = 0;
  std::uint16_t k = 0;
  std::uint8_t seat = 0;
  Group group = Group::kAdministrative;
  Bytes leaving;
  std::optional<Bytes> entering;  // nothing: the seat stays empty
  bool operator==(const Replacement&) const = default;
};

struct ReplacementBatch {
  Seating seating;  // after the batch
  std::vector<Replacement> replacements;
  std::vector<Bytes> walked;
};

// All leavers (seat numbers) stand up together; then, in the order of the seats, each seat goes to
// the eligible member of its group who never sat in this round, ranks first under a new k, and
// whose house does not sit. BAD_REQUEST for a seat that does not exist or is empty, or no leaver.
absl::StatusOr<ReplacementBatch> ReplaceLeavers(std::string_view round, std::string_view seed,
                                                const Seating& seating,
                                                std::span<const std::uint8_t> leavers,
                                                std::span<const PoolEntry> eligible);

// Under which a panel with empty seats may still hear its round.
struct SeatingRules {
  int quorum = 5;
  int quorum_per_group = 1;
};
bool EnoughSit(std::span<const Seat> seats, const SeatingRules& rules);

// panel_k, logged for the first seating and once per batch. 32 bytes.
Bytes PanelHash(std::string_view round, std::uint16_t k, std::span<const Seat> seats);

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_DOMAIN_DRAW_H_
