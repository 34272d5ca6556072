#include "services/review/domain/transcript.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "common/codes/bytes.h"
#include "common/status/status.h"

namespace probity::review {
namespace {

bool ByDraw(const auto& a, const auto& b) {
  return a.draw < b.draw;
}

std::vector<EligibleLeaf> EligibleLeaves(std::span<const PoolEntry> eligible) {
  std::vector<EligibleLeaf> leaves;
  for (const PoolEntry& entry : eligible) {
    leaves.push_back({entry.group, entry.draw, HouseCommitment(entry)});
  }
  std::sort(leaves.begin(), leaves.end(), ByDraw<EligibleLeaf, EligibleLeaf>);
  return leaves;
}

absl::Status NotThePool() {
  return Refuse(absl::StatusCode::kInternal, Reason::k_INTERNAL,
                "the members at hand are not those this round was frozen and screened with");
}

// True if `eligible` are the members that were screened, each in its group.
bool AreScreened(std::span<const PoolEntry> eligible, const std::vector<EligibleLeaf>& screened) {
  std::map<std::string_view, Group> groups;
  for (const PoolEntry& entry : eligible) groups.emplace(entry.draw, entry.group);
  return groups.size() == eligible.size() && groups.size() == screened.size() &&
         std::equal(groups.begin(), groups.end(), screened.begin(),
                    [](const auto& member, const EligibleLeaf& leaf) {
                      return member.first == leaf.draw && member.second == leaf.group;
                    });
}

// Opens the houses of those walked, each once. Only here can a house be compared with what was
// committed to, and only an opened house has had a part in who sits: INTERNAL if one differs.
absl::Status OpenHouses(std::span<const Bytes> walked, std::span<const PoolEntry> eligible,
                        Transcript& transcript) {
  std::set<std::string_view> open(walked.begin(), walked.end());
  for (const OpenedHouse& opened : transcript.opened) open.insert(opened.draw);
  std::vector<OpenedHouse> houses;
  for (const PoolEntry& entry : eligible) {
    if (!open.contains(entry.draw)) continue;
    const EligibleLeaf leaf{entry.group, entry.draw, HouseCommitment(entry)};
    const auto screened = std::lower_bound(transcript.eligible.begin(), transcript.eligible.end(),
                                           leaf, ByDraw<EligibleLeaf, EligibleLeaf>);
    if (screened == transcript.eligible.end() || *screened != leaf) return NotThePool();
    houses.push_back({entry.draw, entry.house, entry.blind});
  }
  std::sort(houses.begin(), houses.end(), ByDraw<OpenedHouse, OpenedHouse>);
  transcript.opened = std::move(houses);
  return absl::OkStatus();
}

}  // namespace

Bytes TranscriptSha256(const Transcript& transcript) {
  return crypto::Sha256(TranscriptJson(transcript));
}

Transcript FreezePool(std::string_view round, const Quotas& quotas, const Shares& commitments,
                      std::span<const PoolEntry> pool) {
  Transcript transcript;
  transcript.round = Bytes(round);
  transcript.quotas = quotas;
  transcript.commitments.assign(commitments.begin(), commitments.end());
  for (const PoolEntry& entry : pool) transcript.leaves.push_back(Leaf(entry));
  std::sort(transcript.leaves.begin(), transcript.leaves.end());
  transcript.pool_root = PoolRoot(round, quotas, transcript.leaves);
  return transcript;
}

absl::StatusOr<Transcript> ScreenPool(Transcript frozen, std::span<const PoolEntry> eligible) {
  std::vector<Bytes> draws;
  for (const PoolEntry& entry : eligible) {
    if (!std::binary_search(frozen.leaves.begin(), frozen.leaves.end(), Leaf(entry))) {
      return NotThePool();
    }
    draws.push_back(entry.draw);
  }
  if (!DrawConditionHolds(eligible, frozen.quotas)) {
    return Precondition(Reason::k_NOT_DRAWABLE,
                        "too few members may judge this round; enlarge the roster");
  }
  frozen.eligible = EligibleLeaves(eligible);
  frozen.eligible_root = EligibleRoot(frozen.round, std::move(draws));
  return frozen;
}

absl::StatusOr<Transcript> RunDraw(Transcript screened, const Shares& shares,
                                   std::span<const PoolEntry> eligible) {
  if (screened.commitments.size() != kGroupCount || !AreScreened(eligible, screened.eligible)) {
    return NotThePool();
  }
  for (const Group group : kGroups) {
    PROBITY_RETURN_IF_ERROR(CheckShare(screened.round, group, screened.commitments[IndexOf(group)],
                                       shares[IndexOf(group)]));
  }
  screened.shares.assign(shares.begin(), shares.end());
  screened.seed = Seed(screened.round, screened.pool_root, screened.eligible_root, shares);
  PROBITY_ASSIGN_OR_RETURN(Panel panel,
                           DrawPanel(screened.round, screened.seed, screened.quotas, eligible));
  PROBITY_RETURN_IF_ERROR(OpenHouses(panel.walked, eligible, screened));
  screened.panel = std::move(panel.seats);
  return screened;
}

absl::StatusOr<Transcript> ReplaceSeats(Transcript drawn, std::span<const std::uint8_t> leavers,
                                        std::span<const PoolEntry> eligible) {
  if (!AreScreened(eligible, drawn.eligible)) return NotThePool();
  PROBITY_ASSIGN_OR_RETURN(
      ReplacementBatch batch,
      ReplaceLeavers(drawn.round, drawn.seed, SeatingOf(drawn), leavers, eligible));
  PROBITY_RETURN_IF_ERROR(OpenHouses(batch.walked, eligible, drawn));
  for (Replacement& replacement : batch.replacements) {
    drawn.replacements.push_back(std::move(replacement));
  }
  return drawn;
}

Seating SeatingOf(const Transcript& transcript) {
  Seating seating;
  seating.seats = transcript.panel;
  for (const Seat& seat : seating.seats) {
    if (seat.draw.has_value()) seating.drawn.insert(*seat.draw);
  }
  for (const Replacement& replacement : transcript.replacements) {
    for (Seat& seat : seating.seats) {
      if (seat.number == replacement.seat) seat.draw = replacement.entering;
    }
    if (replacement.entering.has_value()) seating.drawn.insert(*replacement.entering);
    seating.last_k = replacement.k;
    seating.last_batch = replacement.batch;
  }
  return seating;
}

}  // namespace probity::review
