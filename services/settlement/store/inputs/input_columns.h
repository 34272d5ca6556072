// Typed inputs to rows of their tables, and back. A row that holds no such value is a programming
// error and ends the process, as with the getters of sql::Row.
#ifndef PROBITY_SERVICES_SETTLEMENT_STORE_INPUTS_INPUT_COLUMNS_H_
#define PROBITY_SERVICES_SETTLEMENT_STORE_INPUTS_INPUT_COLUMNS_H_

#include "services/settlement/domain/budget.h"
#include "services/settlement/domain/inputs/actual.h"
#include "services/settlement/domain/inputs/contract_row.h"
#include "services/settlement/domain/inputs/indicator_row.h"
#include "services/settlement/store/inputs/input_table.h"

namespace probity::settlement {

InputRow ToInputRow(const Budget& budget, int64_t source_row = 0);
InputRow ToInputRow(const Actual& actual, int64_t source_row = 0);
InputRow ToInputRow(const IndicatorRow& indicator, int64_t source_row = 0);
InputRow ToInputRow(const ContractRow& contract, int64_t source_row = 0);

Budget BudgetOf(int32_t year, const InputRow& row);
Actual ActualOf(int32_t year, const InputRow& row);
IndicatorRow IndicatorOf(int32_t year, const InputRow& row);
ContractRow ContractOf(int32_t year, const InputRow& row);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_STORE_INPUTS_INPUT_COLUMNS_H_
