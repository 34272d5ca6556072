// Ruled tables over pages. Internal to common/print.
#ifndef PROBITY_COMMON_PRINT_TABLE_H_
#define PROBITY_COMMON_PRINT_TABLE_H_

#include "common/print/compose.h"
#include "common/print/document.h"

namespace probity::print {

// `table` has printable texts and rows as long as its widths.
void FlowTable(const Table& table, Composer& out);

}  // namespace probity::print

#endif  // PROBITY_COMMON_PRINT_TABLE_H_
