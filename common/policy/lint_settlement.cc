#include <algorithm>
#include <set>

#include "absl/strings/numbers.h"
#include "common/policy/check_money.h"
#include "common/policy/evaluate.h"
#include "common/policy/lint.h"
#include "common/status/status.h"

namespace probity::policy {
namespace {

constexpr int32_t kWhole = 10000;

std::string Path(std::string_view name, size_t index, std::string_view field = "") {
  return absl::StrCat("settlement.", ToAbsl(name), "[", index, "]", ToAbsl(field));
}

void LintDeposit(const SettlementTerms& terms, Findings& findings) {
  for (size_t i = 0; i < terms.deposit.size(); ++i) {
    const DepositStep& step = terms.deposit[i];
    if (step.kind == DepositKind::kSlide) {
      findings.Check(
          step.from_score_centi >= step.min_score_centi && step.from_score_centi <= kWhole,
          Path("deposit", i, ".from_score_centi"), "a slide starts at its min_score or above");
      findings.Check(step.minus_bp_per_point > 0, Path("deposit", i, ".minus_bp_per_point"),
                     "a slide must fall");
    }
  }
}

std::set<std::string> Metrics(const SettlementTerms& terms) {
  std::set<std::string> metrics = {"SCORE", "POINTS", "LOW_VOLUME"};
  for (const QualityFamily& family : terms.quality.families) {
    for (const Indicator& indicator : family.indicators) metrics.insert(indicator.code);
  }
  return metrics;
}

void LintGates(const SettlementTerms& terms, Findings& findings) {
  const std::set<std::string> metrics = Metrics(terms);
  for (size_t i = 0; i < terms.gates.size(); ++i) {
    const Gate& gate = terms.gates[i];
    const std::string path = Path("retention.gates", i);
    findings.Check(metrics.count(gate.metric) > 0, path + ".metric",
                   absl::StrCat("unknown metric \"", gate.metric, "\""));
    findings.Check(gate.metric != "LOW_VOLUME" || (0 <= gate.value && gate.value <= 1),
                   path + ".value", "LOW_VOLUME is 0 or 1");
    findings.Check(gate.metric != "SCORE" || (0 <= gate.value && gate.value <= kWhole),
                   path + ".value", "SCORE is 0..10000");
    findings.Check(gate.metric != "POINTS" || gate.value >= 0, path + ".value",
                   "points are never negative");
  }
}

void LintIncentive(const Policy& policy, const v1::Incentive& file, Findings& findings) {
  const Incentive& incentive = policy.settlement.incentive;
  if (incentive.mode == IncentiveMode::kReserveFunded) {
    findings.Check(file.on_shortfall() != v1::ON_SHORTFALL_UNSPECIFIED,
                   "settlement.incentive.on_shortfall",
                   "a reserve can run short: say REFUSE or SCALE");
    return;
  }
  findings.Check(0 < incentive.withhold_bp && incentive.withhold_bp <= kWhole,
                 "settlement.incentive.withhold_bp", "must be 1..10000");
  findings.Check(incentive.score_denominator > 0, "settlement.incentive.score_denominator",
                 "must be at least 1");
  findings.Check(incentive.max_incentive_bp >= incentive.withhold_bp,
                 "settlement.incentive.max_incentive_bp",
                 "is below withhold_bp: not even what was withheld could come back");
}

}  // namespace

void LintSettlement(const Policy& policy, const v1::Policy& file, Findings& findings) {
  if (!file.has_settlement()) return;
  const SettlementTerms& terms = policy.settlement;
  for (const MoneyFault& fault : FaultsOf(terms)) findings.Add(fault.path, fault.text);
  LintDeposit(terms, findings);
  LintGates(terms, findings);
  LintIncentive(policy, file.settlement().incentive(), findings);
  LintQuality(file.settlement().quality(), "settlement.quality.", findings);
  const bool per_visit = terms.basis == SettlementBasis::kPerVisitAndBudget;
  findings.Check(per_visit == file.settlement().has_volume(), "settlement.volume",
                 "is stated for PER_VISIT_AND_BUDGET and only there");
  findings.Check(terms.basis != SettlementBasis::kClaimsOnly || !HasRate(policy),
                 "settlement.basis",
                 "CLAIMS_ONLY has no cap that the rate of the bands could move");
  findings.Check(terms.confirm_days >= 1, "settlement.confirm.days", "must be at least 1");
  const v1::Confirm& confirm = file.settlement().confirm();
  findings.Check(!file.settlement().has_confirm() || confirm.unit() == v1::TIME_UNIT_CALENDAR_DAY ||
                     confirm.unit() == v1::TIME_UNIT_WORKDAY,
                 "settlement.confirm.unit", "counts calendar days or workdays");
  findings.Check(!file.settlement().has_confirm() ||
                     confirm.on_expiry() == v1::ON_EXPIRY_DEEMED_CONFIRMED ||
                     confirm.on_expiry() == v1::ON_EXPIRY_REPORT_OVERDUE,
                 "settlement.confirm.on_expiry", "is DEEMED_CONFIRMED or REPORT_OVERDUE");
}

}  // namespace probity::policy
