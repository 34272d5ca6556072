// What only a policy for persons has: points by responsibility, a bar after one event, repetition,
// the share rule, and the measure against insured persons.
#include "common/policy/evaluate.h"
#include "common/policy/lint.h"

namespace probity::policy {
namespace {

constexpr int32_t kWhole = 10000;

void LintRoleFactors(const CatalogueItem& item, const std::string& path, Findings& findings) {
  findings.Check(!IsRange(item) || item.role_factors.size() == 3, path,
                 "a range needs the factor of each of the three responsibilities");
  for (size_t i = 0; i < item.role_factors.size(); ++i) {
    const RoleFactor& factor = item.role_factors[i];
    const std::string at = absl::StrCat(path, ".role_factors[", i, "]");
    findings.Check(0 <= factor.factor_bp && factor.factor_bp <= kWhole, at + ".factor_bp",
                   absl::StrCat(factor.factor_bp, " bp is outside 0..10000"));
    if (i == 0) continue;
    const RoleFactor& before = item.role_factors[i - 1];
    findings.Check(before.responsibility < factor.responsibility, at + ".responsibility",
                   "responsibilities rise from general to main, each once");
    findings.Check(before.factor_bp <= factor.factor_bp, at + ".factor_bp",
                   "more responsibility brings no fewer points");
  }
}

void LintBars(const Policy& policy, Findings& findings) {
  for (size_t i = 0; i < policy.bands.size(); ++i) {
    for (size_t j = 0; j < policy.bands[i].effects.size(); ++j) {
      const auto* end = std::get_if<Terminate>(&policy.bands[i].effects[j]);
      if (end == nullptr || end->bar_years_one_event == 0) continue;
      findings.Check(end->bar_years_one_event >= end->bar_years,
                     absl::StrCat("bands[", i, "].effects[", j, "].terminate.bar_years_one_event"),
                     "one event bars for a shorter time than several");
    }
  }
}

void LintShare(const ShareRule& share, Findings& findings) {
  findings.Check(0 < share.hold_bp && share.hold_bp <= kWhole, "persons.share.hold_bp",
                 "must be 1..10000");
  findings.Check(share.hold_bp < share.suspend_bp && share.suspend_bp <= kWhole,
                 "persons.share.suspend_bp", "must be above hold_bp and at most 10000");
  findings.Check(!share.legal_basis.empty(), "persons.share", "missing legal basis");
}

}  // namespace

void LintPersons(const Policy& policy, Findings& findings) {
  LintBars(policy, findings);
  if (!policy.persons.has_value()) return;
  for (size_t i = 0; i < policy.catalogue.size(); ++i) {
    LintRoleFactors(policy.catalogue[i], absl::StrCat("catalogue[", i, "]"), findings);
  }
  findings.Check(FindItem(policy, policy.persons->repeat_code) != nullptr, "persons.repeat_code",
                 "names no item of the catalogue");
  LintShare(policy.persons->share, findings);
  const InsuredOffline& offline = policy.persons->insured_offline;
  findings.Check(0 < offline.months_min && offline.months_min <= offline.months_max,
                 "persons.insured_offline", "its months must be at least 1 and ascend");
  findings.Check(!offline.legal_basis.empty(), "persons.insured_offline", "missing legal basis");
}

}  // namespace probity::policy
