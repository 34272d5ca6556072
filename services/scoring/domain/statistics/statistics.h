// Figures of a year, folded from grouped counts of the store.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_STATISTICS_STATISTICS_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_STATISTICS_STATISTICS_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "common/policy/policy.h"
#include "services/scoring/domain/case_types.h"

namespace probity::scoring {

// So many institutions of a district and kind have these points.
struct PointsGroup {
  std::string district;
  policy::SubjectKind kind = policy::SubjectKind::kMedical;
  int64_t points = 0;
  int64_t institutions = 0;
};

struct Distribution {
  int64_t institutions = 0;
  int64_t with_points = 0;
  int64_t points = 0;
  std::vector<int64_t> bands;  // by band of the policy
  bool operator==(const Distribution&) const = default;
};
using Distributions = std::map<std::pair<std::string, policy::SubjectKind>, Distribution>;

// `policies` has one for every kind that occurs.
Distributions Distribute(const std::vector<PointsGroup>& groups,
                         const std::map<policy::SubjectKind, const policy::Policy*>& policies);

// So many cases of a district were opened on a day and are in this state.
struct CaseGroup {
  std::string district;
  CaseSource source = CaseSource::kSpecialInspection;
  CaseState state = CaseState::kNone;
  absl::CivilDay opened;
  int64_t cases = 0;
};

// Ages of open cases in days: up to 30, 60, 90 (the deadline to decide), and more.
inline constexpr size_t kAges = 4;

struct CaseTally {
  int64_t cases = 0;
  std::array<int64_t, kAges> open = {};
  bool operator==(const CaseTally&) const = default;
};
using CaseTallies = std::map<std::tuple<std::string, CaseSource, CaseState>, CaseTally>;

// Still before its decision is served, so that its age matters.
bool IsOpen(CaseState state);

CaseTallies TallyCases(const std::vector<CaseGroup>& groups, absl::CivilDay today);

// Fen of a district's recovery entries, by what they are.
struct RecoverySums {
  int64_t expected = 0;
  int64_t received = 0;
  int64_t reversed = 0;
  int64_t refunded = 0;
};

struct RecoveryTotals {
  int64_t expected_fen = 0;
  int64_t received_fen = 0;
  int64_t outstanding_fen = 0;
  bool operator==(const RecoveryTotals&) const = default;
};

RecoveryTotals TotalOf(const RecoverySums& sums);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_STATISTICS_STATISTICS_H_
