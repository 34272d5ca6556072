#include "services/settlement/api/calculation.h"

#include <functional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/settlement/domain/digest.h"
#include "services/settlement/domain/rates.h"
#include "services/settlement/store/units.h"

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

absl::Status NotPinned(const UnitInput& input) {
  return Precondition(Reason::k_POLICY_CHANGED_AFTER_FREEZE,
                      absl::StrCat("the policy of ", KeyText(input.key),
                                   " is not among those the run was frozen with"),
                      {{"policy_sha256", input.policy_sha256}});
}

// Results of one page, in the order of keys; `after` is the key below the page.
using Emit = std::function<absl::Status(const UnitKey& after, const std::vector<KeyedRates>&)>;

absl::StatusOr<Calculated> Calculate(sql::Tx& tx, const std::string& region, const Run& run,
                                     const PoliciesBySha& policies, const Emit& emit) {
  Calculated calculated;
  ResultDigest digest(run.inputs_sha256);
  UnitKey after;
  const auto calculate_page = [&](const std::vector<FrozenUnit>& page) -> absl::Status {
    std::vector<KeyedRates> results;
    results.reserve(page.size());
    for (const auto& [input, facts] : page) {
      const auto pinned = policies.find(input.policy_sha256);
      if (pinned == policies.end()) return NotPinned(input);
      const policy::Policy& policy = *pinned->second;
      PROBITY_ASSIGN_OR_RETURN(const UnitRates rates, CalculateRates(input, policy));
      digest.Add(input.key, rates);
      if (SanctionOrderMissing(input, policy)) ++calculated.sanction_orders_missing;
      results.emplace_back(input.key, rates);
    }
    PROBITY_RETURN_IF_ERROR(emit(after, results));
    after = results.back().first;
    return absl::OkStatus();
  };
  PROBITY_RETURN_IF_ERROR(EachPage(tx, {region, run.run_id}, calculate_page));
  calculated.result_sha256 = digest.Finish();
  return calculated;
}

absl::Status Mismatch(std::string_view what) {
  return Precondition(Reason::k_REPLAY_MISMATCH,
                      absl::StrCat("the replay of the run differs from what is stored: ",
                                   ToAbsl(what), "; abandon the run and have it examined"));
}

absl::Status Compare(const std::vector<KeyedRates>& computed, const std::vector<Outcome>& stored) {
  for (size_t i = 0; i < computed.size(); ++i) {
    const auto& [key, rates] = computed[i];
    if (i < stored.size() && stored[i].unit.input.key == key && stored[i].rates == rates) continue;
    return Mismatch(KeyText(key));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<InputSeals> SealInputs(sql::Tx& tx, const std::string& region, const Run& run) {
  const UnitsOfRun units{region, run.run_id};
  RunScope scope;
  scope.region = region;
  scope.year = run.year;
  scope.kind = run.kind;
  PROBITY_ASSIGN_OR_RETURN(scope.funds, FundsOfRun(tx, units));
  InputsDigest inputs(scope);
  FactsDigest facts;
  PROBITY_RETURN_IF_ERROR(EachPage(tx, units, [&](const std::vector<FrozenUnit>& page) {
    for (const FrozenUnit& unit : page) {
      inputs.Add(unit.input);
      facts.Add(unit.input.key, unit.facts);
    }
    return absl::OkStatus();
  }));
  return InputSeals{inputs.Finish(), facts.Finish()};
}

absl::Status CheckSeals(sql::Tx& tx, const std::string& region, const Run& run) {
  PROBITY_ASSIGN_OR_RETURN(const InputSeals seals, SealInputs(tx, region, run));
  if (seals.inputs_sha256 == run.inputs_sha256 && seals.facts_sha256 == run.facts_sha256) {
    return absl::OkStatus();
  }
  return Precondition(Reason::k_INPUTS_CHANGED_AFTER_FREEZE,
                      "the frozen inputs no longer have the hash of the freeze; abandon the run "
                      "and have it examined",
                      {{"inputs_sha256", run.inputs_sha256}});
}

absl::StatusOr<Calculated> CalculateAndStore(sql::Tx& tx, const std::string& region, const Run& run,
                                             const PoliciesBySha& policies) {
  return Calculate(tx, region, run, policies,
                   [&](const UnitKey&, const std::vector<KeyedRates>& results) {
                     return InsertResults(tx, {region, run.run_id}, results);
                   });
}

absl::Status Replay(sql::Tx& tx, const std::string& region, const Run& run,
                    const PoliciesBySha& policies) {
  const UnitsOfRun units{region, run.run_id};
  PROBITY_ASSIGN_OR_RETURN(
      const Calculated again,
      Calculate(tx, region, run, policies,
                [&](const UnitKey& after, const std::vector<KeyedRates>& results) -> absl::Status {
                  PROBITY_ASSIGN_OR_RETURN(
                      const auto stored,
                      OutcomesAfter(tx, units, after, static_cast<int64_t>(results.size())));
                  return Compare(results, stored);
                }));
  return again.result_sha256 == run.result_sha256 ? absl::OkStatus() : Mismatch("result_sha256");
}

}  // namespace probity::settlement
