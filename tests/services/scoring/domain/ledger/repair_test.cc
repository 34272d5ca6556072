#include "services/scoring/domain/ledger/repair.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "common/status/status.h"
#include "tests/services/scoring/domain/policies.h"

namespace probity::scoring {
namespace {

using Day = absl::CivilDay;

// Precedent values: on-site study, one hour for two points, at most six in a year.
policy::Policy OfferingPolicy() {
  policy::Policy policy = MedicalPolicy();
  policy.reductions = {{"STUDY", {"现场学习", "on-site study"}, 2, 60}};
  policy.max_reduction_per_period = 6;
  return policy;
}

Entry Line(EntryKind kind, char id, int64_t points, bool veto = false) {
  Entry entry;
  entry.kind = kind;
  entry.case_id = std::string(16, id);
  entry.item = 1;
  entry.year = 2026;
  entry.points = points;
  entry.veto = veto;
  entry.effective_date = Day(2026, 3, 9);
  return entry;
}

std::string Outcome(const policy::Policy& policy, const std::vector<Entry>& entries,
                    const Repair& repair) {
  const Standing standing = FoldStanding({policy}, entries);
  const auto points = PointsOfRepair({2026, policy, standing, entries}, repair);
  return points.ok() ? std::to_string(*points) : DetailOf(points.status()).reason;
}

TEST(Repair, ThePolicySaysHowManyPointsHowMuchTakesBack) {
  const policy::Policy policy = OfferingPolicy();
  const std::vector<Entry> ten = {Line(EntryKind::kPost, 'a', 10)};
  struct Row {
    std::string rule;
    Repair repair;
    std::string outcome;
  };
  const Day today(2026, 6, 1);
  const std::vector<Row> rows = {
      {"one unit", {"STUDY", 60, today}, "2"},
      {"one minute short of a unit", {"STUDY", 59, today}, "BAD_REQUEST"},
      {"whole units only", {"STUDY", 119, today}, "2"},
      {"up to the cap", {"STUDY", 180, today}, "6"},
      {"one unit above the cap", {"STUDY", 240, today}, "REPAIR_CAP"},
      {"not what the policy offers", {"SERVICE", 60, today}, "REPAIR_NOT_OFFERED"},
      {"on the last day of the year", {"STUDY", 60, Day(2026, 12, 31)}, "2"},
      {"on the day after", {"STUDY", 60, Day(2027, 1, 1)}, "REPAIR_YEAR_OVER"},
      {"on the day before the year", {"STUDY", 60, Day(2025, 12, 31)}, "REPAIR_YEAR_OVER"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Outcome(policy, ten, row.repair), row.outcome) << row.rule;
  }
}

TEST(Repair, TheDefaultListIsEmptyAndOffersNothing) {
  EXPECT_EQ(
      Outcome(MedicalPolicy(), {Line(EntryKind::kPost, 'a', 10)}, {"STUDY", 60, Day(2026, 6, 1)}),
      "REPAIR_NOT_OFFERED");
}

TEST(Repair, WhatStandsDecides) {
  const Repair study = {"STUDY", 120, Day(2026, 6, 1)};  // 4 points
  struct Row {
    std::string rule;
    std::vector<Entry> entries;
    std::string outcome;
  };
  const std::vector<Row> rows = {
      {"one below full score", {Line(EntryKind::kPost, 'a', 29)}, "4"},
      {"at full score", {Line(EntryKind::kPost, 'a', 30)}, "REPAIR_FULL_SCORE"},
      {"after fraud", {Line(EntryKind::kPost, 'a', 10, true)}, "REPAIR_AFTER_FRAUD"},
      {"the fraud was revoked",
       {Line(EntryKind::kPost, 'a', 10, true), Line(EntryKind::kReverse, 'a', 10, true),
        Line(EntryKind::kPost, 'b', 5)},
       "4"},
      {"exactly the points there are", {Line(EntryKind::kPost, 'a', 4)}, "4"},
      {"more than there are", {Line(EntryKind::kPost, 'a', 3)}, "REPAIR_EXCEEDS_POINTS"},
      {"earlier repairs count against the cap",
       {Line(EntryKind::kPost, 'a', 20), Line(EntryKind::kReduce, 'r', 3)},
       "REPAIR_CAP"},
      {"up to exactly the cap",
       {Line(EntryKind::kPost, 'a', 20), Line(EntryKind::kReduce, 'r', 2)},
       "4"},
      {"a restored repair counts no more",
       {Line(EntryKind::kPost, 'a', 20), Line(EntryKind::kReduce, 'r', 6),
        Line(EntryKind::kRestore, 'r', 6)},
       "4"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Outcome(OfferingPolicy(), row.entries, study), row.outcome) << row.rule;
  }
  policy::Policy lenient = OfferingPolicy();
  lenient.reduction_after_fraud = true;
  EXPECT_EQ(Outcome(lenient, {Line(EntryKind::kPost, 'a', 10, true)}, study), "4")
      << "a policy may allow repair after fraud";
}

TEST(Repair, OnlyARepairThatStandsIsRestored) {
  const std::string id(16, 'r');
  std::vector<Entry> entries = {Line(EntryKind::kPost, 'a', 10)};
  EXPECT_TRUE(HasReason(StandingRepair(entries, id).status(), Reason::k_REPAIR_NOT_STANDING));
  entries.push_back(Line(EntryKind::kReduce, 'r', 2));
  ASSERT_TRUE(StandingRepair(entries, id).ok());
  EXPECT_EQ(StandingRepair(entries, id)->points, 2);
  entries.push_back(Line(EntryKind::kRestore, 'r', 2));
  EXPECT_TRUE(HasReason(StandingRepair(entries, id).status(), Reason::k_REPAIR_NOT_STANDING))
      << "not twice";
}

TEST(Repair, ARepairLiftsNoConsequenceAndFiresNoBandTwice) {
  std::vector<Entry> entries = {Line(EntryKind::kPost, 'a', 18)};
  const Standing before = FoldStanding({OfferingPolicy()}, entries);
  entries.push_back(Line(EntryKind::kReduce, 'r', 2));
  const Standing repaired = FoldStanding({OfferingPolicy()}, entries);
  EXPECT_EQ(repaired.points, 16);
  EXPECT_EQ(repaired.consequence, before.consequence);
  entries.push_back(Line(EntryKind::kPost, 'b', 2));
  EXPECT_EQ(FoldStanding({OfferingPolicy()}, entries).crossings, before.crossings)
      << "18 was reached before";
  entries.push_back(Line(EntryKind::kRestore, 'r', 2));
  EXPECT_EQ(FoldStanding({OfferingPolicy()}, entries).points, 20);
  EXPECT_EQ(FoldStanding({OfferingPolicy()}, entries).crossings, before.crossings);
}

}  // namespace
}  // namespace probity::scoring
