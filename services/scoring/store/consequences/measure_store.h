// Measures as they stand, and the history of each. Every function runs in its caller's transaction.
#ifndef PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_MEASURE_STORE_H_
#define PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_MEASURE_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"
#include "services/scoring/domain/consequences/measure.h"

namespace probity::scoring {

// One line of a measure's history; seq and the dates afterwards are the store's to fill.
struct MeasureEvent {
  int32_t seq = 0;  // the measure's etag after it
  std::string what;
  absl::CivilDay business_date;
  std::string actor;
  std::string note;
  absl::CivilDay first;
  std::optional<absl::CivilDay> last;
  std::optional<absl::CivilDay> free_from;
  int64_t recorded_time = 0;  // microseconds since 1970
  bool scenario = false;

  bool operator==(const MeasureEvent&) const = default;
};

// Inserts a measure of etag 0, else updates the row of that etag, and writes its line; the measure
// with its new etag. ABORTED / CONFLICT if another writer came first.
absl::StatusOr<Measure> SaveMeasure(sql::Tx& tx, std::string_view region, Measure measure,
                                    MeasureEvent line);

// By 26 symbols; locked until the end of the transaction. UNKNOWN_MEASURE.
absl::StatusOr<Measure> LoadMeasure(sql::Tx& tx, std::string_view region,
                                    std::string_view measure_id);
absl::StatusOr<Measure> LoadMeasureForUpdate(sql::Tx& tx, std::string_view region,
                                             std::string_view measure_id);

absl::StatusOr<std::vector<MeasureEvent>> EventsOf(sql::Tx& tx, std::string_view region,
                                                   std::string_view measure_id);

// All of one subject, by measure_id; to decide on a write, locked.
absl::StatusOr<std::vector<Measure>> MeasuresOf(sql::Tx& tx, std::string_view region,
                                                MeasureSubject subject,
                                                std::string_view subject_id);
absl::StatusOr<std::vector<Measure>> MeasuresForUpdate(sql::Tx& tx, std::string_view region,
                                                       MeasureSubject subject,
                                                       std::string_view subject_id);
absl::StatusOr<std::vector<Measure>> MeasuresOfCase(sql::Tx& tx, std::string_view region,
                                                    std::string_view case_id);

// By measure_id, ascending, after `after` (16 bytes); absent and empty filters mean all.
struct MeasureFilter {
  std::optional<MeasureSubject> subject;
  std::string subject_id;
  std::optional<MeasureKind> kind;
  std::optional<absl::CivilDay> on_day;  // those that run on that day
  std::string after;
  int64_t limit = 50;
};
absl::StatusOr<std::vector<Measure>> ListMeasures(sql::Tx& tx, std::string_view region,
                                                  const MeasureFilter& filter);

// What was kept back in one month under a hold.
struct HeldAmount {
  std::string measure_id;  // 16 bytes
  std::string month;       // YYYY-MM
  int64_t amount_fen = 0;
  std::string document;
  std::string actor;
  int64_t recorded_time = 0;
  bool scenario = false;

  bool operator==(const HeldAmount&) const = default;
};
// ALREADY_EXISTS if the month is recorded.
absl::Status InsertHeldAmount(sql::Tx& tx, std::string_view region, const HeldAmount& held);
// By month.
absl::StatusOr<std::vector<HeldAmount>> HeldAmountsOf(sql::Tx& tx, std::string_view region,
                                                      std::string_view measure_id);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_MEASURE_STORE_H_
