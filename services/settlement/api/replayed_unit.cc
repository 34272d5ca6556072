#include "services/settlement/api/replayed_unit.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/quality/score.h"
#include "common/status/status.h"
#include "services/settlement/api/calculation.h"
#include "services/settlement/domain/payable.h"
#include "services/settlement/domain/rates.h"
#include "services/settlement/domain/settle_unit.h"
#include "services/settlement/store/runs.h"

namespace probity::settlement {
namespace {

absl::Status Mismatch(const UnitKey& key, std::string_view what) {
  return Precondition(Reason::k_REPLAY_MISMATCH,
                      absl::StrCat("the stored ", ToAbsl(what), " of ", KeyText(key),
                                   " is not what its frozen inputs give"),
                      {{"unit", KeyText(key)}});
}

// How the region shared: by the plan of the run itself, or of the one it corrects.
absl::StatusOr<RegionFacts> FactsOf(const ServiceEnv& env, sql::Tx& tx, const Run& run,
                                    const Outcome& outcome, const policy::Policy& policy) {
  RegionFacts facts;
  Run shared = run;
  facts.corrects = run.kind == RunKind::kSupplementary;
  if (facts.corrects) {
    PROBITY_ASSIGN_OR_RETURN(shared, GetRun(tx, env.region, run.corrects_run_id));
  }
  PROBITY_ASSIGN_OR_RETURN(const PoliciesBySha policies, env.policies.OfRun(tx, shared.run_id));
  PROBITY_ASSIGN_OR_RETURN(facts.terms, TermsOfRun(TableOf(policies), shared));
  PROBITY_ASSIGN_OR_RETURN(const RunTotals totals, GetTotals(tx, {env.region, shared.run_id}));
  facts.totals = totals.sums;
  PROBITY_ASSIGN_OR_RETURN(facts.weight,
                           WeighUnit(outcome.unit.input, policy, outcome.result, facts.terms));
  if (!facts.corrects) return facts;
  const auto then = GetOutcome(tx, {env.region, shared.run_id}, outcome.unit.input.key);
  if (absl::IsNotFound(then.status())) return facts;
  if (!then.ok()) return then.status();
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef its,
                           env.policies.Get(tx, then->unit.input.policy_sha256));
  facts.published = PublishedUnit{then->result, {}};
  PROBITY_ASSIGN_OR_RETURN(facts.published->weight,
                           WeighUnit(then->unit.input, *its, then->result, facts.terms));
  return facts;
}

// A share by largest remainder is its exact value rounded down, or a fen more.
absl::Status CheckShare(const RegionFacts& region, const Outcome& outcome, const UnitResult& own) {
  PROBITY_ASSIGN_OR_RETURN(const Floors floors,
                           FloorShares(region.totals.plan, own, region.weight));
  const UnitResult& stored = outcome.result;
  const RegionShares shares{stored.rate_scaled_fen, stored.withhold_fen, stored.incentive_fen};
  const bool more = floors.remainder > 0 && shares == OneFenMore(region.totals.plan, floors);
  if (shares == floors.shares || more) return absl::OkStatus();
  return Mismatch(outcome.unit.input.key, "share of the region");
}

absl::StatusOr<UnitResult> Again(const Outcome& outcome, const policy::Policy& policy,
                                 const std::optional<RegionFacts>& region) {
  const UnitInput& input = outcome.unit.input;
  UnitResult result;
  if (!region.has_value()) {
    PROBITY_ASSIGN_OR_RETURN(result.rates, CalculateRates(input, policy));
    return result;
  }
  if (region->corrects) {
    return RestateUnit(input, policy, region->terms, region->totals.plan,
                       region->published.has_value() ? &*region->published : nullptr);
  }
  PROBITY_ASSIGN_OR_RETURN(const UnitResult own, SettleUnit(input, policy));
  PROBITY_RETURN_IF_ERROR(CheckShare(*region, outcome, own));
  const RegionShares shares{outcome.result.rate_scaled_fen, outcome.result.withhold_fen,
                            outcome.result.incentive_fen};
  return FinishUnit(input, own, shares, policy.settlement.recovery_instalments);
}

// A correction may state a score of its own; otherwise it is that of the frozen rows.
absl::Status CheckScore(const Run& run, const Outcome& outcome, const policy::Policy& policy) {
  const FrozenUnit& unit = outcome.unit;
  if (unit.facts.measured.empty() || Corrects(run.kind)) return absl::OkStatus();
  const auto score = quality::ScoreOf(policy.settlement.quality, unit.facts.measured);
  if (score.ok() && score->score_centi == unit.input.score_centi) return absl::OkStatus();
  return Mismatch(unit.input.key, "quality score");
}

}  // namespace

absl::StatusOr<ReplayedUnit> ReplayUnit(const ServiceEnv& env, sql::Tx& tx, const Run& run,
                                        const UnitKey& key) {
  ReplayedUnit unit;
  unit.run = run;
  PROBITY_ASSIGN_OR_RETURN(unit.outcome, GetOutcome(tx, {env.region, run.run_id}, key));
  PROBITY_ASSIGN_OR_RETURN(unit.policy,
                           env.policies.Get(tx, unit.outcome.unit.input.policy_sha256));
  if (SettlesMoney(run.kind)) {
    PROBITY_ASSIGN_OR_RETURN(unit.region, FactsOf(env, tx, run, unit.outcome, *unit.policy));
  }
  PROBITY_ASSIGN_OR_RETURN(UnitResult again, Again(unit.outcome, *unit.policy, unit.region));
  again.recovery_fen.clear();
  if (again != unit.outcome.result) return Mismatch(key, "result");
  PROBITY_RETURN_IF_ERROR(CheckScore(run, unit.outcome, *unit.policy));
  if (SettlesMoney(run.kind)) {
    unit.outcome.result = WithInstalments(unit.outcome.result, *unit.policy);
  }
  return unit;
}

}  // namespace probity::settlement
