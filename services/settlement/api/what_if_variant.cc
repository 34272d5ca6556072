#include "services/settlement/api/what_if_variant.h"

#include <memory>
#include <utility>

#include "common/crypto/crypto.h"
#include "common/policy/evaluate.h"
#include "common/policy/load.h"
#include "common/status/status.h"
#include "services/settlement/api/calculation.h"
#include "services/settlement/api/convert.h"
#include "services/settlement/api/policy_patch.h"
#include "services/settlement/api/supplementary_run.h"
#include "services/settlement/domain/digest.h"

namespace probity::settlement {
namespace {

constexpr int kChangesPerMessage = 500;

// What is settled with. The policies keep the names by which the frozen units know them.
struct Setting {
  PoliciesBySha policies;
  std::map<std::string, std::string> renamed;  // sha256 of a patched policy by the frozen one's
  Corrections corrections;
  Run run;  // with the variant's amounts
};

absl::StatusOr<Setting> SettingOf(const WhatIfRun& frozen, const v1::Variant& variant) {
  Setting setting{frozen.policies, {}, {}, frozen.run};
  for (const v1::PolicyPatch& patch : variant.policies()) {
    const auto content = frozen.contents.find(patch.policy_sha256());
    if (content == frozen.contents.end()) {
      return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_VARIANT_INVALID,
                    "the run was not frozen with this policy",
                    {{"policy_sha256", patch.policy_sha256()}});
    }
    PROBITY_ASSIGN_OR_RETURN(const std::string text, PatchPolicy(content->second, patch.text()));
    PROBITY_ASSIGN_OR_RETURN(policy::Policy loaded, policy::LoadPolicy(text, "variant.txtpb"));
    setting.renamed[patch.policy_sha256()] = crypto::Hex(crypto::Sha256(text));
    setting.policies[patch.policy_sha256()] =
        std::make_shared<const policy::Policy>(std::move(loaded));
  }
  PROBITY_ASSIGN_OR_RETURN(setting.corrections, ReadCorrections(variant.inputs()));
  if (variant.has_reserve_fen()) setting.run.reserve_fen = variant.reserve_fen();
  if (variant.has_floor_fen()) setting.run.floor_fen = variant.floor_fen();
  if (variant.has_pool_fen()) setting.run.pool_fen = variant.pool_fen();
  return setting;
}

// Pages of the run with the variant's inputs.
UnitPages Corrected(const UnitPages& pages, const Corrections& corrections) {
  if (corrections.empty()) return pages;
  return [pages, &corrections](const std::function<absl::Status(const UnitPage&)>& each) {
    return pages([&](const UnitPage& page) -> absl::Status {
      UnitPage changed = page;
      for (FrozenUnit& unit : changed) {
        PROBITY_RETURN_IF_ERROR(CorrectUnit(corrections, unit.input));
      }
      return each(changed);
    });
  };
}

// The names of the bands, made once for all units.
class BandNames {
 public:
  explicit BandNames(const PoliciesBySha& policies) {
    for (const auto& [sha256, policy] : policies) {
      Named& named = named_[sha256];
      named.policy = policy.get();
      for (const policy::Band& band : policy->bands) {
        named.names.push_back(policy::BandText(band, policy->point_scale));
      }
    }
  }
  const std::string& Of(const UnitInput& input) const {
    const Named& named = named_.at(input.policy_sha256);
    return named.names.at(policy::EvaluateBand(*named.policy, input.points));
  }

 private:
  struct Named {
    const policy::Policy* policy = nullptr;
    std::vector<std::string> names;
  };
  std::map<std::string, Named> named_;
};

// The instalments of a recovery are not stored.
bool SameStored(const UnitResult& stored, const UnitResult& result) {
  if (result.recovery_fen.empty()) return stored == result;
  if (stored.net_fen != result.net_fen) return false;
  UnitResult without = result;
  without.recovery_fen.clear();
  return stored == without;
}

// What one variant does to the units, gathered while they pass by.
class Comparison {
 public:
  Comparison(const PoliciesBySha& before, const PoliciesBySha& after, int32_t variant,
             const VariantAnswer& answer)
      : before_(before), after_(after), answer_(answer) {
    message_.set_variant(variant);
  }

  absl::Status Add(const BasisPage& was, const UnitPage& page,
                   const std::vector<UnitResult>& results) {
    for (size_t i = 0; i < page.size(); ++i) {
      const Change change{was.results.at(i), results[i], before_.Of(was.units[i].input),
                          after_.Of(page[i].input)};
      PROBITY_RETURN_IF_ERROR(AddOne(change, page[i].input.key));
    }
    units_ += static_cast<int64_t>(page.size());
    return absl::OkStatus();
  }

  absl::Status Flush() {
    if (message_.part_case() != v1::WhatIfResponse::kUnits) return absl::OkStatus();
    const absl::Status written = answer_.write(message_);
    message_.clear_part();
    return written;
  }

  int64_t units() const { return units_; }
  v1::VariantResult& result() {
    result_.set_units(units_);
    return result_;
  }

