#include "services/scoring/store/procedure/records.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/id/id.h"
#include "common/ledger/chain.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr char kSelectHead[] =
    "SELECT seq, hash FROM case_record WHERE region = ? AND case_id = ? "
    "ORDER BY seq DESC LIMIT 1";
constexpr char kInsertRecord[] =
    "INSERT INTO case_record (region, case_id, seq, kind, actor, business_date, recorded_time, "
    "document_no, reason, refers_to, outcome, due_date, scenario, prev_hash, hash) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kInsertPart[] =
    "INSERT INTO case_record_part (region, case_id, seq, position, kind, value, text) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr char kSelectRecords[] =
    "SELECT seq, kind, actor, business_date, recorded_time, document_no, reason, refers_to, "
    "outcome, due_date, scenario, prev_hash, hash FROM case_record "
    "WHERE region = ? AND case_id = ? AND seq > ? ORDER BY seq LIMIT ?";
constexpr char kSelectParts[] =
    "SELECT seq, kind, value, text FROM case_record_part "
    "WHERE region = ? AND case_id = ? AND seq > ? AND seq <= ? ORDER BY seq, position";
constexpr char kInsertLeft[] =
    "INSERT INTO case_officer_left (region, case_id, person, seq) VALUES (?, ?, ?, ?)";
constexpr char kSelectPosition[] =
    "SELECT COALESCE(MAX(position), 0) FROM case_officer WHERE region = ? AND case_id = ?";
constexpr char kInsertOfficer[] =
    "INSERT INTO case_officer (region, case_id, position, person) VALUES (?, ?, ?, ?)";
constexpr char kSelectOpenTransfers[] =
    "SELECT t.case_id, c.case_ref, c.institution_id, t.seq, t.actor, t.business_date, "
    "t.recorded_time, t.document_no, t.reason, t.outcome, t.due_date, t.scenario, "
    "(SELECT COUNT(*) FROM case_record r WHERE r.region = t.region AND r.case_id = t.case_id "
    "AND r.refers_to = t.seq AND r.kind = 51) "
    "FROM case_record t "
    "JOIN case_file c ON c.region = t.region AND c.case_id = t.case_id "
    "WHERE t.region = ? AND t.kind = 50 AND (t.case_id > ? OR (t.case_id = ? AND t.seq > ?)) "
    "AND NOT EXISTS (SELECT 1 FROM case_record e WHERE e.region = t.region "
    "AND e.case_id = t.case_id AND e.refers_to = t.seq AND e.kind IN (52, 53)) "
    "ORDER BY t.case_id, t.seq LIMIT ?";

constexpr int64_t kAll = 1'000'000;
constexpr char kFormat[] = "probity/case-record/1";

struct Stored {
  CaseRecord record;
  ledger::Link link;
};

// Everything a record says. The case is part of it: no record moves to another case.
ledger::Fields FieldsOf(std::string_view case_id, const CaseRecord& record) {
  ledger::Fields fields;
  fields.Add("case_id", case_id)
      .Add("kind", static_cast<int64_t>(record.kind))
      .Add("actor", record.actor)
      .Add("date", absl::FormatCivilTime(record.date))
      .Add("recorded_time", record.recorded_time)
      .Add("document_no", record.document_no)
      .Add("reason", record.reason)
      .Add("refers_to", record.refers_to)
      .Add("outcome", record.outcome)
      .Add("due", record.due.has_value() ? absl::FormatCivilTime(*record.due) : "")
      .Add("scenario", int64_t{record.scenario});
  for (const RecordPart& part : record.parts) {
    fields.Add("part", static_cast<int64_t>(part.kind))
        .Add("value", part.value)
        .Add("text", part.text);
  }
  return fields;
}

absl::StatusOr<ledger::Head> HeadOf(sql::Tx& tx, std::string_view region,
                                    const sql::Value& case_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelectHead, {TextValue(region), case_id}));
  if (rows.empty()) return ledger::Head();
  return ledger::Head{rows.front().Int(0), rows.front().Bytes(1)};
}

Stored StoredOf(const sql::Row& row) {
  Stored stored;
  CaseRecord& record = stored.record;
  record.seq = row.Int(0);
  record.kind = static_cast<RecordKind>(row.Int(1));
  record.actor = row.Text(2);
  record.date = DateAt(row, 3);
  record.recorded_time = row.Int(4);
  record.document_no = row.Text(5);
  record.reason = row.Text(6);
  record.refers_to = row.Int(7);
  record.outcome = row.Int(8);
  record.due = OptionalDateAt(row, 9);
  record.scenario = row.Bool(10);
  stored.link = {record.seq, row.Bytes(11), row.Bytes(12)};
  return stored;
}

