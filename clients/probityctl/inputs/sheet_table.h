// A grid as a table with named columns, and its typed cells. Whatever is wrong is named by file,
// line and column.
#ifndef PROBITY_CLIENTS_PROBITYCTL_INPUTS_SHEET_TABLE_H_
#define PROBITY_CLIENTS_PROBITYCTL_INPUTS_SHEET_TABLE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/probityctl/inputs/grid.h"
#include "clients/probityctl/inputs/register.h"

namespace probity::inputs {

struct ColumnSpec {
  std::string_view name;                  // as the documentation has it
  std::vector<std::string_view> aliases;  // as bureaus head it; a unit such as （元） may follow
  bool required = false;
};

// The columns of a grid. The header is the first row that has all required ones among the first
// ten, so that a title may stand above it. Columns of no use (names, numbering, remarks) are left
// out; others that are not known are refused, because a misspelt one would count as empty.
class SheetTable {
 public:
  SheetTable(const Grid& grid, const std::vector<ColumnSpec>& columns,
             scenario::Problems& problems);

  const Grid& grid() const { return grid_; }
  // Rows below the header with a cell that is not blank.
  const std::vector<const GridRow*>& rows() const { return rows_; }
  // Index of a column by its documented name; absent if the sheet has none.
  std::optional<size_t> Column(std::string_view name) const;
  // "total_budget_yuan (C)" in a workbook, where people look for letters.
  std::string Shown(std::string_view name) const;

 private:
  bool ReadHeader(const GridRow& row, const std::vector<ColumnSpec>& columns);
  void CheckHeader(const GridRow& row, const std::vector<ColumnSpec>& columns,
                   scenario::Problems& problems) const;

  const Grid& grid_;
  std::map<std::string, size_t, std::less<>> columns_;
  std::vector<const GridRow*> rows_;
};

// Typed cells of a row; one that cannot be read is reported and counts as absent.
class SheetCells {
 public:
  SheetCells(const SheetTable& table, const GridRow& row, scenario::Problems& problems)
      : table_(table), row_(row), problems_(problems) {}

  int line() const { return row_.line; }
  bool Blank(std::string_view column) const;

  std::string Institution(const Register& ids) const;
  int64_t Year() const;
  // A blank cell of a column that need not be filled is 0.
  int64_t Yuan(std::string_view column, bool required, bool may_be_negative = false) const;
  int64_t Count(std::string_view column, bool required, int64_t least = 0) const;
  // Empty for a blank cell.
  std::string Decimal(std::string_view column) const;
  int64_t BasisPoints(std::string_view column) const;
  std::string Date(std::string_view column, int64_t year) const;
  // 1..64 printable ASCII characters; blank only if not required.
  std::string Code(std::string_view column, bool required) const;
  // The number of the word in `words`, each a list of spellings; 0 for a blank cell.
  int OneOf(std::string_view column, const std::vector<std::vector<std::string_view>>& words) const;

  void Bad(std::string_view column, std::string_view reason) const;

 private:
  const GridCell& At(std::string_view column) const;
  template <typename Value>
  Value Take(std::string_view column, const absl::StatusOr<Value>& value) const;

  const SheetTable& table_;
  const GridRow& row_;
  scenario::Problems& problems_;
};

}  // namespace probity::inputs

#endif  // PROBITY_CLIENTS_PROBITYCTL_INPUTS_SHEET_TABLE_H_
