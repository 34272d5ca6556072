#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/clocks/clock_rows.h"
#include "services/scoring/store/clocks/clock_store.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring::clocks {
namespace {

constexpr char kOfKey[] =
    " FROM clock c WHERE c.region = ? AND c.subject_kind = ? AND c.subject_id = ? "
    "AND c.clock_key = ?";
constexpr char kRun[] = " AND c.run = ?";
constexpr char kLatest[] = " ORDER BY c.run DESC LIMIT 1";
constexpr char kOfCase[] = " FROM clock c WHERE c.region = ? AND c.case_id = ?";
constexpr char kOpen[] =
    " AND c.state IN (?, ?, ?) ORDER BY c.subject_kind, c.subject_id, c.clock_key, c.run";
constexpr char kByLastDay[] =
    " ORDER BY c.last_date, c.subject_kind, c.subject_id, c.clock_key, c.run";
constexpr char kListed[] =
    ", f.case_ref FROM clock c "
    "LEFT JOIN case_file f ON f.region = c.region AND f.case_id = c.case_id "
    "WHERE c.region = ? AND c.state = ? AND c.last_date >= ? AND c.last_date <= ?";
constexpr char kOfOfficer[] =
    " AND (c.officer = ? OR c.case_id IN (SELECT o.case_id FROM case_officer o "
    "WHERE o.region = ? AND o.person = ? "
    "AND NOT EXISTS (SELECT 1 FROM case_officer_left l WHERE l.region = o.region "
    "AND l.case_id = o.case_id AND l.person = o.person)))";
constexpr char kListedCase[] = " AND c.case_id = ?";
constexpr char kAfterPlace[] =
    " AND (c.last_date, c.subject_kind, c.subject_id, c.clock_key, c.run) > (?, ?, ?, ?, ?)";
constexpr char kWaiting[] =
    "SELECT subject_kind, subject_id, clock_key, run FROM clock "
    "WHERE region = ? AND state = ? AND last_date = ? "
    "AND (subject_kind, subject_id, clock_key, run) > (?, ?, ?, ?) "
    "ORDER BY subject_kind, subject_id, clock_key, run LIMIT ?";
constexpr size_t kCursorParts = 5;

// Behind every date a clock can have, and before the mark of an unknown one.
const Date kFirstDate(1, 1, 1);
const Date kLastDate(9999, 12, 30);

std::string Select(std::string_view rest) {
  return absl::StrCat("SELECT ", kClockColumns, ToAbsl(rest));
}

absl::StatusOr<std::vector<ClockFile>> Clocks(sql::Tx& tx, std::string_view region,
                                              std::string_view sql, const sql::Params& params,
                                              Detail detail) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows, tx.Query(sql, params));
  std::vector<ClockFile> clocks;
  for (const sql::Row& row : rows) {
    PROBITY_ASSIGN_OR_RETURN(ClockFile clock, ClockOf(row));
    if (detail == Detail::kWhole) PROBITY_RETURN_IF_ERROR(ReadDetail(tx, region, clock));
    clocks.push_back(std::move(clock));
  }
  return clocks;
}

absl::StatusOr<std::optional<ClockFile>> Latest(sql::Tx& tx, std::string_view region,
                                                const Subject& subject, std::string_view key,
                                                std::string_view lock, Detail detail) {
  PROBITY_ASSIGN_OR_RETURN(
      std::vector<ClockFile> found,
      Clocks(tx, region, Select(absl::StrCat(kOfKey, kLatest, ToAbsl(lock))),
             {TextValue(region), NumberOf(subject.kind), subject.id, TextValue(key)}, detail));
  if (found.empty()) return std::optional<ClockFile>();
  return std::optional<ClockFile>(std::move(found.front()));
}

}  // namespace

absl::StatusOr<std::optional<ClockFile>> LoadLatestForUpdate(sql::Tx& tx, std::string_view region,
                                                             const Subject& subject,
                                                             std::string_view key, Detail detail) {
  return Latest(tx, region, subject, key, tx.dialect().ForUpdate(), detail);
}

absl::StatusOr<std::optional<ClockFile>> FindLatest(sql::Tx& tx, std::string_view region,
                                                    const Subject& subject, std::string_view key) {
  return Latest(tx, region, subject, key, "", Detail::kWhole);
}

absl::StatusOr<ClockFile> LoadClockForUpdate(sql::Tx& tx, std::string_view region,
                                             const ClockKey& key, Detail detail) {
  PROBITY_ASSIGN_OR_RETURN(
      std::vector<ClockFile> found,
      Clocks(tx, region, Select(absl::StrCat(kOfKey, kRun, ToAbsl(tx.dialect().ForUpdate()))),
             KeyParams(region, key), detail));
  if (found.empty()) return NotFound(Reason::k_UNKNOWN_CLOCK, "no such clock; 无此期限");
  return std::move(found.front());
}

