#include "services/scoring/store/statistics/statistics.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "services/scoring/domain/clocks/clock_file.h"
#include "services/scoring/domain/consequences/recovery.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

// Every count joins the register for the district an institution is in now. SUM is cast because a
// server's SUM of integers is a decimal.
constexpr std::string_view kPoints =
    "SELECT COALESCE(v.district, i.district) AS district, i.kind, COALESCE(b.points, 0) AS total, "
    "COUNT(*) FROM institution i ";
constexpr std::string_view kCases =
    "SELECT COALESCE(v.district, i.district) AS district, c.source, c.state, c.opened_date, "
    "COUNT(*) FROM case_file c JOIN institution i ON i.region = c.region AND i.institution_id = "
    "c.institution_id ";
constexpr std::string_view kStates =
    "SELECT state, COUNT(*) FROM case_file WHERE region = ? GROUP BY state";
constexpr std::string_view kOverdueCases =
    "SELECT COUNT(DISTINCT case_id) FROM clock WHERE region = ? AND state = ? AND last_date <= ?";
constexpr std::string_view kClocks =
    "SELECT COALESCE(v.district, i.district) AS district, k.clock_key, CASE WHEN k.state = 4 OR "
    "k.last_date < ? THEN 1 ELSE 0 END AS is_over, COUNT(*) FROM clock k JOIN institution i ON "
    "i.region = k.region AND i.institution_id = k.institution_id ";
constexpr std::string_view kRecoveries =
    "SELECT COALESCE(v.district, i.district) AS district, r.kind, CAST(SUM(r.amount_fen) AS "
    "SIGNED) FROM recovery_entry r JOIN institution i ON i.region = r.region AND i.institution_id "
    "= r.institution_id ";
// The particulars in force, as in store/institutions.cc.
constexpr std::string_view kRevision =
    "LEFT JOIN institution_revision v ON v.region = i.region AND v.institution_id = "
    "i.institution_id AND NOT EXISTS (SELECT 1 FROM institution_revision n WHERE n.region = "
    "v.region AND n.institution_id = v.institution_id AND n.revision > v.revision) ";
constexpr std::string_view kPointsWhere =
    "LEFT JOIN balance b ON b.region = i.region AND b.subject_kind = i.kind AND b.subject_id = "
    "i.institution_id AND b.year = ? WHERE i.region = ? AND (? = '' OR COALESCE(v.district, "
    "i.district) = ?) GROUP BY COALESCE(v.district, i.district), i.kind, total";
constexpr std::string_view kCasesWhere =
    "WHERE c.region = ? AND (? = '' OR COALESCE(v.district, i.district) = ?) AND c.opened_date "
    "BETWEEN ? AND ? GROUP BY COALESCE(v.district, i.district), c.source, c.state, c.opened_date";
constexpr std::string_view kClocksWhere =
    "WHERE k.region = ? AND (? = '' OR COALESCE(v.district, i.district) = ?) AND k.state IN (1, 2, "
    "4) AND k.subject_kind = 1 GROUP BY COALESCE(v.district, i.district), k.clock_key, is_over";
constexpr std::string_view kRecoveriesWhere =
    "WHERE r.region = ? AND (? = '' OR COALESCE(v.district, i.district) = ?) AND r.year = ? "
    "GROUP BY COALESCE(v.district, i.district), r.kind";

// The numbers the statement above names.
static_assert(static_cast<int>(clocks::ClockState::kRunning) == 1 &&
              static_cast<int>(clocks::ClockState::kHeld) == 2 &&
              static_cast<int>(clocks::ClockState::kOverdue) == 4);

int64_t& SumOf(RecoverySums& sums, RecoveryKind kind) {
  switch (kind) {
    case RecoveryKind::kExpected:
      return sums.expected;
    case RecoveryKind::kReceived:
      return sums.received;
    case RecoveryKind::kReversed:
      return sums.reversed;
    case RecoveryKind::kRefunded:
      break;
  }
  return sums.refunded;
}

}  // namespace

absl::StatusOr<std::vector<PointsGroup>> CountPoints(sql::Tx& tx, const StatisticsScope& scope,
                                                     int32_t year) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(absl::StrCat(ToAbsl(kPoints), ToAbsl(kRevision), ToAbsl(kPointsWhere)),
               {int64_t{year}, scope.region, scope.district, scope.district}));
  std::vector<PointsGroup> groups;
  for (const sql::Row& row : rows) {
    groups.push_back(
        {row.Text(0), static_cast<policy::SubjectKind>(row.Int(1)), row.Int(2), row.Int(3)});
  }
  return groups;
}

absl::StatusOr<std::vector<CaseGroup>> CountCases(sql::Tx& tx, const StatisticsScope& scope,
                                                  int32_t year) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(absl::StrCat(ToAbsl(kCases), ToAbsl(kRevision), ToAbsl(kCasesWhere)),
               {scope.region, scope.district, scope.district,
                DateColumn(absl::CivilDay(year, 1, 1)), DateColumn(absl::CivilDay(year, 12, 31))}));
  std::vector<CaseGroup> groups;
  for (const sql::Row& row : rows) {
    groups.push_back({row.Text(0), static_cast<CaseSource>(row.Int(1)),
                      static_cast<CaseState>(row.Int(2)), DateAt(row, 3), row.Int(4)});
  }
  return groups;
}

absl::StatusOr<std::map<CaseState, int64_t>> CountStates(sql::Tx& tx, const std::string& region) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows, tx.Query(kStates, {region}));
  std::map<CaseState, int64_t> counts;
  for (const sql::Row& row : rows) counts[static_cast<CaseState>(row.Int(0))] = row.Int(1);
  return counts;
}

absl::StatusOr<int64_t> CountOverdueCases(sql::Tx& tx, const std::string& region,
                                          absl::CivilDay today) {
  PROBITY_ASSIGN_OR_RETURN(
      const sql::Row row,
      tx.QueryOne(kOverdueCases,
                  {region, static_cast<int64_t>(clocks::ClockState::kOverdue), DateColumn(today)}));
  return row.Int(0);
}

absl::StatusOr<std::map<std::pair<std::string, std::string>, ClockCount>> CountClocks(
    sql::Tx& tx, const StatisticsScope& scope, absl::CivilDay today) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(absl::StrCat(ToAbsl(kClocks), ToAbsl(kRevision), ToAbsl(kClocksWhere)),
               {DateColumn(today), scope.region, scope.district, scope.district}));
  std::map<std::pair<std::string, std::string>, ClockCount> counts;
  for (const sql::Row& row : rows) {
    ClockCount& one = counts[{row.Text(0), row.Text(1)}];
    one.running += row.Int(3);
    if (row.Bool(2)) one.overdue += row.Int(3);
  }
  return counts;
}

absl::StatusOr<std::map<std::string, RecoverySums>> SumRecoveries(sql::Tx& tx,
                                                                  const StatisticsScope& scope,
                                                                  int32_t year) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(absl::StrCat(ToAbsl(kRecoveries), ToAbsl(kRevision), ToAbsl(kRecoveriesWhere)),
               {scope.region, scope.district, scope.district, int64_t{year}}));
  std::map<std::string, RecoverySums> sums;
  for (const sql::Row& row : rows) {
    SumOf(sums[row.Text(0)], static_cast<RecoveryKind>(row.Int(1))) += row.Int(2);
  }
  return sums;
}

}  // namespace probity::scoring
