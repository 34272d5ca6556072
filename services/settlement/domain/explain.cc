#include "services/settlement/domain/explain.h"

#include <algorithm>
#include <limits>
#include <map>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status.h"
#include "services/settlement/domain/caps.h"
#include "services/settlement/domain/contracts.h"
#include "services/settlement/domain/deposit.h"
#include "services/settlement/domain/exact.h"
#include "services/settlement/domain/explain_exact.h"
#include "services/settlement/domain/explain_paper.h"
#include "services/settlement/domain/explain_policy.h"
#include "services/settlement/domain/explain_quality.h"
#include "services/settlement/domain/explain_rules.h"

namespace probity::settlement {
namespace {

using money::Int128;

Derivation Leaf(std::string_view code, std::string_view zh, std::string_view en,
                std::string_view unit, int64_t value) {
  Derivation leaf;
  leaf.code = code;
  leaf.name_zh = zh;
  leaf.name_en = en;
  leaf.unit = unit;
  leaf.value = value;
  return leaf;
}

Derivation InputLeaf(std::string_view code, std::string_view zh, std::string_view en,
                     std::string_view unit, int64_t value) {
  Derivation leaf = Leaf(code, zh, en, unit, value);
  leaf.input = true;
  return leaf;
}

// A figure of the whole run; `value` in full where 64 bits may not hold it.
Derivation RunLeaf(std::string_view code, std::string_view zh, std::string_view en,
                   std::string_view unit, Int128 value) {
  const bool fits = value <= std::numeric_limits<int64_t>::max();
  Derivation leaf = Leaf(code, zh, en, unit, fits ? static_cast<int64_t>(value) : 0);
  leaf.of_the_run = true;
  leaf.exact_numerator = Int128Text(value);
  leaf.exact_denominator = "1";
  return leaf;
}

std::string_view OpText(policy::GateOp op) {
  if (op == policy::GateOp::kGe) return "≥";
  return op == policy::GateOp::kLe ? "≤" : "=";
}

const FigureRule* RuleOf(std::string_view code) {
  for (const auto* rules : {&FigureRules(), &WorkingRules()}) {
    for (const FigureRule& rule : *rules) {
      if (rule.code == code) return &rule;
    }
  }
  return nullptr;
}

// What an operand is called on one line.
std::string Said(const Derivation& operand) {
  if (operand.unit == "flag" && !operand.policy_field.empty() && !operand.formula.empty()) {
    return absl::StrCat(operand.formula, operand.value != 0 ? "：是" : "：否");
  }
  if (operand.unit == "rows" && !operand.operands.empty()) return operand.operands;
  return absl::StrCat(
      operand.code, " = ",
      operand.exact_denominator == "1" ? operand.exact_numerator : absl::StrCat(operand.value));
}

class Tree {
 public:
  Tree(const SettledFigures& settled, bool deep) : settled_(settled), deep_(deep) {
    VisitOutputs(settled.result, [this](std::string_view name, const auto& value) {
      if constexpr (std::is_same_v<std::decay_t<decltype(value)>, RewardStatus>) {
        figures_[std::string(name)] = static_cast<int64_t>(value);
      } else {
        figures_[std::string(name)] = int64_t{value};
      }
    });
    figures_["base_rate_bp"] = std::min(settled.result.rates.rate_bp, 0);
    figures_["deposit_payout"] =
        PayoutMillionths(settled.policy.settlement.deposit, settled.input.score_centi);
    if (settled.region != nullptr) SetRegionFigures(*settled.region);
  }

  Derivation Figure(const FigureRule& rule) const {
    Derivation node;
    node.code = rule.code;
    node.symbol = rule.symbol;
    node.name_zh = rule.zh;
    node.name_en = rule.en;
    node.unit = rule.unit;
    node.formula = rule.formula;
    SetValue(node);
    std::vector<std::string> operands;
    for (const std::string_view name : rule.from) {
      if (!deep_ && Unprinted(name)) continue;
      for (Derivation& operand : Operands(name)) {
        operands.push_back(deep_ ? Said(operand)
                                 : OperandOnPaper(operand, settled_.policy, settled_.input.points));
        // What the figure itself rests on; what its operands rest on stands with them.
        if (!operand.policy_field.empty() && RuleOf(operand.code) == nullptr &&
            operand.code != "score_centi") {
          if (node.policy_field.empty()) node.policy_field = operand.policy_field;
          node.assumed = node.assumed || operand.assumed;
        }
        if (deep_) node.from.push_back(std::move(operand));
      }
    }
    node.operands = absl::StrJoin(operands, deep_ ? "; " : "；");
    return node;
  }

