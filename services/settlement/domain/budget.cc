#include "services/settlement/domain/budget.h"

#include <algorithm>

#include "common/money/money.h"
#include "services/settlement/domain/input_check.h"

namespace probity::settlement {
namespace {

constexpr size_t kMaxIdSize = 32;

bool IsInstitutionId(std::string_view id) {
  return !id.empty() && id.size() <= kMaxIdSize && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

void CheckAmount(std::string_view column, int64_t fen, std::vector<BudgetProblem>& problems) {
  if (fen < 0) {
    problems.push_back(
        {std::string(column), Reason::k_NEGATIVE_AMOUNT, "an amount must not be negative"});
  } else if (fen > money::kMaxInputFen) {
    problems.push_back(
        {std::string(column), Reason::k_AMOUNT_OUT_OF_RANGE, "an amount is at most 10^15 fen"});
  }
}

void CheckVisits(std::string_view column, int64_t visits, int64_t least,
                 std::vector<BudgetProblem>& problems) {
  if (visits >= least && visits <= kMaxVisits) return;
  problems.push_back({std::string(column), Reason::k_VOLUME_OUT_OF_RANGE,
                      least == 0 ? "visits are 0..10^9" : "visits are 1..10^9"});
}

}  // namespace

std::vector<BudgetProblem> CheckBudget(const Budget& budget) {
  std::vector<BudgetProblem> problems;
  if (!IsInstitutionId(budget.key.institution_id)) {
    problems.push_back(
        {"institution_id", Reason::k_BAD_REQUEST, "an institution's id is 1..32 of A-Z 0-9 - _"});
  }
  if (budget.year < kFirstYear || budget.year > kLastYear) {
    problems.push_back({"year", Reason::k_BAD_REQUEST, "a year is 2000..2999"});
  }
  CheckAmount("total_budget_fen", budget.b0_fen, problems);
  CheckAmount("per_visit_fen", budget.p0_fen, problems);
  CheckVisits("per_visit_visits", budget.p0_visits, 1, problems);
  CheckVisits("planned_visits", budget.planned_visits, 0, problems);
  return problems;
}

}  // namespace probity::settlement
