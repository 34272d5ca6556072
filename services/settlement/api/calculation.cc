#include "services/settlement/api/calculation.h"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/settlement/domain/digest.h"
#include "services/settlement/domain/payable.h"
#include "services/settlement/domain/rates.h"
#include "services/settlement/store/runs.h"

namespace probity::settlement {
namespace {

absl::Status EachPage(sql::Tx& tx, const UnitsOfRun& run,
                      const std::function<absl::Status(const std::vector<FrozenUnit>&)>& each) {
  UnitKey after;
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(const std::vector<FrozenUnit> page, InputsAfter(tx, run, after));
    if (page.empty()) return absl::OkStatus();
    PROBITY_RETURN_IF_ERROR(each(page));
    after = page.back().input.key;
  }
}

// Results of one page, in the order of keys; `after` is the key below the page.
using Emit = std::function<absl::Status(const UnitKey& after, const std::vector<KeyedResult>&)>;

// Gathers what a run comes to while its results pass by.
class Collector {
 public:
  Collector(const Run& run, const PolicyTable& policies, const Emit& emit)
      : run_(run), policies_(policies), emit_(emit), digest_(run.inputs_sha256) {}

  absl::Status Take(const UnitPage& page, const std::vector<UnitResult>& results) {
    std::vector<KeyedResult> keyed;
    keyed.reserve(page.size());
    for (size_t i = 0; i < page.size(); ++i) {
      const UnitInput& input = page[i].input;
      PROBITY_ASSIGN_OR_RETURN(const policy::Policy* policy, PolicyOf(policies_, input));
      if (SanctionOrderMissing(input, *policy)) ++sanction_orders_missing_;
      if (SettlesMoney(run_.kind)) {
        digest_.Add(input.key, results[i]);
      } else {
        digest_.Add(input.key, results[i].rates);
      }
      keyed.emplace_back(input.key, results[i]);
    }
    PROBITY_RETURN_IF_ERROR(emit_(after_, keyed));
    after_ = page.back().input.key;
    return absl::OkStatus();
  }

  Calculated Close(const std::optional<RunTotals>& totals) {
    Calculated calculated;
    calculated.sanction_orders_missing = sanction_orders_missing_;
    calculated.totals = totals;
    calculated.result_sha256 = totals.has_value() ? digest_.Finish(totals->sums) : digest_.Finish();
    return calculated;
  }

 private:
  const Run& run_;
  const PolicyTable& policies_;
  const Emit& emit_;
  ResultDigest digest_;
  UnitKey after_;
  int64_t sanction_orders_missing_ = 0;
};

absl::Status CalculateRatesOf(const UnitPages& pages, const PolicyTable& policies,
                              Collector& collector) {
  return pages([&](const UnitPage& page) -> absl::Status {
    std::vector<UnitResult> results;
    results.reserve(page.size());
    for (const FrozenUnit& unit : page) {
      PROBITY_ASSIGN_OR_RETURN(const policy::Policy* policy, PolicyOf(policies, unit.input));
      PROBITY_ASSIGN_OR_RETURN(results.emplace_back().rates, CalculateRates(unit.input, *policy));
    }
    return collector.Take(page, results);
  });
}

// Figures of one run's unit, if it holds it.
absl::StatusOr<std::optional<PublishedFigures>> FiguresIn(sql::Tx& tx, const UnitsOfRun& run,
                                                          const UnitKey& key) {
  const absl::StatusOr<Outcome> outcome = GetOutcome(tx, run, key);
  if (absl::IsNotFound(outcome.status())) return std::optional<PublishedFigures>();
  if (!outcome.ok()) return outcome.status();
  return std::optional<PublishedFigures>({outcome->unit.input, outcome->result});
}

// A supplementary run by the published plan; what it moves beside its units is measured against
// the figures that stood before.
absl::StatusOr<RunTotals> Restate(sql::Tx& tx, const std::string& region, const Run& run,
                                  const UnitPages& pages, const PolicyTable& policies,
                                  const EmitResults& emit) {
  PROBITY_ASSIGN_OR_RETURN(const Run corrected, GetRun(tx, region, run.corrects_run_id));
  const UnitsOfRun published{region, corrected.run_id};
  PROBITY_ASSIGN_OR_RETURN(const RunTotals then, GetTotals(tx, published));
  PROBITY_ASSIGN_OR_RETURN(const RegionTerms terms, TermsOfRun(policies, corrected));
  std::vector<UnitDelta> deltas;
  RunTotals totals;
  PROBITY_ASSIGN_OR_RETURN(
      totals.sums,
      RestateRun(
          pages, policies, terms, then.sums.plan,
          [&](const UnitKey& key) { return FiguresIn(tx, published, key); },
          [&](const UnitPage& page, const std::vector<UnitResult>& results) -> absl::Status {
            for (size_t i = 0; i < page.size(); ++i) {
              PROBITY_ASSIGN_OR_RETURN(const auto before,
                                       LatestFigures(tx, region, run, page[i].input.key));
              PROBITY_ASSIGN_OR_RETURN(
                  deltas.emplace_back(),
                  DeltaOf(results[i], before.has_value() ? before->result : UnitResult()));
            }
            return emit(page, results);
          }));
  PROBITY_ASSIGN_OR_RETURN(totals.reserve_move_fen, ReserveMove(deltas));
  PROBITY_ASSIGN_OR_RETURN(totals.exchange_fix_fen, ExchangeFix(deltas));
  // The reserve as the runs before left it, moved by this one.
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Run> runs, RunsOfYear(tx, region, run.year));
  totals.sums.reserve_after_fen = then.sums.reserve_after_fen + totals.reserve_move_fen;
  for (const Run& other : runs) {
    const bool between = other.number > corrected.number && other.number < run.number;
    if (!between || other.kind != RunKind::kSupplementary || other.state != RunState::kLocked) {
      continue;
    }
    PROBITY_ASSIGN_OR_RETURN(const RunTotals moved, GetTotals(tx, {region, other.run_id}));
    totals.sums.reserve_after_fen += moved.reserve_move_fen;
  }
  return totals;
}

