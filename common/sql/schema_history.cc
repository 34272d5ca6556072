#include "common/sql/schema_history.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "common/crypto/crypto.h"
#include "common/sql/migration_text.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

constexpr std::string_view kWholeSqlite =
    "SELECT COUNT(*) FROM pragma_table_info('schema_migration') WHERE name = 'compatible_from'";
constexpr std::string_view kWholeMySql =
    "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() "
    "AND table_name = 'schema_migration' AND column_name = 'compatible_from'";
constexpr std::string_view kSelect =
    "SELECT number, name, sha256, statements, applied, compatible_from FROM schema_migration "
    "ORDER BY number";

std::string HashOf(std::string_view text) {
  return crypto::Hex(crypto::Sha256(text));
}

absl::Status Wrong(std::string_view text) {
  return Precondition(Reason::k_STORAGE_UNAVAILABLE, text);
}

}  // namespace

absl::StatusOr<bool> HasWholeHistory(Tx& tx) {
  const bool server = tx.dialect().engine() == Dialect::Engine::kMySql;
  PROBITY_ASSIGN_OR_RETURN(const Row count, tx.QueryOne(server ? kWholeMySql : kWholeSqlite, {}));
  return count.Int(0) > 0;
}

absl::StatusOr<History> ReadHistory(Tx& tx) {
  History history;
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Row> rows, tx.Query(kSelect, {}));
  for (const Row& row : rows) {
    history.push_back({row.Int(0), row.Text(1), row.Text(2), row.Int(3), row.Int(4), row.Int(5)});
  }
  return history;
}

const AppliedMigration* Find(const History& history, int64_t number) {
  const auto found =
      std::find_if(history.begin(), history.end(),
                   [number](const AppliedMigration& applied) { return applied.number == number; });
  return found == history.end() ? nullptr : &*found;
}

absl::StatusOr<AppliedMigration> Pending(const Migration& migration, Dialect::Engine engine) {
  const std::string& text = TextFor(migration, engine);
  PROBITY_ASSIGN_OR_RETURN(const int compatible_from, CompatibleFrom(migration));
  return AppliedMigration{migration.number,
                          migration.name,
                          HashOf(text),
                          static_cast<int64_t>(SplitStatements(text).size()),
                          0,
                          compatible_from};
}

absl::Status CheckUnchanged(const Migration& migration, const AppliedMigration& applied,
                            Dialect::Engine engine) {
  if (applied.sha256 == HashOf(TextFor(migration, engine))) return absl::OkStatus();
  if (applied.name != migration.name) {
    return Wrong(absl::StrCat("the database holds another schema: migration ", applied.name,
                              " where ", migration.name, " is due; name another database"));
  }
  return Wrong(absl::StrCat("migration ", migration.name, " was changed after it was applied as ",
                            applied.name, "; a change of the schema is a new migration"));
}

absl::StatusOr<SchemaAge> CheckHistory(const History& history,
                                       const std::vector<Migration>& migrations,
                                       Dialect::Engine engine) {
  std::set<int64_t> known;
  for (const Migration* migration : InOrder(migrations)) {
    const AppliedMigration* found = Find(history, migration->number);
    if (found == nullptr || found->applied < found->statements) {
      return Wrong(absl::StrCat("migration ", migration->name,
                                " is not applied; run the service's 'migrate' command"));
    }
    PROBITY_RETURN_IF_ERROR(CheckUnchanged(*migration, *found, engine));
    known.insert(migration->number);
  }
  const int64_t newest = known.empty() ? 0 : *known.rbegin();
  SchemaAge age = SchemaAge::kOwn;
  for (const AppliedMigration& applied : history) {
    if (known.contains(applied.number)) continue;
    age = SchemaAge::kNewer;
    if (applied.compatible_from < applied.number && applied.compatible_from <= newest) continue;
    return Wrong(absl::StrCat("the schema holds migration ", applied.name,
                              ", which this program does not know and which does not suit it; "
                              "start a newer program"));
  }
  return age;
}

absl::StatusOr<SchemaAge> VerifySchema(Tx& tx, const std::vector<Migration>& migrations) {
  History history;  // empty where nothing was applied, or by programs older than its form
  PROBITY_ASSIGN_OR_RETURN(const bool whole, HasWholeHistory(tx));
  if (whole) {
    PROBITY_ASSIGN_OR_RETURN(history, ReadHistory(tx));
  }
  return CheckHistory(history, migrations, tx.dialect().engine());
}

}  // namespace probity::sql
