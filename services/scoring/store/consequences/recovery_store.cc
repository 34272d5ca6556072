#include "services/scoring/store/consequences/recovery_store.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr char kSelect[] =
    "SELECT case_id, seq, item, kind, amount_fen, business_date, due_date, document, "
    "institution_id, year, actor, recorded_time, scenario FROM recovery_entry WHERE region = ?";
constexpr char kInsert[] =
    "INSERT INTO recovery_entry (region, case_id, seq, item, kind, amount_fen, business_date, "
    "due_date, document, institution_id, year, actor, recorded_time, scenario) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kByInstitution[] = " ORDER BY institution_id, year, case_id, seq";

absl::StatusOr<RecoveryEntry> FromRow(const sql::Row& row) {
  RecoveryEntry entry;
  PROBITY_ASSIGN_OR_RETURN(entry.case_id, CaseIdText(row.Bytes(0)));
  entry.seq = static_cast<int32_t>(row.Int(1));
  entry.item = static_cast<int32_t>(row.Int(2));
  entry.kind = static_cast<RecoveryKind>(row.Int(3));
  entry.amount_fen = row.Int(4);
  entry.business_date = DateAt(row, 5);
  entry.due = OptionalDateAt(row, 6);
  entry.document = row.Text(7);
  entry.institution_id = row.Text(8);
  entry.year = static_cast<int32_t>(row.Int(9));
  entry.actor = row.Text(10);
  entry.recorded_time = row.Int(11);
  entry.scenario = row.Bool(12);
  return entry;
}

absl::Status Each(sql::Tx& tx, std::string_view condition, const sql::Params& params,
                  const std::function<absl::Status(const RecoveryEntry&)>& each) {
  return tx.QueryEach(absl::StrCat(kSelect, ToAbsl(condition)), params,
                      [&](const sql::Row& row) -> absl::Status {
                        PROBITY_ASSIGN_OR_RETURN(const RecoveryEntry entry, FromRow(row));
                        return each(entry);
                      });
}

}  // namespace

absl::Status InsertRecovery(sql::Tx& tx, std::string_view region, const RecoveryEntry& entry) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value case_id, CaseIdValue(entry.case_id));
  const absl::Status inserted =
      tx.Execute(kInsert,
                 {TextValue(region), case_id, int64_t{entry.seq}, int64_t{entry.item},
                  NumberOf(entry.kind), entry.amount_fen, DateColumn(entry.business_date),
                  DateColumn(entry.due), entry.document, entry.institution_id, int64_t{entry.year},
                  entry.actor, entry.recorded_time, static_cast<int64_t>(entry.scenario)})
          .status();
  if (!absl::IsAlreadyExists(inserted)) return inserted;
  return LostRace("somebody records a payment of the same case at the same time; repeat the call");
}

absl::StatusOr<std::vector<RecoveryEntry>> RecoveryOfCase(sql::Tx& tx, std::string_view region,
                                                          std::string_view case_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, CaseIdValue(case_id));
  std::vector<RecoveryEntry> entries;
  PROBITY_RETURN_IF_ERROR(Each(tx, " AND case_id = ? ORDER BY seq", {TextValue(region), id},
                               [&](const RecoveryEntry& entry) {
                                 entries.push_back(entry);
                                 return absl::OkStatus();
                               }));
  return entries;
}

absl::Status ForEachRecovery(sql::Tx& tx, std::string_view region, int32_t year,
                             std::string_view institution_id,
                             const std::function<absl::Status(const RecoveryEntry&)>& each) {
  std::string condition;
  sql::Params params = {TextValue(region)};
  if (!institution_id.empty()) {
    condition += " AND institution_id = ?";
    params.push_back(TextValue(institution_id));
  }
  if (year != 0) {
    condition += " AND year = ?";
    params.emplace_back(int64_t{year});
  }
  return Each(tx, absl::StrCat(condition, kByInstitution), params, each);
}

}  // namespace probity::scoring
