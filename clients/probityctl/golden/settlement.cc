#include "clients/probityctl/golden/settlement.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/probityctl/golden/case_reader.h"
#include "clients/probityctl/golden/case_writer.h"
#include "common/json/json.h"
#include "common/status/status.h"
#include "services/settlement/domain/payable.h"
#include "services/settlement/domain/region.h"
#include "services/settlement/domain/restate.h"
#include "services/settlement/domain/settle_unit.h"

namespace probity::golden {
namespace {

using settlement::RegionTerms;
using settlement::RegionUnit;
using settlement::UnitInput;

using Differences = std::vector<std::string>;

// Values of which only those that both sides know are compared; others are no business of ours.
void CompareValue(const std::string& path, const Json& stated, const Json& computed,
                  Differences& out) {
  if (stated.kind() == Json::Kind::kObject && computed.kind() == Json::Kind::kObject) {
    for (const auto& [name, value] : stated.members()) {
      const Json* other = computed.Find(name);
      if (other != nullptr) CompareValue(absl::StrCat(path, ".", name), value, *other, out);
    }
    return;
  }
  bool same = stated.kind() == computed.kind() && stated.text() == computed.text() &&
              stated.items().size() == computed.items().size();
  for (size_t i = 0; same && i < stated.items().size(); ++i) {
    same = stated.items()[i].text() == computed.items()[i].text();
  }
  if (!same) {
    out.push_back(absl::StrCat(path, ": stated ", stated.Shown(), ", computed ", computed.Shown()));
  }
}

// Objects by key of a unit: both sides must have the same keys.
void CompareByKey(const std::string& path, const Json& stated, const Json& computed,
                  Differences& out) {
  for (const auto& [key, value] : stated.members()) {
    const Json* other = computed.Find(key);
    if (other == nullptr) {
      out.push_back(absl::StrCat(path, ".", key, ": stated, but no such unit is computed"));
    } else {
      CompareValue(absl::StrCat(path, ".", key), value, *other, out);
    }
  }
  for (const auto& [key, value] : computed.members()) {
    if (stated.Find(key) == nullptr) {
      out.push_back(absl::StrCat(path, ".", key, ": computed, but not stated"));
    }
  }
}

// One policy as each mode of funding needs it: the region decides, not the file's policy.
using Policies = std::map<std::string, absl::StatusOr<policy::Policy>>;

struct KeyedUnits {
  std::vector<std::string> keys;
  std::vector<RegionUnit> units;
};

class OneCase {
 public:
  OneCase(const Json& json, const std::string& name, const Policies& policies,
          const UnitInput& defaults)
      : fields_(&json, name, faults_), policies_(policies), defaults_(defaults) {}

  Differences Compare() {
    const size_t kind = fields_.OneOf("kind", {"", "unit", "run", "restate"});
    const Json* out = fields_.Find("out");
    if (kind == 0) faults_.Add(fields_.path(), "is of no known kind");
    if (out == nullptr || out->members().empty()) faults_.Add(fields_.path(), "states no output");
    if (!faults_.none()) return {std::string(faults_.status().message())};
    absl::StatusOr<Json> computed = kind == 1 ? Unit() : kind == 2 ? Run() : Restate();
    if (!faults_.none()) return {std::string(faults_.status().message())};
    const Json* error = out->Find("error");
    if (error != nullptr || !computed.ok()) return CompareError(error, computed.status());
    Differences differences;
    CompareOutputs(*out, *computed, differences);
    return differences;
  }

 private:
  Differences CompareError(const Json* stated, const absl::Status& computed) const {
    const std::string reason = computed.ok() ? "" : DetailOf(computed).reason;
    if (stated != nullptr && !computed.ok() && stated->text() == reason) return {};
    return {absl::StrCat(fields_.path(), ".error: stated ",
                         stated == nullptr ? "none" : stated->Shown(), ", computed ",
                         computed.ok() ? "none" : reason, computed.ok() ? "" : ": ",
                         computed.message())};
  }

  void CompareOutputs(const Json& out, const Json& computed, Differences& differences) const {
    size_t known = 0;
    for (const auto& [name, value] : out.members()) {
      const Json* other = computed.Find(name);
      if (other == nullptr) continue;
      ++known;
      const std::string path = absl::StrCat(fields_.path(), ".", name);
      if (name == "units" || name == "deltas") {
        CompareByKey(path, value, *other, differences);
      } else {
        CompareValue(path, value, *other, differences);
      }
    }
    if (known == 0) differences.push_back(absl::StrCat(fields_.path(), " states no known output"));
  }

  // The policy of `fields` under the mode; it lives as long as this case.
  absl::StatusOr<const policy::Policy*> PolicyOf(const Fields& fields, policy::IncentiveMode mode) {
    const std::string name = fields.Text("policy", "");
    const auto kept = used_.find(name);
    if (kept != used_.end()) return &kept->second;
    const auto found = policies_.find(name);
    if (found == policies_.end()) {
      faults_.Add(fields.path(), absl::StrCat("names the policy \"", name, "\", which is none"));
      return &used_[name];
    }
    PROBITY_RETURN_IF_ERROR(found->second.status());
    policy::Policy policy = *found->second;
    policy.settlement.incentive.mode = mode;
    return &(used_[name] = std::move(policy));
  }

  absl::StatusOr<KeyedUnits> Units(std::string_view list, policy::IncentiveMode mode) {
    KeyedUnits keyed;
    for (const Fields& fields : fields_.List(list)) {
      PROBITY_ASSIGN_OR_RETURN(const policy::Policy* policy, PolicyOf(fields, mode));
      UnitInput input = ReadInput(fields.Object("in"), defaults_);
      input.key.institution_id = fields.Text("key", "");
      keyed.keys.push_back(input.key.institution_id);
      keyed.units.push_back({std::move(input), policy});
    }
    if (!faults_.none()) return faults_.status();
    return keyed;
  }

