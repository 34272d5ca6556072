#include "services/settlement/domain/explain_policy.h"

#include <map>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"

namespace probity::settlement {
namespace {

using Fields = std::vector<std::pair<std::string, int64_t>>;

std::string_view UnitOf(std::string_view field) {
  const auto ends = [field](std::string_view end) { return field.ends_with(end); };
  if (ends("_bp") || ends("_bp_per_point")) return "bp";
  if (ends("_days")) return "days";
  if (ends("score_centi")) return "centi";
  if (ends("points") || ends("lower") || ends("upper")) return "points";
  if (ends("_cancels")) return "flag";
  return "choice";
}

// One row of a table: a node over its fields.
Derivation Row(const policy::Policy& policy, const std::string& path, const Fields& fields) {
  Derivation row = EmptyTable(policy, path);
  row.unit = "rows";
  row.value = static_cast<int64_t>(fields.size());
  for (const auto& [name, value] : fields) {
    const std::string field = absl::StrCat(path, ".", name);
    row.from.push_back(PolicyLeaf(policy, field, value, UnitOf(field)));
  }
  row.operands = absl::StrCat("(",
                              absl::StrJoin(fields, ", ",
                                            [](std::string* out, const auto& one) {
                                              absl::StrAppend(out, one.first, " ", one.second);
                                            }),
                              ")");
  return row;
}

Derivation Table(const policy::Policy& policy, const std::string& path,
                 const std::vector<Fields>& rows) {
  Derivation table = EmptyTable(policy, path);
  for (size_t i = 0; i < rows.size(); ++i) {
    table.from.push_back(Row(policy, absl::StrCat(path, "[", i, "]"), rows[i]));
  }
  table.value = static_cast<int64_t>(rows.size());
  table.operands = absl::StrJoin(table.from, ", ", [](std::string* out, const Derivation& row) {
    absl::StrAppend(out, row.operands);
  });
  return table;
}

Fields RateFields(const policy::Band& band) {
  Fields fields;
  for (size_t i = 0; i < band.effects.size(); ++i) {
    const std::string path = absl::StrCat("effects[", i, "].");
    if (const auto* step = std::get_if<policy::RateStep>(&band.effects[i])) {
      fields.emplace_back(path + "rate_step_bp", step->bp);
    } else if (const auto* linear = std::get_if<policy::RateLinear>(&band.effects[i])) {
      fields.emplace_back(path + "rate_linear.from_points", linear->from_points);
      fields.emplace_back(path + "rate_linear.from_bp", linear->from_bp);
      fields.emplace_back(path + "rate_linear.to_points", linear->to_points);
      fields.emplace_back(path + "rate_linear.to_bp", linear->to_bp);
    }
  }
  return fields;
}

}  // namespace

Derivation PolicyLeaf(const policy::Policy& policy, const std::string& field, int64_t value,
                      std::string_view unit) {
  Derivation leaf;
  leaf.code = field;
  leaf.policy_field = field;
  leaf.name_zh = "政策参数";
  leaf.name_en = "policy";
  leaf.value = value;
  leaf.unit = unit;
  leaf.assumed = policy::IsAssumed(policy, field);
  return leaf;
}

Derivation PolicyField(const policy::Policy& policy, std::string_view field) {
  const policy::SettlementTerms& terms = policy.settlement;
  const policy::Eligibility& rules = policy.eligibility;
  const std::map<std::string_view, int64_t> values = {
      {"rounding", static_cast<int64_t>(policy.rounding)},
      {"eligibility.min_designated_days", rules.min_designated_days},
      {"eligibility.veto_cancels", rules.veto_cancels},
      {"eligibility.sanction_cancels", rules.sanction_cancels},
      {"eligibility.open_case", static_cast<int64_t>(rules.open_case)},
      {"settlement.basis", static_cast<int64_t>(terms.basis)},
      {"settlement.volume.plus_bp", terms.volume_plus_bp},
      {"settlement.volume.minus_bp", terms.volume_minus_bp},
      {"settlement.volume.excess_pay_bp", terms.excess_pay_bp},
      {"settlement.retention.share_bp", terms.retention_share_bp},
      {"settlement.retention.cap_bp", terms.retention_cap_bp},
      {"settlement.incentive.mode", static_cast<int64_t>(terms.incentive.mode)},
      {"settlement.incentive.on_shortfall", static_cast<int64_t>(terms.incentive.on_shortfall)},
      {"settlement.incentive.withhold_bp", terms.incentive.withhold_bp}};
  return PolicyLeaf(policy, std::string(field), values.at(field), UnitOf(field));
}

Derivation EmptyTable(const policy::Policy& policy, std::string_view field) {
  Derivation table = PolicyLeaf(policy, std::string(field), 0, "rows");
  table.name_zh = "政策表";
  table.name_en = "table of the policy";
  for (const policy::Assumption& assumed : policy.assumed) {
    table.assumed = table.assumed || std::string_view(assumed.field).starts_with(field);
  }
  return table;
}

Derivation BandTable(const policy::Policy& policy, int64_t points) {
  std::vector<Fields> rows;
  for (const policy::Band& band : policy.bands) {
    Fields fields = {{"lower", band.lower}};
    if (band.upper.has_value()) fields.emplace_back("upper", *band.upper);
    for (auto& field : RateFields(band)) fields.push_back(std::move(field));
    rows.push_back(std::move(fields));
  }
  Derivation table = Table(policy, "bands", rows);
  const size_t holds = policy::EvaluateBand(policy, points);
  table.formula = absl::StrCat("bands[", holds, "] ",
                               policy::BandText(policy.bands.at(holds), policy.point_scale));
  table.operands = absl::StrCat(table.formula, " ", table.from.at(holds).operands);
  return table;
}

Derivation OverrunTable(const policy::Policy& policy) {
  std::vector<Fields> rows;
  for (const policy::OverrunTier& tier : policy.settlement.overrun) {
    rows.push_back({{"upto_bp", tier.upto_bp}, {"pay_bp", tier.pay_bp}});
  }
  return Table(policy, "settlement.overrun", rows);
}

Derivation DepositTable(const policy::Policy& policy) {
  std::vector<Fields> rows;
  for (const policy::DepositStep& step : policy.settlement.deposit) {
    Fields fields = {{"min_score_centi", step.min_score_centi},
                     {"kind", static_cast<int64_t>(step.kind)},
                     {"payout_bp", step.payout_bp}};
    if (step.kind == policy::DepositKind::kSlide) {
      fields.emplace_back("from_score_centi", step.from_score_centi);
      fields.emplace_back("minus_bp_per_point", step.minus_bp_per_point);
    }
    rows.push_back(std::move(fields));
  }
  return Table(policy, "settlement.deposit", rows);
}

}  // namespace probity::settlement
