// Rows written as they are made, for tables that get very many of them: value after value into the
// room of the rows before, many rows to a statement.
#ifndef PROBITY_COMMON_SQL_ROW_INSERTER_H_
#define PROBITY_COMMON_SQL_ROW_INSERTER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/sql/database.h"

namespace probity::sql {

// Inserts in the order of the rows, which should be that of their keys: see Tx::InsertMany. What
// was not written when it is destroyed never is: Finish is called after the last row.
class RowInserter {
 public:
  // `sql_prefix` ends in "VALUES"; each row has so many columns, at least one.
  RowInserter(Tx& tx, std::string_view sql_prefix, size_t columns);

  // The next value of the row at hand.
  void Put(int64_t number);
  void Put(std::string_view text);
  void PutBytes(std::string_view bytes);
  void PutNull();
  void PutValue(const Value& value);

  // After the last value of each row. INTERNAL if they were not one for each column.
  absl::Status EndRow();
  absl::Status Finish();

 private:
  Value& Next();
  absl::Status Flush();
  absl::Status Write(size_t first, size_t rows);

  Tx& tx_;
  const std::string prefix_;
  const size_t columns_;
  const size_t most_rows_;  // of a statement
  size_t text_rows_ = 0;    // of the text at hand
  std::string text_;
  Params values_;         // of rows that wait, then what is left of rows written
  size_t put_ = 0;        // values that wait
  size_t rows_ = 0;       // whole rows that wait
  size_t bytes_ = 0;      // of the values that wait, roughly
  size_t row_bytes_ = 0;  // of those, the row at hand
};

}  // namespace probity::sql

#endif  // PROBITY_COMMON_SQL_ROW_INSERTER_H_
