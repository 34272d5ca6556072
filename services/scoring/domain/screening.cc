#include "services/scoring/domain/screening.h"

#include <algorithm>
#include <map>
#include <string_view>
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

std::set<std::string> HousesOf(const std::vector<Member>& members, int32_t group) {
  std::set<std::string> houses;
  for (const Member& member : members) {
    if (member.group == group) houses.insert(HouseOf(member));
  }
  return houses;
}

int32_t Shared(const std::set<std::string>& a, const std::set<std::string>& b) {
  return static_cast<int32_t>(std::count_if(
      a.begin(), a.end(), [&](const std::string& house) { return b.contains(house); }));
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
  std::string house;
  std::string pseudonym;
  bool Hits(const Member& member) const {
    return pseudonym.empty() ? HouseOf(member) == house : member.pseudonym == pseudonym;
  }
};

std::vector<Decoy> DecoysAmong(const std::vector<Member>& members, const Decoys& decoys) {
  std::map<std::string, Decoy> found;
  for (const Member& member : members) {
    const absl::StatusOr<std::string> bytes = crypto::FromHex(member.pseudonym);
    const uint64_t coin = CoinOf(decoys, bytes.ok() ? *bytes : member.pseudonym);
    found[absl::StrCat("m", member.pseudonym)] = {coin, "", member.pseudonym};
    for (const Affiliation& one : member.affiliations) {
      if (one.kind != AffiliationKind::kEmployer) continue;
      found[absl::StrCat("e", one.code)] = {CoinOf(decoys, one.code), HouseOf(member), ""};
      break;
    }
  }
  std::vector<Decoy> chosen;
  for (auto& [name, decoy] : found) {
    if (Strikes(decoy.coin, decoys.percent)) chosen.push_back(std::move(decoy));
  }
  std::stable_sort(chosen.begin(), chosen.end(),
                   [](const Decoy& a, const Decoy& b) { return a.coin < b.coin; });
  return chosen;
}

bool LeavesEnough(const std::vector<Member>& before, const std::vector<Member>& after,
                  const GroupQuotas& quotas, const GroupQuotas& floors) {
  for (size_t g = 0; g < floors.size(); ++g) {
    const auto in_group = [&](const std::vector<Member>& members) {
      return std::count_if(members.begin(), members.end(), [&](const Member& member) {
        return member.group == static_cast<int32_t>(g) + 1;
      });
    };
    const auto left = in_group(after);
    if (left < in_group(before) && left < floors[g]) return false;
  }
  return IsDrawable(after, quotas);
}

// The coins of all are tossed, of those struck already, too: the work done tells nobody how many
// they are.
std::vector<Member> WithoutDecoys(std::vector<Member> members, const std::vector<Member>& all,
                                  const GroupQuotas& quotas, const Decoys& decoys) {
  for (const Decoy& decoy : DecoysAmong(all, decoys)) {
    std::vector<Member> left = members;
    std::erase_if(left, [&](const Member& member) { return decoy.Hits(member); });
    if (LeavesEnough(members, left, quotas, decoys.floors)) members = std::move(left);
  }
  return members;
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
  return std::any_of(member.affiliations.begin(), member.affiliations.end(),
                     [&](const Affiliation& affiliation) {
                       if (affiliation.kind == AffiliationKind::kPerson) {
                         return conflicts.persons.contains(affiliation.code);
                       }
                       return affiliation.code == conflicts.institution_id ||
                              conflicts.challenged.contains(affiliation.code);
                     });
}

bool IsDrawable(const std::vector<Member>& members, const GroupQuotas& quotas) {
  std::array<std::set<std::string>, 4> houses;
  for (size_t g = 0; g < houses.size(); ++g) {
    houses[g] = HousesOf(members, static_cast<int32_t>(g) + 1);
    int32_t needed = quotas[g];
    for (size_t h = 0; h < g; ++h) needed += std::min(quotas[h], Shared(houses[g], houses[h]));
    if (static_cast<int32_t>(houses[g].size()) < needed) return false;
  }
  return true;
}

Screened ScreenMembers(const std::vector<Member>& members, const std::vector<Conflicts>& cases,
                       const GroupQuotas& quotas, const Decoys& decoys) {
  std::vector<Member> free;
  for (const Member& member : members) {
    const bool struck = std::any_of(cases.begin(), cases.end(), [&](const Conflicts& conflicts) {
      return IsConflicted(member, conflicts);
    });
    if (!struck) free.push_back(member);
  }
  Screened screened;
  screened.drawable = IsDrawable(free, quotas);
  if (!screened.drawable) {
    screened.heaviest_case = HeaviestCase(members, cases);
    return screened;
  }
  free = WithoutDecoys(std::move(free), members, quotas, decoys);
  for (const Member& member : free) screened.eligible.push_back(member.pseudonym);
  std::sort(screened.eligible.begin(), screened.eligible.end());
  return screened;
}

}  // namespace probity::scoring
