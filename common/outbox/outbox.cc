#include "common/outbox/outbox.h"

#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"
#include "common/status/status.h"

namespace probity::outbox {
namespace {

// $0 is the table, $1 its key columns, $2 a placeholder for each, $3 the condition on all of them.
constexpr char kInsert[] = "INSERT INTO $0 ($1, payload) VALUES ($2, ?)";
constexpr char kSelectKeys[] = "SELECT $1 FROM $0 ORDER BY $1 LIMIT ?";
constexpr char kSelectPayload[] = "SELECT payload FROM $0 WHERE $3";
constexpr char kDelete[] = "DELETE FROM $0 WHERE $3";
constexpr char kCount[] = "SELECT COUNT(*) FROM $0";

std::string Statement(const char* text, const TableShape& shape) {
  std::vector<std::string> names;
  std::vector<std::string> conditions;
  for (const Column& column : shape.key) {
    names.push_back(column.name);
    conditions.push_back(column.name + " = ?");
  }
  const std::vector<std::string> placeholders(shape.key.size(), "?");
  return absl::Substitute(text, shape.name, absl::StrJoin(names, ", "),
                          absl::StrJoin(placeholders, ", "), absl::StrJoin(conditions, " AND "));
}

sql::Value Cell(const sql::Row& row, size_t column, ColumnType type) {
  switch (type) {
    case ColumnType::kInt:
      return row.Int(column);
    case ColumnType::kText:
      return row.Text(column);
    case ColumnType::kBytes:
      return sql::Blob{row.Bytes(column)};
  }
  return sql::Null{};
}

}  // namespace

absl::Status Put(sql::Tx& tx, const TableShape& shape, const Message& message) {
  sql::Params row = message.key;
  row.emplace_back(sql::Blob{message.payload});
  return tx.Execute(Statement(kInsert, shape), row).status();
}

absl::StatusOr<std::vector<sql::Params>> WaitingKeys(sql::Tx& tx, const TableShape& shape,
                                                     int limit) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(Statement(kSelectKeys, shape), {int64_t{limit}}));
  std::vector<sql::Params> keys;
  keys.reserve(rows.size());
  for (const sql::Row& row : rows) {
    sql::Params& key = keys.emplace_back();
    for (size_t i = 0; i < shape.key.size(); ++i) key.push_back(Cell(row, i, shape.key[i].type));
  }
  return keys;
}

absl::StatusOr<std::optional<Message>> Find(sql::Tx& tx, const TableShape& shape,
                                            const sql::Params& key) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(Statement(kSelectPayload, shape), key));
  if (rows.empty()) return std::nullopt;
  return Message{key, rows[0].Bytes(0)};
}

absl::StatusOr<bool> Remove(sql::Tx& tx, const TableShape& shape, const sql::Params& key) {
  PROBITY_ASSIGN_OR_RETURN(const int64_t removed, tx.Execute(Statement(kDelete, shape), key));
  return removed > 0;
}

absl::StatusOr<int64_t> CountWaiting(sql::Tx& tx, const TableShape& shape) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Row row, tx.QueryOne(Statement(kCount, shape), {}));
  return row.Int(0);
}

}  // namespace probity::outbox