 private:
  struct Change {
    const UnitResult& was;
    const UnitResult& is;
    const std::string& band_before;
    const std::string& band_after;
    bool band_moved() const { return band_before != band_after; }
    bool gate_flipped() const { return was.retention_allowed != is.retention_allowed; }
    int64_t net_delta_fen() const { return is.net_fen - was.net_fen; }
  };

  absl::Status AddOne(const Change& change, const UnitKey& key) {
    if (!change.band_moved() && SameStored(change.was, change.is)) return absl::OkStatus();
    Count(change);
    if (answer_.totals_only) return absl::OkStatus();
    Tell(change, key, *message_.mutable_units()->add_units());
    return message_.units().units_size() < kChangesPerMessage ? absl::OkStatus() : Flush();
  }

  void Count(const Change& change) {
    result_.set_changed(result_.changed() + 1);
    if (change.net_delta_fen() > 0) result_.set_gainers(result_.gainers() + 1);
    if (change.net_delta_fen() < 0) result_.set_losers(result_.losers() + 1);
    if (change.band_moved()) result_.set_bands_moved(result_.bands_moved() + 1);
    if (change.gate_flipped()) result_.set_gates_flipped(result_.gates_flipped() + 1);
  }

  static void Tell(const Change& change, const UnitKey& key, v1::UnitChange& told) {
    told.set_institution_id(key.institution_id);
    told.set_fund(ToProto(key.fund));
    told.set_unit_class(ToProto(key.unit_class));
    told.set_band_before(change.band_before);
    told.set_band_after(change.band_after);
    told.set_band_moved(change.band_moved());
    told.set_gate_flipped(change.gate_flipped());
    told.set_payable_before_fen(change.was.payable_fen);
    told.set_payable_after_fen(change.is.payable_fen);
    told.set_held_before_fen(change.was.held_fen);
    told.set_held_after_fen(change.is.held_fen);
    told.set_net_before_fen(change.was.net_fen);
    told.set_net_after_fen(change.is.net_fen);
    told.set_net_delta_fen(change.net_delta_fen());
  }

  const BandNames before_;
  const BandNames after_;
  const VariantAnswer& answer_;
  int64_t units_ = 0;
  v1::WhatIfResponse message_;
  v1::VariantResult result_;
};

// The run's own hash if the variant changes nothing, else that of its inputs.
absl::StatusOr<std::string> InputsHash(const WhatIfRun& frozen, const Setting& setting,
                                       const UnitPages& pages) {
  const Run& run = frozen.run;
  const bool amounts = setting.run.reserve_fen != run.reserve_fen ||
                       setting.run.floor_fen != run.floor_fen ||
                       setting.run.pool_fen != run.pool_fen;
  if (!amounts && setting.renamed.empty() && setting.corrections.empty()) return run.inputs_sha256;
  InputsDigest digest({frozen.region, run.year, run.kind, "", frozen.funds, setting.run.reserve_fen,
                       setting.run.floor_fen, setting.run.pool_fen});
  PROBITY_RETURN_IF_ERROR(pages([&](const UnitPage& page) {
    for (const FrozenUnit& unit : page) {
      const auto renamed = setting.renamed.find(unit.input.policy_sha256);
      digest.Add(unit.input,
                 renamed == setting.renamed.end() ? unit.input.policy_sha256 : renamed->second);
    }
    return absl::OkStatus();
  }));
  return digest.Finish();
}

}  // namespace

absl::StatusOr<v1::VariantResult> SettleVariant(const WhatIfRun& run, const Basis& basis,
                                                const v1::Variant& variant, int32_t index,
                                                const VariantAnswer& answer) {
  PROBITY_ASSIGN_OR_RETURN(const Setting after, SettingOf(run, variant));
  const UnitPages pages = Corrected(basis.Pages(), after.corrections);
  PROBITY_ASSIGN_OR_RETURN(const std::string inputs, InputsHash(run, after, pages));
  const PolicyTable table = TableOf(after.policies);
  PROBITY_ASSIGN_OR_RETURN(const RegionTerms terms, TermsOfRun(table, after.run));
  Comparison comparison(run.policies, after.policies, index, answer);
  ResultDigest digest(inputs);
  size_t page_number = 0;
  UnitKey below;
  RunTotals totals;
  PROBITY_ASSIGN_OR_RETURN(
      totals.sums,
      SettleRun(pages, table, terms,
                [&](const UnitPage& page, const std::vector<UnitResult>& results) -> absl::Status {
                  PROBITY_ASSIGN_OR_RETURN(const auto was, basis.Page(page_number++, below));
                  if (was == nullptr) return absl::InternalError("the run has too few results");
                  for (size_t i = 0; i < page.size(); ++i) {
                    digest.Add(page[i].input.key, results[i]);
                  }
                  PROBITY_RETURN_IF_ERROR(comparison.Add(*was, page, results));
                  below = page.back().input.key;
                  return answer.progress(comparison.units());
                }));
  PROBITY_RETURN_IF_ERROR(comparison.Flush());
  comparison.result().set_result_sha256(digest.Finish(totals.sums));
  *comparison.result().mutable_after() = ToProto(totals);
  return comparison.result();
}

}  // namespace probity::settlement
