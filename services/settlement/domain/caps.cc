#include "services/settlement/domain/caps.h"

#include <algorithm>
#include <optional>

#include "common/status/status.h"
#include "services/settlement/domain/exact.h"

namespace probity::settlement {
namespace {

using money::Int128;
using money::kBasisPoints;
using policy::SettlementBasis;

// kBasisPoints squared: of a rate and of a share of excess visits, or of two shares.
constexpr int64_t kSquared = int64_t{kBasisPoints} * kBasisPoints;

// S = R(p0_fen·(10000+r)·(10000·t1 + m·t2) / (p0_visits·10^8)).
int64_t Standard(Exact& exact, const CostInputs& cost, Int128 raised) {
  const Int128 paid_visits = exact.Plus(exact.Times(kBasisPoints, cost.volume.standard),
                                        exact.Times(cost.terms.excess_pay_bp, cost.volume.excess));
  return exact.R(exact.Times(exact.Times(cost.input.p0_fen, raised), paid_visits),
                 exact.Times(cost.input.p0_visits, kSquared), "standard_fen");
}

// B = R(B0·(10000+r)·d / (10000·D)).
int64_t BudgetCap(Exact& exact, const CostInputs& cost, Int128 raised) {
  const Int128 numerator =
      exact.Times(exact.Times(cost.input.b0_fen, raised), ActiveDays(cost.input));
  return exact.R(numerator, exact.Times(kBasisPoints, cost.input.year_days), "budget_fen");
}

// The metric's value, if the unit has one.
std::optional<int64_t> MetricOf(std::string_view metric, const UnitInput& input, bool low_volume) {
  if (metric == "SCORE") return input.score_centi;
  if (metric == "POINTS") return input.points;
  if (metric == "LOW_VOLUME") return low_volume ? 1 : 0;
  const auto found = input.indicators.find(std::string(metric));
  if (found == input.indicators.end()) return std::nullopt;
  return found->second;
}

}  // namespace

absl::StatusOr<int64_t> OverrunShare(const policy::SettlementTerms& terms, int64_t cost_fen,
                                     int64_t cap_fen, money::Rounding mode) {
  Exact exact(mode);
  const Int128 above = exact.Times(kBasisPoints, exact.Minus(cost_fen, cap_fen));
  Int128 paid = 0;
  Int128 below = 0;  // the end of the tier before
  for (const policy::OverrunTier& tier : terms.overrun) {
    const Int128 end = exact.Times(tier.upto_bp, cap_fen);
    const Int128 inside = std::max<Int128>(0, exact.Minus(std::min(above, end), below));
    paid = exact.Plus(paid, exact.Times(tier.pay_bp, inside));
    below = end;
  }
  return exact.Give(exact.R(paid, kSquared, "overrun_share_fen"));
}

absl::StatusOr<int64_t> RetainedSurplus(const policy::SettlementTerms& terms, int64_t cost_fen,
                                        int64_t cap_fen, money::Rounding mode) {
  Exact exact(mode);
  const Int128 share = exact.Times(terms.retention_share_bp, exact.Minus(cap_fen, cost_fen));
  const Int128 limit = exact.Times(terms.retention_cap_bp, cap_fen);
  return exact.Give(exact.R(std::min(share, limit), kBasisPoints, "retention_fen"));
}

absl::StatusOr<CostSide> CostAt(const CostInputs& cost, int32_t rate_bp, Retention retention) {
  CostSide side;
  if (cost.terms.basis == SettlementBasis::kClaimsOnly) {
    side.cap_fen = cost.eligible_fen;
  } else {
    Exact exact(cost.rounding);
    const Int128 raised = Int128{kBasisPoints} + rate_bp;
    const bool per_visit = cost.terms.basis == SettlementBasis::kPerVisitAndBudget;
    if (per_visit) side.standard_fen = Standard(exact, cost, raised);
    side.budget_fen = BudgetCap(exact, cost, raised);
    PROBITY_RETURN_IF_ERROR(exact.status());
    side.cap_fen = per_visit ? std::min(side.standard_fen, side.budget_fen) : side.budget_fen;
  }
  if (cost.eligible_fen > side.cap_fen) {
    PROBITY_ASSIGN_OR_RETURN(side.overrun_share_fen, OverrunShare(cost.terms, cost.eligible_fen,
                                                                  side.cap_fen, cost.rounding));
  } else if (retention == Retention::kOn) {
    PROBITY_ASSIGN_OR_RETURN(side.retention_fen, RetainedSurplus(cost.terms, cost.eligible_fen,
                                                                 side.cap_fen, cost.rounding));
  }
  return side;
}

absl::StatusOr<int64_t> ValueOf(const CostSide& side, int64_t eligible_fen) {
  Exact exact;
  const Int128 capped = std::min(eligible_fen, side.cap_fen);
  return exact.Give(exact.Whole(
      exact.Plus(capped, exact.Plus(side.retention_fen, side.overrun_share_fen)), "base_fen"));
}

bool GateHolds(const policy::Gate& gate, const UnitInput& input, bool low_volume) {
  const std::optional<int64_t> metric = MetricOf(gate.metric, input, low_volume);
  if (!metric.has_value()) return gate.absent_passes;
  switch (gate.op) {
    case policy::GateOp::kGe:
      return *metric >= gate.value;
    case policy::GateOp::kLe:
      return *metric <= gate.value;
    case policy::GateOp::kEq:
      return *metric == gate.value;
  }
  return false;
}

bool RetentionAllowed(const UnitInput& input, const policy::SettlementTerms& terms,
                      RewardStatus status, bool low_volume) {
  if (status != RewardStatus::kGranted && status != RewardStatus::kHeld) return false;
  return std::all_of(terms.gates.begin(), terms.gates.end(),
                     [&](const policy::Gate& gate) { return GateHolds(gate, input, low_volume); });
}

}  // namespace probity::settlement
