// Books that are closed for good.
#ifndef PROBITY_SERVICES_SETTLEMENT_STORE_YEAR_CLOSE_H_
#define PROBITY_SERVICES_SETTLEMENT_STORE_YEAR_CLOSE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/sql/database.h"

namespace probity::settlement {

struct YearClose {
  int32_t year = 0;
  std::string checklist_sha256;
  std::string backup_sha256;
  std::string first_by;
  int64_t first_time = 0;
  std::string closed_by;  // empty after the first signature
  int64_t closed_time = 0;
  std::string seal;
};

// Nothing if nobody signed yet.
absl::StatusOr<std::optional<YearClose>> GetYearClose(sql::Tx& tx, const std::string& region,
                                                      int32_t year);
// The first signature, or a new one in its place while the year is open.
absl::Status PutFirstSignature(sql::Tx& tx, const std::string& region, const YearClose& close);
absl::Status PutClose(sql::Tx& tx, const std::string& region, const YearClose& close);

// YEAR_CLOSED if the books of the year are closed.
absl::Status BooksOpen(sql::Tx& tx, const std::string& region, int32_t year);

}  // namespace probity::settlement

#endif  // PROBITY_SERVICES_SETTLEMENT_STORE_YEAR_CLOSE_H_
