#include "services/settlement/domain/explain_quality.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/settlement/domain/exact.h"
#include "services/settlement/domain/explain_policy.h"

namespace probity::settlement {
namespace {

using money::Int128;
using quality::Measurement;

constexpr int64_t kHundredths = 100;

std::string_view NameOf(policy::FamilyCode code) {
  switch (code) {
    case policy::FamilyCode::kUnit:
      return "单元性 UNIT";
    case policy::FamilyCode::kService:
      return "服务性 SERVICE";
    case policy::FamilyCode::kGrowth:
      return "增长性 GROWTH";
    case policy::FamilyCode::kCycle:
      return "周期性 CYCLE";
    case policy::FamilyCode::kExperience:
      return "体验式 EXPERIENCE";
  }
  return "";
}

void SetExact(Derivation& node, Int128 numerator, Int128 denominator) {
  node.exact_numerator = Int128Text(numerator);
  node.exact_denominator = Int128Text(denominator);
}

Derivation Step(std::string code, std::string_view zh, std::string_view en, std::string_view unit,
                std::string_view formula) {
  Derivation node;
  node.code = std::move(code);
  node.name_zh = zh;
  node.name_en = en;
  node.unit = unit;
  node.formula = formula;
  return node;
}

Derivation DecimalNode(Derivation node, money::Decimal value) {
  node.value = value.nanos;
  node.unit = "nanos";
  SetExact(node, value.nanos, money::kNanosPerOne);
  return node;
}

// The indicators of one institution under one policy.
class Quality {
 public:
  Quality(const policy::Policy& policy, const std::vector<Measurement>& rows)
      : policy_(policy), rows_(rows) {}

  Derivation Family(size_t index, const quality::FamilyScore& scored) const {
    const policy::QualityFamily& family = policy_.settlement.quality.families.at(index);
    const std::string path = absl::StrCat("settlement.quality.family[", index, "]");
    const bool sums = family.rule == policy::FamilyRule::kSumAndConsistency;
    Derivation node =
        Step(path, NameOf(family.code), NameOf(family.code), "centi",
             sums ? "Σ points + consistency" : "100·Σ points/(10·n)，n ≥ min_indicators");
    node.policy_field = path;
    if (scored.score.has_value()) {
      SetExact(node, scored.score->num, scored.score->den);
      node.value = static_cast<int64_t>(kHundredths * scored.score->num / scored.score->den);
    } else {
      node.name_zh += "（缺）";
    }
    node.operands = absl::StrCat("n = ", scored.scored, "; weight = ", family.weight);
    node.from.push_back(PolicyLeaf(policy_, path + ".weight", family.weight, "weight"));
    node.from.push_back(
        PolicyLeaf(policy_, path + ".min_indicators", family.min_indicators, "rows"));
    if (sums) {
      node.from.push_back(
          PolicyLeaf(policy_, path + ".consistency_points", family.consistency_points, "points"));
    }
    for (const quality::IndicatorScore& one : scored.indicators) {
      node.from.push_back(Indicator(path, family, one));
    }
    return node;
  }

 private:
  const Measurement* RowOf(std::string_view code) const {
    for (const Measurement& row : rows_) {
      if (row.code == code) return &row;
    }
    return nullptr;
  }

  std::string_view Group() const {
    for (const Measurement& row : rows_) {
      if (!row.peer_group.empty()) return row.peer_group;
    }
    return "";
  }

  Derivation Indicator(const std::string& family_path, const policy::QualityFamily& family,
                       const quality::IndicatorScore& scored) const {
    size_t index = 0;
    for (size_t i = 0; i < family.indicators.size(); ++i) {
      const policy::Indicator& one = family.indicators[i];
      if (one.code == scored.code && (one.peer_group.empty() || one.peer_group == Group()))
        index = i;
    }
    const policy::Indicator& rule = family.indicators.at(index);
    const std::string path = absl::StrCat(family_path, ".indicator[", index, "]");
    const std::string code = absl::StrCat("indicators.", scored.code);
    Derivation node = Step(code + ".points", scored.code, scored.code, "points",
                           rule.given ? "给定分值；不足两层时取该层分值"
                                      : "max(achievement, improvement)；未报 0，过少或首年不计");
    node.policy_field = path;
    if (scored.points.has_value()) {
      node.value = scored.points->nanos / money::kNanosPerOne;
      SetExact(node, scored.points->nanos, money::kNanosPerOne);
    } else {
      node.name_zh += "（不计分）";
    }
    AddKinds(path, code, rule, scored, node);
    AddRow(code, path, rule, node);
    return node;
  }

