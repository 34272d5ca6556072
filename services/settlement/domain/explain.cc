#include "services/settlement/domain/explain.h"

#include <algorithm>
#include <map>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status.h"
#include "services/settlement/domain/exact.h"
#include "services/settlement/domain/explain_rules.h"

namespace probity::settlement {
namespace {

using money::Int128;

constexpr int64_t kWhole = 10'000;  // 100 % in basis points

// A rounded figure before it was rounded.
struct Fraction {
  Int128 numerator = 0;
  Int128 denominator = 1;
};

class Tree {
 public:
  explicit Tree(const SettledFigures& settled) : settled_(settled) {
    VisitOutputs(settled.result, [this](std::string_view name, const auto& value) {
      if constexpr (std::is_same_v<std::decay_t<decltype(value)>, RewardStatus>) {
        figures_[std::string(name)] = static_cast<int64_t>(value);
      } else {
        figures_[std::string(name)] = int64_t{value};
      }
    });
  }

  Derivation Figure(const FigureRule& rule, bool deep) const {
    Derivation node;
    node.code = rule.code;
    node.symbol = rule.symbol;
    node.name_zh = rule.zh;
    node.name_en = rule.en;
    node.unit = rule.unit;
    node.formula = rule.formula;
    node.value = figures_.at(node.code);
    SetExact(node);
    std::vector<std::string> operands;
    for (const std::string_view name : rule.from) {
      for (Derivation& operand : Operands(name, deep)) {
        operands.push_back(absl::StrCat(operand.code, " = ", operand.value));
        // What the figure itself rests on; what its operands rest on stands with them.
        if (operand.formula.empty() && !operand.policy_field.empty()) {
          if (node.policy_field.empty()) node.policy_field = operand.policy_field;
          node.assumed = node.assumed || operand.assumed;
        }
        if (deep) node.from.push_back(std::move(operand));
      }
    }
    node.operands = absl::StrJoin(operands, "; ");
    return node;
  }

 private:
  std::vector<Derivation> Operands(std::string_view name, bool deep) const {
    if (name.front() == '@') return {Policy(name.substr(1))};
    if (name == "#contracts") return Contracts();
    if (name == "#region") return {};  // the region's step, whose factors the run publishes
    if (name == "refused_input") return {Input("refused_fen")};
    for (const FigureRule& rule : FigureRules()) {
      if (rule.code == name) return {Figure(rule, deep)};
    }
    return {Input(name)};
  }

  Derivation Input(std::string_view name) const {
    Derivation leaf;
    leaf.input = true;
    leaf.code = name;
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
    return leaf;
  }

  std::vector<Derivation> Contracts() const {
    std::vector<Derivation> leaves;
    for (size_t i = 0; i < settled_.input.contracts.size(); ++i) {
      const Contract& one = settled_.input.contracts[i];
      Derivation leaf;
      leaf.input = true;
      leaf.code = absl::StrCat("contracts.", i, ".price_fen");
      leaf.name_zh = "疗效合同";
      leaf.name_en = "efficacy contract";
      leaf.unit = "fen";
      leaf.value = one.price_fen;
      leaf.operands =
          absl::StrCat("met = ", one.met, "; failed = ", one.failed, "; pending = ", one.pending,
                       "; fail_pay_bp = ", one.fail_pay_bp,
                       one.cap_fen.has_value() ? absl::StrCat("; cap_fen = ", *one.cap_fen) : "");
      leaves.push_back(std::move(leaf));
    }
    return leaves;
  }

  Derivation Policy(std::string_view field) const {
    Derivation leaf;
    leaf.code = field;
    leaf.policy_field = field;
    leaf.name_zh = "政策参数";
    leaf.name_en = "policy";
    leaf.value = PolicyValue(field);
    for (const policy::Assumption& assumed : settled_.policy.assumed) {
      leaf.assumed = leaf.assumed || field.starts_with(assumed.field) ||
                     std::string_view(assumed.field).starts_with(field);
    }
    return leaf;
  }

