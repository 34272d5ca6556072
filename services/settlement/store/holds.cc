#include "services/settlement/store/holds.h"

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/settlement/store/columns.h"

namespace probity::settlement {
namespace {

constexpr std::string_view kInsert =
    "INSERT INTO payment_hold (region, hold_id, institution_id, reason, document, placed_by, "
    "placed_time, released_by, release_reason) VALUES (?, ?, ?, ?, ?, ?, ?, '', '')";
constexpr std::string_view kSelect =
    "SELECT hold_id, institution_id, reason, document, placed_by, placed_time, released_by, "
    "release_reason, released_time FROM payment_hold WHERE region = ? AND ";
constexpr std::string_view kById = "hold_id = ?";
constexpr std::string_view kRunning = "institution_id = ? AND released_by = ''";
constexpr std::string_view kAbove = "hold_id > ?";
constexpr std::string_view kOfInstitution = " AND institution_id = ?";
constexpr std::string_view kRunningOnly = " AND released_by = ''";
constexpr std::string_view kInOrder = " ORDER BY hold_id LIMIT ?";
constexpr std::string_view kRelease =
    "UPDATE payment_hold SET released_by = ?, release_reason = ?, released_time = ? "
    "WHERE region = ? AND hold_id = ? AND released_by = ''";

absl::StatusOr<std::vector<PaymentHold>> Select(sql::Tx& tx, std::string_view condition,
                                                const sql::Params& params) {
  std::vector<PaymentHold> found;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(
      absl::StrCat(ToAbsl(kSelect), ToAbsl(condition)), params, [&found](const sql::Row& row) {
        PaymentHold hold{RunIdAt(row, 0), row.Text(1), row.Text(2), row.Text(3), row.Text(4),
                         row.Int(5),      row.Text(6), row.Text(7), std::nullopt};
        if (!row.IsNull(8)) hold.released_time = row.Int(8);
        found.push_back(std::move(hold));
        return absl::OkStatus();
      }));
  return found;
}

}  // namespace

absl::Status InsertHold(sql::Tx& tx, const std::string& region, const PaymentHold& hold) {
  return tx
      .Execute(kInsert, {region, RunIdColumn(hold.hold_id), hold.institution_id, hold.reason,
                         hold.document, hold.placed_by, hold.placed_time})
      .status();
}

absl::StatusOr<PaymentHold> GetHold(sql::Tx& tx, const std::string& region,
                                    const std::string& hold_id) {
  PROBITY_ASSIGN_OR_RETURN(auto found, Select(tx, kById, {region, RunIdColumn(hold_id)}));
  if (found.empty()) {
    return NotFound(Reason::k_UNKNOWN_HOLD, absl::StrCat("no hold \"", hold_id, "\""));
  }
  return std::move(found.front());
}

absl::Status ReleaseHold(sql::Tx& tx, const std::string& region, const PaymentHold& released) {
  PROBITY_ASSIGN_OR_RETURN(const int64_t matched,
                           tx.Execute(kRelease, {released.released_by, released.release_reason,
                                                 released.released_time.value_or(0), region,
                                                 RunIdColumn(released.hold_id)}));
  if (matched == 1) return absl::OkStatus();
  return Precondition(Reason::k_HOLD_STATE, "the hold was released already");
}

absl::StatusOr<std::optional<PaymentHold>> RunningHold(sql::Tx& tx, const std::string& region,
                                                       const std::string& institution_id) {
  PROBITY_ASSIGN_OR_RETURN(auto found, Select(tx, kRunning, {region, institution_id}));
  if (found.empty()) return std::optional<PaymentHold>();
  return std::optional<PaymentHold>(std::move(found.front()));
}

absl::StatusOr<std::vector<PaymentHold>> HoldsAfter(sql::Tx& tx, const std::string& region,
                                                    const HoldFilter& filter,
                                                    const std::string& after_id, int64_t limit) {
  std::string condition(kAbove);
  sql::Params params = {region, RunIdColumn(after_id)};
  if (!filter.institution_id.empty()) {
    condition += kOfInstitution;
    params.emplace_back(filter.institution_id);
  }
  if (filter.running_only) condition += kRunningOnly;
  condition += kInOrder;
  params.emplace_back(limit);
  return Select(tx, condition, params);
}

}  // namespace probity::settlement
