// L8 of a statement: contracts on efficacy (按疗效付费). What was agreed is paid for outcomes that
// were met, a part for those that failed, nothing yet for those that are still open.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_CONTRACTS_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_CONTRACTS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "common/money/rounding.h"
#include "services/settlement/domain/unit.h"

namespace probity::settlement {

struct ContractSums {
  int64_t paid_fen = 0;
  int64_t held_fen = 0;  // of pending outcomes, within what the cap leaves
  int64_t refused_fen = 0;
  bool operator==(const ContractSums&) const = default;
};

// One contract. ARITHMETIC_OVERFLOW where an amount leaves 64 bits, even one the cap would bind.
absl::StatusOr<ContractSums> SettleContract(const Contract& contract, money::Rounding mode);

// All contracts of a unit.
absl::StatusOr<ContractSums> SettleContracts(const std::vector<Contract>& contracts,
                                             money::Rounding mode);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_CONTRACTS_H_
