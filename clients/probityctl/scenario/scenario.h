// A scenario folder: one bureau's year as files. ReadScenario checks every cell of every file
// before anything takes effect; docs/scenarios.md lists files, columns and what is supplied for
// what a folder does not state.
#ifndef PROBITY_CLIENTS_PROBITYCTL_SCENARIO_SCENARIO_H_
#define PROBITY_CLIENTS_PROBITYCTL_SCENARIO_SCENARIO_H_

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "clients/probityctl/scenario/csv.h"
#include "common/policy/policy.h"

namespace probity::scenario {

struct Institution {
  std::string id;
  std::string name;
  policy::SubjectKind kind = policy::SubjectKind::kMedical;
  bool kind_known = true;  // false: a bad cell, so nothing is concluded from `kind`
  std::string district;
  absl::CivilDay designated_from;
};

struct Member {
  std::string member_no;
  std::string name;
  int group = 0;              // 1..4
  std::string employer_code;  // an institution's id, or empty
  std::string contact;
};

struct Budget {
  std::string institution_id;
  int64_t total_budget_fen = 0;
  int64_t per_visit_fen = 0;
  int64_t planned_visits = 0;
};

// What an institution did and was paid, of all funds and classes.
struct Actual {
  std::string institution_id;
  int64_t visits = 0;
  int64_t accepted_fen = 0;
  int64_t emergency_fen = 0;  // on days of a suspension
  int64_t monthly_fen = 0;    // paid month by month
};

struct Finding {
  int item = 0;
  std::string code;
  absl::CivilDay end_date;
  int64_t points = 0;
  int64_t recovery_fen = 0;
};

struct Answer {
  policy::BallotChoice choice = policy::BallotChoice::kAbstain;
  int64_t points = 0;
  std::string reason_code;
};

struct Case {
  std::string ref;
  std::string institution_id;
  std::string source;  // "SPOT_CHECK"
  bool objected = false;
  std::vector<Finding> findings;  // by item, 1..n
  // Ballots by seat (from 1), then by item.
  std::map<int, std::map<int, Answer>> ballots;

  absl::CivilDay LastViolation() const;
};

struct Scenario {
  int year = 0;
  std::string sha256;                     // of the folder: names and bytes of its CSV files
  std::vector<Institution> institutions;  // by id
  std::vector<Member> members;            // in file order
  std::vector<Budget> budgets;            // by institution
  std::vector<Actual> actuals;            // in file order; empty if the folder has none
  std::vector<Case> cases;                // in file order
};

// Reads and checks a folder for `year` against the policies that will be in force. Every bad row is
// in `problems`; the result is only to be used if there is none. An error is a folder that cannot
// be read at all.
absl::StatusOr<Scenario> ReadScenario(const std::filesystem::path& folder, int year,
                                      const std::vector<policy::Policy>& policies,
                                      Problems& problems);

// The year of budgets.csv, or of most of its rows: ReadScenario then names the others with their
// lines. INVALID_ARGUMENT if no row has a year.
absl::StatusOr<int> YearOf(const std::filesystem::path& folder);

}  // namespace probity::scenario

#endif  // PROBITY_CLIENTS_PROBITYCTL_SCENARIO_SCENARIO_H_
