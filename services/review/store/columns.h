// How bytes that may be absent lie in columns.
#ifndef PROBITY_SERVICES_REVIEW_STORE_COLUMNS_H_
#define PROBITY_SERVICES_REVIEW_STORE_COLUMNS_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "common/sql/database.h"
#include "services/review/domain/values.h"

namespace probity::review {

// Empty bytes and empty text are NULL.
inline sql::Value BytesOrNull(const Bytes& bytes) {
  if (bytes.empty()) return sql::Null{};
  return sql::Blob{bytes};
}
inline Bytes BytesOrEmpty(const sql::Row& row, std::size_t column) {
  return row.IsNull(column) ? Bytes() : row.Bytes(column);
}
inline sql::Value TextOrNull(const std::string& text) {
  if (text.empty()) return sql::Null{};
  return text;
}
inline std::string TextOrEmpty(const sql::Row& row, std::size_t column) {
  return row.IsNull(column) ? std::string() : row.Text(column);
}

template <typename Enum>
std::int64_t Number(Enum value) {
  return static_cast<std::int64_t>(value);
}

}  // namespace probity::review

#endif  // PROBITY_SERVICES_REVIEW_STORE_COLUMNS_H_
