// Clocks in the database. Every function runs inside its caller's transaction.
//
// A clock of a case is changed only by whoever holds the lock of the case (LoadCaseForUpdate), any
// other by whoever loaded it for update; SaveClock guards once more by state and revision. That is
// what makes an expiry happen once, whichever replica looks first and wherever one is killed.
#ifndef PROBITY_SERVICES_SCORING_STORE_CLOCKS_CLOCK_STORE_H_
#define PROBITY_SERVICES_SCORING_STORE_CLOCKS_CLOCK_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"
#include "services/scoring/domain/clocks/clock_file.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring::clocks {

struct ClockKey {
  Subject subject;
  std::string key;
  int32_t run = 1;
};
ClockKey KeyOf(const ClockFile& clock);

// Whether the extensions and spans of a clock are read too; without them a clock may be met,
// expired or cancelled, but not counted anew.
enum class Detail { kHead, kWhole };

// ALREADY_EXISTS for a run that exists.
absl::Status InsertClock(sql::Tx& tx, std::string_view region, const ClockFile& clock,
                         const RecordedAt& at);

// Writes what a change made of `before`, with its new extensions and spans; gives the clock with
// its new revision. ABORTED / CONFLICT if somebody else changed it first.
absl::StatusOr<ClockFile> SaveClock(sql::Tx& tx, std::string_view region, const ClockFile& before,
                                    ClockFile after, const RecordedAt& at);

// The latest run; absent if the clock never began. Locked, as are all that follow but the lists.
absl::StatusOr<std::optional<ClockFile>> LoadLatestForUpdate(sql::Tx& tx, std::string_view region,
                                                             const Subject& subject,
                                                             std::string_view key, Detail detail);

// UNKNOWN_CLOCK.
absl::StatusOr<ClockFile> LoadClockForUpdate(sql::Tx& tx, std::string_view region,
                                             const ClockKey& key, Detail detail);

// Running, held and overdue clocks of a case, whatever their subject, in the order of their keys.
absl::StatusOr<std::vector<ClockFile>> OpenClocksForUpdate(sql::Tx& tx, std::string_view region,
                                                           std::string_view case_id, Detail detail);

// Every clock of a case, whole, in the order of their last days.
absl::StatusOr<std::vector<ClockFile>> ClocksOfCase(sql::Tx& tx, std::string_view region,
                                                    std::string_view case_id);

// The latest run, unlocked.
absl::StatusOr<std::optional<ClockFile>> FindLatest(sql::Tx& tx, std::string_view region,
                                                    const Subject& subject, std::string_view key);

// A place in the order of lists: by last day, then by key.
struct ListPlace {
  Date last_day;
  ClockKey key;
};
std::string CursorOf(const ListPlace& place);
absl::StatusOr<ListPlace> PlaceAt(std::string_view cursor);
ListPlace PlaceOf(const ClockFile& clock);

// Clocks of one state whose last days lie from `from` to `until`. Clocks without a known last day
// are in no list. Empty filters mean all; `officer` finds clocks that name the person and those of
// cases whose officer the person is.
struct ClockFilter {
  ClockState state = ClockState::kRunning;
  std::optional<Date> from;
  std::optional<Date> until;
  std::string officer;
  std::string case_id;
  std::optional<ListPlace> after;
  int32_t limit = 50;
};
struct ListedClock {
  ClockFile clock;       // head only
  std::string case_ref;  // empty if it belongs to no case
};
absl::StatusOr<std::vector<ListedClock>> ListClocks(sql::Tx& tx, std::string_view region,
                                                    const ClockFilter& filter);

// Running clocks whose last day is not known, up to `limit`, after `after` in the order of keys.
absl::StatusOr<std::vector<ClockKey>> WaitingClocks(sql::Tx& tx, std::string_view region,
                                                    const std::optional<ClockKey>& after,
                                                    int32_t limit);

}  // namespace probity::scoring::clocks

#endif  // PROBITY_SERVICES_SCORING_STORE_CLOCKS_CLOCK_STORE_H_
