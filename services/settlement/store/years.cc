#include "services/settlement/store/years.h"

#include <string_view>

#include "common/status/status.h"

namespace probity::settlement {
namespace {

// Writing the row locks it on every engine, whether or not the value changes.
constexpr std::string_view kTouch =
    "UPDATE settlement_year SET changes = changes + ? WHERE region = ? AND year = ?";
constexpr std::string_view kInsert =
    "INSERT INTO settlement_year (region, year, changes) VALUES (?, ?, 0)";
constexpr std::string_view kSelect =
    "SELECT changes FROM settlement_year WHERE region = ? AND year = ?";

}  // namespace

absl::StatusOr<int64_t> LockYear(sql::Tx& tx, const std::string& region, int32_t year) {
  PROBITY_ASSIGN_OR_RETURN(const int64_t found,
                           tx.Execute(kTouch, {int64_t{0}, region, int64_t{year}}));
  if (found == 0) {
    const auto inserted = tx.Execute(kInsert, {region, int64_t{year}});
    if (absl::IsAlreadyExists(inserted.status())) {
      // Somebody made it meanwhile; its end was waited for.
      PROBITY_RETURN_IF_ERROR(tx.Execute(kTouch, {int64_t{0}, region, int64_t{year}}).status());
    } else if (!inserted.ok()) {
      return inserted.status();
    }
  }
  PROBITY_ASSIGN_OR_RETURN(const sql::Row row, tx.QueryOne(kSelect, {region, int64_t{year}}));
  return row.Int(0);
}

absl::Status CountChange(sql::Tx& tx, const std::string& region, int32_t year) {
  return tx.Execute(kTouch, {int64_t{1}, region, int64_t{year}}).status();
}

}  // namespace probity::settlement
