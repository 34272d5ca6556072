#include "services/settlement/domain/volume.h"

#include <algorithm>

#include "services/settlement/domain/exact.h"

namespace probity::settlement {

using money::Int128;
using money::kBasisPoints;

int64_t ActiveDays(const UnitInput& input) {
  return input.designated_days - input.suspended_days;
}

Volume VolumeOf(const UnitInput& input, const policy::SettlementTerms& terms) {
  Volume volume;
  if (terms.basis == policy::SettlementBasis::kPerVisitAndBudget) {
    const Int128 plan = Int128{input.planned_visits} * ActiveDays(input);
    const Int128 year = Int128{input.year_days} * kBasisPoints;
    const Int128 upper = plan * (kBasisPoints + terms.volume_plus_bp);
    const Int128 lower = plan * (kBasisPoints - terms.volume_minus_bp);
    volume.upper = static_cast<int64_t>(upper / year);
    volume.lower = static_cast<int64_t>((lower + year - 1) / year);
  } else {
    volume.upper = input.visits;
  }
  volume.standard = std::min(input.visits, volume.upper);
  volume.excess = input.visits - volume.standard;
  volume.low = input.visits < volume.lower;
  return volume;
}

absl::StatusOr<int64_t> Stripped(const UnitInput& input, const Volume& volume,
                                 int32_t excess_pay_bp, money::Rounding mode) {
  if (volume.excess == 0) return 0;
  Exact exact(mode);
  const Int128 unpaid = exact.Times(exact.Times(input.accepted_fen, volume.excess),
                                    Int128{kBasisPoints} - excess_pay_bp);
  return exact.Give(exact.R(unpaid, exact.Times(input.visits, kBasisPoints), "stripped_fen"));
}

}  // namespace probity::settlement
