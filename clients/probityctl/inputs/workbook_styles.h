// What the formats of a workbook say a number is.
#ifndef PROBITY_CLIENTS_PROBITYCTL_INPUTS_WORKBOOK_STYLES_H_
#define PROBITY_CLIENTS_PROBITYCTL_INPUTS_WORKBOOK_STYLES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/probityctl/inputs/grid.h"

namespace probity::inputs {

// kNumber, kDate or kPercent by the format code: "yyyy/m/d", "0.00%", "[Red]#,##0".
CellKind KindOfFormat(std::string_view code);

// The kinds of a workbook's cell styles, by index, from its part xl/styles.xml. Absent if that part
// is not well-formed.
std::optional<std::vector<CellKind>> ReadStyles(std::string_view xml);

// The exact decimal of at most 15 digits of a stored number ("0.28999999999999998", "9.6E+7");
// empty if it is none.
std::string ShownDecimal(std::string_view stored);

}  // namespace probity::inputs

#endif  // PROBITY_CLIENTS_PROBITYCTL_INPUTS_WORKBOOK_STYLES_H_
