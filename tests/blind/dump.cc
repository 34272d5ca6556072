#include "tests/blind/dump.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status/status.h"

namespace probity::blind {
namespace {

bool IsSqlite(const sql::Database& database) {
  return database.dialect().engine() == sql::Dialect::Engine::kSqlite;
}

std::string TextOf(const sql::Value& value) {
  struct Reader {
    std::string operator()(const sql::Null&) const { return "NULL"; }
    std::string operator()(std::int64_t number) const { return absl::StrCat(number); }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(const sql::Blob& blob) const { return blob.bytes; }
  };
  return std::visit(Reader(), value);
}

absl::StatusOr<std::vector<std::string>> Names(sql::Tx& tx, const std::string& statement,
                                               const sql::Params& params) {
  PROBITY_ASSIGN_OR_RETURN(const auto rows, tx.Query(statement, params));
  std::vector<std::string> names;
  for (const sql::Row& row : rows) names.push_back(row.Text(0));
  return names;
}

absl::StatusOr<Table> ReadTable(sql::Tx& tx, bool sqlite, const std::string& name) {
  Table table;
  PROBITY_ASSIGN_OR_RETURN(
      table.columns,
      Names(tx,
            sqlite ? "SELECT name FROM pragma_table_info(?)"
                   : "SELECT column_name FROM information_schema.columns WHERE table_schema = "
                     "DATABASE() AND table_name = ? ORDER BY ordinal_position",
            {name}));
  PROBITY_ASSIGN_OR_RETURN(const auto rows, tx.Query(absl::StrCat("SELECT * FROM ", name), {}));
  for (const sql::Row& row : rows) {
    std::vector<std::string>& values = table.rows.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) values.push_back(TextOf(row[i]));
  }
  return table;
}

std::string WholeFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

std::vector<std::string> Table::Column(const std::string& name) const {
  const auto found = std::find(columns.begin(), columns.end(), name);
  std::vector<std::string> values;
  if (found == columns.end()) return values;
  for (const auto& row : rows) {
    values.push_back(row[static_cast<std::size_t>(found - columns.begin())]);
  }
  return values;
}

std::map<std::string, Table> Dump(sql::Database& database) {
  const bool sqlite = IsSqlite(database);
  std::map<std::string, Table> dump;
  const absl::Status status =
      database.Read(absl::Now() + absl::Seconds(30), [&](sql::Tx& tx) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(
            const auto tables,
            Names(tx,
                  sqlite ? "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
                         : "SELECT table_name FROM information_schema.tables WHERE table_schema = "
                           "DATABASE() ORDER BY table_name",
                  {}));
        for (const std::string& name : tables) {
          // The history of the schema itself knows nothing of hearings, but when it was made.
          if (absl::StartsWith(name, "schema_")) continue;
          PROBITY_ASSIGN_OR_RETURN(dump[name], ReadTable(tx, sqlite, name));
        }
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok()) << status;
  return dump;
}

std::string Bytes(const std::map<std::string, Table>& dump) {
  std::string bytes;
  for (const auto& [name, table] : dump) {
    for (const auto& row : table.rows) {
      for (const std::string& value : row) absl::StrAppend(&bytes, value, "\n");
    }
  }
  return bytes;
}

std::string FileBytes(sql::Database& database) {
  if (!IsSqlite(database)) return "";
  std::vector<std::string> files;
  const absl::Status status =
      database.Read(absl::Now() + absl::Seconds(30), [&](sql::Tx& tx) -> absl::Status {
        PROBITY_ASSIGN_OR_RETURN(
            files, Names(tx, "SELECT file FROM pragma_database_list WHERE name = 'main'", {}));
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok() && files.size() == 1) << status;
  return files.empty() ? "" : WholeFile(files.front()) + WholeFile(files.front() + "-wal");
}

}  // namespace probity::blind
