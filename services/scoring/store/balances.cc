#include "services/scoring/store/balances.h"

#include <string_view>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr std::string_view kSelectBalance =
    "SELECT subject_kind, subject_id, year, points, last_seq, expired_seq FROM balance "
    "WHERE region = ? ";
constexpr std::string_view kAllBalances = "ORDER BY subject_kind, subject_id, year";
constexpr std::string_view kToExpire =
    "AND expired_seq = 0 AND points > 0 AND year < ? AND (year > ? OR (year = ? AND "
    "(subject_kind > ? OR (subject_kind = ? AND subject_id > ?)))) "
    "ORDER BY year, subject_kind, subject_id LIMIT ?";
constexpr std::string_view kOfYear =
    "AND year = ? AND points > 0 AND (subject_kind > ? OR (subject_kind = ? AND subject_id > ?)) "
    "ORDER BY subject_kind, subject_id LIMIT ?";
// SUM is cast because a server's SUM of integers is a decimal. Persons have kind 3.
constexpr std::string_view kOfInstitutions =
    "SELECT subject_id, CAST(SUM(points) AS SIGNED) FROM balance WHERE region = ? AND year BETWEEN "
    "? AND ? AND subject_kind <> 3 GROUP BY subject_id";
constexpr std::string_view kPoints =
    "SELECT points FROM balance WHERE region = ? AND subject_kind = ? AND subject_id = ? "
    "AND year = ?";
constexpr std::string_view kSelect =
    "SELECT subject_kind, subject_id, year, seq, last_seq, band, suspend_months, suspend_start, "
    "suspend_end, "
    "cancelled_date, policy_sha256, effective_date, recorded_time, actor, scenario "
    "FROM consequence WHERE region = ? ";
constexpr std::string_view kLast =
    "AND subject_kind = ? AND subject_id = ? AND year = ? ORDER BY seq DESC LIMIT 1";
constexpr std::string_view kAll = "ORDER BY subject_kind, subject_id, year, seq";
constexpr std::string_view kInsert =
    "INSERT INTO consequence (region, subject_kind, subject_id, year, seq, last_seq, band, "
    "suspend_months, suspend_start, suspend_end, cancelled_date, policy_sha256, effective_date, "
    "recorded_time, actor, scenario) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

ConsequenceRecord FromRow(const sql::Row& row) {
  ConsequenceRecord record;
  record.subject = {static_cast<policy::SubjectKind>(row.Int(0)), row.Text(1)};
  record.year = static_cast<int32_t>(row.Int(2));
  record.seq = static_cast<int32_t>(row.Int(3));
  record.last_seq = row.Int(4);
  record.band = row.Text(5);
  record.consequence.suspend_months = static_cast<int32_t>(row.Int(6));
  if (!row.IsNull(7)) record.consequence.suspension = {DateAt(row, 7), DateAt(row, 8)};
  record.consequence.cancelled_date = OptionalDateAt(row, 9);
  record.consequence.cancelled = record.consequence.cancelled_date.has_value();
  record.policy_sha256 = row.Text(10);
  record.effective_date = DateAt(row, 11);
  record.recorded_time = row.Int(12);
  record.actor = row.Text(13);
  record.scenario = row.Bool(14);
  return record;
}

absl::StatusOr<std::vector<Balance>> SelectBalances(sql::Tx& tx, std::string_view condition,
                                                    const sql::Params& params) {
  std::vector<Balance> balances;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(
      absl::StrCat(ToAbsl(kSelectBalance), ToAbsl(condition)), params, [&](const sql::Row& row) {
        balances.push_back({{static_cast<policy::SubjectKind>(row.Int(0)), row.Text(1)},
                            static_cast<int32_t>(row.Int(2)),
                            row.Int(3),
                            row.Int(4),
                            row.Int(5)});
        return absl::OkStatus();
      }));
  return balances;
}

}  // namespace

absl::Status PutBalance(sql::Tx& tx, const std::string& region, const Balance& balance) {
  const std::string sql = tx.dialect().Upsert(
      "balance",
      {"region", "subject_kind", "subject_id", "year", "points", "last_seq", "expired_seq"},
      {"region", "subject_kind", "subject_id", "year"}, {"points", "last_seq", "expired_seq"});
  return tx
      .Execute(sql, {region, static_cast<int64_t>(balance.subject.kind), balance.subject.id,
                     int64_t{balance.year}, balance.points, balance.last_seq, balance.expired_seq})
      .status();
}

