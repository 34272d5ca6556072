#include "services/scoring/store/entries.h"

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
    "INSERT INTO entry (region, recorded_seq, entry_id, institution_id, year, case_id, item, "
    "revision, kind, points, veto, policy_sha256, act_start, act_end, effective_date, "
    "recorded_time, actor, scenario, prev_hash, hash) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kSelect =
    "SELECT recorded_seq, entry_id, institution_id, year, case_id, item, revision, kind, points, "
    "veto, policy_sha256, act_start, act_end, effective_date, recorded_time, actor, scenario, "
    "prev_hash, hash FROM entry WHERE region = ? ";
constexpr std::string_view kAll = "ORDER BY recorded_seq";
constexpr std::string_view kOfSlice =
    "AND year = ? AND institution_id >= ? AND institution_id <= ? "
    "ORDER BY institution_id, recorded_seq";
constexpr std::string_view kByYear = "ORDER BY year, institution_id, recorded_seq";
constexpr std::string_view kOfCase = "AND case_id = ? ORDER BY item, revision";
constexpr std::string_view kPage = "AND recorded_seq > ? ORDER BY recorded_seq LIMIT ?";
constexpr std::string_view kPageOfInstitution =
    "AND institution_id = ? AND recorded_seq > ? ORDER BY recorded_seq LIMIT ?";
constexpr std::string_view kPageOfYear =
    "AND year = ? AND recorded_seq > ? ORDER BY recorded_seq LIMIT ?";
constexpr std::string_view kPageOfBoth =
    "AND year = ? AND institution_id = ? AND recorded_seq > ? ORDER BY recorded_seq LIMIT ?";

Entry FromRow(const sql::Row& row) {
  Entry entry;
  entry.recorded_seq = row.Int(0);
  entry.entry_id = row.Bytes(1);
  entry.institution_id = row.Text(2);
  entry.year = static_cast<int32_t>(row.Int(3));
  entry.case_id = row.Bytes(4);
  entry.item = static_cast<int32_t>(row.Int(5));
  entry.revision = static_cast<int32_t>(row.Int(6));
  entry.kind = static_cast<EntryKind>(row.Int(7));
  entry.points = row.Int(8);
  entry.veto = row.Bool(9);
  entry.policy_sha256 = row.Text(10);
  entry.act_start = DateAt(row, 11);
  entry.act_end = DateAt(row, 12);
  entry.effective_date = DateAt(row, 13);
  entry.recorded_time = row.Int(14);
  entry.actor = row.Text(15);
  entry.scenario = row.Bool(16);
  entry.prev_hash = row.Bytes(17);
  entry.hash = row.Bytes(18);
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
  const ledger::Link link = ledger::NextLink(kEntryFormat, head, EntryFields(region, entry));
  const sql::Params params = {region,
                              link.seq,
                              sql::Blob{entry.entry_id},
                              entry.institution_id,
                              int64_t{entry.year},
                              sql::Blob{entry.case_id},
                              int64_t{entry.item},
                              int64_t{entry.revision},
                              static_cast<int64_t>(entry.kind),
                              entry.points,
                              static_cast<int64_t>(entry.veto),
                              entry.policy_sha256,
                              DateColumn(entry.act_start),
                              DateColumn(entry.act_end),
                              DateColumn(entry.effective_date),
                              entry.recorded_time,
                              entry.actor,
                              static_cast<int64_t>(entry.scenario),
                              sql::Blob{link.prev_hash},
                              sql::Blob{link.hash}};
  PROBITY_RETURN_IF_ERROR(tx.Execute(kInsert, params).status());
  return link;
}

}  // namespace

ledger::Fields EntryFields(const std::string& region, const Entry& entry) {
  return ledger::Fields()
      .Add("region", region)
      .AddHex("entry_id", entry.entry_id)
      .Add("institution_id", entry.institution_id)
      .Add("year", int64_t{entry.year})
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

absl::Status ForEachEntry(sql::Tx& tx, const std::string& region, const EachEntry& each) {
  return Each(tx, kAll, {region}, each);
}

absl::StatusOr<std::vector<Entry>> EntriesOfYear(sql::Tx& tx, const std::string& region,
                                                 int32_t year, const std::string& institution_id) {
  // As a range of one. Asked for `institution_id = ?` in the order of the primary key, SQLite reads
  // the region's whole ledger by that key, because it assumes that a region has few rows.
  return EntriesOfSlice(tx, region, {year, institution_id, institution_id});
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
  const int64_t year = filter.year;
  if (filter.institution_id.empty() && year == 0) {
    return Select(tx, kPage, {region, filter.after_seq, filter.limit});
  }
  if (year == 0) {
    return Select(tx, kPageOfInstitution,
                  {region, filter.institution_id, filter.after_seq, filter.limit});
  }
  if (filter.institution_id.empty()) {
    return Select(tx, kPageOfYear, {region, year, filter.after_seq, filter.limit});
  }
  return Select(tx, kPageOfBoth,
                {region, year, filter.institution_id, filter.after_seq, filter.limit});
}

absl::StatusOr<ledger::Head> VerifyEntries(sql::Tx& tx, const std::string& region) {
  ledger::Verifier verifier(kEntryFormat);
  PROBITY_RETURN_IF_ERROR(ForEachEntry(tx, region, [&](const Entry& entry) {
    return verifier.Check({entry.recorded_seq, entry.prev_hash, entry.hash},
                          EntryFields(region, entry));
  }));
  return verifier.head();
}

}  // namespace probity::scoring
