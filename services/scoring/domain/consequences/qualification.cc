#include "services/scoring/domain/consequences/qualification.h"

#include <algorithm>

#include "common/policy/evaluate.h"

namespace probity::scoring {
namespace {

const QualificationChange* FindLast(const std::vector<QualificationChange>& last,
                                    const Offered& offered) {
  for (const QualificationChange& one : last) {
    if (one.qualification == offered.qualification && one.year == offered.year) return &one;
  }
  return nullptr;
}

bool Granted(const QualificationChange* last) {
  return last != nullptr && last->action == QualificationAction::kGrant;
}

}  // namespace

std::vector<Offered> OfferedBy(const policy::Policy& policy, int32_t points_year) {
  std::vector<Offered> offered;
  for (const policy::Band& band : policy.bands) {
    for (const policy::Effect& effect : band.effects) {
      const auto* grant = std::get_if<policy::Grant>(&effect);
      if (grant == nullptr) continue;
      const bool known = std::any_of(offered.begin(), offered.end(), [&](const Offered& one) {
        return one.qualification == grant->qualification;
      });
      if (known) continue;
      offered.push_back({grant->qualification, grant->start == policy::GrantStart::kNextYear
                                                   ? points_year + 1
                                                   : points_year});
    }
  }
  std::sort(offered.begin(), offered.end(),
            [](const Offered& a, const Offered& b) { return a.qualification < b.qualification; });
  return offered;
}

std::vector<QualificationChange> DecideQualifications(
    const policy::Policy& policy, const QualificationFacts& facts,
    const std::vector<QualificationChange>& last) {
  const std::vector<policy::Qualification> grants = policy::Evaluate(policy, facts.points).grants;
  std::vector<QualificationChange> changes;
  for (const Offered& offered : OfferedBy(policy, facts.points_year)) {
    const bool wanted = !facts.cancelled && std::find(grants.begin(), grants.end(),
                                                      offered.qualification) != grants.end();
    const QualificationChange* known = FindLast(last, offered);
    if (known != nullptr && Granted(known) == wanted) continue;
    QualificationChange change;
    change.institution_id = facts.institution_id;
    change.qualification = offered.qualification;
    change.year = offered.year;
    change.seq = known == nullptr ? 1 : known->seq + 1;
    change.action = wanted             ? QualificationAction::kGrant
                    : known == nullptr ? QualificationAction::kNotRenewed
                                       : QualificationAction::kRevoke;
    change.effective = std::max(absl::CivilDay(offered.year, 1, 1), facts.decided + 1);
    if (known == nullptr) change.effective = absl::CivilDay(offered.year, 1, 1);
    change.points_year = facts.points_year;
    change.points = facts.points;
    change.policy_sha256 = policy.sha256;
    changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace probity::scoring