absl::StatusOr<std::vector<Balance>> ListBalances(sql::Tx& tx, const std::string& region) {
  return SelectBalances(tx, kAllBalances, {region});
}

absl::StatusOr<std::vector<Balance>> BalancesToExpire(sql::Tx& tx, const std::string& region,
                                                      int32_t year, const Balance& after,
                                                      int64_t limit) {
  const auto kind = static_cast<int64_t>(after.subject.kind);
  return SelectBalances(tx, kToExpire,
                        {region, int64_t{year}, int64_t{after.year}, int64_t{after.year}, kind,
                         kind, after.subject.id, limit});
}

absl::StatusOr<std::vector<Balance>> BalancesOfYear(sql::Tx& tx, const std::string& region,
                                                    int32_t year, const Subject& after,
                                                    int64_t limit) {
  const auto kind = static_cast<int64_t>(after.kind);
  return SelectBalances(tx, kOfYear, {region, int64_t{year}, kind, kind, after.id, limit});
}

absl::StatusOr<std::map<std::string, int64_t>> PointsOfInstitutions(sql::Tx& tx,
                                                                    const std::string& region,
                                                                    int32_t first_year,
                                                                    int32_t last_year) {
  std::map<std::string, int64_t> points;
  PROBITY_RETURN_IF_ERROR(tx.QueryEach(
      kOfInstitutions, {region, int64_t{first_year}, int64_t{last_year}}, [&](const sql::Row& row) {
        points[row.Text(0)] = row.Int(1);
        return absl::OkStatus();
      }));
  return points;
}

absl::Status LockBalance(sql::Tx& tx, const std::string& region, const Subject& subject,
                         int32_t year) {
  return tx
      .Query(absl::StrCat(ToAbsl(kPoints), ToAbsl(tx.dialect().ForUpdate())),
             {region, static_cast<int64_t>(subject.kind), subject.id, int64_t{year}})
      .status();
}

absl::StatusOr<int64_t> BalancePoints(sql::Tx& tx, const std::string& region,
                                      const Subject& subject, int32_t year) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(kPoints, {region, static_cast<int64_t>(subject.kind), subject.id, int64_t{year}}));
  return rows.empty() ? 0 : rows.front().Int(0);
}

absl::StatusOr<std::optional<ConsequenceRecord>> LastConsequence(sql::Tx& tx,
                                                                 const std::string& region,
                                                                 const Subject& subject,
                                                                 int32_t year) {
  PROBITY_ASSIGN_OR_RETURN(
      const std::vector<sql::Row> rows,
      tx.Query(absl::StrCat(ToAbsl(kSelect), ToAbsl(kLast)),
               {region, static_cast<int64_t>(subject.kind), subject.id, int64_t{year}}));
  if (rows.empty()) return std::optional<ConsequenceRecord>();
  return std::optional<ConsequenceRecord>(FromRow(rows.front()));
}

absl::Status InsertConsequence(sql::Tx& tx, const std::string& region,
                               const ConsequenceRecord& record) {
  const std::optional<calendar::Period>& span = record.consequence.suspension;
  std::optional<absl::CivilDay> first;
  std::optional<absl::CivilDay> last;
  if (span.has_value()) {
    first = span->first;
    last = span->last;
  }
  return tx
      .Execute(kInsert, {region, static_cast<int64_t>(record.subject.kind), record.subject.id,
                         int64_t{record.year}, int64_t{record.seq}, record.last_seq, record.band,
                         int64_t{record.consequence.suspend_months}, DateColumn(first),
                         DateColumn(last), DateColumn(record.consequence.cancelled_date),
                         record.policy_sha256, DateColumn(record.effective_date),
                         record.recorded_time, record.actor, static_cast<int64_t>(record.scenario)})
      .status();
}

absl::Status ForEachConsequence(sql::Tx& tx, const std::string& region,
                                const std::function<absl::Status(const ConsequenceRecord&)>& each) {
  return tx.QueryEach(absl::StrCat(ToAbsl(kSelect), ToAbsl(kAll)), {region},
                      [&](const sql::Row& row) { return each(FromRow(row)); });
}

}  // namespace probity::scoring
