#include "clients/probityctl/inputs/sheet_table.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/probityctl/inputs/clean.h"
#include "common/calendar/date.h"
#include "common/status/status.h"

namespace probity::inputs {
namespace {

constexpr size_t kHeaderWithin = 10;
constexpr int64_t kMostVisits = 1'000'000'000;
constexpr size_t kLongestCode = 64;

// Columns that say nothing to a calculation.
constexpr std::string_view kIgnored[] = {"name",     "remark",   "remarks", "no",       "序号",
                                         "机构名称", "单位名称", "备注",    "医院名称", "说明"};

bool IsBlank(const GridCell& cell) {
  return cell.kind != CellKind::kError && cell.kind != CellKind::kUnknown &&
         Clean(cell.text).empty();
}

bool IsBlank(const GridRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(),
                     [](const GridCell& cell) { return IsBlank(cell); });
}

// A heading without its unit: "总额预算（元）" and "总额预算 (元)" are 总额预算.
std::string Heading(const GridCell& cell) {
  std::string text = absl::AsciiStrToLower(Clean(cell.text));
  for (const std::string_view unit : {"(元)", "(人次)", "(yuan)"}) {
    if (text.ends_with(unit)) text.resize(text.size() - unit.size());
  }
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

bool Names(const ColumnSpec& column, const std::string& heading) {
  return heading == column.name ||
         std::find(column.aliases.begin(), column.aliases.end(), heading) != column.aliases.end();
}

}  // namespace

SheetTable::SheetTable(const Grid& grid, const std::vector<ColumnSpec>& columns,
                       scenario::Problems& problems)
    : grid_(grid) {
  if (!problems.empty()) return;
  size_t header = grid.rows.size();
  for (size_t i = 0; i < grid.rows.size() && i < kHeaderWithin; ++i) {
    if (ReadHeader(grid.rows[i], columns)) {
      header = i;
      break;
    }
  }
  if (header == grid.rows.size()) {
    std::vector<std::string_view> names;
    for (const ColumnSpec& column : columns) {
      if (column.required) names.push_back(column.name);
    }
    problems.AddFile(
        grid.file,
        absl::StrCat("no header with all of: ",
                     absl::StrJoin(names, ", ", [](std::string* out, std::string_view name) {
                       out->append(name);
                     })));
    return;
  }
  CheckHeader(grid.rows[header], columns, problems);
  for (size_t i = header + 1; i < grid.rows.size(); ++i) {
    const GridRow& row = grid.rows[i];
    if (IsBlank(row)) continue;
    if (!grid.workbook && row.cells.size() != grid.rows[header].cells.size()) {
      problems.Add(grid.file, row.line, "row",
                   absl::StrCat("has ", row.cells.size(), " cells, the header ",
                                grid.rows[header].cells.size()));
      continue;
    }
    rows_.push_back(&row);
  }
}

bool SheetTable::ReadHeader(const GridRow& row, const std::vector<ColumnSpec>& columns) {
  columns_.clear();
  for (size_t i = 0; i < row.cells.size(); ++i) {
    const std::string heading = Heading(row.cells[i]);
    for (const ColumnSpec& column : columns) {
      if (Names(column, heading)) columns_.emplace(std::string(column.name), i);
    }
  }
  return std::all_of(columns.begin(), columns.end(), [this](const ColumnSpec& column) {
    return !column.required || columns_.count(column.name) > 0;
  });
}

void SheetTable::CheckHeader(const GridRow& row, const std::vector<ColumnSpec>& columns,
                             scenario::Problems& problems) const {
  for (size_t i = 0; i < row.cells.size(); ++i) {
    const std::string heading = Heading(row.cells[i]);
    if (heading.empty() ||
        std::find(std::begin(kIgnored), std::end(kIgnored), heading) != std::end(kIgnored)) {
      continue;
    }
    const auto column =
        std::find_if(columns.begin(), columns.end(),
                     [&heading](const ColumnSpec& one) { return Names(one, heading); });
    const std::string shown =
        grid_.workbook ? absl::StrCat(heading, " (", ColumnLetters(i), ")") : heading;
    if (column == columns.end()) {
      problems.Add(grid_.file, row.line, shown, "no column of this input; rename or remove it");
    } else if (columns_.find(column->name)->second != i) {
      problems.Add(grid_.file, row.line, shown, "column named twice");
    }
  }
}

std::optional<size_t> SheetTable::Column(std::string_view name) const {
  const auto found = columns_.find(name);
  if (found == columns_.end()) return std::nullopt;
  return found->second;
}

std::string SheetTable::Shown(std::string_view name) const {
  const std::optional<size_t> column = Column(name);
  if (!grid_.workbook || !column.has_value()) return std::string(name);
  return absl::StrCat(ToAbsl(name), " (", ColumnLetters(*column), ")");
}

const GridCell& SheetCells::At(std::string_view column) const {
  static const GridCell blank;
  const std::optional<size_t> index = table_.Column(column);
  return index.has_value() && *index < row_.cells.size() ? row_.cells[*index] : blank;
}

bool SheetCells::Blank(std::string_view column) const {
  return IsBlank(At(column));
}

void SheetCells::Bad(std::string_view column, std::string_view reason) const {
  problems_.Add(table_.grid().file, row_.line, table_.Shown(column), reason);
}

template <typename Value>
Value SheetCells::Take(std::string_view column, const absl::StatusOr<Value>& value) const {
  if (value.ok()) return *value;
  Bad(column, ToStd(value.status().message()));
  return Value();
}

std::string SheetCells::Institution(const Register& ids) const {
  return Take("institution_id", ids.Find(At("institution_id")));
}

int64_t SheetCells::Year() const {
  return Take("year", YearOf(At("year")));
}

int64_t SheetCells::Yuan(std::string_view column, bool required, bool may_be_negative) const {
  if (!required && Blank(column)) return 0;
  return Take(column, YuanOf(At(column), may_be_negative));
}

int64_t SheetCells::Count(std::string_view column, bool required, int64_t least) const {
  if (!required && Blank(column)) return 0;
  return Take(column, CountOf(At(column), least, kMostVisits));
}

std::string SheetCells::Decimal(std::string_view column) const {
  return Blank(column) ? "" : Take(column, DecimalOf(At(column)));
}

int64_t SheetCells::BasisPoints(std::string_view column) const {
  return Blank(column) ? 0 : Take(column, BasisPointsOf(At(column)));
}

std::string SheetCells::Date(std::string_view column, int64_t year) const {
  const auto date = DateOf(At(column), table_.grid().date1904, year);
  if (date.ok()) return calendar::FormatDate(*date);
  Bad(column, ToStd(date.status().message()));
  return "";
}

std::string SheetCells::Code(std::string_view column, bool required) const {
  const GridCell& cell = At(column);
  std::string code = Clean(cell.text);
  if (cell.kind == CellKind::kError || cell.kind == CellKind::kUnknown ||
      cell.kind == CellKind::kDate || cell.kind == CellKind::kPercent) {
    Bad(column, "holds no code; enter it as text");
  } else if (code.empty() && required) {
    Bad(column, "empty; a value is required");
  } else if (code.size() > kLongestCode ||
             !std::all_of(code.begin(), code.end(), [](char c) { return c >= ' ' && c <= '~'; })) {
    Bad(column, "a code is 1 to 64 letters, digits and signs without Chinese ones");
  } else {
    return code;
  }
  return "";
}

int SheetCells::OneOf(std::string_view column,
                      const std::vector<std::vector<std::string_view>>& words) const {
  if (Blank(column)) return 0;
  const std::string text = absl::AsciiStrToUpper(Clean(At(column).text));
  std::vector<std::string_view> known;
  for (size_t i = 0; i < words.size(); ++i) {
    if (std::find(words[i].begin(), words[i].end(), text) != words[i].end()) {
      return static_cast<int>(i) + 1;
    }
    known.insert(known.end(), words[i].begin(), words[i].end());
  }
  Bad(column, absl::StrCat("\"", text, "\" is none of ",
                           absl::StrJoin(known, ", ", [](std::string* out, std::string_view word) {
                             out->append(word);
                           })));
  return 0;
}

}  // namespace probity::inputs
