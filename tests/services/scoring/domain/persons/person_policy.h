// The shipped policy for persons, and entries as its decisions post them.
#ifndef PROBITY_TESTS_SERVICES_SCORING_DOMAIN_PERSONS_PERSON_POLICY_H_
#define PROBITY_TESTS_SERVICES_SCORING_DOMAIN_PERSONS_PERSON_POLICY_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "common/policy/load.h"
#include "common/status/status.h"
#include "services/scoring/domain/persons/person.h"

namespace probity::scoring {

using Day = absl::CivilDay;

inline std::string ReasonOf(const absl::Status& status) {
  return status.ok() ? "OK" : DetailOf(status).reason;
}

inline const policy::Policy& PersonPolicy() {
  static const policy::Policy policy = [] {
    std::ifstream in(std::string(PROBITY_SOURCE_DIR) + "/policies/person.txtpb");
    const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    absl::StatusOr<policy::Policy> loaded = policy::LoadPolicy(text, "person.txtpb");
    EXPECT_TRUE(loaded.ok()) << loaded.status();
    return loaded.value_or(policy::Policy());
  }();
  return policy;
}

// One decision: its points, the day it was served, the months it chose.
struct PersonDecided {
  int64_t points = 0;
  Day served;
  int32_t months = 0;
  bool reversed = false;
  Day reversed_on = Day(2026, 12, 1);
};

// The standings of the years of these decisions, each a case of its own; acts end in the year the
// decision is served in.
inline std::map<int32_t, Standing> StandingsAfter(const std::vector<PersonDecided>& decisions) {
  std::map<int32_t, std::vector<Entry>> years;
  int64_t seq = 0;
  for (const PersonDecided& one : decisions) {
    Entry entry;
    entry.subject = {policy::SubjectKind::kPerson, "D1"};
    entry.year = static_cast<int32_t>(one.served.year());
    entry.case_id = std::string(16, static_cast<char>('a' + seq));
    entry.item = 1;
    entry.revision = 1;
    entry.points = one.points;
    entry.chosen_months = one.months;
    entry.policy_sha256 = PersonPolicy().sha256;
    entry.act_start = entry.act_end = Day(one.served.year(), 1, 1);
    entry.effective_date = one.served;
    entry.recorded_seq = ++seq;
    years[entry.year].push_back(entry);
    if (!one.reversed) continue;
    entry.kind = EntryKind::kReverse;
    entry.revision = 2;
    entry.effective_date = one.reversed_on;
    entry.recorded_seq = ++seq;
    years[entry.year].push_back(entry);
  }
  std::map<int32_t, Standing> standings;
  for (const auto& [year, entries] : years) {
    StandingRules rules{PersonPolicy()};
    rules.decided.emplace(PersonPolicy().sha256, &PersonPolicy());
    standings.emplace(year, FoldStanding(rules, entries));
  }
  return standings;
}

}  // namespace probity::scoring

#endif  // PROBITY_TESTS_SERVICES_SCORING_DOMAIN_PERSONS_PERSON_POLICY_H_