absl::StatusOr<std::vector<Stored>> Select(sql::Tx& tx, std::string_view region,
                                           std::string_view case_id, int64_t after, int64_t limit) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelectRecords, {TextValue(region), id, after, limit}));
  std::vector<Stored> all;
  all.reserve(rows.size());
  for (const sql::Row& row : rows) all.push_back(StoredOf(row));
  if (all.empty()) return all;
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> parts,
      tx.Query(kSelectParts, {TextValue(region), id, after, all.back().record.seq}));
  size_t at = 0;
  for (const sql::Row& row : parts) {
    while (at < all.size() && all[at].record.seq < row.Int(0)) ++at;
    if (at == all.size() || all[at].record.seq != row.Int(0)) continue;
    all[at].record.parts.push_back({static_cast<PartKind>(row.Int(1)), row.Text(2), row.Text(3)});
  }
  return all;
}

absl::Status InsertParts(sql::Tx& tx, std::string_view region, const sql::Value& case_id,
                         const CaseRecord& record) {
  int64_t position = 0;
  for (const RecordPart& part : record.parts) {
    PROBITY_RETURN_IF_ERROR(
        tx.Execute(kInsertPart, {TextValue(region), case_id, record.seq, ++position,
                                 NumberOf(part.kind), part.value, part.text})
            .status());
  }
  return absl::OkStatus();
}

absl::StatusOr<OpenTransferRow> OpenTransferOf(const sql::Row& row) {
  OpenTransferRow open;
  PROBITY_ASSIGN_OR_RETURN(open.case_id, CaseIdText(row.Bytes(0)));
  open.case_ref = row.Text(1);
  open.institution_id = row.Text(2);
  CaseRecord& transfer = open.transfer;
  transfer.kind = RecordKind::kTransferred;
  transfer.seq = row.Int(3);
  transfer.actor = row.Text(4);
  transfer.date = DateAt(row, 5);
  transfer.recorded_time = row.Int(6);
  transfer.document_no = row.Text(7);
  transfer.reason = row.Text(8);
  transfer.outcome = row.Int(9);
  transfer.due = OptionalDateAt(row, 10);
  transfer.scenario = row.Bool(11);
  open.received = row.Int(12) > 0;
  return open;
}

}  // namespace

absl::StatusOr<CaseRecord> AppendRecord(sql::Tx& tx, std::string_view region,
                                        std::string_view case_id, CaseRecord record) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  PROBITY_ASSIGN_OR_RETURN(const ledger::Head head, HeadOf(tx, region, id));
  const ledger::Link link = ledger::NextLink(kFormat, head, FieldsOf(case_id, record));
  record.seq = link.seq;
  PROBITY_RETURN_IF_ERROR(
      tx.Execute(kInsertRecord,
                 {TextValue(region), id, record.seq, NumberOf(record.kind), record.actor,
                  DateColumn(record.date), record.recorded_time, record.document_no, record.reason,
                  record.refers_to, record.outcome, DateColumn(record.due),
                  int64_t{record.scenario}, sql::Blob{link.prev_hash}, sql::Blob{link.hash}})
          .status());
  PROBITY_RETURN_IF_ERROR(InsertParts(tx, region, id, record));
  return record;
}

absl::StatusOr<std::vector<CaseRecord>> ListRecords(sql::Tx& tx, std::string_view region,
                                                    std::string_view case_id, int64_t after,
                                                    int64_t limit) {
  PROBITY_ASSIGN_OR_RETURN(std::vector<Stored> all,
                           Select(tx, region, case_id, after, limit == 0 ? kAll : limit));
  std::vector<CaseRecord> records;
  records.reserve(all.size());
  for (Stored& one : all) records.push_back(std::move(one.record));
  return records;
}

absl::Status VerifyRecords(sql::Tx& tx, std::string_view region, std::string_view case_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Stored> all, Select(tx, region, case_id, 0, kAll));
  ledger::Verifier verifier(kFormat);
  for (const Stored& one : all) {
    PROBITY_RETURN_IF_ERROR(verifier.Check(one.link, FieldsOf(case_id, one.record)));
  }
  return absl::OkStatus();
}

absl::Status ChangeOfficers(sql::Tx& tx, std::string_view region, std::string_view case_id,
                            const OfficerChange& change, int64_t seq) {
  if (change.out.empty()) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  PROBITY_RETURN_IF_ERROR(
      tx.Execute(kInsertLeft, {TextValue(region), id, change.out, seq}).status());
  if (change.in.empty()) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const sql::Row last,
                           tx.QueryOne(kSelectPosition, {TextValue(region), id}));
  return tx.Execute(kInsertOfficer, {TextValue(region), id, last.Int(0) + 1, change.in}).status();
}

absl::StatusOr<std::vector<OpenTransferRow>> ListOpenTransfers(sql::Tx& tx, std::string_view region,
                                                               std::string_view after_case,
                                                               int64_t after_seq, int64_t limit) {
  sql::Value after = sql::Blob{std::string(16, '\0')};
  if (!after_case.empty()) {
    PROBITY_ASSIGN_OR_RETURN(after, CaseIdValue(after_case));
  }
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(kSelectOpenTransfers, {TextValue(region), after, after, after_seq, limit}));
  std::vector<OpenTransferRow> open;
  for (const sql::Row& row : rows) {
    PROBITY_ASSIGN_OR_RETURN(OpenTransferRow one, OpenTransferOf(row));
    open.push_back(std::move(one));
  }
  return open;
}

}  // namespace probity::scoring
