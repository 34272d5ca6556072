#include "clients/common/workbook.h"

#include <xlsxwriter.h>

#include <algorithm>
#include <cstdlib>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/common/files.h"
#include "clients/common/width.h"
#include "common/money/money.h"
#include "common/status/status.h"

namespace probity::clients {
namespace {

constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";
constexpr size_t kWidestColumn = 48;

std::string Quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

std::string CsvText(const Sheet& sheet) {
  std::string csv = kByteOrderMark;
  const auto add = [&csv](const auto& cells, const auto& text) {
    const char* before = "";
    for (const auto& cell : cells) {
      absl::StrAppend(&csv, before, Quoted(text(cell)));
      before = ",";
    }
    csv += "\r\n";
  };
  add(sheet.header, [](const std::string& cell) { return cell; });
  for (const std::vector<Cell>& row : sheet.rows) add(row, &CellText);
  return csv;
}

struct Formats {
  lxw_format* header;
  lxw_format* yuan;
};

void WriteCell(lxw_worksheet* tab, lxw_row_t row, lxw_col_t column, const Cell& cell,
               const Formats& formats) {
  if (const auto* text = std::get_if<std::string>(&cell)) {
    worksheet_write_string(tab, row, column, text->c_str(), nullptr);
  } else if (const auto* number = std::get_if<int64_t>(&cell)) {
    worksheet_write_number(tab, row, column, static_cast<double>(*number), nullptr);
  } else {
    // A spreadsheet knows numbers as doubles only: exact to the fen below 10^13 yuan.
    const std::string yuan = CellText(cell);
    worksheet_write_number(tab, row, column, std::strtod(yuan.c_str(), nullptr), formats.yuan);
  }
}

void FillTab(lxw_worksheet* tab, const Sheet& sheet, const Formats& formats) {
  for (size_t i = 0; i < sheet.header.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    worksheet_write_string(tab, 0, column, sheet.header[i].c_str(), formats.header);
    size_t width = DisplayWidth(sheet.header[i]);
    for (const std::vector<Cell>& row : sheet.rows) {
      width = std::max(width, DisplayWidth(CellText(row[i])));
    }
    worksheet_set_column(tab, column, column,
                         static_cast<double>(std::min(width + 2, kWidestColumn)), nullptr);
  }
  for (size_t i = 0; i < sheet.rows.size(); ++i) {
    for (size_t j = 0; j < sheet.rows[i].size(); ++j) {
      WriteCell(tab, static_cast<lxw_row_t>(i + 1), static_cast<lxw_col_t>(j), sheet.rows[i][j],
                formats);
    }
  }
  worksheet_freeze_panes(tab, 1, 0);
}

absl::Status CannotWrite(const std::filesystem::path& path, std::string_view why) {
  return absl::FailedPreconditionError(
      absl::StrCat(path.string(), ": ", ToAbsl(why), "; name a folder that can be written to"));
}

}  // namespace

std::string CellText(const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* number = std::get_if<int64_t>(&cell)) return absl::StrCat(*number);
  return money::FormatYuan(std::get<Yuan>(cell).fen);
}

absl::Status WriteCsvFolder(const std::filesystem::path& folder, const std::vector<Sheet>& sheets) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return CannotWrite(folder, error.message());
  for (const Sheet& sheet : sheets) {
    PROBITY_RETURN_IF_ERROR(WriteFile(folder / (sheet.name + ".csv"), CsvText(sheet)));
  }
  return absl::OkStatus();
}

absl::Status WriteXlsx(const std::filesystem::path& file, const std::vector<Sheet>& sheets) {
  const std::filesystem::path beside = file.string() + ".new";
  lxw_workbook* book = workbook_new(beside.c_str());
  if (book == nullptr) return CannotWrite(file, "no memory for a spreadsheet");
  Formats formats = {workbook_add_format(book), workbook_add_format(book)};
  format_set_bold(formats.header);
  format_set_num_format(formats.yuan, "#,##0.00");
  for (const Sheet& sheet : sheets) {
    FillTab(workbook_add_worksheet(book, sheet.name.c_str()), sheet, formats);
  }
  const lxw_error closed = workbook_close(book);
  std::error_code error;
  if (closed == LXW_NO_ERROR) std::filesystem::rename(beside, file, error);
  if (closed == LXW_NO_ERROR && !error) return absl::OkStatus();
  std::error_code ignored;
  std::filesystem::remove(beside, ignored);
  return CannotWrite(file, closed == LXW_NO_ERROR ? error.message() : lxw_strerror(closed));
}

}  // namespace probity::clients