 private:
  // What a printed statement need not repeat under every line.
  static bool Unprinted(std::string_view name) {
    return name == "@rounding" || name == "@settlement.basis" ||
           name == "@settlement.incentive.mode" || name == "@settlement.incentive.on_shortfall" ||
           name == "@eligibility.veto_cancels" || name == "@eligibility.sanction_cancels" ||
           name == "@eligibility.open_case";
  }

  void SetRegionFigures(const RegionFacts& region) {
    const RegionTotals& totals = region.totals;
    const Int128 outlay = Int128{totals.base_fen} + totals.retention_reward_fen +
                          totals.contract_paid_fen + totals.contract_held_fen;
    figures_["outlay_fen"] = outlay;
    const Int128 left = std::min(Int128{region.terms.reserve_fen} - region.terms.floor_fen,
                                 Int128{region.terms.pool_fen} - outlay);
    figures_["reserve_available_fen"] = std::max<Int128>(0, left);
    figures_["sigma_centi"] = region.weight.sigma_centi;
    figures_["exchange_weight"] = region.weight.weight;
  }

  void SetValue(Derivation& node) const {
    const auto found = figures_.find(node.code);
    const Int128 value = found == figures_.end() ? 0 : found->second;
    const bool fits = value <= std::numeric_limits<int64_t>::max() &&
                      value >= std::numeric_limits<int64_t>::min();
    node.value = fits ? static_cast<int64_t>(value) : 0;
    if (node.unit == "flag" || node.unit == "status") return;
    const Fraction exact = ExactOf(settled_, node.code).value_or(Fraction{value, 1});
    node.exact_numerator = Int128Text(exact.numerator);
    node.exact_denominator = Int128Text(exact.denominator);
  }

  std::vector<Derivation> Operands(std::string_view name) const {
    if (name.front() == '@') return {PolicyField(settled_.policy, name.substr(1))};
    if (name.front() == '#') return Expanded(name.substr(1));
    if (name.starts_with("totals.")) return {Total(name)};
    if (name == "refused_input") return {Input("refused_fen")};
    const FigureRule* rule = RuleOf(name);
    if (rule != nullptr) return {Figure(*rule)};
    return {Input(name)};
  }

  std::vector<Derivation> Expanded(std::string_view name) const {
    if (name == "bands") return {BandTable(settled_.policy, settled_.input.points)};
    if (name == "overrun") return {OverrunTable(settled_.policy)};
    if (name == "deposit") return {DepositTable(settled_.policy)};
    if (name == "gates") return Gates();
    if (name == "reserve") return Reserve();
    if (name == "exchange") return Exchange();
    return Contracts(name.substr(std::string_view("contracts.").size()));
  }

  Derivation Input(std::string_view name) const {
    for (const auto& [code, zh, en, value] : RunInputs()) {
      if (code == name) return InputLeaf(code, zh, en, "fen", value);
    }
    Derivation leaf = InputLeaf(name, "", "", "", 0);
    for (const InputRule& rule : InputRules()) {
      if (rule.code != name) continue;
      leaf.symbol = rule.symbol;
      leaf.name_zh = rule.zh;
      leaf.name_en = rule.en;
      leaf.unit = rule.unit;
    }
    VisitScalars(settled_.input, [&](std::string_view field, const auto& value) {
      if (field != name) return;
      if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::optional<int64_t>>) {
        leaf.value = value.value_or(0);
        if (!value.has_value()) leaf.name_zh += "（未评）";
      } else {
        leaf.value = int64_t{value};
      }
    });
    if (name == "score_centi" && deep_ && settled_.facts != nullptr) {
      ExplainScore(settled_.policy, settled_.facts->measured, settled_.input.score_centi, leaf);
    }
    return leaf;
  }