absl::StatusOr<std::vector<ClockFile>> OpenClocksForUpdate(sql::Tx& tx, std::string_view region,
                                                           std::string_view case_id,
                                                           Detail detail) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  return Clocks(tx, region, Select(absl::StrCat(kOfCase, kOpen, ToAbsl(tx.dialect().ForUpdate()))),
                {TextValue(region), id, NumberOf(ClockState::kRunning), NumberOf(ClockState::kHeld),
                 NumberOf(ClockState::kOverdue)},
                detail);
}

absl::StatusOr<std::vector<ClockFile>> ClocksOfCase(sql::Tx& tx, std::string_view region,
                                                    std::string_view case_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  return Clocks(tx, region, Select(absl::StrCat(kOfCase, kByLastDay)), {TextValue(region), id},
                Detail::kWhole);
}

ListPlace PlaceOf(const ClockFile& clock) {
  return {clock.last_day.value_or(kLastDate), KeyOf(clock)};
}

std::string CursorOf(const ListPlace& place) {
  return absl::StrCat(calendar::FormatDate(place.last_day), "\n",
                      static_cast<int>(place.key.subject.kind), "\n", place.key.subject.id, "\n",
                      place.key.key, "\n", place.key.run);
}

absl::StatusOr<ListPlace> PlaceAt(std::string_view cursor) {
  const std::vector<std::string> parts = absl::StrSplit(ToAbsl(cursor), '\n');
  ListPlace place;
  int kind = 0;
  if (parts.size() != kCursorParts || !absl::SimpleAtoi(parts[1], &kind) ||
      !absl::SimpleAtoi(parts[4], &place.key.run)) {
    return absl::InternalError("a page token of a list of clocks holds no place");
  }
  PROBITY_ASSIGN_OR_RETURN(place.last_day, calendar::ParseDate(parts[0]));
  place.key.subject = {static_cast<SubjectKind>(kind), parts[2]};
  place.key.key = parts[3];
  return place;
}

absl::StatusOr<std::vector<ListedClock>> ListClocks(sql::Tx& tx, std::string_view region,
                                                    const ClockFilter& filter) {
  Date from = filter.from.value_or(kFirstDate);
  if (filter.after.has_value()) from = std::max(from, filter.after->last_day);
  std::string sql = Select(kListed);
  sql::Params params = {TextValue(region), NumberOf(filter.state), DateColumn(from),
                        DateColumn(filter.until.value_or(kLastDate))};
  if (!filter.officer.empty()) {
    sql += kOfOfficer;
    params.insert(params.end(), {filter.officer, TextValue(region), filter.officer});
  }
  if (!filter.case_id.empty()) {
    PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(filter.case_id));
    sql += kListedCase;
    params.push_back(id);
  }
  if (filter.after.has_value()) {
    const ClockKey& key = filter.after->key;
    sql += kAfterPlace;
    params.insert(params.end(), {DateColumn(filter.after->last_day), NumberOf(key.subject.kind),
                                 key.subject.id, key.key, int64_t{key.run}});
  }
  params.push_back(int64_t{filter.limit});
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(sql, kByLastDay, " LIMIT ?"), params));
  std::vector<ListedClock> listed;
  for (const sql::Row& row : rows) {
    ListedClock one;
    PROBITY_ASSIGN_OR_RETURN(one.clock, ClockOf(row));
    if (!row.IsNull(kClockColumnCount)) one.case_ref = row.Text(kClockColumnCount);
    listed.push_back(std::move(one));
  }
  return listed;
}

absl::StatusOr<std::vector<ClockKey>> WaitingClocks(sql::Tx& tx, std::string_view region,
                                                    const std::optional<ClockKey>& after,
                                                    int32_t limit) {
  const ClockKey from = after.value_or(ClockKey{{static_cast<SubjectKind>(0), ""}, "", 0});
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(kWaiting, {TextValue(region), NumberOf(ClockState::kRunning),
                          LastDayColumn(std::nullopt), NumberOf(from.subject.kind), from.subject.id,
                          from.key, int64_t{from.run}, int64_t{limit}}));
  std::vector<ClockKey> keys;
  for (const sql::Row& row : rows) {
    keys.push_back({{static_cast<SubjectKind>(row.Int(0)), row.Text(1)},
                    row.Text(2),
                    static_cast<int32_t>(row.Int(3))});
  }
  return keys;
}

}  // namespace probity::scoring::clocks
