#include "clients/probityctl/inputs/grid.h"

#include <utility>

#include "clients/common/files.h"
#include "common/status/status.h"

namespace probity::inputs {
namespace {

constexpr std::string_view kArchive = "PK\x03\x04";
// What a spreadsheet of the nineties begins with, and a workbook behind a password.
constexpr std::string_view kCompound = "\xD0\xCF\x11\xE0";

}  // namespace

std::string ColumnLetters(size_t column) {
  std::string letters;
  for (size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
    letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
  }
  return letters;
}

Grid ReadGrid(const std::filesystem::path& path, std::string_view sheet,
              scenario::Problems& problems) {
  const std::string file = path.filename().string();
  Grid grid;
  grid.file = file;
  absl::StatusOr<std::string> bytes = clients::ReadFile(path);
  if (!bytes.ok()) {
    problems.AddFile(file, ToStd(bytes.status().message()));
    return grid;
  }
  if (bytes->starts_with(kArchive)) return ReadWorkbook(file, *bytes, sheet, problems);
  if (bytes->starts_with(kCompound)) {
    problems.AddFile(file, "an old .xls file, or one behind a password; save it as .xlsx or CSV");
    return grid;
  }
  for (scenario::CsvRow& row : scenario::ParseCsvRows(file, *std::move(bytes), problems)) {
    GridRow out{row.line, {}};
    for (std::string& cell : row.cells) out.cells.push_back({CellKind::kPlain, std::move(cell)});
    grid.rows.push_back(std::move(out));
  }
  return grid;
}

}  // namespace probity::inputs
