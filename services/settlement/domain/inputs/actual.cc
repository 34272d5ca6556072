#include "services/settlement/domain/inputs/actual.h"

namespace probity::settlement {

std::vector<RowProblem> CheckActual(const Actual& actual) {
  return RowChecks()
      .Institution(actual.key.institution_id)
      .Year(actual.year)
      .Visits("visits", actual.visits)
      .Amount("accepted_fen", actual.accepted_fen)
      .Amount("refused_fen", actual.refused_fen)
      .Amount("emergency_fen", actual.emergency_fen)
      .Amount("monthly_fen", actual.monthly_fen)
      .Amount("withheld_fen", actual.withheld_fen)
      .Amount("prefund_fen", actual.prefund_fen)
      .Amount("deductions_fen", actual.deductions_fen)
      .SignedAmount("prior_year_fen", actual.prior_year_fen)
      .problems();
}

void Apply(const Actual& actual, UnitInput& input) {
  input.visits = actual.visits;
  input.accepted_fen = actual.accepted_fen;
  input.refused_fen = actual.refused_fen;
  input.emergency_fen = actual.emergency_fen;
  input.monthly_fen = actual.monthly_fen;
  input.withheld_fen = actual.withheld_fen;
  input.prefund_fen = actual.prefund_fen;
  input.deductions_fen = actual.deductions_fen;
  input.prior_year_fen = actual.prior_year_fen;
}

}  // namespace probity::settlement
