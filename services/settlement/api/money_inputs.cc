#include "services/settlement/api/money_inputs.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/settlement/domain/inputs/actual.h"
#include "services/settlement/domain/inputs/contract_row.h"
#include "services/settlement/domain/inputs/indicator_row.h"
#include "services/settlement/store/inputs/input_columns.h"

namespace probity::settlement {
namespace {

enum Kind : size_t { kActuals = 0, kIndicators = 1, kContracts = 2 };

FrozenUnit* UnitWith(std::vector<FrozenUnit>& units, const UnitKey& key) {
  const auto found = std::find_if(units.begin(), units.end(),
                                  [&key](const FrozenUnit& unit) { return unit.input.key == key; });
  return found == units.end() ? nullptr : &*found;
}

// The units of an institution without budgets are those that something was claimed of.
void UnitsByClaims(const std::vector<Actual>& actuals, std::vector<FrozenUnit>& units) {
  if (actuals.empty()) return;
  const FrozenUnit bare = units.front();
  units.clear();
  for (const Actual& actual : actuals) {
    units.push_back(bare);
    units.back().input.key = actual.key;
  }
}

void NoBudget(const UnitKey& key, std::string_view what, std::vector<UnitProblem>& problems) {
  problems.push_back({KeyText(key), "", Reason::k_MISSING_BUDGET,
                      absl::StrCat(ToAbsl(what), " of a fund and class that has no budget")});
}

}  // namespace

absl::StatusOr<MoneyInputs> MoneyInputs::Open(sql::Tx& tx, const std::string& region,
                                              int32_t year) {
  std::vector<std::unique_ptr<InputCursor>> cursors;
  for (const InputKind kind : {InputKind::kActual, InputKind::kIndicator, InputKind::kContract}) {
    PROBITY_ASSIGN_OR_RETURN(const InputEdition edition, CurrentEdition(tx, kind, region, year));
    cursors.push_back(std::make_unique<InputCursor>(tx, edition));
  }
  return MoneyInputs(year, std::move(cursors));
}

absl::Status MoneyInputs::SkipTo(const std::string& institution_id,
                                 std::vector<UnitProblem>& problems) {
  for (const auto& cursor : cursors_) {
    while (true) {
      PROBITY_ASSIGN_OR_RETURN(const std::string next, cursor->Peek());
      if (next.empty() || (!institution_id.empty() && next >= institution_id)) break;
      PROBITY_RETURN_IF_ERROR(cursor->Take(next).status());
      problems.push_back({next, "", Reason::k_UNKNOWN_INSTITUTION,
                          "imported figures of an institution that is not in the register"});
    }
  }
  return absl::OkStatus();
}

absl::Status MoneyInputs::Complete(const Standing& standing, const policy::Policy& policy,
                                   bool has_budgets, std::vector<FrozenUnit>& units,
                                   std::vector<UnitProblem>& problems) {
  const std::string& id = standing.institution_id;
  PROBITY_RETURN_IF_ERROR(SkipTo(id, problems));
  std::vector<Actual> actuals;
  PROBITY_ASSIGN_OR_RETURN(const auto actual_rows, cursors_[kActuals]->Take(id));
  for (const InputRow& row : actual_rows) actuals.push_back(ActualOf(year_, row));
  if (!has_budgets) UnitsByClaims(actuals, units);
  for (const Actual& actual : actuals) {
    FrozenUnit* unit = UnitWith(units, actual.key);
    if (unit == nullptr) {
      NoBudget(actual.key, "claims", problems);
    } else {
      Apply(actual, unit->input);
    }
  }
  std::vector<quality::Measurement> measured;
  PROBITY_ASSIGN_OR_RETURN(const auto indicator_rows, cursors_[kIndicators]->Take(id));
  for (const InputRow& row : indicator_rows) {
    measured.push_back(IndicatorOf(year_, row).measured);
  }
  const Graded graded = Grade(policy.settlement.quality, id, measured, problems);
  std::map<UnitKey, std::vector<ContractRow>> contracts;
  PROBITY_ASSIGN_OR_RETURN(const auto contract_rows, cursors_[kContracts]->Take(id));
  for (const InputRow& row : contract_rows) {
    ContractRow contract = ContractOf(year_, row);
    contracts[contract.key].push_back(std::move(contract));
  }
  for (const auto& [key, rows] : contracts) {
    FrozenUnit* unit = UnitWith(units, key);
    if (unit == nullptr) {
      NoBudget(key, "contracts", problems);
    } else {
      unit->input.contracts = SumContracts(rows);
    }
  }
  for (FrozenUnit& unit : units) {
    unit.input.score_centi = graded.score_centi;
    unit.input.indicators = graded.indicators;
    unit.facts.measured = measured;
    auto problem = CheckUnit(unit.input, policy.settlement.basis);
    if (problem.has_value()) problems.push_back(*std::move(problem));
  }
  return absl::OkStatus();
}

absl::Status MoneyInputs::Finish(std::vector<UnitProblem>& problems) {
  return SkipTo("", problems);
}

}  // namespace probity::settlement
