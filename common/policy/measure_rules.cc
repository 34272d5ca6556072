// The section `measures`: from the message to plain values, and its lints.
#include "common/policy/measure_rules.h"

#include <algorithm>
#include <string>

#include "common/policy/limits.h"
#include "common/policy/lint.h"

namespace probity::policy {
namespace {

int32_t Count(int32_t value) {
  return std::clamp<int32_t>(value, 0, kMaxCount);
}

MonthRange ToRange(const v1::MonthRange& range) {
  return {Count(range.min()), Count(range.max())};
}

void LintRange(const MonthRange& range, const std::string& path, Findings& findings) {
  findings.Check(1 <= range.min && range.min <= range.max, path,
                 "its months must be at least 1 and ascend");
}

}  // namespace

MeasureRules ToMeasureRules(const v1::MeasureRules& file) {
  MeasureRules rules;
  rules.agreement_days_max = Count(file.agreement_days_max());
  rules.department = ToRange(file.department());
  rules.person = ToRange(file.person());
  rules.principal_bar_years = Count(file.principal_bar_years());
  rules.inpatients_until_discharge = file.inpatients_until_discharge();
  rules.joint_punishment = ToRange(file.joint_punishment());
  rules.recovery_due_days = Count(file.recovery_due_days());
  for (const v1::LegalBasis& basis : file.legal_basis()) {
    rules.legal_basis.push_back(
        {static_cast<BasisKind>(basis.kind()), basis.instrument(), basis.article()});
  }
  return rules;
}

void LintMeasureRules(const Policy& policy, const v1::Policy& file, Findings& findings) {
  if (!file.has_measures()) {
    findings.Check(policy.subject_kind == SubjectKind::kPerson, "measures", "missing");
    return;
  }
  const MeasureRules& rules = policy.measures;
  findings.Check(rules.agreement_days_max >= 1, "measures.agreement_days_max",
                 "must be at least 1");
  LintRange(rules.department, "measures.department", findings);
  LintRange(rules.person, "measures.person", findings);
  LintRange(rules.joint_punishment, "measures.joint_punishment", findings);
  findings.Check(rules.principal_bar_years >= 1, "measures.principal_bar_years",
                 "must be at least 1");
  findings.Check(rules.recovery_due_days >= 1, "measures.recovery_due_days", "must be at least 1");
  findings.Check(!rules.legal_basis.empty(), "measures", "missing legal basis");
}

}  // namespace probity::policy
