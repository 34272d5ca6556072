// Outcomes of one efficacy contract (按疗效付费) in one period: who was treated with what success.
#ifndef PROBITY_SERVICES_SETTLEMENT_DOMAIN_INPUTS_CONTRACT_ROW_H_
#define PROBITY_SERVICES_SETTLEMENT_DOMAIN_INPUTS_CONTRACT_ROW_H_

#include <cstdint>
#include <string>
#include <vector>

#include "common/calendar/date.h"
#include "services/settlement/domain/inputs/row_checks.h"
#include "services/settlement/domain/unit.h"

namespace probity::settlement {

struct ContractRow {
  UnitKey key;
  int32_t year = 0;
  std::string contract_id;  // the bureau's number of the contract
  calendar::Period period;  // both days inclusive, inside the year
  Contract terms;           // price, share and cap of the contract, counts of the period
  bool operator==(const ContractRow&) const = default;
};

// Everything wrong with a row by itself: BAD_REQUEST (ids, dates outside the year or the wrong way
// round, a share outside 0..10000 bp), NEGATIVE_AMOUNT, AMOUNT_OUT_OF_RANGE, VOLUME_OUT_OF_RANGE.
std::vector<RowProblem> CheckContractRow(const ContractRow& row);

// The contracts of one unit, in the order of their numbers: the counts of all periods added up, so
// that a cap holds for the contract and is rounded once. The rows are of one unit, by contract_id.
std::vector<Contract> SumContracts(const std::vector<ContractRow>& rows);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_DOMAIN_INPUTS_CONTRACT_ROW_H_
