// Texts and numbers as people leave them in spreadsheets, brought to one spelling where only one
// reading is possible. Every refusal is a text that says what to do.
#ifndef PROBITY_CLIENTS_PROBITYCTL_INPUTS_CLEAN_H_
#define PROBITY_CLIENTS_PROBITYCTL_INPUTS_CLEAN_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "clients/probityctl/inputs/grid.h"

namespace probity::inputs {

// Full-width letters, digits and signs as ASCII, special blanks as blanks, none at either end, none
// of the marks a spreadsheet puts before a text (' and ="...").
std::string Clean(std::string_view text);

// A plain decimal ("-1234.5") of a cell with thousands separators in their places. Refuses
// shortened
// ("1.2E+07"), doubtful ("12,34") and other texts. Percentages are refused.
absl::StatusOr<std::string> NumberOf(const GridCell& cell);

// Fen of a cell of yuan; also with a currency sign or 元. At most two places that are not zeros.
// 万元 is refused. NEGATIVE_AMOUNT and AMOUNT_OUT_OF_RANGE begin the text of their refusals.
absl::StatusOr<int64_t> YuanOf(const GridCell& cell, bool may_be_negative);

// A whole number; zeros behind a point are free.
absl::StatusOr<int64_t> CountOf(const GridCell& cell, int64_t least, int64_t most);

// An exact decimal of at most nine places, canonical; "12.5%" and percent cells are 0.125.
absl::StatusOr<std::string> DecimalOf(const GridCell& cell);

// Basis points: a whole number of them, or a percentage ("25%", a percent cell).
absl::StatusOr<int64_t> BasisPointsOf(const GridCell& cell);

// "2026", "2026年", "2026年度".
absl::StatusOr<int64_t> YearOf(const GridCell& cell);

// A day in any spelling that has one reading: 2026-01-05, 2026/1/5, 2026.1.5, 2026年1月5日,
// 20260105, a date cell of a workbook. A bare serial number, as CSV keeps of a date, is accepted if
// counted from 1900 or from 1904 it lies in `year`; the two readings are four years apart.
absl::StatusOr<absl::CivilDay> DateOf(const GridCell& cell, bool date1904, int64_t year);

}  // namespace probity::inputs

#endif  // PROBITY_CLIENTS_PROBITYCTL_INPUTS_CLEAN_H_
