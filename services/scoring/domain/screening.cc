#include "services/scoring/domain/screening.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

// Members of one house never sit together; one without employer is a house alone. The prefixes keep
// pseudonyms and codes apart.
std::string HouseOf(const Member& member) {
  for (const Affiliation& affiliation : member.affiliations) {
    if (affiliation.kind == AffiliationKind::kEmployer) {
      return absl::StrCat("employer ", affiliation.code);
    }
  }
  return absl::StrCat("member ", member.pseudonym);
}

constexpr size_t kGroups = std::tuple_size_v<GroupQuotas>;

// The members asked about, by number. Who of them is struck is kept beside, and everything below
// walks over all of them and all their houses: the time it takes does not tell how many are.
struct Pool {
  std::vector<size_t> group;  // from 0; kGroups for none of the four
  std::vector<size_t> house;
  size_t houses = 0;
};
using Flags = std::vector<uint8_t>;  // 1 for a member who is still in

Pool PoolOf(const std::vector<Member>& members) {
  Pool pool;
  std::map<std::string, size_t> known;
  for (const Member& member : members) {
    const bool in_group = member.group >= 1 && member.group <= static_cast<int32_t>(kGroups);
    pool.group.push_back(in_group ? static_cast<size_t>(member.group) - 1 : kGroups);
    pool.house.push_back(known.try_emplace(HouseOf(member), known.size()).first->second);
  }
  pool.houses = known.size();
  return pool;
}

bool IsDrawableOf(const Pool& pool, const Flags& in, const GroupQuotas& quotas) {
  std::vector<std::array<uint8_t, kGroups + 1>> sits(pool.houses);
  for (size_t i = 0; i < in.size(); ++i) sits[pool.house[i]][pool.group[i]] |= in[i];
  std::array<int32_t, kGroups> size = {};
  std::array<std::array<int32_t, kGroups>, kGroups> shared = {};
  for (const auto& groups : sits) {
    for (size_t g = 0; g < kGroups; ++g) {
      size[g] += groups[g];
      for (size_t h = 0; h < g; ++h) shared[g][h] += groups[g] & groups[h];
    }
  }
  unsigned drawable = 1;
  for (size_t g = 0; g < kGroups; ++g) {
    int32_t needed = quotas[g];
    for (size_t h = 0; h < g; ++h) needed += std::min(quotas[h], shared[g][h]);
    drawable &= static_cast<unsigned>(size[g] >= needed);
  }
  return drawable == 1;
}

std::optional<size_t> HeaviestCase(const std::vector<Member>& members,
                                   const std::vector<Conflicts>& cases) {
  std::optional<size_t> heaviest;
  int64_t most = 0;
  for (size_t i = 0; i < cases.size(); ++i) {
    const int64_t struck = std::count_if(members.begin(), members.end(), [&](const Member& member) {
      return IsConflicted(member, cases[i]);
    });
    if (struck > most) {
      most = struck;
      heaviest = i;
    }
  }
  return heaviest;
}

// The first 8 bytes of HMAC(K_decoy, round ‖ what).
uint64_t CoinOf(const Decoys& decoys, std::string_view what) {
  const std::string hmac =
      crypto::HmacSha256(decoys.key, absl::StrCat(decoys.round_id, ToAbsl(what)));
  uint64_t coin = 0;
  for (size_t i = 0; i < sizeof(coin); ++i) {
    coin = coin << 8 | static_cast<unsigned char>(hmac[i]);
  }
  return coin;
}

bool Strikes(uint64_t coin, int32_t percent) {
  // Of the upper half, so that nothing overflows: coin < percent / 100 of the range.
  return (coin >> 32) * 100 < static_cast<uint64_t>(percent) << 32;
}

// An employer's whole house, or one member.
struct Decoy {
  uint64_t coin = 0;
  std::optional<size_t> house;
  size_t member = 0;
  bool Hits(const Pool& pool, size_t i) const {
    return house.has_value() ? pool.house[i] == *house : i == member;
  }
};

// The coins of all are tossed, of those struck already, too.
std::vector<Decoy> DecoysAmong(const std::vector<Member>& members, const Pool& pool,
                               const Decoys& decoys) {
  std::map<std::string, Decoy> found;
  for (size_t i = 0; i < members.size(); ++i) {
    const Member& member = members[i];
    const absl::StatusOr<std::string> bytes = crypto::FromHex(member.pseudonym);
    const uint64_t coin = CoinOf(decoys, bytes.ok() ? *bytes : member.pseudonym);
    found[absl::StrCat("m", member.pseudonym)] = {coin, std::nullopt, i};
    for (const Affiliation& one : member.affiliations) {
      if (one.kind != AffiliationKind::kEmployer) continue;
      found[absl::StrCat("e", one.code)] = {CoinOf(decoys, one.code), pool.house[i], i};
      break;
    }
  }
  std::vector<Decoy> chosen;
  for (auto& [name, decoy] : found) {
    if (Strikes(decoy.coin, decoys.percent)) chosen.push_back(decoy);
  }
  std::stable_sort(chosen.begin(), chosen.end(),
                   [](const Decoy& a, const Decoy& b) { return a.coin < b.coin; });
  return chosen;
}

