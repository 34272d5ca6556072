#include "services/settlement/api/calculation.h"

#include <algorithm>
#include <functional>
#include <future>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/settlement/api/handover.h"
#include "services/settlement/api/units_once.h"
#include "services/settlement/domain/digest.h"
#include "services/settlement/domain/payable.h"
#include "services/settlement/domain/rates.h"
#include "services/settlement/store/runs.h"

namespace probity::settlement {
namespace {

// Results of one page, in the order of keys; `after` is the key below the page.
struct ResultPage {
  UnitKey after;
  std::vector<KeyedResult> results;
};
using Emit = std::function<absl::Status(ResultPage)>;

// Gathers what a run comes to while its results pass by.
class Collector {
 public:
  Collector(const Run& run, const PolicyTable& policies, const Emit& emit)
      : run_(run), policies_(policies), emit_(emit), digest_(run.inputs_sha256) {}

  absl::Status Take(const UnitPage& page, const std::vector<UnitResult>& results) {
    ResultPage keyed{std::move(after_), {}};
    keyed.results.reserve(page.size());
    for (size_t i = 0; i < page.size(); ++i) {
      const UnitInput& input = page[i].input;
      PROBITY_ASSIGN_OR_RETURN(const policy::Policy* policy, PolicyOf(policies_, input));
      if (SanctionOrderMissing(input, *policy)) ++sanction_orders_missing_;
      if (SettlesMoney(run_.kind)) {
        digest_.Add(input.key, results[i]);
      } else {
        digest_.Add(input.key, results[i].rates);
      }
      keyed.results.emplace_back(input.key, results[i]);
    }
    after_ = page.back().input.key;
    return emit_(std::move(keyed));
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

// A supplementary run reads what stood before while it is calculated.
absl::StatusOr<Calculated> CalculateHere(sql::Tx* tx, const std::string& region, const Run& run,
                                         const PoliciesBySha& policies, const UnitPages& pages,
                                         const Emit& emit) {
  const PolicyTable table = TableOf(policies);
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
    PROBITY_ASSIGN_OR_RETURN(totals, Restate(*tx, region, run, pages, table, take));
  } else {
    PROBITY_ASSIGN_OR_RETURN(const RegionTerms terms, TermsOfRun(table, run));
    PROBITY_ASSIGN_OR_RETURN(totals.sums, SettleRun(pages, table, terms, take));
  }
  return collector.Close(totals);
}

// The same with the calculation in a thread of its own, while this one, whose transaction it is,
// takes what it comes to. Nothing but units kept in memory may be read for it.
absl::StatusOr<Calculated> CalculateAside(const std::string& region, const Run& run,
                                          const PoliciesBySha& policies, const UnitPages& pages,
                                          const Emit& emit) {
  Handover<ResultPage> made(kPagesAhead);
  std::future<absl::StatusOr<Calculated>> calculation = std::async(std::launch::async, [&] {
    const EndAtExit end(made);
    return CalculateHere(nullptr, region, run, policies, pages, [&made](ResultPage page) {
      return made.Give(std::move(page)) ? absl::OkStatus() : absl::CancelledError("not wanted");
    });
  });
  {
    const EndAtExit end(made);  // before the thread is waited for
    while (std::optional<ResultPage> page = made.Take()) {
      PROBITY_RETURN_IF_ERROR(emit(*std::move(page)));
    }
  }
  return calculation.get();
}

absl::StatusOr<Calculated> Calculate(sql::Tx& tx, const std::string& region, const Run& run,
                                     const PoliciesBySha& policies, UnitsOnce& units,
                                     const Emit& emit) {
  const bool reads = run.kind == RunKind::kSupplementary || !units.kept();
  if (reads) return CalculateHere(&tx, region, run, policies, units.Pages(), emit);
  return CalculateAside(region, run, policies, units.Pages(), emit);
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

absl::StatusOr<InputSeals> SealInputs(sql::Tx& tx, const std::string& region, const Run& run) {
  const UnitsOfRun units{region, run.run_id};
  return SealPages(tx, region, run, [&](const std::function<absl::Status(const UnitPage&)>& each) {
    return EachPageAside(tx, units, each);
  });
}

absl::Status CheckSeals(sql::Tx& tx, const std::string& region, const Run& run, UnitsOnce& units) {
  PROBITY_ASSIGN_OR_RETURN(const InputSeals seals, SealPages(tx, region, run, units.FirstPages()));
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
                           Calculate(tx, region, run, policies, units, [&](const ResultPage& page) {
                             done += static_cast<int64_t>(page.results.size());
                             progress(done);
                             return InsertResults(tx, stored, page.results);
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
      Calculate(tx, region, run, policies, units, [&](const ResultPage& page) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(
            const auto stored,
            OutcomesAfter(tx, results_of, page.after, static_cast<int64_t>(page.results.size())));
        return Compare(page.results, stored);
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
