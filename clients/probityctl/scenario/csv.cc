#include "clients/probityctl/scenario/csv.h"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status.h"

namespace probity::scenario {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Converts strictly: a sequence that is not of the charset is an error, never a replacement mark.
bool Convert(const char* charset, std::string_view bytes, icu::UnicodeString& text) {
  UErrorCode error = U_ZERO_ERROR;
  UConverter* converter = ucnv_open(charset, &error);
  if (U_FAILURE(error)) return false;
  ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  const auto length = static_cast<int32_t>(bytes.size());
  const int32_t capacity = length + 1;  // no charset here has a character of less than one byte
  char16_t* buffer = text.getBuffer(capacity);
  const int32_t made = ucnv_toUChars(converter, buffer, capacity, bytes.data(), length, &error);
  text.releaseBuffer(U_SUCCESS(error) ? made : 0);
  ucnv_close(converter);
  return U_SUCCESS(error);
}

// Some Chinese words of GB18030, such as 医院, are well-formed UTF-8 by chance, but of letters that
// take two bytes there, as no Chinese character does.
bool MayBeGb18030(const icu::UnicodeString& utf8) {
  bool foreign = false;
  for (int32_t i = 0; i < utf8.length(); ++i) {
    if (utf8[i] >= 0x800) return false;
    foreign = foreign || utf8[i] >= 0x80;
  }
  return foreign;
}

// The cells of a text, one character at a time; keeps the line each row began on.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool done() const { return at_ >= text_.size(); }
  int line() const { return line_; }

  // The next row; false in `closed` if a quote was still open at the end of the file.
  CsvRow Next(bool& closed) {
    CsvRow row{line_, {}};
    closed = true;
    do {
      row.cells.push_back(Cell(closed));
    } while (!done() && Take(','));
    if (!done()) EndOfLine();
    return row;
  }

 private:
  bool Take(char wanted) {
    if (done() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  void EndOfLine() {
    Take('\r');
    Take('\n');
    ++line_;
  }

  std::string Cell(bool& closed) {
    std::string cell;
    if (!Take('"')) {
      while (!done() && text_[at_] != ',' && !AtEndOfLine()) cell.push_back(text_[at_++]);
      return cell;
    }
    for (;;) {
      if (done()) {
        closed = false;
        return cell;
      }
      if (Take('"')) {
        if (!Take('"')) break;
        cell.push_back('"');
        continue;
      }
      if (text_[at_] == '\n') ++line_;
      cell.push_back(text_[at_++]);
    }
    // What follows the closing quote up to the comma belongs to no form of CSV; it is kept, so that
    // the check of the cell's content refuses it and shows it.
    while (!done() && text_[at_] != ',' && !AtEndOfLine()) cell.push_back(text_[at_++]);
    return cell;
  }

  bool AtEndOfLine() const {
    return text_[at_] == '\n' ||
           (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n');
  }

  std::string_view text_;
  size_t at_ = 0;
  int line_ = 1;
};

bool Blank(const CsvRow& row) {
  return row.cells.size() == 1 && row.cells[0].empty();
}

}  // namespace

void Problems::Add(std::string_view file, int line, std::string_view column,
                   std::string_view reason) {
  Push(absl::StrCat(ToAbsl(file), ":", line, ": ", ToAbsl(column), ": ", ToAbsl(reason)));
}

void Problems::AddFile(std::string_view file, std::string_view reason) {
  Push(absl::StrCat(ToAbsl(file), ": ", ToAbsl(reason)));
}

void Problems::Push(std::string line) {
  if (++count_ <= kListed) lines_.push_back(std::move(line));
}

std::string Problems::Text() const {
  std::string text = absl::StrJoin(lines_, "\n");
  if (count_ > kListed) absl::StrAppend(&text, "\n… and ", count_ - kListed, " more");
  return text;
}

int CsvTable::Column(std::string_view name) const {
  const auto found = std::find(header.begin(), header.end(), name);
  return found == header.end() ? -1 : static_cast<int>(found - header.begin());
}

absl::StatusOr<std::string> DecodeText(std::string bytes) {
  icu::UnicodeString text;
  if (bytes.starts_with(kByteOrderMark)) {
    bytes.erase(0, kByteOrderMark.size());
    if (Convert("UTF-8", bytes, text)) return bytes;
  } else if (Convert("UTF-8", bytes, text) && !MayBeGb18030(text)) {
    return bytes;
  }
  if (!Convert("GB18030", bytes, text)) {
    return BadRequest({{"encoding", "neither UTF-8 nor GB18030; save the file as UTF-8"}});
  }
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

CsvTable ParseCsv(std::string_view file, std::string bytes,
                  const std::vector<std::string>& required, Problems& problems) {
  CsvTable table;
  table.file = file;
  const absl::StatusOr<std::string> text = DecodeText(std::move(bytes));
  if (!text.ok()) {
    problems.AddFile(file, ToStd(text.status().message()));
    return table;
  }
  Reader reader(*text);
  bool closed = true;
  if (reader.done()) {
    problems.AddFile(file, "empty; the first line must name the columns");
    return table;
  }
  table.header = reader.Next(closed).cells;
  for (const std::string& column : required) {
    if (table.Column(column) < 0) {
      problems.Add(file, 1, column, "missing column; the header must have it");
    }
    if (std::count(table.header.begin(), table.header.end(), column) > 1) {
      problems.Add(file, 1, column, "column named twice");
    }
  }
  while (!reader.done()) {
    CsvRow row = reader.Next(closed);
    if (!closed) {
      problems.Add(file, row.line, table.header.front(), "a quote is never closed");
    } else if (Blank(row)) {
      continue;
    } else if (row.cells.size() != table.header.size()) {
      problems.Add(file, row.line, table.header.front(),
                   absl::StrCat("the row has ", row.cells.size(), " cells, the header ",
                                table.header.size()));
    } else {
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

std::vector<CsvRow> ParseCsvRows(std::string_view file, std::string bytes, Problems& problems) {
  std::vector<CsvRow> rows;
  const absl::StatusOr<std::string> text = DecodeText(std::move(bytes));
  if (!text.ok()) {
    problems.AddFile(file, ToStd(text.status().message()));
    return rows;
  }
  Reader reader(*text);
  bool closed = true;
  while (!reader.done()) {
    rows.push_back(reader.Next(closed));
    if (!closed) problems.Add(file, rows.back().line, "row", "a quote is never closed");
  }
  return rows;
}

std::string FormatCsvRow(const std::vector<std::string>& cells) {
  std::string row;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) row.push_back(',');
    if (cells[i].find_first_of(",\"\r\n") == std::string::npos) {
      row.append(cells[i]);
      continue;
    }
    row.push_back('"');
    for (const char c : cells[i]) {
      if (c == '"') row.push_back('"');
      row.push_back(c);
    }
    row.push_back('"');
  }
  row.push_back('\n');
  return row;
}

}  // namespace probity::scenario
