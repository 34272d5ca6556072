#include "common/sql/grant_check.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"

namespace probity::sql {
namespace {

constexpr size_t kNamed = 8;  // rights named one by one; of more the number is told
constexpr Remedy kGrant = {
    "run deploy/sql/grants-*.sql after 'migrate' (docs/mysql.md, section 2)",
    "执行 migrate 之后运行 deploy/sql/grants-*.sql（docs/mysql.md 第 2 节）"};
constexpr Remedy kRevoke = {
    "REVOKE it: the account of a service has the rights of deploy/sql alone",
    "用 REVOKE 收回；服务账户只应有 deploy/sql 所授权限"};

constexpr Remedy kNewer = {
    "nothing, if the newer release's deploy/sql has it so (docs/operations.md)",
    "若与新版 deploy/sql 一致，无需处理（docs/operations.md）"};

const std::set<std::string>& Dml() {
  static const auto* const dml = new std::set<std::string>{"SELECT", "INSERT", "UPDATE", "DELETE"};
  return *dml;
}

// One line of SHOW GRANTS or statement of a script. `database` is a pattern, as servers take it.
struct Grant {
  std::string other;  // what it is instead of a list of rights, if it is none
  std::set<std::string> privileges;
  std::set<std::string> of_columns;  // of `privileges`, those given for some columns only
  std::string database;              // "*": every one; empty: the one at hand
  std::string table;                 // "*": every one
};

// Reads a line from left to right; names may be bare or quoted either way.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool Skip(std::string_view word) {
    if (text_.substr(0, word.size()) != word) return false;
    text_.remove_prefix(word.size());
    return true;
  }
  // Up to `end` outside quotes and parentheses; false if it never comes.
  bool Until(std::string_view end, std::string* out) {
    int depth = 0;
    char quote = 0;
    for (size_t at = 0; at < text_.size(); ++at) {
      const char c = text_[at];
      if (quote != 0) {
        if (c == quote) quote = 0;
        continue;
      }
      if (depth == 0 && text_.substr(at, end.size()) == end) {
        *out = std::string(text_.substr(0, at));
        text_.remove_prefix(at + end.size());
        return true;
      }
      if (c == '`' || c == '"') quote = c;
      if (c == '(') ++depth;
      if (c == ')') --depth;
    }
    return false;
  }
  std::string Name() {
    if (text_.empty()) return "";
    const char quote = text_[0];
    std::string name;
    if (quote != '`' && quote != '"') {
      while (!text_.empty() && text_[0] != '.' && text_[0] != ' ' && text_[0] != ';') Take(&name);
      return name;
    }
    text_.remove_prefix(1);
    while (!text_.empty()) {
      if (text_[0] == quote) {
        text_.remove_prefix(1);
        if (text_.empty() || text_[0] != quote) break;  // a doubled one is part of the name
      }
      Take(&name);
    }
    return name;
  }
  std::string_view rest() const { return text_; }

 private:
  void Take(std::string* out) {
    out->push_back(text_[0]);
    text_.remove_prefix(1);
  }
  std::string_view text_;
};

// "SELECT (`a`, `b`), UPDATE": the names, and which of them are for columns only.
void ReadPrivileges(std::string list, Grant* grant) {
  list += ',';
  Reader reader(list);
  std::string one;
  while (reader.Until(",", &one)) {
    const size_t columns = one.find('(');
    const std::string name(absl::StripAsciiWhitespace(one.substr(0, columns)));
    if (name.empty()) continue;
    // "UPDATE, UPDATE (`a`)": of the table first, if it is given for both.
    const bool first = grant->privileges.insert(name == "ALL" ? "ALL PRIVILEGES" : name).second;
    if (first && columns != std::string::npos) grant->of_columns.insert(name);
  }
}

// Nothing for lines that give nothing (SET DEFAULT ROLE, REVOKE).
std::optional<Grant> ParseGrant(std::string_view line) {
  Reader reader(line);
  if (!reader.Skip("GRANT ")) return std::nullopt;
  Grant grant;
  std::string list;
  if (!reader.Until(" ON ", &list)) {
    grant.other = absl::StrCat("the role ", reader.Name());
    return grant;
  }
  for (const std::string_view routine : {"PROCEDURE ", "FUNCTION ", "PACKAGE "}) {
    if (reader.Skip(routine)) grant.other = absl::StrCat(list, " ON a routine");
  }
  if (list == "PROXY") grant.other = "PROXY for another account";
  if (!grant.other.empty()) return grant;
  reader.Skip("TABLE ");
  ReadPrivileges(list, &grant);
  grant.table = reader.Name();
  if (reader.Skip(".")) {
    grant.database = std::move(grant.table);
    grant.table = reader.Name();
  }
  if (reader.rest().find(" WITH GRANT OPTION") != std::string_view::npos) {
    grant.privileges.insert("GRANT OPTION");
  }
  return grant;
}

// As LIKE has it: servers take the database of a grant for a pattern.
bool Matches(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) return name.empty();
  if (pattern[0] == '%') {
    return Matches(pattern.substr(1), name) || (!name.empty() && Matches(pattern, name.substr(1)));
  }
  if (name.empty()) return false;
  if (pattern[0] == '_') return Matches(pattern.substr(1), name.substr(1));
  if (pattern[0] == '\\' && pattern.size() > 1) pattern.remove_prefix(1);
  return pattern[0] == name[0] && Matches(pattern.substr(1), name.substr(1));
}

