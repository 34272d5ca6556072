// Bars: who may not be designated, or manage a designated institution, until when.
#ifndef PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_BAR_STORE_H_
#define PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_BAR_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/sql/database.h"

namespace probity::scoring {

// The numbers are those of measure.proto.
enum class BarSubject { kInstitution = 1, kPrincipal = 2 };

struct Bar {
  std::string bar_id;  // 16 bytes
  BarSubject subject = BarSubject::kInstitution;
  std::string subject_id;
  std::string institution_id;  // because of which
  std::string case_id;         // 26 symbols, or empty
  std::string measure_id;      // 16 bytes: the cancellation it comes from, or empty
  absl::CivilDay first;
  absl::CivilDay last;
  std::optional<absl::CivilDay> ended;  // first day without it
  std::string basis;
  std::string document;
  std::string reason;
  std::string ordered_by;

  bool Runs(absl::CivilDay day) const {
    return first <= day && day <= last && (!ended.has_value() || day < *ended);
  }
  bool operator==(const Bar&) const = default;
};

absl::Status InsertBar(sql::Tx& tx, std::string_view region, const Bar& bar);
// Writes the dates.
absl::Status UpdateBar(sql::Tx& tx, std::string_view region, const Bar& bar);

absl::StatusOr<std::vector<Bar>> BarsOfMeasure(sql::Tx& tx, std::string_view region,
                                               std::string_view measure_id);
absl::StatusOr<std::vector<Bar>> BarsOfCase(sql::Tx& tx, std::string_view region,
                                            std::string_view case_id);
// By bar_id, ascending, after `after` (16 bytes); absent and empty filters mean all.
struct BarFilter {
  std::optional<BarSubject> subject;
  std::string subject_id;
  std::optional<absl::CivilDay> on_day;
  std::string after;
  int64_t limit = 50;
};
absl::StatusOr<std::vector<Bar>> ListBars(sql::Tx& tx, std::string_view region,
                                          const BarFilter& filter);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_STORE_CONSEQUENCES_BAR_STORE_H_
