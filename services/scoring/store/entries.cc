#include "services/scoring/store/entries.h"

#include <limits>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/ledger/append.h"
#include "common/status/status.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr std::string_view kHead =
    "SELECT recorded_seq, hash FROM entry WHERE region = ? ORDER BY recorded_seq DESC LIMIT 1";
constexpr std::string_view kInsert =
    "INSERT INTO entry (region, recorded_seq, format, entry_id, subject_kind, subject_id, year, "
    "case_id, item, revision, kind, points, veto, chosen_months, policy_sha256, act_start, "
    "act_end, effective_date, recorded_time, actor, approver, reason, document, scenario, "
    "prev_hash, hash) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kSelect =
    "SELECT recorded_seq, format, entry_id, subject_kind, subject_id, year, case_id, item, "
    "revision, kind, points, veto, chosen_months, policy_sha256, act_start, act_end, "
    "effective_date, recorded_time, actor, approver, reason, document, scenario, prev_hash, hash "
    "FROM entry WHERE region = ? ";
constexpr std::string_view kAll = "ORDER BY recorded_seq";
// Persons have kind 3; an institution's kind is 1 or 2 and its id names it among both.
constexpr std::string_view kOfSlice =
    "AND year = ? AND subject_id >= ? AND subject_id <= ? AND subject_kind <> 3 "
    "ORDER BY subject_id, recorded_seq";
// The kinds and ids as ranges of one. Asked for `subject_id = ?` in the order of the primary key,
// SQLite reads the region's whole ledger by that key, because it assumes that a region has few
// rows.
constexpr std::string_view kOfYear =
    "AND year = ? AND subject_id >= ? AND subject_id <= ? AND subject_kind = ? "
    "ORDER BY subject_id, recorded_seq";
constexpr std::string_view kOfStaff =
    "AND subject_kind = 3 AND subject_id IN (SELECT person_id FROM person_employment "
    "WHERE region = ? AND institution_id = ?) ORDER BY subject_id, recorded_seq";
constexpr std::string_view kByYear = "ORDER BY year, subject_id, subject_kind, recorded_seq";
constexpr std::string_view kOfCase = "AND case_id = ? ORDER BY item, revision";
constexpr std::string_view kAfter = "AND recorded_seq > ? ";
constexpr std::string_view kThisYear = "AND year = ? ";
constexpr std::string_view kThisSubject = "AND subject_id = ? AND subject_kind BETWEEN ? AND ? ";
constexpr std::string_view kLimited = "ORDER BY recorded_seq LIMIT ?";

Entry FromRow(const sql::Row& row) {
  Entry entry;
  entry.recorded_seq = row.Int(0);
  entry.format = static_cast<int32_t>(row.Int(1));
  entry.entry_id = row.Bytes(2);
  entry.subject = {static_cast<policy::SubjectKind>(row.Int(3)), row.Text(4)};
  entry.year = static_cast<int32_t>(row.Int(5));
  entry.case_id = row.Bytes(6);
  entry.item = static_cast<int32_t>(row.Int(7));
  entry.revision = static_cast<int32_t>(row.Int(8));
  entry.kind = static_cast<EntryKind>(row.Int(9));
  entry.points = row.Int(10);
  entry.veto = row.Bool(11);
  entry.chosen_months = static_cast<int32_t>(row.Int(12));
  entry.policy_sha256 = row.Text(13);
  entry.act_start = DateAt(row, 14);
  entry.act_end = DateAt(row, 15);
  entry.effective_date = DateAt(row, 16);
  entry.recorded_time = row.Int(17);
  entry.actor = row.Text(18);
  entry.approver = row.Text(19);
  entry.reason = row.Text(20);
  entry.document = row.Text(21);
  entry.scenario = row.Bool(22);
  entry.prev_hash = row.Bytes(23);
  entry.hash = row.Bytes(24);
  return entry;
}

absl::Status Each(sql::Tx& tx, std::string_view condition, const sql::Params& params,
                  const EachEntry& each) {
  return tx.QueryEach(absl::StrCat(ToAbsl(kSelect), ToAbsl(condition)), params,
                      [&](const sql::Row& row) { return each(FromRow(row)); });
}

absl::StatusOr<std::vector<Entry>> Select(sql::Tx& tx, std::string_view condition,
                                          const sql::Params& params) {
  std::vector<Entry> entries;
  PROBITY_RETURN_IF_ERROR(Each(tx, condition, params, [&](const Entry& entry) {
    entries.push_back(entry);
    return absl::OkStatus();
  }));
  return entries;
}

absl::StatusOr<ledger::Head> ReadHead(sql::Tx& tx, const std::string& region) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows, tx.Query(kHead, {region}));
  if (rows.empty()) return ledger::Head();
  return ledger::Head{rows.front().Int(0), rows.front().Bytes(1)};
}

absl::StatusOr<ledger::Link> InsertAfter(sql::Tx& tx, const std::string& region, const Entry& entry,
                                         const ledger::Head& head) {
  const ledger::Link link =
      ledger::NextLink(EntryFormat(entry.format), head, EntryFields(region, entry));
  const sql::Params params = {region,
                              link.seq,
                              int64_t{entry.format},
                              sql::Blob{entry.entry_id},
                              static_cast<int64_t>(entry.subject.kind),
                              entry.subject.id,
                              int64_t{entry.year},
                              sql::Blob{entry.case_id},
                              int64_t{entry.item},
                              int64_t{entry.revision},
                              static_cast<int64_t>(entry.kind),
                              entry.points,
                              static_cast<int64_t>(entry.veto),
                              int64_t{entry.chosen_months},
                              entry.policy_sha256,
                              DateColumn(entry.act_start),
                              DateColumn(entry.act_end),
                              DateColumn(entry.effective_date),
                              entry.recorded_time,
                              entry.actor,
                              entry.approver,
                              entry.reason,
                              entry.document,
                              static_cast<int64_t>(entry.scenario),
                              sql::Blob{link.prev_hash},
                              sql::Blob{link.hash}};
  PROBITY_RETURN_IF_ERROR(tx.Execute(kInsert, params).status());
  return link;
}

}  // namespace

