#include "services/settlement/domain/deposit.h"

#include <algorithm>

#include "services/settlement/domain/exact.h"

namespace probity::settlement {
namespace {

constexpr int64_t kWhole = 1'000'000;
constexpr int64_t kPerBasisPoint = kWhole / money::kBasisPoints;  // also per 0.01 point of score

int64_t PayoutOf(const policy::DepositStep& step, int64_t score_centi) {
  switch (step.kind) {
    case policy::DepositKind::kFixed:
      return step.payout_bp * kPerBasisPoint;
    case policy::DepositKind::kSlide:
      // A basis point per point of score is a millionth per hundredth of it.
      return step.payout_bp * kPerBasisPoint -
             step.minus_bp_per_point * (step.from_score_centi - score_centi);
    case policy::DepositKind::kProportional:
      return score_centi * kPerBasisPoint;
  }
  return 0;
}

}  // namespace

int64_t PayoutMillionths(const std::vector<policy::DepositStep>& steps,
                         std::optional<int64_t> score_centi) {
  if (!score_centi.has_value()) return kWhole;
  const auto reached = std::find_if(
      steps.begin(), steps.end(),
      [&](const policy::DepositStep& step) { return *score_centi >= step.min_score_centi; });
  if (reached == steps.end()) return 0;
  return std::clamp<int64_t>(PayoutOf(*reached, *score_centi), 0, kWhole);
}

absl::StatusOr<int64_t> Forfeit(int64_t withheld_fen, int64_t payout_millionths,
                                money::Rounding mode) {
  Exact exact(mode);
  return exact.Give(
      exact.R(exact.Times(withheld_fen, kWhole - payout_millionths), kWhole, "forfeit_fen"));
}

}  // namespace probity::settlement
