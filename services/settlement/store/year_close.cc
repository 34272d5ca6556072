#include "services/settlement/store/year_close.h"

#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/settlement/store/columns.h"

namespace probity::settlement {
namespace {

constexpr std::string_view kSelect =
    "SELECT checklist_sha256, backup_sha256, first_by, first_time, closed_by, closed_time, seal "
    "FROM year_close WHERE region = ? AND year = ?";
constexpr std::string_view kInsert =
    "INSERT INTO year_close (region, year, checklist_sha256, backup_sha256, first_by, first_time, "
    "closed_by) VALUES (?, ?, ?, ?, ?, ?, '')";
constexpr std::string_view kReplace =
    "UPDATE year_close SET checklist_sha256 = ?, backup_sha256 = ?, first_by = ?, first_time = ? "
    "WHERE region = ? AND year = ? AND closed_by = ''";
constexpr std::string_view kClose =
    "UPDATE year_close SET closed_by = ?, closed_time = ?, seal = ? "
    "WHERE region = ? AND year = ? AND closed_by = ''";

}  // namespace

absl::StatusOr<std::optional<YearClose>> GetYearClose(sql::Tx& tx, const std::string& region,
                                                      int32_t year) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelect, {region, int64_t{year}}));
  if (rows.empty()) return std::optional<YearClose>();
  const sql::Row& row = rows.front();
  YearClose close{year,       row.Text(0), row.Text(1), row.Text(2),
                  row.Int(3), row.Text(4), 0,           TextOrEmpty(row, 6)};
  if (!row.IsNull(5)) close.closed_time = row.Int(5);
  return std::optional<YearClose>(close);
}

absl::Status PutFirstSignature(sql::Tx& tx, const std::string& region, const YearClose& close) {
  PROBITY_ASSIGN_OR_RETURN(
      const int64_t replaced,
      tx.Execute(kReplace, {close.checklist_sha256, close.backup_sha256, close.first_by,
                            close.first_time, region, int64_t{close.year}}));
  if (replaced > 0) return absl::OkStatus();
  return tx
      .Execute(kInsert, {region, int64_t{close.year}, close.checklist_sha256, close.backup_sha256,
                         close.first_by, close.first_time})
      .status();
}

absl::Status PutClose(sql::Tx& tx, const std::string& region, const YearClose& close) {
  PROBITY_ASSIGN_OR_RETURN(const int64_t matched,
                           tx.Execute(kClose, {close.closed_by, close.closed_time, close.seal,
                                               region, int64_t{close.year}}));
  return matched == 1 ? absl::OkStatus() : LostRace("the year was closed meanwhile");
}

absl::Status BooksOpen(sql::Tx& tx, const std::string& region, int32_t year) {
  PROBITY_ASSIGN_OR_RETURN(const auto close, GetYearClose(tx, region, year));
  if (!close.has_value() || close->closed_by.empty()) return absl::OkStatus();
  return Precondition(Reason::k_YEAR_CLOSED,
                      absl::StrCat("the books of ", year,
                                   " are closed; enter it as a prior-year adjustment of the open "
                                   "year"),
                      {{"seal", close->seal}});
}

}  // namespace probity::settlement