std::string EntryFormat(int32_t format) {
  return absl::StrCat("probity/points/", format);
}

ledger::Fields EntryFields(const std::string& region, const Entry& entry) {
  ledger::Fields fields;
  fields.Add("region", region).AddHex("entry_id", entry.entry_id);
  if (entry.format == 1) {
    fields.Add("institution_id", entry.subject.id);
  } else {
    fields.Add("subject_kind", static_cast<int64_t>(entry.subject.kind))
        .Add("subject_id", entry.subject.id);
  }
  fields.Add("year", int64_t{entry.year})
      .AddHex("case_id", entry.case_id)
      .Add("item", int64_t{entry.item})
      .Add("revision", int64_t{entry.revision})
      .Add("kind", static_cast<int64_t>(entry.kind))
      .Add("points", entry.points)
      .Add("veto", static_cast<int64_t>(entry.veto))
      .Add("policy_sha256", entry.policy_sha256)
      .Add("act_start", calendar::FormatDate(entry.act_start))
      .Add("act_end", calendar::FormatDate(entry.act_end))
      .Add("effective_date", calendar::FormatDate(entry.effective_date))
      .Add("recorded_time", entry.recorded_time)
      .Add("actor", entry.actor)
      .Add("scenario", static_cast<int64_t>(entry.scenario));
  if (entry.format == 1) return fields;
  return fields.Add("chosen_months", int64_t{entry.chosen_months})
      .Add("approver", entry.approver)
      .Add("reason", entry.reason)
      .Add("document", entry.document);
}

absl::Status AppendEntry(sql::Tx& tx, const std::string& region, Entry& entry) {
  const absl::StatusOr<ledger::Link> link = ledger::AppendAtHead(
      [&] { return ReadHead(tx, region); },
      [&](const ledger::Head& head) { return InsertAfter(tx, region, entry, head); });
  if (!link.ok()) return link.status();
  entry.recorded_seq = link->seq;
  entry.prev_hash = link->prev_hash;
  entry.hash = link->hash;
  return absl::OkStatus();
}

absl::StatusOr<ledger::Head> EntriesHead(sql::Tx& tx, const std::string& region) {
  return ReadHead(tx, region);
}

absl::Status ForEachEntry(sql::Tx& tx, const std::string& region, const EachEntry& each) {
  return Each(tx, kAll, {region}, each);
}

absl::StatusOr<std::vector<Entry>> EntriesOfYear(sql::Tx& tx, const std::string& region,
                                                 int32_t year, const Subject& subject) {
  return Select(
      tx, kOfYear,
      {region, int64_t{year}, subject.id, subject.id, static_cast<int64_t>(subject.kind)});
}

absl::StatusOr<std::vector<Entry>> EntriesOfSubject(sql::Tx& tx, const std::string& region,
                                                    const Subject& subject) {
  return ListEntries(tx, region,
                     {subject.id, 0, 0, std::numeric_limits<int64_t>::max(), subject.person()});
}

absl::StatusOr<std::vector<Entry>> EntriesOfStaff(sql::Tx& tx, const std::string& region,
                                                  const std::string& institution_id) {
  return Select(tx, kOfStaff, {region, region, institution_id});
}

absl::StatusOr<std::vector<Entry>> EntriesOfSlice(sql::Tx& tx, const std::string& region,
                                                  const YearSlice& slice) {
  return Select(tx, kOfSlice, {region, int64_t{slice.year}, slice.first, slice.last});
}

absl::Status ForEachEntryByYear(sql::Tx& tx, const std::string& region, const EachEntry& each) {
  return Each(tx, kByYear, {region}, each);
}

absl::StatusOr<std::vector<Entry>> EntriesOfCase(sql::Tx& tx, const std::string& region,
                                                 const std::string& case_id) {
  return Select(tx, kOfCase, {region, sql::Blob{case_id}});
}

absl::StatusOr<std::vector<Entry>> ListEntries(sql::Tx& tx, const std::string& region,
                                               const EntryFilter& filter) {
  std::string condition;
  sql::Params params = {region};
  if (filter.year != 0) {
    condition += kThisYear;
    params.emplace_back(int64_t{filter.year});
  }
  if (!filter.subject_id.empty()) {
    condition += kThisSubject;
    params.emplace_back(filter.subject_id);
    params.emplace_back(int64_t{filter.person ? 3 : 1});
    params.emplace_back(int64_t{filter.person ? 3 : 2});
  }
  condition += kAfter;
  condition += kLimited;
  params.emplace_back(filter.after_seq);
  params.emplace_back(filter.limit);
  return Select(tx, condition, params);
}

absl::StatusOr<ledger::Head> VerifyEntries(sql::Tx& tx, const std::string& region) {
  ledger::Head head;
  PROBITY_RETURN_IF_ERROR(ForEachEntry(tx, region, [&](const Entry& entry) {
    const ledger::Link link =
        ledger::NextLink(EntryFormat(entry.format), head, EntryFields(region, entry));
    PROBITY_RETURN_IF_ERROR(
        ledger::CheckLink(head, {entry.recorded_seq, entry.prev_hash, entry.hash}, link.hash));
    head = link.head();
    return absl::OkStatus();
  }));
  return head;
}

}  // namespace probity::scoring
