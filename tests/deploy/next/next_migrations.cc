// Scoring as its next release might know its schema, for a test of two releases side by side: all
// it ships with, and a migration that adds a column to every table (expand). With
// PROBITY_TEST_SCHEMA set to `contract` one more takes those columns away again, which suits
// programs only that know the first.
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/sql/database.h"
#include "common/status/status.h"
#include "services/scoring/store/migrations.h"

namespace probity::scoring {
namespace {

constexpr int kExpand = 9001;
constexpr int kContract = 9002;
constexpr char kCreate[] = "CREATE TABLE ";

std::vector<std::string> TablesOf(const std::vector<sql::Migration>& migrations) {
  std::vector<std::string> tables;
  for (const sql::Migration& migration : migrations) {
    for (const absl::string_view line : absl::StrSplit(migration.mysql_sql, '\n')) {
      if (line.substr(0, sizeof(kCreate) - 1) != kCreate) continue;
      const std::vector<std::string> words = absl::StrSplit(line, ' ');
      tables.push_back(words.at(2));
    }
  }
  return tables;
}

sql::Migration OnEveryTable(int number, std::string_view name, int compatible_from,
                            std::string_view change) {
  std::string text = absl::StrCat("-- compatible-from: ", compatible_from, "\n");
  for (const std::string& table : TablesOf(Migrations())) {
    absl::StrAppend(&text, "ALTER TABLE ", table, " ", ToAbsl(change), ";\n");
  }
  return {number, std::string(name), text, text};
}

std::vector<sql::Migration> MakeNext() {
  std::vector<sql::Migration> migrations = Migrations();
  const int shipped = migrations.back().number;
  migrations.push_back(
      OnEveryTable(kExpand, "9001_expand", shipped, "ADD COLUMN added_later INTEGER NULL"));
  const char* schema = std::getenv("PROBITY_TEST_SCHEMA");
  if (schema != nullptr && schema == std::string_view("contract")) {
    migrations.push_back(
        OnEveryTable(kContract, "9002_contract", kExpand, "DROP COLUMN added_later"));
  }
  return migrations;
}

}  // namespace

// What main.cc, compiled for this program, calls in the place of Migrations().
const std::vector<sql::Migration>& NextMigrations();
const std::vector<sql::Migration>& NextMigrations() {
  static const auto* const kNext = new std::vector<sql::Migration>(MakeNext());
  return *kNext;
}

}  // namespace probity::scoring
