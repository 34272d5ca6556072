#include <algorithm>
#include <set>

#include "absl/strings/numbers.h"
#include "common/policy/evaluate.h"
#include "common/policy/lint.h"
#include "common/status/status.h"

namespace probity::policy {
namespace {

constexpr int32_t kWhole = 10000;

std::string Path(std::string_view name, size_t index, std::string_view field = "") {
  return absl::StrCat("settlement.", ToAbsl(name), "[", index, "]", ToAbsl(field));
}

void LintShare(int32_t bp, std::string_view path, Findings& findings) {
  findings.Check(0 <= bp && bp <= kWhole, path, absl::StrCat(bp, " bp is outside 0..10000"));
}

void LintShares(const SettlementTerms& terms, Findings& findings) {
  LintShare(terms.volume_plus_bp, "settlement.volume.plus_bp", findings);
  LintShare(terms.volume_minus_bp, "settlement.volume.minus_bp", findings);
  LintShare(terms.excess_pay_bp, "settlement.volume.excess_pay_bp", findings);
  LintShare(terms.retention_share_bp, "settlement.retention.share_bp", findings);
  LintShare(terms.retention_cap_bp, "settlement.retention.cap_bp", findings);
  findings.Check(terms.recovery_instalments >= 1, "settlement.recovery_instalments",
                 "must be at least 1");
}

void LintOverrun(const SettlementTerms& terms, Findings& findings) {
  int32_t upto = 0;
  int32_t pay = kWhole;
  for (size_t i = 0; i < terms.overrun.size(); ++i) {
    const OverrunTier& tier = terms.overrun[i];
    findings.Check(tier.upto_bp > upto, Path("overrun", i, ".upto_bp"),
                   "does not rise from tier to tier");
    LintShare(tier.pay_bp, Path("overrun", i, ".pay_bp"), findings);
    findings.Check(tier.pay_bp <= pay, Path("overrun", i, ".pay_bp"),
                   "pays more for a larger overrun");
    upto = tier.upto_bp;
    pay = tier.pay_bp;
  }
}

void LintDeposit(const SettlementTerms& terms, Findings& findings) {
  int32_t above = kWhole + 1;
  for (size_t i = 0; i < terms.deposit.size(); ++i) {
    const DepositStep& step = terms.deposit[i];
    findings.Check(step.min_score_centi < above && step.min_score_centi <= kWhole,
                   Path("deposit", i, ".min_score_centi"), "does not fall from step to step");
    LintShare(step.payout_bp, Path("deposit", i, ".payout_bp"), findings);
    if (step.kind == DepositKind::kSlide) {
      findings.Check(
          step.from_score_centi >= step.min_score_centi && step.from_score_centi <= kWhole,
          Path("deposit", i, ".from_score_centi"), "a slide starts at its min_score or above");
      findings.Check(step.minus_bp_per_point > 0, Path("deposit", i, ".minus_bp_per_point"),
                     "a slide must fall");
    }
    above = step.min_score_centi;
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
    findings.Check(gate.metric != "POINTS" || gate.op == GateOp::kLe, path + ".op",
                   "a gate on POINTS must be LE: more points never open it");
    findings.Check(gate.metric != "LOW_VOLUME" || gate.value <= 1, path + ".value",
                   "LOW_VOLUME is 0 or 1");
    findings.Check(gate.metric != "SCORE" || gate.value <= kWhole, path + ".value",
                   "SCORE is 0..10000");
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
  LintShares(terms, findings);
  LintOverrun(terms, findings);
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
