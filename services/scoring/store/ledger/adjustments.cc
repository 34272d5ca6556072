#include "services/scoring/store/ledger/adjustments.h"

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr std::string_view kInsert =
    "INSERT INTO adjustment (region, adjustment_id, kind, subject_kind, subject_id, year, code, "
    "minutes, points, repair_id, reason, document, actor, business_date, recorded_time, scenario) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kInsertDecision =
    "INSERT INTO adjustment_decision (region, adjustment_id, approved, reason, actor, entry_seq, "
    "business_date, recorded_time, scenario) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kSelect =
    "SELECT a.adjustment_id, a.kind, a.subject_kind, a.subject_id, a.year, a.code, a.minutes, "
    "a.points, a.repair_id, a.reason, a.document, a.actor, a.business_date, a.recorded_time, "
    "a.scenario, d.approved, d.reason, d.actor, d.entry_seq, d.business_date, d.recorded_time, "
    "d.scenario FROM adjustment a LEFT JOIN adjustment_decision d "
    "ON d.region = a.region AND d.adjustment_id = a.adjustment_id WHERE a.region = ? ";
constexpr std::string_view kThis = "AND a.adjustment_id = ?";
constexpr std::string_view kAfter = "AND a.adjustment_id > ? ";
constexpr std::string_view kOfSubject = "AND a.subject_id = ? ";
constexpr std::string_view kOpen = "AND d.approved IS NULL ";
constexpr std::string_view kLimited = "ORDER BY a.adjustment_id LIMIT ?";

Adjustment FromRow(const sql::Row& row) {
  Adjustment one;
  one.adjustment_id = row.Bytes(0);
  one.kind = static_cast<EntryKind>(row.Int(1));
  one.subject = {static_cast<policy::SubjectKind>(row.Int(2)), row.Text(3)};
  one.year = static_cast<int32_t>(row.Int(4));
  one.code = row.Text(5);
  one.minutes = row.Int(6);
  one.points = row.Int(7);
  one.repair_id = row.Bytes(8);
  one.reason = row.Text(9);
  one.document = row.Text(10);
  one.actor = row.Text(11);
  one.date = DateAt(row, 12);
  one.recorded_time = row.Int(13);
  one.scenario = row.Bool(14);
  if (row.IsNull(15)) return one;
  AdjustmentDecision decision;
  decision.approved = row.Bool(15);
  decision.reason = row.Text(16);
  decision.actor = row.Text(17);
  decision.entry_seq = row.Int(18);
  decision.date = DateAt(row, 19);
  decision.recorded_time = row.Int(20);
  decision.scenario = row.Bool(21);
  one.decision = std::move(decision);
  return one;
}

absl::StatusOr<std::vector<Adjustment>> Select(sql::Tx& tx, std::string_view condition,
                                               const sql::Params& params) {
  std::vector<Adjustment> found;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(absl::StrCat(ToAbsl(kSelect), ToAbsl(condition)), params,
                                       [&](const sql::Row& row) {
                                         found.push_back(FromRow(row));
                                         return absl::OkStatus();
                                       }));
  return found;
}

}  // namespace

absl::Status InsertAdjustment(sql::Tx& tx, const std::string& region, const Adjustment& one) {
  return tx
      .Execute(kInsert, {region, sql::Blob{one.adjustment_id}, static_cast<int64_t>(one.kind),
                         static_cast<int64_t>(one.subject.kind), one.subject.id, int64_t{one.year},
                         one.code, one.minutes, one.points, sql::Blob{one.repair_id}, one.reason,
                         one.document, one.actor, DateColumn(one.date), one.recorded_time,
                         static_cast<int64_t>(one.scenario)})
      .status();
}

absl::Status InsertAdjustmentDecision(sql::Tx& tx, const std::string& region,
                                      const std::string& adjustment_id,
                                      const AdjustmentDecision& decision) {
  const absl::Status inserted =
      tx.Execute(kInsertDecision,
                 {region, sql::Blob{adjustment_id}, static_cast<int64_t>(decision.approved),
                  decision.reason, decision.actor, decision.entry_seq, DateColumn(decision.date),
                  decision.recorded_time, static_cast<int64_t>(decision.scenario)})
          .status();
  if (!absl::IsAlreadyExists(inserted)) return inserted;
  return Precondition(Reason::k_ADJUSTMENT_DECIDED, "it has been decided; 该申请已作决定");
}

absl::StatusOr<Adjustment> GetAdjustment(sql::Tx& tx, const std::string& region,
                                         const std::string& adjustment_id) {
  PROBITY_ASSIGN_OR_RETURN(std::vector<Adjustment> found,
                           Select(tx, kThis, {region, sql::Blob{adjustment_id}}));
  if (found.empty()) return NotFound(Reason::k_UNKNOWN_ADJUSTMENT, "no such repair or restoration");
  return std::move(found.front());
}

absl::StatusOr<std::vector<Adjustment>> ListAdjustments(sql::Tx& tx, const std::string& region,
                                                        const AdjustmentFilter& filter) {
  std::string condition(kAfter);
  sql::Params params = {region, sql::Blob{filter.after}};
  if (!filter.subject_id.empty()) {
    condition += kOfSubject;
    params.emplace_back(filter.subject_id);
  }
  if (filter.open_only) condition += kOpen;
  condition += kLimited;
  params.emplace_back(filter.limit);
  return Select(tx, condition, params);
}

}  // namespace probity::scoring
