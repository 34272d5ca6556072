#include "services/scoring/store/ledger/crossings.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr std::string_view kInsert =
    "INSERT INTO crossing (region, subject_kind, subject_id, year, seq, event, band, band_first, "
    "suspend_months, policy_sha256, case_id, entry_seq, points_before, points_after, "
    "effective_date, last_seq, recorded_time, actor, scenario) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kSelect =
    "SELECT subject_kind, subject_id, year, seq, event, band, band_first, suspend_months, "
    "policy_sha256, case_id, entry_seq, points_before, points_after, effective_date, last_seq, "
    "recorded_time, actor, scenario FROM crossing WHERE region = ? ";
constexpr std::string_view kOfYear =
    "AND subject_kind = ? AND subject_id = ? AND year = ? ORDER BY seq";
constexpr std::string_view kAll = "ORDER BY subject_kind, subject_id, year, seq";

CrossingRow FromRow(const sql::Row& row) {
  CrossingRow found;
  Crossing& crossing = found.crossing;
  crossing.subject = {static_cast<policy::SubjectKind>(row.Int(0)), row.Text(1)};
  crossing.year = static_cast<int32_t>(row.Int(2));
  found.seq = static_cast<int32_t>(row.Int(3));
  found.event = static_cast<CrossingEvent>(row.Int(4));
  crossing.band = row.Text(5);
  crossing.band_first = row.Int(6);
  crossing.suspend_months = static_cast<int32_t>(row.Int(7));
  crossing.policy_sha256 = row.Text(8);
  crossing.case_id = row.Bytes(9);
  crossing.entry_seq = row.Int(10);
  crossing.points_before = row.Int(11);
  crossing.points_after = row.Int(12);
  crossing.effective_date = DateAt(row, 13);
  found.last_seq = row.Int(14);
  found.recorded_time = row.Int(15);
  found.actor = row.Text(16);
  found.scenario = row.Bool(17);
  return found;
}

}  // namespace

bool SameCrossing(const Crossing& a, const Crossing& b) {
  return a.entry_seq == b.entry_seq && a.band_first == b.band_first &&
         a.effective_date == b.effective_date && a.suspend_months == b.suspend_months;
}

std::vector<Crossing> StillFired(const std::vector<CrossingRow>& rows) {
  std::vector<Crossing> fired;
  for (const CrossingRow& row : rows) {
    if (row.event == CrossingEvent::kFired) {
      fired.push_back(row.crossing);
    } else {
      std::erase_if(fired, [&](const Crossing& one) { return SameCrossing(one, row.crossing); });
    }
  }
  return fired;
}

absl::Status InsertCrossing(sql::Tx& tx, const std::string& region, const CrossingRow& row) {
  const Crossing& crossing = row.crossing;
  return tx
      .Execute(kInsert,
               {region, static_cast<int64_t>(crossing.subject.kind), crossing.subject.id,
                int64_t{crossing.year}, int64_t{row.seq}, static_cast<int64_t>(row.event),
                crossing.band, crossing.band_first, int64_t{crossing.suspend_months},
                crossing.policy_sha256, sql::Blob{crossing.case_id}, crossing.entry_seq,
                crossing.points_before, crossing.points_after, DateColumn(crossing.effective_date),
                row.last_seq, row.recorded_time, row.actor, static_cast<int64_t>(row.scenario)})
      .status();
}

absl::StatusOr<std::vector<CrossingRow>> CrossingsOfYear(sql::Tx& tx, const std::string& region,
                                                         const Subject& subject, int32_t year) {
  std::vector<CrossingRow> found;
  PROBITY_RETURN_IF_ERROR(
      tx.QueryEach(absl::StrCat(ToAbsl(kSelect), ToAbsl(kOfYear)),
                   {region, static_cast<int64_t>(subject.kind), subject.id, int64_t{year}},
                   [&](const sql::Row& row) {
                     found.push_back(FromRow(row));
                     return absl::OkStatus();
                   }));
  return found;
}

absl::Status ForEachCrossing(sql::Tx& tx, const std::string& region,
                             const std::function<absl::Status(const CrossingRow&)>& each) {
  return tx.QueryEach(absl::StrCat(ToAbsl(kSelect), ToAbsl(kAll)), {region},
                      [&](const sql::Row& row) { return each(FromRow(row)); });
}

}  // namespace probity::scoring
