#include "common/sql/mysql_binding.h"

#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/sql/mysql_value.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

enum class Kind { kWhole, kDecimal, kText, kBytes, kUnsupported };

Kind KindOf(::sql::ResultSetMetaData& meta, unsigned int column) {
  using ::sql::DataType;
  switch (meta.getColumnType(column)) {
    case DataType::TINYINT:
    case DataType::SMALLINT:
    case DataType::MEDIUMINT:
    case DataType::INTEGER:
    case DataType::BIGINT:
      // Beyond the signed range the connector would answer -1; as text it is found too large.
      return meta.isSigned(column) ? Kind::kWhole : Kind::kDecimal;
    case DataType::DECIMAL:
    case DataType::NUMERIC:
      return Kind::kDecimal;
    case DataType::CHAR:
    case DataType::VARCHAR:
    case DataType::LONGVARCHAR:
    case DataType::ENUM:
    case DataType::SET:
    case DataType::JSON:
    case DataType::SQLNULL:
      return Kind::kText;
    case DataType::BINARY:
    case DataType::VARBINARY:
    case DataType::LONGVARBINARY:
      return Kind::kBytes;
    default:
      return Kind::kUnsupported;
  }
}

// isNull first: of NULL the connector's getters make 0 and "".
std::optional<Value> ReadValue(::sql::ResultSet& result, unsigned int column, Kind kind) {
  if (result.isNull(column)) return Null{};
  if (kind == Kind::kWhole) return Value(int64_t{result.getInt64(column)});
  if (kind == Kind::kUnsupported) return std::nullopt;
  std::string text = result.getString(column);
  if (kind == Kind::kText) return Value(std::move(text));
  if (kind == Kind::kBytes) return Value(Blob{std::move(text)});
  const std::optional<int64_t> whole = ParseWhole(text);
  return whole.has_value() ? std::optional<Value>(*whole) : std::nullopt;
}

const std::string* TextOf(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text;
  if (const auto* blob = std::get_if<Blob>(&value)) return &blob->bytes;
  return nullptr;
}

}  // namespace

Bound Bind(::sql::PreparedStatement& statement, const Params& params) {
  auto texts = std::make_shared<std::vector<::sql::SQLString>>();
  texts->reserve(params.size());  // their addresses must not change
  Bound bound;
  unsigned int index = 0;
  for (const Value& value : params) {
    ++index;
    if (const std::string* const text = TextOf(value)) {
      bound.bytes += static_cast<int64_t>(text->size());
      texts->emplace_back(*text);
      statement.setString(index, texts->back());
    } else if (const auto* number = std::get_if<int64_t>(&value)) {
      statement.setInt64(index, *number);
    } else {
      statement.setNull(index, ::sql::DataType::SQLNULL);
    }
  }
  bound.kept = std::move(texts);
  return bound;
}

absl::Status ReadRows(::sql::ResultSet& result, const RowSink& each,
                      const std::function<absl::Status()>& unsupported) {
  ::sql::ResultSetMetaData& meta = *result.getMetaData();
  std::vector<Kind> kinds;
  for (unsigned int column = 1; column <= meta.getColumnCount(); ++column) {
    kinds.push_back(KindOf(meta, column));
  }
  while (result.next()) {
    std::vector<Value> row;
    row.reserve(kinds.size());
    for (unsigned int column = 1; column <= kinds.size(); ++column) {
      std::optional<Value> value = ReadValue(result, column, kinds[column - 1]);
      if (!value.has_value()) return unsupported();
      row.push_back(*std::move(value));
    }
    PROBITY_RETURN_IF_ERROR(each(Row(std::move(row))));
  }
  return absl::OkStatus();
}

}  // namespace probity::sql
