// What holds of every draw, whatever the roster and the seed.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "services/review/domain/draw.h"
#include "services/review/domain/transcript.h"
#include "tests/services/review/domain/known_answer.h"

namespace probity::review {
namespace {

// A small random roster in which groups share employers often.
std::vector<PoolEntry> AnyPool() {
  const int size = *rc::gen::inRange(5, 40);
  const int houses = *rc::gen::inRange(3, 20);
  std::vector<PoolEntry> pool;
  for (int i = 0; i < size; ++i) {
    const int house = *rc::gen::inRange(0, houses);
    pool.push_back(Pseudonymise(
        known::PoolKey(), {known::MemberId(i + 1), static_cast<Group>(*rc::gen::inRange(1, 5)),
                           house == 0 ? "" : "H" + std::to_string(house)}));
  }
  return pool;
}

// Just enough of a pool: members with houses of their own join each group that lacks them, one at
// a time, until the draw condition holds.
std::vector<PoolEntry> AnyDrawablePool(const Quotas& quotas) {
  std::vector<PoolEntry> pool = AnyPool();
  for (int next = 100; !DrawConditionHolds(pool, quotas); ++next) {
    std::vector<HousedMember> housed;
    for (const PoolEntry& entry : pool) housed.push_back({entry.group, entry.house});
    const auto drawable = DrawableGroups(housed, quotas);
    const auto lacking = std::find(drawable.begin(), drawable.end(), false) - drawable.begin();
    pool.push_back(Pseudonymise(known::PoolKey(), {known::MemberId(next), kGroups[lacking], ""}));
  }
  return pool;
}

Quotas AnyQuotas() {
  Quotas quotas;
  for (std::uint8_t& quota : quotas) quota = *rc::gen::inRange<std::uint8_t>(0, 4);
  return quotas;
}

Bytes AnySeed() {
  return crypto::Sha256(std::to_string(*rc::gen::arbitrary<std::uint64_t>()));
}

std::map<Bytes, PoolEntry> ByDraw(const std::vector<PoolEntry>& pool) {
  std::map<Bytes, PoolEntry> by_draw;
  for (const PoolEntry& entry : pool) by_draw[entry.draw] = entry;
  return by_draw;
}

void CheckSeats(const std::vector<Seat>& seats, const std::vector<PoolEntry>& eligible) {
  const std::map<Bytes, PoolEntry> by_draw = ByDraw(eligible);
  std::set<Bytes> houses;
  for (const Seat& seat : seats) {
    if (!seat.draw.has_value()) continue;
    RC_ASSERT(by_draw.contains(*seat.draw));
    RC_ASSERT(by_draw.at(*seat.draw).group == seat.group);
    RC_ASSERT(houses.insert(by_draw.at(*seat.draw).house).second);
  }
}

RC_GTEST_PROP(DrawProperty, NoWalkEndsWithoutACandidateWhenTheDrawConditionHolds, ()) {
  const Quotas quotas = AnyQuotas();
  const std::vector<PoolEntry> eligible = AnyDrawablePool(quotas);
  const auto panel = DrawPanel(known::Round(), AnySeed(), quotas, eligible);
  RC_ASSERT(panel.ok());
  CheckSeats(panel->seats, eligible);
  for (const Group group : kGroups) {
    const auto of_group = std::count_if(panel->seats.begin(), panel->seats.end(),
                                        [&](const Seat& seat) { return seat.group == group; });
    RC_ASSERT(of_group == quotas[IndexOf(group)]);
  }
}

RC_GTEST_PROP(DrawProperty, ADrawWithoutTheConditionIsRefusedOrStillWithinTheRules, ()) {
  const std::vector<PoolEntry> eligible = AnyPool();
  const auto panel = DrawPanel(known::Round(), AnySeed(), AnyQuotas(), eligible);
  if (panel.ok()) CheckSeats(panel->seats, eligible);
}

RC_GTEST_PROP(DrawProperty, TheOrderInWhichMembersAreListedDoesNotMatter, ()) {
  std::vector<PoolEntry> eligible = AnyPool();
  const Quotas quotas = {1, 1, 2, 1};
  const Bytes seed = AnySeed();
  const auto panel = DrawPanel(known::Round(), seed, quotas, eligible);
  std::reverse(eligible.begin(), eligible.end());
  const auto again = DrawPanel(known::Round(), seed, quotas, eligible);
  RC_ASSERT(panel.ok() == again.ok());
  if (panel.ok()) RC_ASSERT(panel->seats == again->seats);
}

RC_GTEST_PROP(DrawProperty, ReplacementsKeepTheRulesAndNeverCallAnyoneTwice, ()) {
  const Quotas quotas = {1, 1, 3, 2};
  const std::vector<PoolEntry> eligible = AnyDrawablePool(quotas);
  Seating seating;
  seating.seats = DrawPanel(known::Round(), Bytes(32, '\7'), quotas, eligible)->seats;
  std::set<Bytes> ever;
  for (const Seat& seat : seating.seats) ever.insert(*seat.draw);
  seating.drawn = ever;
  std::uint16_t k = 0;
  for (int round = 0; round < 3; ++round) {
    std::vector<std::uint8_t> leavers;
    for (const Seat& seat : seating.seats) {
      if (seat.draw.has_value() && *rc::gen::inRange(0, 2) == 0) leavers.push_back(seat.number);
    }
    if (leavers.empty()) continue;
    const auto batch = ReplaceLeavers(known::Round(), Bytes(32, '\7'), seating, leavers, eligible);
    RC_ASSERT(batch.ok());
    RC_ASSERT(batch->replacements.size() == leavers.size());
    for (const Replacement& replacement : batch->replacements) {
      RC_ASSERT(replacement.k == ++k);
      if (replacement.entering.has_value()) RC_ASSERT(ever.insert(*replacement.entering).second);
    }
    seating = batch->seating;
    CheckSeats(seating.seats, eligible);
  }
}

TEST(DrawProperty, EveryMemberOfAGroupOfSeparateHousesIsDrawnEquallyOften) {
  std::vector<PoolEntry> eligible;
  for (int i = 1; i <= 10; ++i) {
    eligible.push_back(Pseudonymise(known::PoolKey(), {known::MemberId(i), Group::kExpert, ""}));
  }
  constexpr int kDraws = 20000;
  std::map<Bytes, int> seated;
  for (int i = 0; i < kDraws; ++i) {
    const auto panel =
        DrawPanel(known::Round(), crypto::Sha256(std::to_string(i)), {0, 0, 3, 0}, eligible);
    for (const Seat& seat : panel->seats) {
      ++seated[*seat.draw];
    }
  }
  ASSERT_EQ(seated.size(), 10u);
  // Each is seated with probability 3/10: mean 6,000, standard deviation 65.
  for (const auto& [draw, times] : seated) EXPECT_NEAR(times, 6000, 5 * 65) << crypto::Hex(draw);
}

}  // namespace
}  // namespace probity::review