absl::StatusOr<Calculated> Calculate(sql::Tx& tx, const std::string& region, const Run& run,
                                     const PoliciesBySha& policies, UnitsOnce& units,
                                     const Emit& emit) {
  const PolicyTable table = TableOf(policies);
  const UnitPages pages = units.Pages();
  Collector collector(run, table, emit);
  const EmitResults take = [&](const UnitPage& page, const std::vector<UnitResult>& results) {
    return collector.Take(page, results);
  };
  if (!SettlesMoney(run.kind)) {
    PROBITY_RETURN_IF_ERROR(CalculateRatesOf(pages, table, collector));
    return collector.Close(std::nullopt);
  }
  RunTotals totals;
  if (run.kind == RunKind::kSupplementary) {
    PROBITY_ASSIGN_OR_RETURN(totals, Restate(tx, region, run, pages, table, take));
  } else {
    PROBITY_ASSIGN_OR_RETURN(const RegionTerms terms, TermsOfRun(table, run));
    PROBITY_ASSIGN_OR_RETURN(totals.sums, SettleRun(pages, table, terms, take));
  }
  return collector.Close(totals);
}

absl::Status Mismatch(std::string_view what) {
  return Precondition(Reason::k_REPLAY_MISMATCH,
                      absl::StrCat("the replay of the run differs from what is stored: ",
                                   ToAbsl(what), "; abandon the run and have it examined"));
}

absl::Status Compare(const std::vector<KeyedResult>& computed, const std::vector<Outcome>& stored) {
  for (size_t i = 0; i < computed.size(); ++i) {
    const auto& [key, result] = computed[i];
    UnitResult as_stored = result;
    as_stored.recovery_fen.clear();
    if (i < stored.size() && stored[i].unit.input.key == key && stored[i].result == as_stored) {
      continue;
    }
    return Mismatch(KeyText(key));
  }
  return absl::OkStatus();
}

}  // namespace

namespace {

absl::StatusOr<InputSeals> SealPages(sql::Tx& tx, const std::string& region, const Run& run,
                                     const UnitPages& pages) {
  RunScope scope;
  scope.region = region;
  scope.year = run.year;
  scope.kind = run.kind;
  scope.reserve_fen = run.reserve_fen;
  scope.floor_fen = run.floor_fen;
  scope.pool_fen = run.pool_fen;
  if (!run.corrects_run_id.empty()) {
    PROBITY_ASSIGN_OR_RETURN(const Run corrected, GetRun(tx, region, run.corrects_run_id));
    scope.corrects_sha256 = corrected.result_sha256;
  }
  PROBITY_ASSIGN_OR_RETURN(scope.funds, FundsOfRun(tx, {region, run.run_id}));
  InputsDigest inputs(scope);
  FactsDigest facts;
  PROBITY_RETURN_IF_ERROR(pages([&](const UnitPage& page) {
    for (const FrozenUnit& unit : page) {
      inputs.Add(unit.input);
      facts.Add(unit.input.key, unit.facts);
    }
    return absl::OkStatus();
  }));
  return InputSeals{inputs.Finish(), facts.Finish()};
}

}  // namespace

UnitPages UnitsOnce::Pages() {
  return [this](const std::function<absl::Status(const UnitPage&)>& each) { return Pass(each); };
}

absl::Status UnitsOnce::Pass(const std::function<absl::Status(const UnitPage&)>& each) {
  if (passed_ && kept_.complete()) return kept_.Each(each);
  kept_.Clear();
  PROBITY_RETURN_IF_ERROR(EachPage(tx_, run_, [&](const UnitPage& page) {
    kept_.Add(page);
    return each(page);
  }));
  passed_ = true;
  return absl::OkStatus();
}

