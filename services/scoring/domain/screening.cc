#include "services/scoring/domain/screening.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

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
                       const GroupQuotas& quotas) {
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
  for (const Member& member : free) screened.eligible.push_back(member.pseudonym);
  std::sort(screened.eligible.begin(), screened.eligible.end());
  return screened;
}

}  // namespace probity::scoring
