#include "services/settlement/domain/explain_rules.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_replace.h"

namespace probity::settlement {
namespace {

// The same figure at r−: what there is without a reward.
FigureRule AtBase(FigureRule rule) {
  const auto to_base = [](std::string& text) {
    absl::StrReplaceAll({{"at_full.", "at_base."}, {"r+", "r−"}}, &text);
  };
  for (std::string* text : {&rule.code, &rule.en, &rule.formula}) to_base(*text);
  if (!rule.symbol.empty()) rule.symbol += "(r−)";
  rule.zh += "（不含激励）";
  for (std::string& name : rule.from) {
    if (name == "rate_bp") name = "base_rate_bp";
    to_base(name);
  }
  return rule;
}

// `rules` with the cost side at r− before the one at r+, from which it is made.
std::vector<FigureRule> WithTheBase(std::vector<FigureRule> rules) {
  const auto of_a_side = [](const FigureRule& rule) { return rule.code.starts_with("at_full."); };
  const auto full = std::find_if(rules.begin(), rules.end(), of_a_side);
  const auto end = std::find_if_not(full, rules.end(), of_a_side);
  std::vector<FigureRule> base;
  std::transform(full, end, std::back_inserter(base), AtBase);
  // Retention is a reward: without one there is none.
  base.back().formula = "0";
  base.back().from = {"at_base.cap_fen"};
  rules.insert(full, base.begin(), base.end());
  return rules;
}

}  // namespace

const std::vector<FigureRule>& FigureRules() {
  static const auto* const kRules = new std::vector<FigureRule>(WithTheBase({
      {{"band_bp", "r_b", "记分费率", "rate of the band", "bp"},
       "档内固定；或 R(bp0 + (bp1−bp0)(c−q0)/(q1−q0))",
       {"points", "#bands", "@rounding"}},
      {{"reward_status", "", "激励资格", "reward status", "status"},
       "依次：取消（一票否决、取消定点、本年记分被责令暂停）、不具资格（定点天数不足）、暂缓（有未"
       "结"
       "案件）、给予",
       {"veto", "cancelled", "sanctioned", "designated_days", "open_case",
        "@eligibility.min_designated_days", "@eligibility.veto_cancels",
        "@eligibility.sanction_cancels", "@eligibility.open_case"}},
      {{"rate_bp", "r+", "执行费率", "stated rate", "bp"},
       "给予或暂缓且为储备金模式：r_b；否则 min(r_b, 0)",
       {"band_bp", "reward_status", "@settlement.incentive.mode"}},
      {{"adjusted_per_visit_fen", "P'", "调整后次均", "adjusted per-visit average", "fen"},
       "R(P0·(10000+r+)/(n0·10000))，仅供公示",
       {"p0_fen", "p0_visits", "rate_bp", "@rounding"}},
      {{"adjusted_budget_fen", "B0'", "调整后总额", "adjusted total budget", "fen"},
       "R(B0·(10000+r+)/10000)，仅供公示",
       {"b0_fen", "rate_bp", "@rounding"}},
      {{"active_days", "d", "有效天数", "active days", "days"},
       "d_g − d_s",
       {"designated_days", "suspended_days"}},
      {{"volume_upper", "U", "服务量上限", "upper volume", "visits"},
       "向下取整 T·d·(10000+δ+)/(D·10000)",
       {"planned_visits", "active_days", "year_days", "@settlement.volume.plus_bp",
        "@settlement.basis"}},
      {{"volume_lower", "L", "服务量下限", "lower volume", "visits"},
       "向上取整 T·d·(10000−δ−)/(D·10000)",
       {"planned_visits", "active_days", "year_days", "@settlement.volume.minus_bp",
        "@settlement.basis"}},
      {{"volume_standard", "t1", "标准服务量", "standard volume", "visits"},
       "min(t, U)",
       {"visits", "volume_upper"}},
      {{"volume_excess", "t2", "超量服务量", "excess volume", "visits"},
       "t − t1",
       {"visits", "volume_standard"}},
      {{"low_volume", "", "服务量偏低", "low volume", "flag"},
       "t < L，仅作提示",
       {"visits", "volume_lower"}},
      {{"stripped_fen", "X", "超量剔除", "stripped", "fen"},
       "R(A·t2·(10000−m)/(t·10000))",
       {"accepted_fen", "volume_excess", "visits", "@settlement.volume.excess_pay_bp",
        "@rounding"}},
      {{"eligible_fen", "A1", "合规费用", "eligible claims", "fen"},
       "A − X",
       {"accepted_fen", "stripped_fen"}},
      {{"retention_allowed", "", "可否结余留用", "retention allowed", "flag"},
       "给予或暂缓，且各项条件均满足",
       {"reward_status", "#gates"}},
      {{"at_full.standard_fen", "S", "次均总额", "standard at r+", "fen"},
       "R(P0·(10000+r+)·(10000·t1+m·t2)/(n0·10^8))",
       {"p0_fen", "p0_visits", "rate_bp", "volume_standard", "volume_excess",
        "@settlement.volume.excess_pay_bp", "@settlement.basis", "@rounding"}},
      {{"at_full.budget_fen", "B", "总额预算", "budget at r+", "fen"},
       "R(B0·(10000+r+)·d/(10000·D))",
       {"b0_fen", "rate_bp", "active_days", "year_days", "@settlement.basis", "@rounding"}},
      {{"at_full.cap_fen", "C", "封顶", "cap at r+", "fen"},
       "min(S, B)；仅总额：B；据实结算：A1",
       {"at_full.standard_fen", "at_full.budget_fen", "eligible_fen", "@settlement.basis"}},
      {{"at_full.overrun_share_fen", "", "超支分担", "overrun share at r+", "fen"},
       "R(Σ pay_i·max(0, min(10^4·(A1−C), u_i·C) − u_(i−1)·C)/10^8)，u 为各档上限，pay "
       "为其支付比例",
       {"eligible_fen", "at_full.cap_fen", "#overrun", "@rounding"}},
      {{"at_full.retention_fen", "", "结余留用", "retention at r+", "fen"},
       "R(min(留用比例·(C−A1), 留用上限·C)/10000)",
       {"at_full.cap_fen", "eligible_fen", "retention_allowed", "@settlement.retention.share_bp",
        "@settlement.retention.cap_bp", "@rounding"}},
      {{"base_fen", "", "基础应付", "base", "fen"},
       "min(A1, C(r−)) + 超支分担（不含激励） + A_e",
       {"eligible_fen", "at_base.cap_fen", "at_base.overrun_share_fen", "emergency_fen"}},
      {{"rate_reward_fen", "", "费率激励", "rate reward", "fen"},
       "[min(A1, C) + 超支分担] − [min(A1, C(r−)) + "
       "超支分担（不含激励）]；费率只抬高封顶，本身不是现金",
       {"eligible_fen", "at_base.cap_fen", "at_base.overrun_share_fen", "at_full.cap_fen",
        "at_full.overrun_share_fen"}},
      {{"retention_reward_fen", "", "留用激励", "retention reward", "fen"},
       "r+ 处的结余留用",
       {"at_full.retention_fen"}},
      {{"reward_fen", "", "激励合计", "reward", "fen"},
       "费率激励 + 留用激励",
       {"rate_reward_fen", "retention_reward_fen"}},
      {{"contract_paid_fen", "", "疗效合同应付", "contracts paid", "fen"},
       "Σ min(封顶, R(单价·(10000·达标 + 未达标支付比例·未达标)/10000))",
       {"#contracts.paid"}},
      {{"contract_held_fen", "", "疗效合同暂缓", "contracts held", "fen"},
       "Σ min(单价·待评, 封顶 − 应付)",
       {"#contracts.held"}},
      {{"contract_refused_fen", "", "疗效合同拒付", "contracts refused", "fen"},
       "Σ 单价·(达标 + 未达标 + 待评) − 应付 − 暂缓",
       {"#contracts.refused"}},
      {{"forfeit_fen", "", "质量保证金扣留", "forfeited deposit", "fen"},
       "R(W·(1−g))",
       {"withheld_fen", "deposit_payout", "#deposit", "@rounding"}},
      {{"rate_scaled_fen", "", "储备金分配后的费率激励", "rate reward from the reserve", "fen"},
       "储备足够：费率激励；不足：最大余额法 LR(E, 费率激励)",
       {"rate_reward_fen", "#reserve", "@settlement.incentive.on_shortfall",
        "@settlement.incentive.mode"}},
      {{"rate_paid_fen", "", "费率激励应付", "rate reward paid", "fen"},
       "暂缓：0；否则全额",
       {"rate_scaled_fen", "reward_status"}},
      {{"retention_paid_fen", "", "留用激励应付", "retention paid", "fen"},
       "暂缓：0；否则全额",
       {"retention_reward_fen", "reward_status"}},
      {{"withhold_fen", "", "质量扣减", "quality withhold", "fen"},
       "R(w·基础应付/10000)，参加质量交换的单元；否则 0",
       {"base_fen", "reward_status", "score_centi", "@settlement.incentive.withhold_bp",
        "@settlement.incentive.mode", "@rounding"}},
      {{"incentive_fen", "", "质量返还", "quality incentive", "fen"},
       "扣减总额按基础应付·得分分配（最大余额法）；不交换或退化时等于扣减",
       {"withhold_fen", "#exchange", "@settlement.incentive.mode"}},
      {{"incentive_paid_fen", "", "质量返还应付", "incentive paid", "fen"},
       "暂缓：min(返还, 扣减)；否则全额",
       {"incentive_fen", "withhold_fen", "reward_status"}},
      {{"payable_fen", "", "应付", "payable", "fen"},
       "基础应付 + 费率激励应付 + 留用激励应付 − 质量扣减 + 质量返还应付 + 疗效合同应付",
       {"base_fen", "rate_paid_fen", "retention_paid_fen", "withhold_fen", "incentive_paid_fen",
        "contract_paid_fen"}},
      {{"held_fen", "", "暂缓", "held", "fen"},
       "(储备金分配后的费率激励 − 费率激励应付) + (留用激励 − 留用激励应付) + (质量返还 − "
       "质量返还应付) + 疗效合同暂缓",
       {"rate_scaled_fen", "rate_paid_fen", "retention_reward_fen", "retention_paid_fen",
        "incentive_fen", "incentive_paid_fen", "contract_held_fen"}},
      {{"capped_fen", "", "封顶未付", "capped", "fen"},
       "max(A1 + A_e − 基础应付 − 费率激励应付 − 留用激励应付, 0)",
       {"eligible_fen", "emergency_fen", "base_fen", "rate_paid_fen", "retention_paid_fen"}},
      {{"surplus_kept_fen", "", "留用超过费用", "surplus kept", "fen"},
       "max(基础应付 + 费率激励应付 + 留用激励应付 − A1 − A_e, 0)",
       {"eligible_fen", "emergency_fen", "base_fen", "rate_paid_fen", "retention_paid_fen"}},
      {{"capped_held_fen", "", "其中暂缓", "of which held", "fen"},
       "min(封顶未付, (储备金分配后的费率激励 − 费率激励应付) + (留用激励 − 留用激励应付))",
       {"capped_fen", "rate_scaled_fen", "rate_paid_fen", "retention_reward_fen",
        "retention_paid_fen"}},
      {{"refused_fen", "A_s", "暂停期拒付", "refused", "fen"},
       "暂停日非急救费用",
       {"refused_input"}},
      {{"net_fen", "", "清算净额", "net", "fen"},
       "应付 − 质量保证金扣留 − M − F − K + Y",
       {"payable_fen", "forfeit_fen", "monthly_fen", "prefund_fen", "deductions_fen",
        "prior_year_fen"}},
  }));
  return *kRules;
}

const std::vector<InputRule>& InputRules() {
  static const auto* const kRules = new std::vector<InputRule>{
      {"points", "q", "年度记分", "points of the year", "points"},
      {"p0_fen", "P0", "次均金额", "per-visit amount", "fen"},
      {"p0_visits", "n0", "次均人次", "per-visit visits", "visits"},
      {"b0_fen", "B0", "年度总额预算", "total budget", "fen"},
      {"planned_visits", "T", "计划服务量", "planned visits", "visits"},
      {"visits", "t", "实际服务量", "accepted visits", "visits"},
      {"accepted_fen", "A", "审核认可费用", "accepted claims", "fen"},
      {"year_days", "D", "全年天数", "days of the year", "days"},
      {"designated_days", "d_g", "定点天数", "designated days", "days"},
      {"suspended_days", "d_s", "暂停天数", "suspended days", "days"},
      {"refused_fen", "A_s", "暂停日非急救费用", "claims of suspended days", "fen"},
      {"emergency_fen", "A_e", "暂停日急救费用", "emergency care on suspended days", "fen"},
      {"score_centi", "s", "质效得分", "quality score", "centi"},
      {"open_case", "", "有未结案件", "open case", "flag"},
      {"sanctioned", "", "本年记分已被责令暂停", "suspension ordered", "flag"},
      {"veto", "", "一票否决", "veto item", "flag"},
      {"cancelled", "", "取消定点", "cancelled", "flag"},
      {"withheld_fen", "W", "已扣质量保证金", "deposit withheld", "fen"},
      {"monthly_fen", "M", "月度预拨", "paid monthly", "fen"},
      {"prefund_fen", "F", "周转金", "working fund", "fen"},
      {"deductions_fen", "K", "追回", "recoveries", "fen"},
      {"prior_year_fen", "Y", "上年调整", "prior-year adjustment", "fen"},
  };
  return *kRules;
}

const std::vector<FigureRule>& WorkingRules() {
  static const auto* const kRules = new std::vector<FigureRule>{
      {{"base_rate_bp", "r−", "不含激励的费率", "rate without reward", "bp"},
       "min(r_b, 0)",
       {"band_bp"}},
      {{"deposit_payout", "g", "质量保证金返还比例", "payout of the deposit", "millionths"},
       "首个 s 达到起点的档：定额返还比例；递减档再减每分扣减·(起算分 − s)；比例档 s；无档 "
       "0，未评 1，限于 0 至 1",
       {"score_centi", "#deposit"}},
      {{"sigma_centi", "σ", "计入交换的得分", "score that counts in the exchange", "centi"},
       "s；取消：0",
       {"score_centi", "reward_status"}},
      {{"exchange_weight", "base·σ", "交换权数", "weight in the exchange", "weight"},
       "基础应付·σ",
       {"base_fen", "sigma_centi"}},
      {{"reserve_available_fen", "E", "可用储备金", "reserve available", "fen"},
       "max(0, min(储备金 − 下限, 总盘 − 不予折减的支出))",
       {"reserve_fen", "floor_fen", "pool_fen", "outlay_fen"}},
      {{"outlay_fen", "", "不予折减的支出", "outlay that is never scaled", "fen"},
       "Σ(基础应付 + 留用激励 + 疗效合同应付 + 疗效合同暂缓)",
       {"totals.base_fen", "totals.retention_reward_fen", "totals.contract_paid_fen",
        "totals.contract_held_fen"}},
  };
  return *kRules;
}

}  // namespace probity::settlement
