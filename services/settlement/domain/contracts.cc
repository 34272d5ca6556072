#include "services/settlement/domain/contracts.h"

#include <algorithm>

#include "common/status/status.h"
#include "services/settlement/domain/exact.h"

namespace probity::settlement {

using money::Int128;
using money::kBasisPoints;

absl::StatusOr<ContractSums> SettleContract(const Contract& contract, money::Rounding mode) {
  Exact exact(mode);
  const Int128 earned = exact.Plus(exact.Times(kBasisPoints, contract.met),
                                   exact.Times(contract.fail_pay_bp, contract.failed));
  ContractSums sums;
  sums.paid_fen =
      exact.R(exact.Times(contract.price_fen, earned), kBasisPoints, "contract_paid_fen");
  Int128 held = exact.Times(contract.price_fen, contract.pending);
  if (contract.cap_fen.has_value()) {
    sums.paid_fen = std::min(sums.paid_fen, *contract.cap_fen);
    held = std::min(held, Int128{*contract.cap_fen} - sums.paid_fen);
  }
  sums.held_fen = exact.Whole(held, "contract_held_fen");
  const Int128 outcomes = Int128{contract.met} + Int128{contract.failed} + Int128{contract.pending};
  const Int128 agreed = exact.Times(contract.price_fen, outcomes);
  sums.refused_fen = exact.Whole(exact.Minus(agreed, Int128{sums.paid_fen} + sums.held_fen),
                                 "contract_refused_fen");
  return exact.Give(sums);
}

absl::StatusOr<ContractSums> SettleContracts(const std::vector<Contract>& contracts,
                                             money::Rounding mode) {
  Exact exact;
  ContractSums sums;
  for (const Contract& contract : contracts) {
    PROBITY_ASSIGN_OR_RETURN(const ContractSums one, SettleContract(contract, mode));
    sums.paid_fen = exact.Whole(Int128{sums.paid_fen} + one.paid_fen, "contract_paid_fen");
    sums.held_fen = exact.Whole(Int128{sums.held_fen} + one.held_fen, "contract_held_fen");
    sums.refused_fen =
        exact.Whole(Int128{sums.refused_fen} + one.refused_fen, "contract_refused_fen");
  }
  return exact.Give(sums);
}

}  // namespace probity::settlement