  // The number of a single field; how many entries a list has.
  int64_t PolicyValue(std::string_view field) const {
    const policy::SettlementTerms& terms = settled_.policy.settlement;
    const std::map<std::string_view, int64_t> values = {
        {"eligibility.min_designated_days", settled_.policy.eligibility.min_designated_days},
        {"settlement.volume.plus_bp", terms.volume_plus_bp},
        {"settlement.volume.minus_bp", terms.volume_minus_bp},
        {"settlement.volume.excess_pay_bp", terms.excess_pay_bp},
        {"settlement.retention.share_bp", terms.retention_share_bp},
        {"settlement.retention.cap_bp", terms.retention_cap_bp},
        {"settlement.retention.gates", static_cast<int64_t>(terms.gates.size())},
        {"settlement.overrun", static_cast<int64_t>(terms.overrun.size())},
        {"settlement.deposit", static_cast<int64_t>(terms.deposit.size())},
        {"settlement.incentive.withhold_bp", terms.incentive.withhold_bp},
        {"bands", static_cast<int64_t>(settled_.policy.bands.size())}};
    const auto found = values.find(field);
    return found == values.end() ? 0 : found->second;
  }

  Fraction Standard(int64_t rate_bp) const {
    const UnitInput& in = settled_.input;
    const Int128 visits =
        Int128{settled_.result.volume_standard} * kWhole +
        Int128{settled_.policy.settlement.excess_pay_bp} * settled_.result.volume_excess;
    return {Int128{in.p0_fen} * (kWhole + rate_bp) * visits,
            Int128{in.p0_visits} * kWhole * kWhole};
  }

  Fraction Budget(int64_t rate_bp) const {
    const UnitInput& in = settled_.input;
    return {Int128{in.b0_fen} * (kWhole + rate_bp) * settled_.result.active_days,
            Int128{kWhole} * in.year_days};
  }

  // Of the figures whose fraction the formula gives directly.
  std::optional<Fraction> ExactOf(std::string_view code) const {
    const UnitInput& in = settled_.input;
    const UnitResult& out = settled_.result;
    const policy::SettlementTerms& terms = settled_.policy.settlement;
    const int64_t low = std::min<int64_t>(out.rates.rate_bp, 0);
    const bool per_visit = terms.basis == policy::SettlementBasis::kPerVisitAndBudget;
    const bool budget = terms.basis != policy::SettlementBasis::kClaimsOnly;
    if (code == "adjusted_budget_fen") {
      return Fraction{Int128{in.b0_fen} * (kWhole + out.rates.rate_bp), kWhole};
    }
    if (code == "adjusted_per_visit_fen") {
      return Fraction{Int128{in.p0_fen} * (kWhole + out.rates.rate_bp),
                      Int128{in.p0_visits} * kWhole};
    }
    if (code == "at_base.standard_fen" && per_visit) return Standard(low);
    if (code == "at_full.standard_fen" && per_visit) return Standard(out.rates.rate_bp);
    if (code == "at_base.budget_fen" && budget) return Budget(low);
    if (code == "at_full.budget_fen" && budget) return Budget(out.rates.rate_bp);
    if (code == "stripped_fen" && in.visits > 0) {
      return Fraction{Int128{in.accepted_fen} * out.volume_excess * (kWhole - terms.excess_pay_bp),
                      Int128{in.visits} * kWhole};
    }
    if (code == "at_full.retention_fen" && out.at_full.retention_fen > 0) {
      const Int128 share =
          Int128{terms.retention_share_bp} * (out.at_full.cap_fen - out.eligible_fen);
      const Int128 most = Int128{terms.retention_cap_bp} * out.at_full.cap_fen;
      return Fraction{std::min(share, most), kWhole};
    }
    return std::nullopt;
  }

  void SetExact(Derivation& node) const {
    const std::optional<Fraction> exact = ExactOf(node.code);
    if (!exact.has_value()) return;
    node.exact_numerator = Int128Text(exact->numerator);
    node.exact_denominator = Int128Text(exact->denominator);
  }

  const SettledFigures& settled_;
  std::map<std::string, int64_t> figures_;
};

}  // namespace

absl::StatusOr<Derivation> ExplainFigure(const SettledFigures& settled, std::string_view code) {
  for (const FigureRule& rule : FigureRules()) {
    if (rule.code == code) return Tree(settled).Figure(rule, true);
  }
  return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_UNKNOWN_LINE,
                absl::StrCat("a statement has no line \"", ToAbsl(code), "\""));
}

std::vector<Derivation> StatementFigures(const SettledFigures& settled) {
  const Tree tree(settled);
  std::vector<Derivation> figures;
  for (const FigureRule& rule : FigureRules()) figures.push_back(tree.Figure(rule, false));
  return figures;
}

}  // namespace probity::settlement
