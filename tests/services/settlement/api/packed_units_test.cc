// What a calculation keeps of its units between two passes is what it read, figure by figure.
#include "services/settlement/api/packed_units.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace probity::settlement {
namespace {

FrozenUnit Unit(const std::string& id, const std::string& policy_sha256) {
  FrozenUnit unit;
  unit.input.key = {id, Fund::kResident, UnitClass::kInpatient};
  unit.input.policy_sha256 = policy_sha256;
  return unit;
}

std::vector<UnitPage> PagesOf(const PackedUnits& packed) {
  std::vector<UnitPage> pages;
  EXPECT_TRUE(packed
                  .Each([&pages](const UnitPage& page) {
                    pages.push_back(page);
                    return absl::OkStatus();
                  })
                  .ok());
  return pages;
}

TEST(PackedUnitsTest, EveryInputComesBackAsItWas) {
  FrozenUnit full = Unit("机构-1", std::string(64, 'a'));
  int64_t next = 1;
  VisitScalars(full.input, [&next](std::string_view, auto& value) {
    value = static_cast<std::decay_t<decltype(value)>>(next);
    next = next * 7 + 1;
  });
  full.input.score_centi = 8500;
  full.input.prior_year_fen = -1'000'000'000'000'000;
  full.input.indicators = {{"READMISSION", -153}, {"VISITS", std::numeric_limits<int64_t>::max()}};
  full.input.contracts = {{1, 2, 3, 4, 5, std::nullopt}, {9, 8, 7, 6, 5, 0}};
  FrozenUnit least = Unit("", std::string(64, 'b'));
  least.input.points = std::numeric_limits<int64_t>::min();
  const std::vector<UnitPage> pages = {{full, least}, {Unit("2", std::string(64, 'a'))}};
  PackedUnits packed;
  for (const UnitPage& page : pages) packed.Add(page);
  EXPECT_TRUE(packed.complete());
  EXPECT_EQ(PagesOf(packed), pages) << "units, and the pages they came in";
}

TEST(PackedUnitsTest, MoreThanMayBeKeptIsNotKeptAtAll) {
  PackedUnits packed(100);
  packed.Add({Unit("1", "a")});
  EXPECT_TRUE(packed.complete());
  packed.Add({Unit("2", "a"), Unit("3", "a"), Unit("4", "a"), Unit("5", "a")});
  EXPECT_FALSE(packed.complete()) << "the pass reads them again instead";
  EXPECT_THAT(PagesOf(packed), ::testing::IsEmpty());
}

TEST(PackedUnitsTest, WhatIsForgottenMayBeAddedAnew) {
  PackedUnits packed;
  packed.Add({Unit("1", "a")});
  packed.Clear();
  packed.Add({Unit("2", "b")});
  EXPECT_EQ(PagesOf(packed), (std::vector<UnitPage>{{Unit("2", "b")}}));
}

}  // namespace
}  // namespace probity::settlement
