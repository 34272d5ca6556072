// Tables for people who go on working with them: printed, as CSV, or as a spreadsheet.
#ifndef PROBITY_CLIENTS_COMMON_WORKBOOK_H_
#define PROBITY_CLIENTS_COMMON_WORKBOOK_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"

namespace probity::clients {

// Fen, shown as yuan with two decimals.
struct Yuan {
  int64_t fen = 0;
  bool operator==(const Yuan&) const = default;
};
using Cell = std::variant<std::string, int64_t, Yuan>;

struct Sheet {
  std::string name;   // of the spreadsheet's tab and, with .csv, of the file; at most 31 characters
  std::string title;  // for people, zh and en
  std::vector<std::string> header;
  std::vector<std::vector<Cell>> rows;
};

// What a cell shows.
std::string CellText(const Cell& cell);

// `folder`/name.csv for each sheet, UTF-8 with a byte order mark, which spreadsheets need to read
// Chinese; replaced whole.
absl::Status WriteCsvFolder(const std::filesystem::path& folder, const std::vector<Sheet>& sheets);

// One XLSX file with a tab for each sheet; replaced whole.
absl::Status WriteXlsx(const std::filesystem::path& file, const std::vector<Sheet>& sheets);

}  // namespace probity::clients

#endif  // PROBITY_CLIENTS_COMMON_WORKBOOK_H_