  // A unit for itself: every reward is paid, nothing is exchanged.
  absl::StatusOr<Json> Unit() {
    PROBITY_ASSIGN_OR_RETURN(const policy::Policy* policy,
                             PolicyOf(fields_, policy::IncentiveMode::kReserveFunded));
    UnitInput input = ReadInput(fields_.Object("in"), defaults_);
    if (!faults_.none()) return faults_.status();
    PROBITY_ASSIGN_OR_RETURN(const auto own, settlement::SettleUnit(input, *policy));
    PROBITY_ASSIGN_OR_RETURN(const auto result,
                             settlement::FinishUnit(input, own, {own.rate_reward_fen, 0, 0},
                                                    policy->settlement.recovery_instalments));
    return ToJson(result);
  }

  absl::StatusOr<Json> Run() {
    const RegionTerms terms = ReadTerms(fields_.Object("region"));
    PROBITY_ASSIGN_OR_RETURN(const KeyedUnits keyed, Units("units", terms.mode));
    PROBITY_ASSIGN_OR_RETURN(const auto result, settlement::SettleRegion(keyed.units, terms));
    Json units = Json::Object({});
    for (size_t i = 0; i < keyed.keys.size(); ++i) {
      units.Add(keyed.keys[i], ToJson(result.units[i]));
    }
    Json out = Json::Object({});
    out.Add("units", std::move(units));
    out.Add("totals", ToJson(result.totals));
    return out;
  }

  absl::StatusOr<Json> Restate() {
    const RegionTerms terms = ReadTerms(fields_.Object("region"));
    PROBITY_ASSIGN_OR_RETURN(const KeyedUnits keyed, Units("units", terms.mode));
    PROBITY_ASSIGN_OR_RETURN(const KeyedUnits revised, Units("revised", terms.mode));
    PROBITY_ASSIGN_OR_RETURN(const auto run, settlement::SettleRegion(keyed.units, terms));
    std::map<std::string, settlement::PublishedUnit> published;
    for (size_t i = 0; i < keyed.keys.size(); ++i) {
      published[keyed.keys[i]] = {run.units[i], run.weights[i]};
    }
    std::set<std::string> seen;
    std::vector<settlement::UnitDelta> deltas;
    Json lines = Json::Object({});
    for (size_t i = 0; i < revised.keys.size(); ++i) {
      const std::string& key = revised.keys[i];
      if (!seen.insert(key).second) {
        return Precondition(Reason::k_DUPLICATE_UNIT, absl::StrCat(key, " is revised twice"));
      }
      const auto before = published.find(key);
      const auto* const unit = before == published.end() ? nullptr : &before->second;
      PROBITY_ASSIGN_OR_RETURN(
          const auto after,
          settlement::RestateUnit(revised.units[i].input, *revised.units[i].policy, terms,
                                  run.totals.plan, unit));
      PROBITY_ASSIGN_OR_RETURN(
          deltas.emplace_back(),
          settlement::DeltaOf(after, unit == nullptr ? settlement::UnitResult() : unit->result));
      lines.Add(key, ToJson(deltas.back()));
    }
    PROBITY_ASSIGN_OR_RETURN(const int64_t move, settlement::ReserveMove(deltas));
    Json out = Json::Object({});
    out.Add("deltas", std::move(lines));
    out.Add("reserve_move_fen", Json::Number(move));
    return out;
  }

  Faults faults_;
  const Fields fields_;
  const Policies& policies_;
  const UnitInput& defaults_;
  std::map<std::string, policy::Policy> used_;
};

Policies ReadPolicies(const Json& file) {
  Policies policies;
  const Json* listed = file.Find("policies");
  if (listed == nullptr) return policies;
  for (const auto& [name, object] : listed->members()) {
    policies.emplace(name, ReadPolicy(name, object));
  }
  return policies;
}

std::string NameOf(const Json& json, size_t index) {
  const Json* id = json.Find("id");
  if (id != nullptr && id->kind() == Json::Kind::kText) return id->text();
  return absl::StrCat("cases[", index, "]");
}

}  // namespace

absl::StatusOr<Comparison> CompareSettlement(std::string_view text) {
  PROBITY_ASSIGN_OR_RETURN(const Json file, ParseJson(text));
  const Json* cases = file.Find("cases");
  if (cases == nullptr || cases->kind() != Json::Kind::kList || cases->items().empty()) {
    return absl::InvalidArgumentError("the file has no cases");
  }
  const Policies policies = ReadPolicies(file);
  Faults faults;
  const UnitInput defaults =
      ReadInput(Fields(file.Find("defaults"), "defaults", faults), UnitInput());
  PROBITY_RETURN_IF_ERROR(faults.status());
  Comparison comparison;
  for (size_t i = 0; i < cases->items().size(); ++i) {
    const Json& one = cases->items()[i];
    const Differences differences = OneCase(one, NameOf(one, i), policies, defaults).Compare();
    ++comparison.compared;
    if (!differences.empty()) ++comparison.wrong;
    const size_t room = Comparison::kShown - comparison.differences.size();
    const size_t shown = std::min(room, differences.size());
    comparison.differences.insert(comparison.differences.end(), differences.begin(),
                                  differences.begin() + static_cast<std::ptrdiff_t>(shown));
  }
  return comparison;
}

}  // namespace probity::golden
