// Comma-separated files as spreadsheets leave them, with the place of every cell.
//
// RFC 4180 with a header row; UTF-8 with or without a byte order mark, or GB18030, which is
// detected because it is not valid UTF-8, or has no Chinese character if read as such. LF and CRLF
// both end a line. A library that parses CSV does not keep the line a quoted cell began on, and the
// place is half of every message here.
#ifndef PROBITY_CLIENTS_PROBITYCTL_SCENARIO_CSV_H_
#define PROBITY_CLIENTS_PROBITYCTL_SCENARIO_CSV_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace probity::scenario {

// What is wrong with a folder: `file:line: column: reason`. Lists the first 1,000, counts the rest.
class Problems {
 public:
  static constexpr int64_t kListed = 1000;

  void Add(std::string_view file, int line, std::string_view column, std::string_view reason);
  // Of a whole file: `file: reason`.
  void AddFile(std::string_view file, std::string_view reason);

  int64_t count() const { return count_; }
  bool empty() const { return count_ == 0; }
  // One problem a line, in the order found, and a last line that counts those not listed.
  std::string Text() const;

 private:
  void Push(std::string line);

  std::vector<std::string> lines_;
  int64_t count_ = 0;
};

struct CsvRow {
  int line = 0;                    // of its first cell, from 1
  std::vector<std::string> cells;  // as many as the header has
};

struct CsvTable {
  std::string file;
  std::vector<std::string> header;
  std::vector<CsvRow> rows;

  // Index of a column, or -1.
  int Column(std::string_view name) const;
};

// Reads `bytes` of `file`. Rows with too few or too many cells, an unclosed quote and a missing
// column of `required` are reported; the rows that are right are returned all the same, so that
// their cells can be checked in the same run.
CsvTable ParseCsv(std::string_view file, std::string bytes,
                  const std::vector<std::string>& required, Problems& problems);

// Every row of `bytes` as it is, blank ones too, whatever the number of its cells.
std::vector<CsvRow> ParseCsvRows(std::string_view file, std::string bytes, Problems& problems);

// Text of `bytes` in UTF-8 without a byte order mark. INVALID_ARGUMENT if they are neither UTF-8
// nor GB18030.
absl::StatusOr<std::string> DecodeText(std::string bytes);

// One row in RFC 4180 form with a final newline.
std::string FormatCsvRow(const std::vector<std::string>& cells);

}  // namespace probity::scenario

#endif  // PROBITY_CLIENTS_PROBITYCTL_SCENARIO_CSV_H_