  struct RunInput {
    std::string_view code;
    std::string_view zh;
    std::string_view en;
    int64_t value;
  };
  std::vector<RunInput> RunInputs() const {
    if (settled_.region == nullptr) return {};
    const RegionTerms& terms = settled_.region->terms;
    return {{"reserve_fen", "激励储备金", "reserve", terms.reserve_fen},
            {"floor_fen", "储备金下限", "floor of the reserve", terms.floor_fen},
            {"pool_fen", "基金总盘", "pool", terms.pool_fen}};
  }

  Derivation Total(std::string_view name) const {
    Int128 value = 0;
    VisitSums(settled_.region->totals, [&](std::string_view field, int64_t sum) {
      if (name.substr(std::string_view("totals.").size()) == field) value = sum;
    });
    return RunLeaf(name, "全部单元合计", "sum over every unit", "fen", value);
  }

  // Every gate: a metric of the unit against a value of the policy.
  std::vector<Derivation> Gates() const {
    const auto& gates = settled_.policy.settlement.gates;
    std::vector<Derivation> nodes;
    for (size_t i = 0; i < gates.size(); ++i) {
      const policy::Gate& gate = gates[i];
      const std::string path = absl::StrCat("settlement.retention.gates[", i, "]");
      Derivation node = Leaf(path, "留用条件", "gate", "flag",
                             GateHolds(gate, settled_.input, settled_.result.low_volume) ? 1 : 0);
      node.formula = absl::StrCat(gate.metric, " ", ToAbsl(OpText(gate.op)), " ", gate.value);
      node.policy_field = path;
      node.from = {Metric(gate.metric),
                   PolicyLeaf(settled_.policy, path + ".value", gate.value, ""),
                   PolicyLeaf(settled_.policy, path + ".on_absent", gate.absent_passes, "flag")};
      node.assumed = node.from[1].assumed;
      node.operands = absl::StrCat(Said(node.from[0]), "; ", Said(node.from[1]));
      nodes.push_back(std::move(node));
    }
    if (nodes.empty()) nodes.push_back(EmptyTable(settled_.policy, "settlement.retention.gates"));
    return nodes;
  }

  Derivation Metric(const std::string& metric) const {
    if (metric == "SCORE") return Input("score_centi");
    if (metric == "POINTS") return Input("points");
    if (metric == "LOW_VOLUME") return Figure(*RuleOf("low_volume"));
    const auto found = settled_.input.indicators.find(metric);
    const bool absent = found == settled_.input.indicators.end();
    return InputLeaf(absl::StrCat("indicators.", metric), absent ? "指标（缺）" : "指标",
                     "indicator", "", absent ? 0 : found->second);
  }

  // What each contract comes to in one of the three ways.
  std::vector<Derivation> Contracts(std::string_view way) const {
    std::vector<Derivation> nodes;
    const auto& contracts = settled_.input.contracts;
    for (size_t i = 0; i < contracts.size(); ++i) nodes.push_back(OfContract(i, way));
    if (nodes.empty())
      nodes.push_back(InputLeaf("contracts", "疗效合同数", "contracts", "rows", 0));
    return nodes;
  }

  Derivation OfContract(size_t index, std::string_view way) const {
    const Contract& one = settled_.input.contracts[index];
    const std::string path = absl::StrCat("contracts.", index, ".");
    const ContractSums sums =
        SettleContract(one, settled_.policy.rounding).value_or(ContractSums());
    Derivation node =
        Leaf(path + std::string(way) + "_fen", "疗效合同", "efficacy contract", "fen", 0);
    Fraction exact{0, 1};
    if (way == "paid") {
      node.value = sums.paid_fen;
      node.formula = "min(cap, R(price·(10000·met + fail_pay_bp·failed)/10000))";
      exact = ExactPay(one);
    } else if (way == "held") {
      node.value = sums.held_fen;
      node.formula = "min(price·pending, cap − paid)";
      exact.numerator = sums.held_fen;
    } else {
      node.value = sums.refused_fen;
      node.formula = "price·(met + failed + pending) − paid − held";
      exact.numerator = sums.refused_fen;
    }
    node.exact_numerator = Int128Text(exact.numerator);
    node.exact_denominator = Int128Text(exact.denominator);
    const std::vector<std::pair<std::string, int64_t>> members = {{"price_fen", one.price_fen},
                                                                  {"met", one.met},
                                                                  {"failed", one.failed},
                                                                  {"pending", one.pending},
                                                                  {"fail_pay_bp", one.fail_pay_bp}};
    for (const auto& [name, value] : members) {
      node.from.push_back(InputLeaf(path + name, "疗效合同", "efficacy contract", "", value));
    }
    if (one.cap_fen.has_value()) {
      node.from.push_back(InputLeaf(path + "cap_fen", "封顶", "cap", "fen", *one.cap_fen));
    }
    node.from.push_back(PolicyField(settled_.policy, "rounding"));
    node.operands = absl::StrJoin(node.from, "; ", [](std::string* out, const Derivation& leaf) {
      absl::StrAppend(out, Said(leaf));
    });
    if (!deep_) node.operands.clear();
    return node;
  }

