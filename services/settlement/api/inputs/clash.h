// Which imported rows of one institution and year cannot stand beside each other.
#ifndef PROBITY_SERVICES_SETTLEMENT_API_INPUTS_CLASH_H_
#define PROBITY_SERVICES_SETTLEMENT_API_INPUTS_CLASH_H_

#include <string>

#include "services/settlement/store/inputs/input_table.h"

namespace probity::settlement {

// Empty if both may be there; otherwise what the second is beside the first: "the same money as".
std::string ClashOf(InputKind kind, const InputRow& a, const InputRow& b);

// The key of a row for messages: "M001/ALL/ALL".
std::string KeyTextOf(const InputRow& row);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_API_INPUTS_CLASH_H_