// No group that loses members falls below its floor, and a panel can still be drawn.
bool LeavesEnough(const Pool& pool, const Flags& before, const Flags& after,
                  const GroupQuotas& quotas, const GroupQuotas& floors) {
  std::array<int32_t, kGroups + 1> had = {}, left = {};
  for (size_t i = 0; i < after.size(); ++i) {
    had[pool.group[i]] += before[i];
    left[pool.group[i]] += after[i];
  }
  unsigned enough = 1;
  for (size_t g = 0; g < kGroups; ++g) {
    const auto loses = static_cast<unsigned>(left[g] < had[g]);
    enough &= ~(loses & static_cast<unsigned>(left[g] < floors[g]));
  }
  return (static_cast<unsigned>(IsDrawableOf(pool, after, quotas)) & enough) == 1;
}

Flags WithoutDecoys(Flags in, const Pool& pool, const std::vector<Decoy>& chosen,
                    const GroupQuotas& quotas, const GroupQuotas& floors) {
  for (const Decoy& decoy : chosen) {
    Flags left = in;
    for (size_t i = 0; i < left.size(); ++i) left[i] &= static_cast<uint8_t>(!decoy.Hits(pool, i));
    if (LeavesEnough(pool, in, left, quotas, floors)) in.swap(left);
  }
  return in;
}

// The pseudonyms of those who are in, ascending.
std::vector<std::string> NamesOf(const std::vector<Member>& members, const Flags& in) {
  std::vector<size_t> order(members.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return members[a].pseudonym < members[b].pseudonym; });
  std::vector<std::string> names;
  names.reserve(members.size());
  for (const size_t i : order) {
    if (in[i] != 0) names.push_back(members[i].pseudonym);
  }
  return names;
}

}  // namespace

int32_t CountScreenings(const std::vector<PastHearing>& hearings) {
  return static_cast<int32_t>(std::count_if(
      hearings.begin(), hearings.end(),
      [](const PastHearing& hearing) { return hearing.reached >= RoundReached::kSeated; }));
}

bool IsAtLimit(const std::vector<PastHearing>& hearings, int32_t screenings_per_case) {
  const auto withheld = std::count_if(hearings.begin(), hearings.end(),
                                      [](const PastHearing& hearing) { return hearing.withheld; });
  return std::max<int64_t>(CountScreenings(hearings), withheld) >= screenings_per_case;
}

std::set<std::string> RoundsToAvoid(const std::vector<PastHearing>& hearings, RoundKind kind) {
  std::set<std::string> rounds;
  const bool undrawable = std::any_of(hearings.begin(), hearings.end(),
                                      [](const PastHearing& hearing) { return hearing.withheld; });
  if (kind == RoundKind::kFirst && undrawable) return rounds;
  for (const PastHearing& hearing : hearings) {
    if (hearing.reached >= RoundReached::kVoting) rounds.insert(hearing.round_id);
  }
  return rounds;
}

Selection SelectSheets(const std::vector<QueuedSheet>& queue, const RoundLimits& limits) {
  Selection selection;
  for (size_t i = 0; i < queue.size(); ++i) {
    if (selection.chosen.size() >= static_cast<size_t>(limits.max_cases)) break;
    if (queue[i].withheld) continue;
    if (IsAtLimit(queue[i].hearings, limits.screenings_per_case)) continue;
    std::set<std::string> avoid = selection.avoid_rounds;
    avoid.merge(RoundsToAvoid(queue[i].hearings, limits.kind));
    const bool too_many = avoid.size() > static_cast<size_t>(limits.avoid_rounds_max);
    if (limits.kind == RoundKind::kAppeal && too_many) continue;
    selection.chosen.push_back(i);
    selection.avoid_rounds = std::move(avoid);
  }
  return selection;
}

bool IsConflicted(const Member& member, const Conflicts& conflicts) {
  bool conflicted = false;
  for (const Affiliation& affiliation : member.affiliations) {
    const bool person = affiliation.kind == AffiliationKind::kPerson;
    conflicted |= person ? conflicts.persons.contains(affiliation.code)
                         : conflicts.challenged.contains(affiliation.code);
    conflicted |= !person && affiliation.code == conflicts.institution_id;
  }
  return conflicted;
}

bool IsDrawable(const std::vector<Member>& members, const GroupQuotas& quotas) {
  return IsDrawableOf(PoolOf(members), Flags(members.size(), 1), quotas);
}

Screened ScreenMembers(const std::vector<Member>& members, const std::vector<Conflicts>& cases,
                       const GroupQuotas& quotas, const Decoys& decoys) {
  const Pool pool = PoolOf(members);
  Flags in(members.size(), 1);
  for (size_t i = 0; i < members.size(); ++i) {
    for (const Conflicts& conflicts : cases) {
      in[i] &= static_cast<uint8_t>(!IsConflicted(members[i], conflicts));
    }
  }
  Screened screened;
  screened.drawable = IsDrawableOf(pool, in, quotas);
  if (!screened.drawable) {
    screened.heaviest_case = HeaviestCase(members, cases);
    return screened;
  }
  in =
      WithoutDecoys(std::move(in), pool, DecoysAmong(members, pool, decoys), quotas, decoys.floors);
  screened.eligible = NamesOf(members, in);
  return screened;
}

}  // namespace probity::scoring
