#include "services/scoring/store/clocks/announcements.h"

#include <vector>

#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring::clocks {
namespace {

constexpr char kInsert[] =
    "INSERT INTO service_announcement (region, case_id, run, announced_date, cause, place, "
    "receipt, person, recorded_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kSelect[] =
    "SELECT announced_date, cause, place, receipt, person FROM service_announcement "
    "WHERE region = ? AND case_id = ? AND run = ?";

}  // namespace

absl::Status InsertAnnouncement(sql::Tx& tx, std::string_view region,
                                const Announcement& announcement, const RecordedAt& at) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value case_id, CaseIdValue(announcement.case_id));
  return tx
      .Execute(kInsert, {TextValue(region), case_id, int64_t{announcement.run},
                         DateColumn(announcement.announced), announcement.cause, announcement.place,
                         announcement.receipt, announcement.person, absl::ToUnixMicros(at.time)})
      .status();
}

absl::StatusOr<Announcement> LoadAnnouncement(sql::Tx& tx, std::string_view region,
                                              std::string_view case_id, int32_t run) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelect, {TextValue(region), id, int64_t{run}}));
  if (rows.empty()) return NotFound(Reason::k_UNKNOWN_CLOCK, "no such announcement; 无此公告");
  Announcement found;
  found.case_id = std::string(case_id);
  found.run = run;
  found.announced = DateAt(rows.front(), 0);
  found.cause = rows.front().Text(1);
  found.place = rows.front().Text(2);
  found.receipt = rows.front().Text(3);
  found.person = rows.front().Text(4);
  return found;
}

}  // namespace probity::scoring::clocks
