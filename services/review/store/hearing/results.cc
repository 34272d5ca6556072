#include "services/review/store/hearing/results.h"

#include <algorithm>

#include "common/planted/planted.h"
#include "common/status/status.h"
#include "services/review/store/columns.h"

namespace probity::review::hearing {
namespace {

constexpr std::string_view kSelectDraw = "SELECT transcript, sha256 FROM draw WHERE round_id = ?";
constexpr std::string_view kInsertOutcomes =
    "INSERT INTO outcome (round_id, serial, ordinal, verdict, nonce) VALUES";
constexpr std::string_view kSelectOutcomes =
    "SELECT serial, ordinal, verdict, nonce FROM outcome WHERE round_id = ? ORDER BY ordinal";
constexpr std::string_view kInsertReceipts = "INSERT INTO receipt (round_id, receipt) VALUES";
constexpr std::string_view kSelectReceipts =
    "SELECT receipt FROM receipt WHERE round_id = ? ORDER BY receipt";
constexpr std::string_view kCountVerdicts =
    "SELECT COUNT(*) FROM verdict_outbox WHERE round_id = ?";
constexpr std::string_view kInsertLeaf = "INSERT INTO roster_leaf (digest) VALUES (?)";

// The planted leak of that name: another first line, and a chain that fits it.
[[maybe_unused]] absl::Status RewriteChain(sql::Tx& tx) {
  PROBITY_ASSIGN_OR_RETURN(auto entries, AuditLog().List(tx, 0, 1000));
  entries.front().body.back() ^= 1;
  Bytes prev(kHashBytes, '\0');
  for (const audit::Entry& one : entries) {
    const Bytes hash = audit::EntryHash(prev, one.link.seq, one.kind, one.body);
    PROBITY_RETURN_IF_ERROR(
        tx.Execute("UPDATE audit SET prev = ?, hash = ?, body = ? WHERE seq = ?",
                   {sql::Blob{prev}, sql::Blob{hash}, sql::Blob{one.body}, one.link.seq})
            .status());
    prev = hash;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status PutTranscript(sql::Tx& tx, const Bytes& round_id, const StoredTranscript& transcript) {
  return tx
      .Execute(tx.dialect().Upsert("draw", {"round_id", "transcript", "sha256"}, {"round_id"},
                                   {"transcript", "sha256"}),
               {sql::Blob{round_id}, sql::Blob{transcript.json}, sql::Blob{transcript.sha256}})
      .status();
}

absl::StatusOr<std::optional<StoredTranscript>> FindTranscript(sql::Tx& tx, const Bytes& round_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelectDraw, {sql::Blob{round_id}}));
  if (rows.empty()) return std::nullopt;
  return StoredTranscript{rows.front().Bytes(0), rows.front().Bytes(1)};
}

absl::Status InsertOutcomes(sql::Tx& tx, const Bytes& round_id, std::vector<OutcomeRow> outcomes) {
  std::sort(outcomes.begin(), outcomes.end(),
            [](const OutcomeRow& a, const OutcomeRow& b) { return a.serial < b.serial; });
  std::vector<sql::Params> rows;
  for (const OutcomeRow& row : outcomes) {
    rows.push_back({sql::Blob{round_id}, row.serial, std::int64_t{row.ordinal}, Number(row.outcome),
                    sql::Blob{row.nonce}});
  }
  return tx.InsertMany(kInsertOutcomes, rows);
}

absl::StatusOr<std::vector<OutcomeRow>> OutcomesOf(sql::Tx& tx, const Bytes& round_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelectOutcomes, {sql::Blob{round_id}}));
  std::vector<OutcomeRow> outcomes;
  for (const sql::Row& row : rows) {
    outcomes.push_back({row.Text(0), static_cast<int>(row.Int(1)),
                        static_cast<CaseOutcome>(row.Int(2)), row.Bytes(3)});
  }
  return outcomes;
}

absl::Status InsertReceipts(sql::Tx& tx, const Bytes& round_id, std::vector<Bytes> receipts) {
  std::sort(receipts.begin(), receipts.end());
  std::vector<sql::Params> rows;
  for (const Bytes& receipt : receipts) rows.push_back({sql::Blob{round_id}, sql::Blob{receipt}});
  return tx.InsertMany(kInsertReceipts, rows);
}

absl::StatusOr<std::vector<Bytes>> ReceiptsOf(sql::Tx& tx, const Bytes& round_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelectReceipts, {sql::Blob{round_id}}));
  std::vector<Bytes> receipts;
  for (const sql::Row& row : rows) receipts.push_back(row.Bytes(0));
  return receipts;
}

const outbox::TableShape& VerdictOutbox() {
  static const auto* const shape = new outbox::TableShape{
      "verdict_outbox",
      {{"round_id", outbox::ColumnType::kBytes}, {"case_token", outbox::ColumnType::kBytes}}};
  return *shape;
}

absl::StatusOr<std::int64_t> VerdictsWaiting(sql::Tx& tx, const Bytes& round_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Row row, tx.QueryOne(kCountVerdicts, {sql::Blob{round_id}}));
  return row.Int(0);
}

const audit::Log& AuditLog() {
  static const auto* const log = new audit::Log({"audit", /*has_region=*/false,
                                                 /*has_recorded_time=*/false});
  return *log;
}

absl::StatusOr<ledger::Head> AppendAudit(sql::Tx& tx, AuditKind kind, std::string_view body) {
  if (PROBITY_PLANTED(kChainRewritten) && kind == AuditKind::kClosed) {
    PROBITY_RETURN_IF_ERROR(RewriteChain(tx));
  }
  return AuditLog().Append(tx, static_cast<std::uint16_t>(kind), body, absl::UnixEpoch());
}

absl::Status AppendRosterChange(sql::Tx& tx, const Bytes& digest) {
  const absl::Status inserted = tx.Execute(kInsertLeaf, {sql::Blob{digest}}).status();
  if (absl::IsAlreadyExists(inserted)) return absl::OkStatus();
  PROBITY_RETURN_IF_ERROR(inserted);
  return AppendAudit(tx, AuditKind::kRosterChanged, RosterChangedBody(digest)).status();
}

}  // namespace probity::review::hearing
