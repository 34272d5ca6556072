#include <algorithm>
#include <charconv>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"
#include "services/scoring/store/seal/seal.h"

namespace probity::scoring {
namespace {

// The text between the next parentheses of `rest`, which goes on behind them.
std::optional<absl::string_view> NextGroup(absl::string_view& rest) {
  const size_t open = rest.find('(');
  const size_t close = rest.find(')', open == absl::string_view::npos ? 0 : open);
  if (open == absl::string_view::npos || close == absl::string_view::npos) return std::nullopt;
  const absl::string_view group = rest.substr(open + 1, close - open - 1);
  rest.remove_prefix(close + 1);
  return group;
}

std::vector<absl::string_view> Parts(absl::string_view group) {
  std::vector<absl::string_view> parts = absl::StrSplit(group, ',');
  for (absl::string_view& part : parts) part = absl::StripAsciiWhitespace(part);
  return parts;
}

// NULL, a number or a text without quotes in it, as a statement states it.
std::optional<sql::Value> Literal(absl::string_view text) {
  if (text == "NULL") return sql::Null{};
  if (text.size() >= 2 && text.front() == '\'' && text.back() == '\'') {
    return std::string(text.substr(1, text.size() - 2));
  }
  int64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

absl::Status Malformed(std::string_view table) {
  return Refuse(absl::StatusCode::kInternal, Reason::k_INTERNAL,
                absl::StrCat("rows of ", ToAbsl(table),
                             " are written by INSERT INTO t (columns) VALUES (?, ...) alone"));
}

bool IsSealed(absl::string_view table) {
  const std::vector<std::string>& tables = SealedTables();
  return std::find(tables.begin(), tables.end(), table) != tables.end();
}

}  // namespace

absl::StatusOr<InsertedRows> ParseInsert(std::string_view sql, const sql::Params& params) {
  constexpr absl::string_view kInsert = "INSERT INTO ";
  absl::string_view rest = ToAbsl(sql);
  InsertedRows inserted;
  if (rest.substr(0, kInsert.size()) != kInsert) return inserted;
  rest.remove_prefix(kInsert.size());
  const absl::string_view table = rest.substr(0, rest.find_first_of(" ("));
  if (!IsSealed(table)) return inserted;
  inserted.table = std::string(table);
  const std::optional<absl::string_view> names = NextGroup(rest);
  if (!names.has_value()) return Malformed(inserted.table);
  const std::vector<absl::string_view> columns = Parts(*names);
  rest = absl::StripLeadingAsciiWhitespace(rest);
  if (rest.substr(0, 6) != "VALUES") return Malformed(inserted.table);
  size_t next = 0;
  while (const std::optional<absl::string_view> group = NextGroup(rest)) {
    const std::vector<absl::string_view> values = Parts(*group);
    if (values.size() != columns.size()) return Malformed(inserted.table);
    NamedValues& row = inserted.rows.emplace_back();
    for (size_t i = 0; i < values.size(); ++i) {
      const std::string column(columns[i]);
      if (values[i] == "?") {
        if (next == params.size()) return Malformed(inserted.table);
        row[column] = params[next++];
        continue;
      }
      const std::optional<sql::Value> literal = Literal(values[i]);
      if (!literal.has_value()) return Malformed(inserted.table);
      row[column] = *literal;
    }
  }
  if (inserted.rows.empty() || next != params.size()) return Malformed(inserted.table);
  return inserted;
}

}  // namespace probity::scoring
