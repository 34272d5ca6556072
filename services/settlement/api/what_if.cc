#include "services/settlement/api/what_if.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/crypto/crypto.h"
#include "common/policy/evaluate.h"
#include "common/policy/load.h"
#include "common/status/status.h"
#include "services/settlement/api/calculation.h"
#include "services/settlement/api/convert.h"
#include "services/settlement/api/policy_patch.h"
#include "services/settlement/api/supplementary_run.h"
#include "services/settlement/domain/digest.h"
#include "services/settlement/store/read_only.h"
#include "services/settlement/store/runs.h"
#include "services/settlement/store/units.h"

namespace probity::settlement {
namespace {

constexpr int kMaxVariants = 1000;
constexpr size_t kMaxName = 100;
constexpr int kChangesPerMessage = 500;
// A run of up to so many units is read once for all variants; a larger one for each anew, so that
// memory does not grow with the region.
constexpr int64_t kUnitsInMemory = 20'000;
constexpr absl::Duration kPace = absl::Milliseconds(500);

// What a variant settles with. Its policies keep the names by which the frozen units know them.
struct Setting {
  PoliciesBySha policies;
  std::map<std::string, std::string> renamed;  // sha256 of a patched policy by the frozen one's
  Corrections corrections;
  Run run;  // with the variant's amounts
};

absl::StatusOr<Setting> SettingOf(sql::Tx& tx, const std::string& region, const Run& run,
                                  const PoliciesBySha& policies, const v1::Variant& variant) {
  Setting setting{policies, {}, {}, run};
  for (const v1::PolicyPatch& patch : variant.policies()) {
    if (!policies.contains(patch.policy_sha256())) {
      return Refuse(absl::StatusCode::kInvalidArgument, Reason::k_VARIANT_INVALID,
                    "the run was not frozen with this policy",
                    {{"policy_sha256", patch.policy_sha256()}});
    }
    PROBITY_ASSIGN_OR_RETURN(const std::string content,
                             GetPolicyFile(tx, region, patch.policy_sha256()));
    PROBITY_ASSIGN_OR_RETURN(const std::string text, PatchPolicy(content, patch.text()));
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

std::string BandOf(const Setting& setting, const UnitInput& input) {
  const policy::Policy& policy = *setting.policies.at(input.policy_sha256);
  return policy::BandText(policy.bands.at(policy::EvaluateBand(policy, input.points)),
                          policy.point_scale);
}

// The run as it was calculated, page after page: kept, or read anew for every variant.
class Basis {
 public:
  Basis(sql::Tx& tx, UnitsOfRun run) : tx_(tx), run_(std::move(run)) {}

  absl::Status Open(const Run& run) {
    keep_ = run.units <= kUnitsInMemory;
    if (!keep_) return absl::OkStatus();
    return EachOutcomes([this](const std::vector<Outcome>& page) {
      kept_.push_back(page);
      return absl::OkStatus();
    });
  }

  UnitPages Pages() const {
    return [this](const std::function<absl::Status(const UnitPage&)>& each) -> absl::Status {
      const auto units = [&each](const std::vector<Outcome>& page) {
        UnitPage inputs;
        inputs.reserve(page.size());
        for (const Outcome& outcome : page) inputs.push_back(outcome.unit);
        return each(inputs);
      };
      if (!keep_) return EachOutcomes(units);
      for (const std::vector<Outcome>& page : kept_) PROBITY_RETURN_IF_ERROR(units(page));
      return absl::OkStatus();
    };
  }

  // The page of outcomes of number `index` that begins above `after`.
  absl::StatusOr<std::vector<Outcome>> Page(size_t index, const UnitKey& after) const {
    if (keep_) return kept_.at(index);
    return OutcomesAfter(tx_, run_, after, kUnitsPerPage);
  }

 private:
  absl::Status EachOutcomes(
      const std::function<absl::Status(const std::vector<Outcome>&)>& each) const {
    UnitKey after;
    while (true) {
      PROBITY_ASSIGN_OR_RETURN(const auto page, OutcomesAfter(tx_, run_, after, kUnitsPerPage));
      if (page.empty()) return absl::OkStatus();
      PROBITY_RETURN_IF_ERROR(each(page));
      after = page.back().unit.input.key;
    }
  }

  sql::Tx& tx_;
  const UnitsOfRun run_;
  bool keep_ = false;
  std::vector<std::vector<Outcome>> kept_;
};

// What one variant does to the units, gathered while they pass by.
class Comparison {
 public:
  Comparison(const Setting& before, const Setting& after, const v1::WhatIfRequest& request,
             int32_t variant, rpc::Sink& sink)
      : before_(before), after_(after), totals_only_(request.totals_only()), sink_(sink) {
    message_.set_variant(variant);
  }

  absl::Status Add(const Outcome& was, const UnitInput& input, const UnitResult& result) {
    result_.set_units(result_.units() + 1);
    v1::UnitChange change;
    change.set_band_before(BandOf(before_, was.unit.input));
    change.set_band_after(BandOf(after_, input));
    change.set_band_moved(change.band_before() != change.band_after());
    change.set_gate_flipped(was.result.retention_allowed != result.retention_allowed);
    change.set_net_delta_fen(result.net_fen - was.result.net_fen);
    const bool same = was.result == Stored(result) && !change.band_moved();
    if (same) return absl::OkStatus();
    Count(change);
    if (totals_only_) return absl::OkStatus();
    change.set_institution_id(input.key.institution_id);
    change.set_fund(ToProto(input.key.fund));
    change.set_unit_class(ToProto(input.key.unit_class));
    change.set_payable_before_fen(was.result.payable_fen);
    change.set_payable_after_fen(result.payable_fen);
    change.set_held_before_fen(was.result.held_fen);
    change.set_held_after_fen(result.held_fen);
    change.set_net_before_fen(was.result.net_fen);
    change.set_net_after_fen(result.net_fen);
    *message_.mutable_units()->add_units() = std::move(change);
    return message_.units().units_size() < kChangesPerMessage ? absl::OkStatus() : Flush();
  }

  absl::Status Flush() {
    if (message_.part_case() != v1::WhatIfResponse::kUnits) return absl::OkStatus();
    const absl::Status written = sink_.Write(message_);
    message_.clear_part();
    return written;
  }

  v1::VariantResult& result() { return result_; }

 private:
  static UnitResult Stored(UnitResult result) {
    result.recovery_fen.clear();
    return result;
  }

  void Count(const v1::UnitChange& change) {
    result_.set_changed(result_.changed() + 1);
    if (change.net_delta_fen() > 0) result_.set_gainers(result_.gainers() + 1);
    if (change.net_delta_fen() < 0) result_.set_losers(result_.losers() + 1);
    if (change.band_moved()) result_.set_bands_moved(result_.bands_moved() + 1);
    if (change.gate_flipped()) result_.set_gates_flipped(result_.gates_flipped() + 1);
  }

  const Setting& before_;
  const Setting& after_;
  const bool totals_only_;
  rpc::Sink& sink_;
  v1::WhatIfResponse message_;
  v1::VariantResult result_;
};

// The run's own hash if the variant changes nothing, else that of its inputs.
absl::StatusOr<std::string> InputsHash(sql::Tx& tx, const std::string& region,
                                       const Setting& setting, const Run& run,
                                       const UnitPages& pages) {
  const bool amounts = setting.run.reserve_fen != run.reserve_fen ||
                       setting.run.floor_fen != run.floor_fen ||
                       setting.run.pool_fen != run.pool_fen;
  if (!amounts && setting.renamed.empty() && setting.corrections.empty()) return run.inputs_sha256;
  RunScope scope{region,
                 run.year,
                 run.kind,
                 "",
                 {},
                 setting.run.reserve_fen,
                 setting.run.floor_fen,
                 setting.run.pool_fen};
  PROBITY_ASSIGN_OR_RETURN(scope.funds, FundsOfRun(tx, {region, run.run_id}));
  InputsDigest digest(scope);
  PROBITY_RETURN_IF_ERROR(pages([&](const UnitPage& page) {
    for (const FrozenUnit& unit : page) {
      UnitInput input = unit.input;
      const auto renamed = setting.renamed.find(input.policy_sha256);
      if (renamed != setting.renamed.end()) input.policy_sha256 = renamed->second;
      digest.Add(input);
    }
    return absl::OkStatus();
  }));
  return digest.Finish();
}

class VariantsOfRun {
 public:
  VariantsOfRun(sql::Tx& tx, std::string region, const v1::WhatIfRequest& request, rpc::Sink& sink)
      : tx_(tx), region_(std::move(region)), request_(request), sink_(sink) {}

  absl::Status Run(PolicyFiles& files) {
    PROBITY_ASSIGN_OR_RETURN(run_, GetRun(tx_, region_, request_.run_id()));
    PROBITY_RETURN_IF_ERROR(CheckRun());
    const UnitsOfRun units{region_, run_.run_id};
    PROBITY_ASSIGN_OR_RETURN(policies_, files.OfRun(tx_, run_.run_id));
    PROBITY_ASSIGN_OR_RETURN(totals_, GetTotals(tx_, units));
    basis_.emplace(tx_, units);
    PROBITY_RETURN_IF_ERROR(basis_->Open(run_));
    for (int i = 0; i < request_.variants_size(); ++i) {
      v1::WhatIfResponse message;
      message.set_variant(i);
      const absl::StatusOr<v1::VariantResult> result = One(i);
      if (result.ok()) {
        *message.mutable_result() = *result;
      } else if (HasReason(result.status(), Reason::k_WRITE_IN_WHAT_IF) ||
                 !Refused(result.status())) {
        return result.status();
      } else {
        // A variant that cannot be settled says so and keeps no other from its answer.
        message.mutable_result()->set_refused(DetailOf(result.status()).reason);
        message.mutable_result()->set_refused_text(std::string(result.status().message()));
      }
      message.mutable_result()->set_name(request_.variants(i).name());
      *message.mutable_result()->mutable_before() = ToProto(totals_);
      PROBITY_RETURN_IF_ERROR(sink_.Write(message));
    }
    return absl::OkStatus();
  }

 private:
  static bool Refused(const absl::Status& status) {
    return absl::IsFailedPrecondition(status) || absl::IsInvalidArgument(status) ||
           absl::IsOutOfRange(status);
  }

  absl::Status CheckRun() const {
    const bool calculated = run_.state == RunState::kCalculated ||
                            run_.state == RunState::kReviewed || run_.state == RunState::kLocked;
    const bool whole = run_.kind == RunKind::kFinal || run_.kind == RunKind::kResplit;
    if (calculated && whole) return absl::OkStatus();
    return Precondition(Reason::k_RUN_STATE,
                        "a what-if compares with a calculated FINAL or RESPLIT run",
                        {{"state", std::string(RunStateName(run_.state))}});
  }

  absl::StatusOr<v1::VariantResult> One(int index) {
    const v1::Variant& variant = request_.variants(index);
    const Setting before{policies_, {}, {}, run_};
    PROBITY_ASSIGN_OR_RETURN(const Setting after,
                             SettingOf(tx_, region_, run_, policies_, variant));
    const UnitPages pages = Corrected(basis_->Pages(), after.corrections);
    PROBITY_ASSIGN_OR_RETURN(const std::string inputs,
                             InputsHash(tx_, region_, after, run_, pages));
    const PolicyTable table = TableOf(after.policies);
    PROBITY_ASSIGN_OR_RETURN(const RegionTerms terms, TermsOfRun(table, after.run));
    Comparison comparison(before, after, request_, index, sink_);
    ResultDigest digest(inputs);
    size_t page_number = 0;
    UnitKey below;
    RunTotals totals;
    PROBITY_ASSIGN_OR_RETURN(
        totals.sums,
        SettleRun(
            pages, table, terms,
            [&](const UnitPage& page, const std::vector<UnitResult>& results) -> absl::Status {
              PROBITY_ASSIGN_OR_RETURN(const auto was, basis_->Page(page_number++, below));
              for (size_t i = 0; i < page.size(); ++i) {
                digest.Add(page[i].input.key, results[i]);
                PROBITY_RETURN_IF_ERROR(comparison.Add(was.at(i), page[i].input, results[i]));
              }
              below = page.back().input.key;
              return Tell(index, comparison.result().units());
            }));
    PROBITY_RETURN_IF_ERROR(comparison.Flush());
    comparison.result().set_result_sha256(digest.Finish(totals.sums));
    *comparison.result().mutable_after() = ToProto(totals);
    return comparison.result();
  }

  // Now and then, how far it is.
  absl::Status Tell(int variant, int64_t units) {
    if (absl::Now() - told_ < kPace) return absl::OkStatus();
    told_ = absl::Now();
    v1::WhatIfResponse message;
    message.set_variant(variant);
    message.mutable_progress()->set_stage("WHAT_IF");
    message.mutable_progress()->set_done(units);
    message.mutable_progress()->set_total(run_.units);
    return sink_.Write(message);
  }

  sql::Tx& tx_;
  const std::string region_;
  const v1::WhatIfRequest& request_;
  rpc::Sink& sink_;
  settlement::Run run_;
  PoliciesBySha policies_;
  RunTotals totals_;
  std::optional<Basis> basis_;
  absl::Time told_ = absl::InfinitePast();
};

absl::Status CheckRequest(const v1::WhatIfRequest& request) {
  FieldCheck check;
  check.Check(request.variants_size() > 0 && request.variants_size() <= kMaxVariants, "variants",
              "1 to 1000");
  for (int i = 0; i < request.variants_size(); ++i) {
    check.Check(request.variants(i).name().size() <= kMaxName,
                absl::StrCat("variants[", i, "].name"), "at most 100 bytes");
  }
  return check.Result();
}

}  // namespace

absl::Status WhatIf(const ServiceEnv& env, const rpc::Call& call, const v1::WhatIfRequest& request,
                    rpc::Sink& sink) {
  PROBITY_RETURN_IF_ERROR(CheckRequest(request));
  bool begun = false;
  return env.database.Read(call.deadline, [&](sql::Tx& tx) -> absl::Status {
    // Part of the answer may be on its way: it cannot be begun again.
    if (begun) {
      return Refuse(absl::StatusCode::kAborted, Reason::k_CONFLICT,
                    "the connection to the database was lost; ask again");
    }
    begun = true;
    ReadOnlyTx read_only(tx);
    return VariantsOfRun(read_only, env.region, request, sink).Run(env.policies);
  });
}

}  // namespace probity::settlement