// The database a pattern is written for, if for one only; its underscores are taken as such.
bool IsFor(std::string_view pattern, std::string_view database) {
  std::string plain;
  for (size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] == '\\' && at + 1 < pattern.size()) ++at;
    plain.push_back(pattern[at]);
  }
  return plain == database;
}

std::string Place(const Grant& grant) {
  return absl::StrCat(grant.database, ".", grant.table);
}

// On one table of `database`.
bool IsOfTable(const Grant& grant, std::string_view database) {
  return grant.table != "*" && (grant.database.empty() || IsFor(grant.database, database));
}

// What of `grant` goes beyond `wanted`.
std::set<std::string> Beyond(const Grant& grant, const TableGrants& wanted,
                             std::string_view database) {
  std::set<std::string> allowed = {"USAGE"};
  const bool here = grant.database.empty() || IsFor(grant.database, database);
  if (here && grant.table == "*") allowed.insert("SELECT");
  if (IsOfTable(grant, database)) {
    allowed.insert(Dml().begin(), Dml().end());
    const auto found = wanted.find(grant.table);
    if (found != wanted.end() && found->second == std::set<std::string>{"INSERT"}) {
      allowed.erase("UPDATE");
      allowed.erase("DELETE");
    }
  }
  std::set<std::string> beyond;
  std::set_difference(grant.privileges.begin(), grant.privileges.end(), allowed.begin(),
                      allowed.end(), std::inserter(beyond, beyond.end()));
  return beyond;
}

bool Gives(const Grant& grant, const std::string& privilege, std::string_view table,
           std::string_view database) {
  const bool everywhere = grant.database == "*" && grant.table == "*";
  const bool here = grant.database.empty() || Matches(grant.database, database);
  if (!everywhere && (!here || (grant.table != "*" && grant.table != table))) return false;
  if (grant.of_columns.contains(privilege)) return false;
  return grant.privileges.contains(privilege) || grant.privileges.contains("ALL PRIVILEGES");
}

std::string Some(const std::vector<std::string>& rights) {
  const size_t named = std::min(rights.size(), kNamed);
  const std::string text = absl::StrJoin(rights.begin(), rights.begin() + named, ", ");
  if (named == rights.size()) return text;
  return absl::StrCat(text, " and ", rights.size() - named, " more");
}

Finding About(std::string_view name, const std::vector<std::string>& rights, Verdict otherwise,
              const Remedy& remedy) {
  return {rights.empty() ? Verdict::kOk : otherwise, std::string(name),
          rights.empty() ? "none" : Some(rights), "none", remedy};
}

}  // namespace

TableGrants ParseGrantScript(std::string_view script) {
  TableGrants wanted;
  for (const absl::string_view line : absl::StrSplit(ToAbsl(script), '\n')) {
    const std::optional<Grant> grant = ParseGrant(ToStd(line));
    if (!grant.has_value()) continue;
    wanted[grant->table].insert(grant->privileges.begin(), grant->privileges.end());
  }
  return wanted;
}

Report JudgeGrants(const std::vector<std::string>& shown, const TableGrants& wanted,
                   std::string_view database, const Leeway& leeway) {
  std::vector<Grant> grants;
  std::vector<std::string> beyond;
  std::vector<std::string> newer;
  for (const std::string& line : shown) {
    const std::optional<Grant> grant = ParseGrant(line);
    if (!grant.has_value()) continue;
    if (!grant->other.empty()) beyond.push_back(grant->other);
    std::set<std::string> more = Beyond(*grant, wanted, database);
    const bool changeable = leeway.newer_schema && IsOfTable(*grant, database);
    for (const char* privilege : {"UPDATE", "DELETE"}) {
      if (!changeable || more.erase(privilege) == 0) continue;
      newer.push_back(absl::StrCat(privilege, " ON ", Place(*grant)));
    }
    if (!more.empty()) {
      beyond.push_back(absl::StrCat(absl::StrJoin(more, "+"), " ON ", Place(*grant)));
    }
    grants.push_back(*grant);
  }
  std::vector<std::string> missing;
  for (const auto& [table, privileges] : wanted) {
    for (const std::string& privilege : privileges) {
      const bool given = std::any_of(
          grants.begin(), grants.end(),
          [&, &table = table](const Grant& g) { return Gives(g, privilege, table, database); });
      if (!given) missing.push_back(absl::StrCat(privilege, " ON ", table));
    }
  }
  const auto unless = [](bool warned) { return warned ? Verdict::kWarning : Verdict::kRefused; };
  Report report = {About(kMissingGrants, missing, unless(leeway.newer_schema),
                         leeway.newer_schema ? kNewer : kGrant),
                   About("needless grants", beyond, unless(leeway.loopback), kRevoke)};
  if (!newer.empty()) {
    report.push_back(About("grants of a newer release", newer, Verdict::kWarning, kNewer));
  }
  return report;
}

}  // namespace probity::sql
