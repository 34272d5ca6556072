// Ruled tables over pages. Internal to common/print.
#ifndef PROBITY_COMMON_PRINT_TABLE_H_
#define PROBITY_COMMON_PRINT_TABLE_H_

#include "common/print/compose.h"
#include "common/print/document.h"

namespace probity::print {

// `table` has printable texts and rows as long as its widths. `joined`: it follows another form
// directly and goes on where that ended.
void FlowTable(const Table& table, bool joined, Composer& out);

// Points that its head and first row take: what a heading above it must not be parted from.
double StartHeight(const Table& table, Composer& out);

}  // namespace probity::print

#endif  // PROBITY_COMMON_PRINT_TABLE_H_
