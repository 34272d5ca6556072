// Input messages to rows and back. What a message says wrong goes to `bad`; its row is kept all the
// same, with defaults, so that everything wrong is named at once.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_INPUTS_INPUT_CONVERT_H_
#define PROBITY_SERVICES_SETTLEMENT_API_INPUTS_INPUT_CONVERT_H_

#include "probity/settlement/v1/inputs.pb.h"
#include "services/settlement/api/inputs/importer.h"
#include "services/settlement/store/inputs/input_columns.h"

namespace probity::settlement {

ParsedRow ReadInput(const v1::Budget& message, int64_t row, BadRows& bad);
ParsedRow ReadInput(const v1::Actual& message, int64_t row, BadRows& bad);
ParsedRow ReadInput(const v1::IndicatorValue& message, int64_t row, BadRows& bad);
ParsedRow ReadInput(const v1::ContractOutcome& message, int64_t row, BadRows& bad);

v1::Actual ToProto(const Actual& actual);
v1::IndicatorValue ToProto(const IndicatorRow& indicator);
v1::ContractOutcome ToProto(const ContractRow& contract);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_INPUTS_INPUT_CONVERT_H_
