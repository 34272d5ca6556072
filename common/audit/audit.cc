#include "common/audit/audit.h"

#include <limits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "common/crypto/crypto.h"
#include "common/ledger/append.h"
#include "common/status/status.h"

namespace probity::audit {
namespace {

// $0 is the table, $1 the condition on its owner, $2 the owner's and $3 the time's column with
// their commas, $4 and $5 their placeholders.
constexpr char kSelectHead[] = "SELECT seq, hash FROM $0 WHERE $1 ORDER BY seq DESC LIMIT 1";
constexpr char kSelectHash[] = "SELECT hash FROM $0 WHERE $1 AND seq = ?";
constexpr char kSelectAfter[] =
    "SELECT seq, prev, hash, kind, body$3 FROM $0 WHERE $1 AND seq > ? ORDER BY seq LIMIT ?";
constexpr char kInsert[] =
    "INSERT INTO $0 ($2seq, prev, hash, kind, body$3) VALUES ($4?, ?, ?, ?, ?$5)";

constexpr char kPrefix[] = "\x10probity/audit/v1";
constexpr int kPage = 500;

std::string Statement(const char* text, const TableShape& shape) {
  const bool region = shape.has_region;
  const bool time = shape.has_recorded_time;
  return absl::Substitute(text, shape.name, region ? "region = ?" : "1 = 1",
                          region ? "region, " : "", time ? ", recorded_time" : "",
                          region ? "?, " : "", time ? ", ?" : "");
}

Entry FromRow(const sql::Row& row, bool has_time) {
  Entry entry{{row.Int(0), row.Bytes(1), row.Bytes(2)},
              static_cast<uint16_t>(row.Int(3)),
              row.Bytes(4),
              std::nullopt};
  if (has_time) entry.recorded_time = absl::FromUnixMicros(row.Int(5));
  return entry;
}

}  // namespace

std::string EntryHash(std::string_view prev_hash, int64_t seq, uint16_t kind,
                      std::string_view body) {
  std::string message = kPrefix;
  message += prev_hash;
  crypto::AppendU64(message, static_cast<uint64_t>(seq));
  crypto::AppendU16(message, kind);
  crypto::AppendU32(message, static_cast<uint32_t>(body.size()));
  message += body;
  return crypto::Sha256(message);
}

Log::Log(TableShape shape, std::string region)
    : shape_(std::move(shape)), region_(std::move(region)) {}

sql::Params Log::Owner() const {
  return shape_.has_region ? sql::Params{region_} : sql::Params{};
}

absl::StatusOr<ledger::Head> Log::Append(sql::Tx& tx, uint16_t kind, std::string_view body,
                                         absl::Time recorded_time) const {
  if (body.size() > std::numeric_limits<uint32_t>::max()) {
    return absl::InvalidArgumentError("the body of an audit entry is too long");
  }
  const auto insert_after = [&](const ledger::Head& head) -> absl::StatusOr<ledger::Link> {
    const int64_t seq = head.seq + 1;
    ledger::Link link{seq, head.hash, EntryHash(head.hash, seq, kind, body)};
    sql::Params row = Owner();
    row.insert(row.end(), {sql::Value(seq), sql::Blob{link.prev_hash}, sql::Blob{link.hash},
                           sql::Value(int64_t{kind}), sql::Blob{std::string(body)}});
    if (shape_.has_recorded_time) row.emplace_back(absl::ToUnixMicros(recorded_time));
    PROBITY_RETURN_IF_ERROR(tx.Execute(Statement(kInsert, shape_), row).status());
    return link;
  };
  PROBITY_ASSIGN_OR_RETURN(const ledger::Link link,
                           ledger::AppendAtHead([&] { return GetHead(tx); }, insert_after));
  return link.head();
}

absl::StatusOr<ledger::Head> Log::GetHead(sql::Tx& tx) const {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(Statement(kSelectHead, shape_), Owner()));
  if (rows.empty()) return ledger::Head();
  return ledger::Head{rows[0].Int(0), rows[0].Bytes(1)};
}

absl::StatusOr<std::vector<Entry>> Log::List(sql::Tx& tx, int64_t after, int limit) const {
  sql::Params params = Owner();
  params.insert(params.end(), {sql::Value(after), sql::Value(int64_t{limit})});
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(Statement(kSelectAfter, shape_), params));
  std::vector<Entry> entries;
  entries.reserve(rows.size());
  for (const sql::Row& row : rows) entries.push_back(FromRow(row, shape_.has_recorded_time));
  return entries;
}

absl::StatusOr<ledger::Head> Log::Verify(sql::Tx& tx) const {
  ledger::Head head;
  for (;;) {
    PROBITY_ASSIGN_OR_RETURN(const std::vector<Entry> entries, List(tx, head.seq, kPage));
    if (entries.empty()) return head;
    for (const Entry& entry : entries) {
      PROBITY_RETURN_IF_ERROR(ledger::CheckLink(
          head, entry.link, EntryHash(head.hash, head.seq + 1, entry.kind, entry.body)));
      head = entry.link.head();
    }
  }
}

absl::StatusOr<bool> Log::Holds(sql::Tx& tx, const ledger::Head& head) const {
  if (head.seq == 0) return head == ledger::Head();
  sql::Params params = Owner();
  params.emplace_back(head.seq);
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(Statement(kSelectHash, shape_), params));
  return rows.size() == 1 && rows[0].Bytes(0) == head.hash;
}

}  // namespace probity::audit
