#include "services/review/domain/pool.h"

#include <algorithm>
#include <map>
#include <set>

#include "common/codes/bytes.h"
#include "common/planted/planted.h"
#include "common/status/status.h"

namespace probity::review {
namespace {

Bytes Pseudonym(std::string_view pool_key, std::string_view purpose, std::string_view of) {
  return codes::ByteString()
      .Raw("probity/pn/v1")
      .Raw(purpose)
      .Raw(of)
      .Hmac(pool_key)
      .substr(0, kIdBytes);
}

std::uint8_t Number(Group group) {
  return static_cast<std::uint8_t>(group);
}

using Houses = std::set<std::string_view>;

std::array<Houses, kGroupCount> HousesByGroup(std::span<const HousedMember> members) {
  std::array<Houses, kGroupCount> houses;
  for (const HousedMember& member : members) houses[IndexOf(member.group)].insert(member.house);
  return houses;
}

std::size_t Shared(const Houses& a, const Houses& b) {
  return static_cast<std::size_t>(
      std::count_if(a.begin(), a.end(), [&](std::string_view house) { return b.contains(house); }));
}

}  // namespace

PoolEntry Pseudonymise(std::string_view pool_key, const PoolMember& member) {
  const std::string& house = member.employer_code.empty() ? member.member_id : member.employer_code;
  return {.member_id = member.member_id,
          .group = member.group,
          .draw = Pseudonym(pool_key, "d", member.member_id),
          .screening = Pseudonym(pool_key, "s", member.member_id),
          .blind = Pseudonym(pool_key, "n", member.member_id),
          .house = Pseudonym(pool_key, "h", house)};
}

Bytes HouseCommitment(std::string_view house, std::string_view draw, std::string_view blind) {
  if (PROBITY_PLANTED(kHouseWithoutBlind)) blind = {};
  return codes::ByteString().U8(0x03).Raw(house).Raw(draw).Raw(blind).Sha256();
}

Bytes HouseCommitment(const PoolEntry& entry) {
  return HouseCommitment(entry.house, entry.draw, entry.blind);
}

Bytes Leaf(Group group, std::string_view draw, std::string_view house_commitment) {
  return codes::ByteString().U8(0x00).U8(Number(group)).Raw(draw).Raw(house_commitment).Sha256();
}

Bytes Leaf(const PoolEntry& entry) {
  return Leaf(entry.group, entry.draw, HouseCommitment(entry));
}

Bytes PoolRoot(std::string_view round, const Quotas& quotas, std::vector<Bytes> leaves) {
  codes::ByteString bytes;
  bytes.U8(0x01).Raw("probity/pool/v1").Raw(round);
  for (const std::uint8_t quota : quotas) bytes.U8(quota);
  return bytes.Sorted(std::move(leaves)).Sha256();
}

Bytes EligibleRoot(std::string_view round, std::vector<Bytes> draws) {
  return codes::ByteString()
      .U8(0x02)
      .Raw("probity/eligible/v1")
      .Raw(round)
      .Sorted(std::move(draws))
      .Sha256();
}

HousedMember Housed(const PoolMember& member) {
  // The prefix keeps an employer's code apart from a member's bytes.
  return {member.group,
          member.employer_code.empty() ? "m" + member.member_id : "e" + member.employer_code};
}

std::array<bool, kGroupCount> DrawableGroups(std::span<const HousedMember> eligible,
                                             const Quotas& quotas) {
  const std::array<Houses, kGroupCount> houses = HousesByGroup(eligible);
  std::array<bool, kGroupCount> drawable{};
  for (std::size_t g = 0; g < kGroupCount; ++g) {
    std::size_t needed = quotas[g];
    for (std::size_t before = 0; before < g; ++before) {
      needed += std::min<std::size_t>(quotas[before], Shared(houses[g], houses[before]));
    }
    drawable[g] = houses[g].size() >= needed;
  }
  return drawable;
}

bool DrawConditionHolds(std::span<const HousedMember> eligible, const Quotas& quotas) {
  const std::array<bool, kGroupCount> drawable = DrawableGroups(eligible, quotas);
  return std::all_of(drawable.begin(), drawable.end(), [](bool group) { return group; });
}

bool DrawConditionHolds(std::span<const PoolEntry> eligible, const Quotas& quotas) {
  std::vector<HousedMember> housed;
  housed.reserve(eligible.size());
  for (const PoolEntry& entry : eligible) housed.push_back({entry.group, entry.house});
  return DrawConditionHolds(housed, quotas);
}

std::array<GroupCheck, kGroupCount> CheckRoster(std::span<const PoolMember> active,
                                                const Quotas& first, const Quotas& appeal) {
  std::vector<HousedMember> housed;
  for (const PoolMember& member : active) housed.push_back(Housed(member));
  const std::array<bool, kGroupCount> for_first = DrawableGroups(housed, first);
  const std::array<bool, kGroupCount> for_appeal = DrawableGroups(housed, appeal);
  const std::array<Houses, kGroupCount> houses = HousesByGroup(housed);
  std::array<GroupCheck, kGroupCount> checks;
  for (const Group group : kGroups) {
    const std::size_t g = IndexOf(group);
    checks[g] = {.group = group,
                 .distinct_employers = static_cast<int>(houses[g].size()),
                 .enough_for_first = for_first[g],
                 .enough_for_appeal = for_appeal[g]};
  }
  for (const PoolMember& member : active) ++checks[IndexOf(member.group)].members;
  return checks;
}

absl::StatusOr<std::vector<PoolEntry>> Eligible(std::span<const PoolEntry> pool,
                                                std::span<const Bytes> screening_names) {
  std::map<std::string_view, const PoolEntry*> by_name;
  for (const PoolEntry& entry : pool) by_name[entry.screening] = &entry;
  std::vector<PoolEntry> eligible;
  for (const Bytes& name : screening_names) {
    const auto found = by_name.find(name);
    if (found == by_name.end()) {
      return Refuse(absl::StatusCode::kInternal, Reason::k_INTERNAL,
                    "the screening answers for a member this round did not ask about, or twice");
    }
    eligible.push_back(*found->second);
    by_name.erase(found);
  }
  return eligible;
}

}  // namespace probity::review