absl::StatusOr<InputSeals> SealInputs(sql::Tx& tx, const std::string& region, const Run& run) {
  return SealPages(tx, region, run, PagesOf(tx, {region, run.run_id}));
}

absl::Status CheckSeals(sql::Tx& tx, const std::string& region, const Run& run, UnitsOnce& units) {
  PROBITY_ASSIGN_OR_RETURN(const InputSeals seals, SealPages(tx, region, run, units.Pages()));
  if (seals.inputs_sha256 == run.inputs_sha256 && seals.facts_sha256 == run.facts_sha256) {
    return absl::OkStatus();
  }
  return Precondition(Reason::k_INPUTS_CHANGED_AFTER_FREEZE,
                      "the frozen inputs no longer have the hash of the freeze; abandon the run "
                      "and have it examined",
                      {{"inputs_sha256", run.inputs_sha256}});
}

absl::StatusOr<Calculated> CalculateAndStore(sql::Tx& tx, const std::string& region, const Run& run,
                                             const PoliciesBySha& policies, UnitsOnce& units,
                                             const Progress& progress) {
  const UnitsOfRun stored{region, run.run_id};
  int64_t done = 0;
  PROBITY_ASSIGN_OR_RETURN(const Calculated calculated,
                           Calculate(tx, region, run, policies, units,
                                     [&](const UnitKey&, const std::vector<KeyedResult>& results) {
                                       done += static_cast<int64_t>(results.size());
                                       progress(done);
                                       return InsertResults(tx, stored, results);
                                     }));
  if (calculated.totals.has_value()) {
    PROBITY_RETURN_IF_ERROR(InsertTotals(tx, stored, *calculated.totals));
  }
  return calculated;
}

absl::Status Replay(sql::Tx& tx, const std::string& region, const Run& run,
                    const PoliciesBySha& policies, UnitsOnce& units) {
  const UnitsOfRun results_of{region, run.run_id};
  PROBITY_ASSIGN_OR_RETURN(
      const Calculated again,
      Calculate(tx, region, run, policies, units,
                [&](const UnitKey& after, const std::vector<KeyedResult>& results) -> absl::Status {
                  PROBITY_ASSIGN_OR_RETURN(
                      const auto stored,
                      OutcomesAfter(tx, results_of, after, static_cast<int64_t>(results.size())));
                  return Compare(results, stored);
                }));
  if (again.totals.has_value()) {
    const auto stored = GetTotals(tx, results_of);
    if (absl::IsNotFound(stored.status())) return Mismatch("totals");
    if (!stored.ok()) return stored.status();
    if (*stored != *again.totals) return Mismatch("totals");
  }
  return again.result_sha256 == run.result_sha256 ? absl::OkStatus() : Mismatch("result_sha256");
}

PolicyTable TableOf(const PoliciesBySha& policies) {
  PolicyTable table;
  for (const auto& [sha256, policy] : policies) table.emplace(sha256, policy.get());
  return table;
}

UnitPages PagesOf(sql::Tx& tx, const UnitsOfRun& run) {
  return [&tx, run](const std::function<absl::Status(const UnitPage&)>& each) {
    return EachPage(tx, run, each);
  };
}

absl::StatusOr<RegionTerms> TermsOfRun(const PolicyTable& policies, const Run& run) {
  PROBITY_ASSIGN_OR_RETURN(const policy::Incentive incentive, IncentiveOf(policies));
  return TermsOf(incentive, run.reserve_fen, run.floor_fen, run.pool_fen);
}

absl::StatusOr<std::optional<PublishedFigures>> LatestFigures(sql::Tx& tx,
                                                              const std::string& region,
                                                              const Run& run, const UnitKey& key) {
  PROBITY_ASSIGN_OR_RETURN(std::vector<Run> runs, RunsOfYear(tx, region, run.year));
  std::reverse(runs.begin(), runs.end());
  for (const Run& other : runs) {
    if (other.number >= run.number || other.state != RunState::kLocked ||
        !SettlesMoney(other.kind)) {
      continue;
    }
    PROBITY_ASSIGN_OR_RETURN(auto found, FiguresIn(tx, {region, other.run_id}, key));
    if (found.has_value()) return found;
  }
  return std::optional<PublishedFigures>();
}

UnitResult WithInstalments(const UnitResult& stored, const policy::Policy& policy) {
  UnitResult whole = stored;
  whole.recovery_fen = RecoveryPlan(stored.net_fen, policy.settlement.recovery_instalments);
  return whole;
}

std::string_view EngineOf(RunKind kind) {
  return SettlesMoney(kind) ? kSettlementEngine : kEngineVersion;
}

}  // namespace probity::settlement