  // What decided the unit's part of the reserve.
  std::vector<Derivation> Reserve() const {
    if (settled_.region == nullptr) return {};
    std::vector<Derivation> nodes = {Figure(*RuleOf("reserve_available_fen")),
                                     Total("totals.rate_reward_fen")};
    if (settled_.region->corrects) {
      for (Derivation& one : Published("rate_scaled_fen")) nodes.push_back(std::move(one));
    } else if (settled_.region->totals.plan.reward.has_value()) {
      nodes.push_back(LastFen("rate_scaled_fen", settled_.result.rate_scaled_fen));
    }
    return nodes;
  }

  std::vector<Derivation> Exchange() const {
    if (settled_.region == nullptr) return {};
    const RegionPlan& plan = settled_.region->totals.plan;
    std::vector<Derivation> nodes = {Figure(*RuleOf("exchange_weight")),
                                     Total("totals.withhold_fen")};
    const Int128 weights = plan.exchange.has_value() ? plan.exchange->denominator : 0;
    nodes.push_back(
        RunLeaf("totals.exchange_weight", "Σ base·σ", "sum of weights", "weight", weights));
    nodes.push_back(RunLeaf("totals.exchange_degenerate", "交换退化", "exchange degenerate", "flag",
                            plan.exchange_degenerate ? 1 : 0));
    if (settled_.region->corrects) {
      for (Derivation& one : Published("incentive_fen")) nodes.push_back(std::move(one));
    } else if (plan.exchange.has_value() && settled_.region->weight.in_exchange) {
      nodes.push_back(LastFen("incentive_fen", settled_.result.incentive_fen));
    }
    return nodes;
  }

  // Whether the unit was among the largest remainders, which get a fen each.
  Derivation LastFen(std::string_view code, int64_t share_fen) const {
    const Fraction exact = ExactOf(settled_, code).value_or(Fraction());
    return RunLeaf("totals.last_fen", "最大余额进一分", "one fen to the largest remainders", "fen",
                   share_fen - exact.numerator / exact.denominator);
  }

  // The share of the run corrected: an unchanged weight keeps it.
  std::vector<Derivation> Published(std::string_view share) const {
    if (!settled_.region->published.has_value()) return {};
    const UnitResult& then = settled_.region->published->result;
    const bool reward = share == "rate_scaled_fen";
    return {RunLeaf(reward ? "published.rate_reward_fen" : "published.withhold_fen", "原公布权数",
                    "published weight", "fen", reward ? then.rate_reward_fen : then.withhold_fen),
            RunLeaf(reward ? "published.rate_scaled_fen" : "published.incentive_fen", "原公布份额",
                    "published share; kept while the weight is the same", "fen",
                    reward ? then.rate_scaled_fen : then.incentive_fen)};
  }

  const SettledFigures& settled_;
  const bool deep_;
  std::map<std::string, Int128> figures_;
};

}  // namespace

absl::StatusOr<Derivation> ExplainFigure(const SettledFigures& settled, std::string_view code) {
  for (const FigureRule& rule : FigureRules()) {
    if (rule.code == code) return Tree(settled, true).Figure(rule);
  }
  return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_UNKNOWN_LINE,
                absl::StrCat("a statement has no line \"", ToAbsl(code), "\""));
}

std::vector<Derivation> StatementFigures(const SettledFigures& settled) {
  const Tree tree(settled, false);
  std::vector<Derivation> figures;
  for (const FigureRule& rule : FigureRules()) figures.push_back(tree.Figure(rule));
  return figures;
}

}  // namespace probity::settlement
