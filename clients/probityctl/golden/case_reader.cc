#include "clients/probityctl/golden/case_reader.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/policy/check_money.h"
#include "common/status/status.h"

namespace probity::golden {
namespace {

using settlement::Contract;
using settlement::UnitInput;

void ReadScalar(const Fields& fields, std::string_view name, int64_t& value) {
  value = fields.Integer(name, value);
}
void ReadScalar(const Fields& fields, std::string_view name, bool& value) {
  value = fields.Flag(name, value);
}
// Null states that there is no value, whatever the default.
void ReadScalar(const Fields& fields, std::string_view name, std::optional<int64_t>& value) {
  if (fields.Find(name) == nullptr) return;
  value = fields.States(name) ? std::optional(fields.Integer(name, 0)) : std::nullopt;
}

Contract ReadContract(const Fields& fields) {
  Contract contract;
  contract.price_fen = fields.Integer("price_fen", 0);
  contract.met = fields.Integer("met", 0);
  contract.failed = fields.Integer("failed", 0);
  contract.pending = fields.Integer("pending", 0);
  contract.fail_pay_bp = fields.Small("fail_pay_bp", 0);
  ReadScalar(fields, "cap_fen", contract.cap_fen);
  return contract;
}

policy::Band ReadBand(const Fields& fields, bool has_rate) {
  policy::Band band;
  band.lower = fields.Integer("from", 0);
  if (fields.States("to")) band.upper = fields.Integer("to", 0);
  if (!has_rate) return band;
  if (fields.States("linear")) {
    const Fields line = fields.Object("linear");
    band.effects.emplace_back(
        policy::RateLinear{line.Integer("from_points", 0), line.Small("from_bp", 0),
                           line.Integer("to_points", 0), line.Small("to_bp", 0)});
  } else {
    band.effects.emplace_back(policy::RateStep{fields.Small("bp", 0)});
  }
  return band;
}

policy::Gate ReadGate(const Fields& fields) {
  policy::Gate gate;
  gate.metric = fields.Text("metric", "");
  gate.op = static_cast<policy::GateOp>(1 + fields.OneOf("op", {"GE", "LE", "EQ"}));
  gate.value = fields.Integer("value", 0);
  gate.absent_passes = fields.OneOf("on_absent", {"FAIL", "PASS"}) == 1;
  return gate;
}

policy::DepositStep ReadStep(const Fields& fields) {
  policy::DepositStep step;
  step.min_score_centi = fields.Small("min_score_centi", 0);
  step.kind = static_cast<policy::DepositKind>(
      1 + fields.OneOf("kind", {"FIXED", "SLIDE", "PROPORTIONAL"}));
  step.payout_bp = fields.Small("payout_bp", 0);
  step.from_score_centi = fields.Small("from_score_centi", 0);
  step.minus_bp_per_point = fields.Small("minus_bp_per_point", 0);
  return step;
}

policy::SettlementTerms ReadSettlement(const Fields& fields) {
  policy::SettlementTerms terms;
  terms.basis = static_cast<policy::SettlementBasis>(
      1 + fields.OneOf("basis", {"PER_VISIT_AND_BUDGET", "BUDGET_ONLY", "CLAIMS_ONLY"}));
  terms.recovery_instalments = fields.Small("recovery_instalments", 1);
  const Fields volume = fields.Object("volume");
  terms.volume_plus_bp = volume.Small("plus_bp", 0);
  terms.volume_minus_bp = volume.Small("minus_bp", 0);
  terms.excess_pay_bp = volume.Small("excess_pay_bp", 0);
  const Fields retention = fields.Object("retention");
  terms.retention_share_bp = retention.Small("share_bp", 0);
  terms.retention_cap_bp = retention.Small("cap_bp", 0);
  for (const Fields& gate : retention.List("gates")) terms.gates.push_back(ReadGate(gate));
  for (const Fields& tier : fields.List("overrun")) {
    terms.overrun.push_back({tier.Small("upto_bp", 0), tier.Small("pay_bp", 0)});
  }
  for (const Fields& step : fields.List("deposit")) terms.deposit.push_back(ReadStep(step));
  return terms;
}

}  // namespace

void Faults::Add(std::string_view path, std::string_view what) {
  if (first_.empty()) first_ = absl::StrCat(ToAbsl(path), " ", ToAbsl(what));
}

absl::Status Faults::status() const {
  return first_.empty() ? absl::OkStatus() : absl::InvalidArgumentError(first_);
}

Fields::Fields(const Json* object, std::string path, Faults& faults)
    : object_(object), path_(std::move(path)), faults_(&faults) {
  if (object_ == nullptr || object_->kind() == Json::Kind::kObject) return;
  if (object_->kind() != Json::Kind::kNull) faults_->Add(path_, "is no object");
  object_ = nullptr;
}

const Json* Fields::Find(std::string_view name) const {
  return object_ == nullptr ? nullptr : object_->Find(name);
}

bool Fields::States(std::string_view name) const {
  const Json* member = Find(name);
  return member != nullptr && member->kind() != Json::Kind::kNull;
}

int64_t Fields::Integer(std::string_view name, int64_t otherwise) const {
  if (!States(name)) return otherwise;
  const std::optional<int64_t> value = Find(name)->Integer();
  if (!value.has_value()) {
    faults_->Add(absl::StrCat(path_, ".", ToAbsl(name)), "is no whole number of 64 bits");
  }
  return value.value_or(otherwise);
}

int32_t Fields::Small(std::string_view name, int32_t otherwise) const {
  const int64_t value = Integer(name, otherwise);
  if (std::numeric_limits<int32_t>::min() <= value &&
      value <= std::numeric_limits<int32_t>::max()) {
    return static_cast<int32_t>(value);
  }
  faults_->Add(absl::StrCat(path_, ".", ToAbsl(name)), "is no whole number of 32 bits");
  return otherwise;
}

bool Fields::Flag(std::string_view name, bool otherwise) const {
  if (!States(name)) return otherwise;
  if (Find(name)->kind() == Json::Kind::kFlag) return Find(name)->flag();
  faults_->Add(absl::StrCat(path_, ".", ToAbsl(name)), "is neither true nor false");
  return otherwise;
}

std::string Fields::Text(std::string_view name, std::string_view otherwise) const {
  if (!States(name)) return std::string(otherwise);
  if (Find(name)->kind() == Json::Kind::kText) return Find(name)->text();
  faults_->Add(absl::StrCat(path_, ".", ToAbsl(name)), "is no text");
  return std::string(otherwise);
}

size_t Fields::OneOf(std::string_view name, const std::vector<std::string_view>& names) const {
  const std::string text = Text(name, names.front());
  const auto found = std::find(names.begin(), names.end(), text);
  if (found != names.end()) return static_cast<size_t>(found - names.begin());
  faults_->Add(absl::StrCat(path_, ".", ToAbsl(name)), absl::StrCat("\"", text, "\" is unknown"));
  return 0;
}

Fields Fields::Object(std::string_view name) const {
  return {Find(name), absl::StrCat(path_, ".", ToAbsl(name)), *faults_};
}

std::vector<Fields> Fields::List(std::string_view name) const {
  if (!States(name)) return {};
  const std::string path = absl::StrCat(path_, ".", ToAbsl(name));
  if (Find(name)->kind() != Json::Kind::kList) faults_->Add(path, "is no list");
  std::vector<Fields> list;
  for (const Json& item : Find(name)->items()) {
    list.emplace_back(&item, absl::StrCat(path, "[", list.size(), "]"), *faults_);
  }
  return list;
}

UnitInput ReadInput(const Fields& fields, UnitInput defaults) {
  UnitInput input = std::move(defaults);
  settlement::VisitScalars(
      input, [&](std::string_view name, auto& value) { ReadScalar(fields, name, value); });
  if (fields.Find("indicators") != nullptr) {
    input.indicators.clear();
    const Fields indicators = fields.Object("indicators");
    if (fields.States("indicators")) {
      for (const auto& [code, value] : fields.Find("indicators")->members()) {
        if (value.kind() == Json::Kind::kNull) continue;
        input.indicators[code] = indicators.Integer(code, 0);
      }
    }
  }
  if (fields.Find("contracts") != nullptr) {
    input.contracts.clear();
    for (const Fields& contract : fields.List("contracts")) {
      input.contracts.push_back(ReadContract(contract));
    }
  }
  return input;
}

settlement::RegionTerms ReadTerms(const Fields& fields) {
  settlement::RegionTerms terms;
  terms.mode = fields.OneOf("mode", {"RESERVE_FUNDED", "LINEAR_EXCHANGE"}) == 0
                   ? policy::IncentiveMode::kReserveFunded
                   : policy::IncentiveMode::kLinearExchange;
  terms.reserve_fen = fields.Integer("reserve_fen", 0);
  terms.floor_fen = fields.Integer("floor_fen", 0);
  terms.pool_fen = fields.Integer("pool_fen", 0);
  terms.on_shortfall = fields.OneOf("on_shortfall", {"REFUSE", "SCALE"}) == 0
                           ? policy::OnShortfall::kRefuse
                           : policy::OnShortfall::kScale;
  terms.withhold_bp = fields.Small("withhold_bp", 0);
  terms.score_denominator = fields.Small("score_denominator", 100);
  terms.max_incentive_bp = fields.Small("max_incentive_bp", 0);
  return terms;
}

absl::StatusOr<policy::Policy> ReadPolicy(const std::string& name, const Json& object) {
  Faults faults;
  const Fields fields(&object, name, faults);
  policy::Policy policy;
  policy.file_name = name;
  policy.rounding =
      static_cast<money::Rounding>(fields.OneOf("rounding", {"HALF_UP", "HALF_EVEN", "DOWN"}));
  policy.eligibility = {fields.Small("min_designated_days", 0), true, true,
                        policy::OpenCase::kHold};
  const bool has_rate = fields.Flag("has_rate", true);
  for (const Fields& band : fields.List("bands")) {
    policy.bands.push_back(ReadBand(band, has_rate));
  }
  policy.settlement = ReadSettlement(fields);
  if (!faults.none()) {
    return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_POLICY_INVALID,
                  ToStd(faults.status().message()));
  }
  PROBITY_RETURN_IF_ERROR(policy::CheckMoneyRules(policy));
  return policy;
}

}  // namespace probity::golden
