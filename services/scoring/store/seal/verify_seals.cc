#include <algorithm>
#include <unordered_map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"
#include "services/scoring/store/seal/seal.h"

namespace probity::scoring {
namespace {

constexpr std::string_view kSqliteColumns =
    "SELECT name, pk FROM pragma_table_info(?) ORDER BY cid";
constexpr std::string_view kMySqlColumns =
    "SELECT column_name, CASE WHEN column_key = 'PRI' THEN 1 ELSE 0 END "
    "FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? "
    "ORDER BY ordinal_position";
constexpr std::string_view kAnySeal =
    "SELECT seq FROM audit WHERE region = ? AND kind = ? AND seq < ? ORDER BY seq LIMIT 1";
constexpr int kPage = 500;

struct Column {
  std::string name;
  bool key = false;
};

absl::StatusOr<std::vector<Column>> ColumnsOf(sql::Tx& tx, const std::string& table) {
  const bool mysql = tx.dialect().engine() == sql::Dialect::Engine::kMySql;
  std::vector<Column> columns;
  PROBITY_RETURN_IF_ERROR(
      tx.QueryEach(mysql ? kMySqlColumns : kSqliteColumns, {table}, [&](const sql::Row& row) {
        columns.push_back({row.Text(0), row.Int(1) != 0});
        return absl::OkStatus();
      }));
  return columns;
}

NamedValues Named(const std::vector<Column>& columns, const sql::Row& row) {
  NamedValues named;
  for (size_t i = 0; i < columns.size(); ++i) named[columns[i].name] = row[i];
  return named;
}

std::string TextOf(const sql::Value& value) {
  if (const auto* number = std::get_if<int64_t>(&value)) return absl::StrCat(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* blob = std::get_if<sql::Blob>(&value)) return crypto::Hex(blob->bytes);
  return "";
}

// "case_id 0c1d…, seq 3": what leads to the row within the region.
std::string PlaceOf(const std::vector<Column>& columns, const sql::Row& row) {
  std::vector<std::string> parts;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (!columns[i].key || columns[i].name == "region") continue;
    parts.push_back(absl::StrCat(columns[i].name, " ", TextOf(row[i])));
  }
  return absl::StrJoin(parts, ", ");
}

absl::Status Broken(const std::string& table, std::string_view what, const std::string& place) {
  return Refuse(absl::StatusCode::kDataLoss, Reason::k_LEDGER_BROKEN,
                absl::StrCat(table, ": ", ToAbsl(what), place.empty() ? "" : ": ", place),
                {{"chain", table}, {"place", place}});
}

absl::Status EachRow(sql::Tx& tx, const std::string& region, const std::string& table,
                     const std::vector<Column>& columns,
                     const std::function<absl::Status(const sql::Row&)>& each) {
  const auto name = [](std::string* out, const Column& column) { *out += column.name; };
  return tx.QueryEach(absl::StrCat("SELECT ", absl::StrJoin(columns, ", ", name), " FROM ", table,
                                   " WHERE region = ?"),
                      {region}, each);
}

// Seals of one table that no row has been found for, with the leaf they are in.
using Open = std::unordered_map<std::string, int64_t>;

absl::StatusOr<std::map<std::string, Open>> ReadSeals(sql::Tx& tx, const std::string& region) {
  std::map<std::string, Open> open;
  int64_t after = 0;
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(const std::vector<audit::Entry> leaves,
                             AuditLog(region).List(tx, after, kPage));
    if (leaves.empty()) return open;
    for (const audit::Entry& leaf : leaves) {
      after = leaf.link.seq;
      if (leaf.kind != static_cast<uint16_t>(AuditKind::kRowsSealed)) continue;
      for (const absl::string_view line : absl::StrSplit(leaf.body, '\n')) {
        const std::pair<absl::string_view, absl::string_view> seal = absl::StrSplit(line, '\t');
        const absl::StatusOr<std::string> digest = crypto::FromHex(ToStd(seal.second));
        if (digest.ok()) open[std::string(seal.first)].emplace(*digest, leaf.link.seq);
      }
    }
  }
}

absl::StatusOr<int64_t> CheckTable(sql::Tx& tx, const std::string& region, const std::string& table,
                                   Open open) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Column> columns, ColumnsOf(tx, table));
  int64_t rows = 0;
  std::string changed;
  PROBITY_RETURN_IF_ERROR(
      EachRow(tx, region, table, columns, [&](const sql::Row& row) -> absl::Status {
        ++rows;
        if (open.erase(RowDigest(table, Named(columns, row))) == 1) return absl::OkStatus();
        return Broken(table, "a row is not what was recorded", PlaceOf(columns, row));
      }));
  if (open.empty()) return rows;
  int64_t first = open.begin()->second;
  for (const auto& seal : open) first = std::min(first, seal.second);
  return Broken(table, "a row is missing",
                absl::StrCat("it was recorded with leaf ", first, " of the audit log"));
}

}  // namespace

absl::StatusOr<std::map<std::string, int64_t>> VerifySeals(sql::Tx& tx, const std::string& region) {
  PROBITY_ASSIGN_OR_RETURN(auto open, ReadSeals(tx, region));
  std::map<std::string, int64_t> rows;
  for (const std::string& table : SealedTables()) {
    PROBITY_ASSIGN_OR_RETURN(rows[table], CheckTable(tx, region, table, std::move(open[table])));
  }
  return rows;
}

absl::Status SealExisting(sql::Tx& tx, const std::string& region, const RecordedAt& at) {
  const auto kind = static_cast<int64_t>(AuditKind::kRowsSealed);
  // The leaf first: its number is where starting replicas take turns.
  ledger::Fields fields;
  for (const std::string& table : SealedTables()) {
    PROBITY_ASSIGN_OR_RETURN(const std::vector<Column> columns, ColumnsOf(tx, table));
    PROBITY_RETURN_IF_ERROR(EachRow(tx, region, table, columns, [&](const sql::Row& row) {
      fields.AddHex(table, RowDigest(table, Named(columns, row)));
      return absl::OkStatus();
    }));
  }
  PROBITY_ASSIGN_OR_RETURN(const ledger::Head head,
                           AppendAudit(tx, region, AuditKind::kRowsSealed, fields, at));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> before,
                           tx.Query(kAnySeal, {region, kind, head.seq}));
  if (before.empty()) return absl::OkStatus();
  return absl::AlreadyExistsError("the tables have been sealed");
}

}  // namespace probity::scoring
