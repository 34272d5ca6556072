#include "services/scoring/store/ledger/year_locks.h"

#include <string_view>
#include <utility>

#include "common/status/status.h"
#include "services/scoring/store/entries.h"

namespace probity::scoring {
namespace {

constexpr std::string_view kInsert =
    "INSERT INTO year_lock (region, year, run_id, known_seq, recorded_time, scenario) "
    "VALUES (?, ?, ?, ?, ?, ?)";
constexpr std::string_view kSelect =
    "SELECT year, run_id, known_seq, recorded_time, scenario FROM year_lock WHERE region = ? "
    "ORDER BY run_id";
// Read at a time: what comes late is little, but nobody knows how little.
constexpr int64_t kPage = 1000;

}  // namespace

absl::Status InsertYearLock(sql::Tx& tx, const std::string& region, const YearLock& lock) {
  return tx
      .Execute(kInsert, {region, int64_t{lock.year}, lock.run_id, lock.known_seq,
                         lock.recorded_time, static_cast<int64_t>(lock.scenario)})
      .status();
}

absl::StatusOr<std::vector<YearLock>> YearLocks(sql::Tx& tx, const std::string& region) {
  std::vector<YearLock> locks;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(kSelect, {region}, [&](const sql::Row& row) {
    locks.push_back(
        {static_cast<int32_t>(row.Int(0)), row.Text(1), row.Int(2), row.Int(3), row.Bool(4)});
    return absl::OkStatus();
  }));
  return locks;
}

absl::StatusOr<std::vector<Entry>> EntriesAfterLock(sql::Tx& tx, const std::string& region,
                                                    int32_t year, int64_t after_seq) {
  std::vector<Entry> late;
  EntryFilter filter;
  filter.after_seq = after_seq;
  filter.limit = kPage;
  while (true) {
    PROBITY_ASSIGN_OR_RETURN(std::vector<Entry> page, ListEntries(tx, region, filter));
    for (Entry& entry : page) {
      filter.after_seq = entry.recorded_seq;
      if (Concerns(entry, year)) late.push_back(std::move(entry));
    }
    if (static_cast<int64_t>(page.size()) < kPage) return late;
  }
}

}  // namespace probity::scoring