  // The two kinds of points, each from the values it compares.
  void AddKinds(const std::string& path, const std::string& code, const policy::Indicator& rule,
                const quality::IndicatorScore& scored, Derivation& node) const {
    const Measurement* row = RowOf(scored.code);
    if (row == nullptr || !row->value.has_value()) return;
    const auto given = [&](std::string_view name, money::Decimal value) {
      Derivation leaf =
          Step(absl::StrCat(code, ".", std::string(name)), "指标值", "measured value", "nanos", "");
      leaf.input = true;
      return DecimalNode(std::move(leaf), value);
    };
    const auto of_policy = [&](std::string_view name, money::Decimal value) {
      return DecimalNode(
          PolicyLeaf(policy_, absl::StrCat(path, ".", std::string(name)), 0, "nanos"), value);
    };
    if (scored.achievement.has_value()) {
      Derivation kind = Step(code + ".achievement", "达成分", "achievement", "points",
                             "p ≥ b：10；p 劣于 t：0；否则 R(9(p−t)/(b−t) + ½)");
      kind.value = *scored.achievement;
      kind.from = {given("value", *row->value), of_policy("threshold", rule.threshold),
                   of_policy("benchmark", rule.benchmark)};
      node.from.push_back(std::move(kind));
    }
    if (scored.improvement.has_value() && row->baseline.has_value()) {
      Derivation kind = Step(code + ".improvement", "改善分", "improvement", "points",
                             "p 不优于 a：0；p ≥ b：9；否则 R(10(p−a)/(b−a) − ½)");
      kind.value = *scored.improvement;
      kind.from = {given("value", *row->value), given("baseline", *row->baseline),
                   of_policy("benchmark", rule.benchmark)};
      node.from.push_back(std::move(kind));
    }
    if (rule.given) node.from.push_back(given("value", *row->value));
  }

  // Status and cases, which decide whether the indicator is scored at all.
  void AddRow(const std::string& code, const std::string& path, const policy::Indicator& rule,
              Derivation& node) const {
    const Measurement* row = RowOf(rule.code);
    Derivation status = Step(code + ".status", "指标状态", "status", "status", "");
    status.input = true;
    if (row != nullptr) {
      status.value = static_cast<int64_t>(row->status);
      status.name_en = absl::StrCat("status ", std::string(quality::StatusName(row->status)));
    }
    node.from.push_back(std::move(status));
    if (rule.min_denominator == 0) return;
    Derivation cases = Step(code + ".denominator", "例数", "cases", "rows", "");
    cases.input = true;
    if (row != nullptr) cases.value = row->denominator.value_or(0);
    node.from.push_back(std::move(cases));
    node.from.push_back(
        PolicyLeaf(policy_, path + ".min_denominator", rule.min_denominator, "rows"));
  }

  const policy::Policy& policy_;
  const std::vector<Measurement>& rows_;
};

}  // namespace

void ExplainScore(const policy::Policy& policy, const std::vector<Measurement>& rows,
                  std::optional<int64_t> frozen, Derivation& leaf) {
  const policy::QualityTerms& terms = policy.settlement.quality;
  const absl::StatusOr<quality::Score> score = quality::ScoreOf(terms, rows);
  if (rows.empty() || terms.families.empty() || !score.ok()) return;
  if (score->score_centi != frozen) return;
  leaf.input = false;
  leaf.formula = "R(100·Σ w·F/Σ w)，缺项的权重按比例分给其余；不足 min_families：未评";
  leaf.policy_field = "settlement.quality";
  if (score->score.has_value()) {
    SetExact(leaf, kHundredths * score->score->num, score->score->den);
  }
  const Quality quality(policy, rows);
  for (size_t i = 0; i < score->families.size(); ++i) {
    leaf.from.push_back(quality.Family(i, score->families[i]));
  }
  leaf.from.push_back(
      PolicyLeaf(policy, "settlement.quality.min_families", terms.min_families, "rows"));
}

}  // namespace probity::settlement
