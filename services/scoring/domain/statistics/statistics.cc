#include "services/scoring/domain/statistics/statistics.h"

#include <algorithm>

#include "common/policy/evaluate.h"

namespace probity::scoring {
namespace {

constexpr std::array<int64_t, kAges - 1> kAgeBounds = {30, 60, 90};

size_t AgeOf(absl::CivilDay opened, absl::CivilDay today) {
  const int64_t days = today - opened;
  return static_cast<size_t>(std::lower_bound(kAgeBounds.begin(), kAgeBounds.end(), days) -
                             kAgeBounds.begin());
}

}  // namespace

Distributions Distribute(const std::vector<PointsGroup>& groups,
                         const std::map<policy::SubjectKind, const policy::Policy*>& policies) {
  Distributions all;
  for (const PointsGroup& group : groups) {
    const policy::Policy& policy = *policies.at(group.kind);
    Distribution& one = all[{group.district, group.kind}];
    one.bands.resize(policy.bands.size());
    one.institutions += group.institutions;
    if (group.points > 0) one.with_points += group.institutions;
    one.points += group.points * group.institutions;
    one.bands[policy::EvaluateBand(policy, group.points)] += group.institutions;
  }
  return all;
}

bool IsOpen(CaseState state) {
  switch (state) {
    case CaseState::kEffective:
    case CaseState::kRevoked:
    case CaseState::kExecuted:
    case CaseState::kClosed:
    case CaseState::kArchived:
    case CaseState::kTerminated:
      return false;
    default:
      return true;
  }
}

CaseTallies TallyCases(const std::vector<CaseGroup>& groups, absl::CivilDay today) {
  CaseTallies all;
  for (const CaseGroup& group : groups) {
    CaseTally& one = all[{group.district, group.source, group.state}];
    one.cases += group.cases;
    if (IsOpen(group.state)) one.open[AgeOf(group.opened, today)] += group.cases;
  }
  return all;
}

RecoveryTotals TotalOf(const RecoverySums& sums) {
  RecoveryTotals total;
  total.expected_fen = sums.expected - sums.reversed;
  total.received_fen = sums.received - sums.refunded;
  total.outstanding_fen = std::max<int64_t>(0, total.expected_fen - total.received_fen);
  return total;
}

}  // namespace probity::scoring
