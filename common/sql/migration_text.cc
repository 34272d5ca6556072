#include "common/sql/migration_text.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

// What `text` says after `-- compatible-from:`; `otherwise` if it does not say it, nothing if that
// is no number.
std::optional<int> Declared(std::string_view text, int otherwise) {
  for (const absl::string_view raw : absl::StrSplit(ToAbsl(text), '\n')) {
    absl::string_view line = absl::StripAsciiWhitespace(raw);
    if (!absl::ConsumePrefix(&line, "-- compatible-from:")) continue;
    int number = 0;
    return absl::SimpleAtoi(line, &number) ? std::optional(number) : std::nullopt;
  }
  return otherwise;
}

}  // namespace

std::vector<std::string> SplitStatements(std::string_view text) {
  std::vector<std::string> statements;
  std::string current;
  for (const absl::string_view raw : absl::StrSplit(ToAbsl(text), '\n')) {
    const absl::string_view line = absl::StripTrailingAsciiWhitespace(raw);
    const absl::string_view content = absl::StripLeadingAsciiWhitespace(line);
    if (content.empty() || content.substr(0, 2) == "--") continue;
    if (current.empty()) {
      current = std::string(content);
    } else {
      absl::StrAppend(&current, "\n", line);
    }
    if (line.back() != ';') continue;
    current.pop_back();
    statements.push_back(std::move(current));
    current.clear();
  }
  if (!current.empty()) statements.push_back(std::move(current));
  return statements;
}

absl::StatusOr<int> CompatibleFrom(const Migration& migration) {
  const auto sqlite = Declared(migration.sqlite_sql, migration.number);
  const auto mysql = Declared(migration.mysql_sql, migration.number);
  if (sqlite.has_value() && sqlite == mysql && *sqlite >= 0 && *sqlite <= migration.number) {
    return *sqlite;
  }
  return Refuse(absl::StatusCode::kInternal, Reason::k_INTERNAL,
                absl::StrCat("migration ", migration.name,
                             " says differently, or not with a number up to its own, which "
                             "programs it suits (-- compatible-from: N)"));
}

absl::Status CheckNumbering(const std::vector<Migration>& migrations) {
  std::set<int> numbers;
  for (const Migration& migration : migrations) {
    const bool fine = migration.number > 0 && numbers.insert(migration.number).second &&
                      !SplitStatements(migration.sqlite_sql).empty() &&
                      !SplitStatements(migration.mysql_sql).empty();
    if (!fine) {
      return Refuse(absl::StatusCode::kInternal, Reason::k_INTERNAL,
                    absl::StrCat("migration ", migration.name,
                                 " needs a positive number of its own and statements for SQLite "
                                 "and MySQL"));
    }
    PROBITY_RETURN_IF_ERROR(CompatibleFrom(migration).status());
  }
  return absl::OkStatus();
}

const std::string& TextFor(const Migration& migration, Dialect::Engine engine) {
  return engine == Dialect::Engine::kSqlite ? migration.sqlite_sql : migration.mysql_sql;
}

std::vector<const Migration*> InOrder(const std::vector<Migration>& migrations) {
  std::vector<const Migration*> order;
  for (const Migration& migration : migrations) order.push_back(&migration);
  std::sort(order.begin(), order.end(),
            [](const Migration* a, const Migration* b) { return a->number < b->number; });
  return order;
}

}  // namespace probity::sql
