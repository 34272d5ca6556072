#include "common/sql/row_inserter.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

// Few sizes, so that a connection keeps few texts prepared; a row each of the last.
constexpr size_t kChunks[] = {256, 16, 1};
// No way to a server is saved, only what each statement costs by itself; a longer text would have
// to be compiled and kept.
constexpr size_t kMaxEmbeddedChunk = 16;
// Below what every supported engine allows: 32,766 placeholders, 16 MiB a statement.
constexpr size_t kMaxPlaceholders = 32000;
constexpr size_t kMaxChunkBytes = 4 << 20;

size_t MostRows(const Dialect& dialect, size_t columns) {
  const bool embedded = dialect.engine() == Dialect::Engine::kSqlite;
  for (const size_t chunk : kChunks) {
    if (embedded && chunk > kMaxEmbeddedChunk) continue;
    if (chunk * columns <= kMaxPlaceholders) return chunk;
  }
  return 1;
}

}  // namespace

RowInserter::RowInserter(Tx& tx, std::string_view sql_prefix, size_t columns)
    : tx_(tx),
      prefix_(sql_prefix),
      columns_(columns),
      most_rows_(MostRows(tx.dialect(), columns)) {}

Value& RowInserter::Next() {
  if (put_ == values_.size()) values_.emplace_back();
  row_bytes_ += sizeof(int64_t);
  return values_[put_++];
}

void RowInserter::Put(int64_t number) {
  Next() = number;
}

void RowInserter::Put(std::string_view text) {
  Value& value = Next();
  row_bytes_ += text.size();
  if (auto* room = std::get_if<std::string>(&value)) {
    room->assign(text);
  } else {
    value = std::string(text);
  }
}

void RowInserter::PutBytes(std::string_view bytes) {
  Value& value = Next();
  row_bytes_ += bytes.size();
  if (auto* room = std::get_if<Blob>(&value)) {
    room->bytes.assign(bytes);
  } else {
    value = Blob{std::string(bytes)};
  }
}

void RowInserter::PutNull() {
  Next() = Null{};
}

void RowInserter::PutValue(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return Put(std::string_view(*text));
  if (const auto* blob = std::get_if<Blob>(&value)) return PutBytes(blob->bytes);
  Next() = value;
}

absl::Status RowInserter::EndRow() {
  if (put_ != (rows_ + 1) * columns_) {
    return Refuse(absl::StatusCode::kInternal, Reason::k_INTERNAL,
                  "rows of one insert have different numbers of columns");
  }
  // Too much for one statement: what waited before this row goes first.
  if (rows_ > 0 && bytes_ + row_bytes_ > kMaxChunkBytes) {
    const Params last(values_.begin() + static_cast<Params::difference_type>(rows_ * columns_),
                      values_.begin() + static_cast<Params::difference_type>(put_));
    PROBITY_RETURN_IF_ERROR(Flush());
    std::copy(last.begin(), last.end(), values_.begin());
    put_ = columns_;
  }
  bytes_ += row_bytes_;
  row_bytes_ = 0;
  ++rows_;
  return rows_ < most_rows_ ? absl::OkStatus() : Flush();
}

absl::Status RowInserter::Finish() {
  return Flush();
}

absl::Status RowInserter::Flush() {
  for (size_t first = 0; first < rows_;) {
    const auto* const rows =
        std::find_if(std::begin(kChunks), std::end(kChunks),
                     [&](size_t chunk) { return chunk <= most_rows_ && first + chunk <= rows_; });
    PROBITY_RETURN_IF_ERROR(Write(first, *rows));
    first += *rows;
  }
  put_ = 0;
  rows_ = 0;
  bytes_ = 0;
  return absl::OkStatus();
}

absl::Status RowInserter::Write(size_t first, size_t rows) {
  if (rows != text_rows_) {
    const std::string row =
        absl::StrCat("(", absl::StrJoin(std::vector<std::string>(columns_, "?"), ", "), ")");
    text_ = absl::StrCat(prefix_, " ", absl::StrJoin(std::vector<std::string>(rows, row), ", "));
    text_rows_ = rows;
  }
  if (rows * columns_ == values_.size()) return tx_.Execute(text_, values_).status();
  const auto begin = values_.begin() + static_cast<Params::difference_type>(first * columns_);
  const auto end = begin + static_cast<Params::difference_type>(rows * columns_);
  return tx_.Execute(text_, Params(begin, end)).status();
}

}  // namespace probity::sql
