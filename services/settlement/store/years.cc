#include "services/settlement/store/years.h"

#include <string_view>
#include <vector>

#include "common/status/status.h"

namespace probity::settlement {
namespace {

// Writing the row locks it on every engine, whether or not the values change.
constexpr std::string_view kTouch =
    "UPDATE settlement_year SET changes = changes + ?, edition = edition + ? "
    "WHERE region = ? AND year = ?";
constexpr std::string_view kInsert =
    "INSERT INTO settlement_year (region, year, changes, edition) VALUES (?, ?, 0, 1)";
constexpr std::string_view kSelect =
    "SELECT changes, edition FROM settlement_year WHERE region = ? AND year = ?";

absl::StatusOr<int64_t> Touch(sql::Tx& tx, const std::string& region, int32_t year, int64_t changes,
                              int64_t editions) {
  return tx.Execute(kTouch, {changes, editions, region, int64_t{year}});
}

}  // namespace

absl::StatusOr<YearState> LockYear(sql::Tx& tx, const std::string& region, int32_t year) {
  PROBITY_ASSIGN_OR_RETURN(const int64_t found, Touch(tx, region, year, 0, 0));
  if (found == 0) {
    const auto inserted = tx.Execute(kInsert, {region, int64_t{year}});
    if (absl::IsAlreadyExists(inserted.status())) {
      // Somebody made it meanwhile; its end was waited for.
      PROBITY_RETURN_IF_ERROR(Touch(tx, region, year, 0, 0).status());
    } else if (!inserted.ok()) {
      return inserted.status();
    }
  }
  return ReadYear(tx, region, year);
}

absl::StatusOr<YearState> ReadYear(sql::Tx& tx, const std::string& region, int32_t year) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelect, {region, int64_t{year}}));
  if (rows.empty()) return YearState();
  return YearState{rows.front().Int(0), rows.front().Int(1)};
}

absl::Status CountChange(sql::Tx& tx, const std::string& region, int32_t year, bool new_edition) {
  return Touch(tx, region, year, 1, new_edition ? 1 : 0).status();
}

}  // namespace probity::settlement
