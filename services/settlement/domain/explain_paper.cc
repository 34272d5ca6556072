#include "services/settlement/domain/explain_paper.h"

#include <map>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/money/money.h"
#include "common/policy/evaluate.h"
#include "services/settlement/domain/rates.h"

namespace probity::settlement {
namespace {

// Hundredths with both decimals: a score of 7400, a share of 6000 bp.
std::string Hundredths(int64_t value) {
  return money::FormatYuan(value);
}

std::string Percent(int64_t bp) {
  return absl::StrCat(Hundredths(bp), "%");
}

std::string StatusOnPaper(RewardStatus status) {
  switch (status) {
    case RewardStatus::kGranted:
      return "给予";
    case RewardStatus::kHeld:
      return "暂缓";
    case RewardStatus::kIneligible:
      return "不具资格";
    case RewardStatus::kCancelled:
      return "取消";
  }
  return "";
}

// What a printed field of the policy is called.
std::string PolicyFieldOnPaper(const std::string& field) {
  static const auto* const kNames = new std::map<std::string_view, std::string>{
      {"eligibility.min_designated_days", "最少定点天数"},
      {"settlement.volume.plus_bp", "上浮容差 δ+"},
      {"settlement.volume.minus_bp", "下浮容差 δ−"},
      {"settlement.volume.excess_pay_bp", "超量支付比例 m"},
      {"settlement.retention.share_bp", "留用比例"},
      {"settlement.retention.cap_bp", "留用上限"},
      {"settlement.incentive.withhold_bp", "质量扣减比例 w"}};
  const auto found = kNames->find(field);
  return found == kNames->end() ? field : found->second;
}

std::string BandOnPaper(const policy::Policy& policy, int64_t points) {
  const policy::Band& band = policy.bands.at(policy::EvaluateBand(policy, points));
  std::string text = absl::StrCat("所在档 ", policy::BandText(band, policy.point_scale), "：");
  for (const policy::Effect& effect : band.effects) {
    if (const auto* step = std::get_if<policy::RateStep>(&effect)) {
      return absl::StrCat(text, step->bp, " bp");
    }
    if (const auto* linear = std::get_if<policy::RateLinear>(&effect)) {
      return absl::StrCat(text, linear->from_points, " 分 ", linear->from_bp, " bp 至 ",
                          linear->to_points, " 分 ", linear->to_bp, " bp");
    }
  }
  return text + "不设费率";
}

std::string OverrunOnPaper(const policy::Policy& policy) {
  std::vector<std::string> tiers;
  for (const policy::OverrunTier& tier : policy.settlement.overrun) {
    tiers.push_back(absl::StrCat("至 ", Percent(tier.upto_bp), " 支付 ", Percent(tier.pay_bp)));
  }
  if (tiers.empty()) return "不分担";
  return absl::StrCat("超支 ", absl::StrJoin(tiers, "、"), "，再多不付");
}

std::string DepositOnPaper(const policy::Policy& policy) {
  std::vector<std::string> steps;
  for (const policy::DepositStep& step : policy.settlement.deposit) {
    std::string text = absl::StrCat(Hundredths(step.min_score_centi), " 分起");
    if (step.kind == policy::DepositKind::kProportional) {
      absl::StrAppend(&text, "按得分比例返还");
    } else {
      absl::StrAppend(&text, "返还 ", Percent(step.payout_bp));
    }
    if (step.kind == policy::DepositKind::kSlide) {
      absl::StrAppend(&text, "，比 ", Hundredths(step.from_score_centi), " 分每低一分减 ",
                      Percent(step.minus_bp_per_point));
    }
    steps.push_back(std::move(text));
  }
  return steps.empty() ? "不设保证金" : absl::StrJoin(steps, "；");
}

// "质效得分 ≥ 60.00 分：满足" of "SCORE ≥ 6000", whose metric and bound are its operands.
std::string ConditionOnPaper(const Derivation& gate) {
  const std::vector<std::string> parts = absl::StrSplit(gate.formula, ' ');
  Derivation bound = gate.from.at(0);
  bound.value = gate.from.at(1).value;
  return absl::StrCat(gate.from[0].name_zh, " ", parts.size() > 1 ? parts[1] : "", " ",
                      ValueOnPaper(bound), gate.value != 0 ? "：满足" : "：不满足");
}

}  // namespace

std::string ValueOnPaper(const Derivation& line) {
  if (line.unit == "fen") return absl::StrCat(money::FormatYuan(line.value), " 元");
  if (line.unit == "flag") return line.value != 0 ? "是" : "否";
  if (line.unit == "bp") return absl::StrCat(line.value, " bp（", Percent(line.value), "）");
  if (line.unit == "days") return absl::StrCat(line.value, " 天");
  if (line.unit == "visits") return absl::StrCat(line.value, " 人次");
  if (line.unit == "points") return absl::StrCat(line.value, " 分");
  if (line.unit == "centi") return absl::StrCat(Hundredths(line.value), " 分");
  if (line.unit == "millionths") {
    return absl::StrFormat("%d.%06d", line.value / 1'000'000, line.value % 1'000'000);
  }
  if (line.unit == "status") return StatusOnPaper(static_cast<RewardStatus>(line.value));
  return absl::StrCat(line.value);
}

std::string OperandOnPaper(const Derivation& operand, const policy::Policy& policy,
                           int64_t points) {
  // A field of the policy has no other name; a figure says which one it rests on.
  const std::string field =
      operand.code == operand.policy_field ? operand.policy_field : std::string();
  if (field == "bands") return BandOnPaper(policy, points);
  if (field == "settlement.overrun") return OverrunOnPaper(policy);
  if (field == "settlement.deposit") return DepositOnPaper(policy);
  if (field == "settlement.retention.gates") return "不设条件";
  if (!field.empty() && operand.unit == "flag" && operand.from.size() > 1) {
    return ConditionOnPaper(operand);
  }
  const bool ungraded = operand.code == "score_centi" && operand.name_zh.ends_with("（未评）");
  if (ungraded) return operand.name_zh;
  const std::string name = field.empty() ? operand.name_zh : PolicyFieldOnPaper(field);
  const std::string symbol = operand.symbol.empty() ? "" : absl::StrCat(" ", operand.symbol);
  return absl::StrCat(name, symbol, " = ", ValueOnPaper(operand));
}

}  // namespace probity::settlement
