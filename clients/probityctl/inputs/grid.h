// Files as spreadsheets leave them, CSV or XLSX, as one grid of cells with their places.
//
// A CSV cell is text and nothing else. An XLSX cell says what it is: a text, a number, a date, a
// percentage, an error; its number is kept as the exact decimal of 15 digits that a spreadsheet
// shows, because the file holds it as a binary fraction (0.29 as 0.28999999999999998).
#ifndef PROBITY_CLIENTS_PROBITYCTL_INPUTS_GRID_H_
#define PROBITY_CLIENTS_PROBITYCTL_INPUTS_GRID_H_

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "clients/probityctl/scenario/csv.h"

namespace probity::inputs {

enum class CellKind {
  kPlain,    // of a CSV file: what it was in the spreadsheet is not known
  kText,     // of a workbook
  kNumber,   // decimal in `text`
  kDate,     // serial number in `text`
  kPercent,  // the fraction, not the percentage, in `text`
  kError,    // "#N/A", "#REF!"
  kUnknown   // a formula that was never computed, TRUE or FALSE
};

struct GridCell {
  CellKind kind = CellKind::kPlain;
  std::string text;
};

struct GridRow {
  int line = 0;  // from 1
  std::vector<GridCell> cells;
};

struct Grid {
  std::string file;  // for messages; with the sheet: "budgets.xlsx[Sheet1]"
  bool workbook = false;
  bool date1904 = false;  // serial numbers count from 1904-01-01; workbooks only
  std::vector<GridRow> rows;
};

// Reads a file; one that begins as a ZIP archive is a workbook, whatever its name. `sheet` names
// the sheet of a workbook; empty: its only visible one. What cannot be read goes to `problems`.
Grid ReadGrid(const std::filesystem::path& path, std::string_view sheet,
              scenario::Problems& problems);

// The same of a workbook in memory.
Grid ReadWorkbook(std::string_view file, const std::string& bytes, std::string_view sheet,
                  scenario::Problems& problems);

// "C" of column 2.
std::string ColumnLetters(size_t column);

}  // namespace probity::inputs

#endif  // PROBITY_CLIENTS_PROBITYCTL_INPUTS_GRID_H_
