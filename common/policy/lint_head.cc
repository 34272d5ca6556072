// Lints of identity, dates, approvers, clocks and assumption flags.
#include <algorithm>
#include <set>

#include "common/policy/evaluate.h"
#include "common/policy/lint.h"

namespace probity::policy {
namespace {

bool IsSha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// Flagged itself: a flag on the whole section does not excuse a value without a source.
bool IsFlagged(const Policy& policy, const std::string& path) {
  return std::any_of(policy.assumed.begin(), policy.assumed.end(),
                     [&](const Assumption& assumption) { return assumption.field == path; });
}

void LintApprovers(const Policy& policy, Findings& findings) {
  const std::set<std::string> distinct(policy.approvers.begin(), policy.approvers.end());
  findings.Check(distinct.size() >= 2 && distinct.count("") == 0, "approvers",
                 absl::StrCat("two distinct approvers are needed, the file names ",
                              distinct.size() - distinct.count("")));
}

void LintDates(const Policy& policy, Findings& findings) {
  findings.Check(!policy.effective_to.has_value() || policy.effective_from <= *policy.effective_to,
                 "effective_to", "ends before it begins");
  findings.Check(policy.published_at <= policy.effective_from, "published_at",
                 "published after it takes effect: a rule cannot apply before it is known");
}

void LintRepetition(const Policy& policy, Findings& findings) {
  for (size_t i = 0; i < policy.multi_year.size(); ++i) {
    const MultiYearRule& rule = policy.multi_year[i];
    const std::string path = absl::StrCat("multi_year[", i, "]");
    findings.Check(rule.count >= 2, path + ".count", "repetition begins at 2");
    findings.Check((rule.event == RepeatedEvent::kPointsAtLeast) == (rule.points > 0),
                   path + ".points", "is stated for POINTS_AT_LEAST and only there");
    findings.Check(!rule.legal_basis.empty() || IsFlagged(policy, path), path,
                   "missing legal basis");
  }
}

void LintRepairs(const Policy& policy, Findings& findings) {
  std::set<std::string> codes;
  for (size_t i = 0; i < policy.reductions.size(); ++i) {
    const Reduction& one = policy.reductions[i];
    const std::string path = absl::StrCat("reductions[", i, "]");
    findings.Check(!one.code.empty() && codes.insert(one.code).second, path + ".code",
                   "missing, or stated twice");
    findings.Check(one.points >= 1, path + ".points", "must be at least 1");
    findings.Check(one.amount_minutes >= 1, path + ".amount_minutes", "must be at least 1");
  }
  findings.Check(policy.reductions.empty() == (policy.max_reduction_per_period == 0),
                 "restoration.max_per_period",
                 "is stated where repairs are offered, and only there");
}

void LintDeadline(const Policy& policy, const Deadline& deadline, const std::string& path,
                  Findings& findings) {
  findings.Check(!deadline.key.empty(), path + ".key", "missing");
  findings.Check(deadline.count > 0, path + ".count", "must be at least 1");
  const bool days = deadline.unit == TimeUnit::kCalendarDay || deadline.unit == TimeUnit::kMonth;
  findings.Check(!days || findings.States(path + ".roll"), path,
                 "says not whether its last day rolls over a rest day (roll)");
  for (size_t i = 0; i < deadline.extensions.size(); ++i) {
    findings.Check(deadline.extensions[i].count > 0,
                   absl::StrCat(path, ".extensions[", i, "].count"), "must be at least 1");
  }
  findings.Check(!deadline.legal_basis.empty() || IsFlagged(policy, path), path,
                 "missing legal basis, and not flagged as assumed");
}

}  // namespace

void LintHead(const Policy& policy, Findings& findings) {
  findings.Check(!policy.policy_id.empty(), "policy_id", "missing");
  findings.Check(policy.version >= 1, "version", "must be at least 1");
  findings.Check(!policy.doc_no.empty(), "doc_no", "missing");
  findings.Check(policy.supersedes.empty() || IsSha256(policy.supersedes), "supersedes",
                 "is no SHA-256 in lower-case hex");
  findings.Check((policy.period.kind == PeriodKind::kRollingMonths) == (policy.period.months > 0),
                 "period.months", "is stated for a rolling period and only there");
  findings.Check(policy.limitation_years > 0, "limitation.years", "must be at least 1");
  findings.Check(policy.limitation_years_if_harm >= policy.limitation_years,
                 "limitation.years_if_harm", "is shorter than without harm");
  findings.Check(policy.eligibility.min_designated_days <= 365, "eligibility.min_designated_days",
                 "is more than a year");
  LintApprovers(policy, findings);
  LintDates(policy, findings);
  LintRepetition(policy, findings);
  LintRepairs(policy, findings);
}

void LintDeadlines(const Policy& policy, Findings& findings) {
  std::set<std::string> keys;
  for (size_t i = 0; i < policy.deadlines.size(); ++i) {
    const Deadline& deadline = policy.deadlines[i];
    const std::string path = absl::StrCat("deadlines[", i, "]");
    LintDeadline(policy, deadline, path, findings);
    findings.Check(keys.insert(deadline.key).second, path + ".key",
                   absl::StrCat("\"", deadline.key, "\" stands twice"));
  }
  findings.Check(keys.count("objection") > 0, "deadlines",
                 "the clock \"objection\" is missing: no case could become final");
}

void LintAssumed(const Policy& policy, Findings& findings) {
  std::set<std::string> fields;
  for (size_t i = 0; i < policy.assumed.size(); ++i) {
    const std::string& field = policy.assumed[i].field;
    const std::string path = absl::StrCat("assumed[", i, "].field");
    findings.Check(findings.States(field), path,
                   absl::StrCat("\"", field, "\" leads to nothing this file states"));
    findings.Check(fields.insert(field).second, path,
                   absl::StrCat("\"", field, "\" is flagged twice"));
  }
}

}  // namespace probity::policy
