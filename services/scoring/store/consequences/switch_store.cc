#include "services/scoring/store/consequences/switch_store.h"

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"
#include "services/scoring/store/consequences/columns.h"

namespace probity::scoring {
namespace {

constexpr char kSelect[] =
    "SELECT subject, subject_id, no, scope, scope_ref, action, effective_date, withdraws_no, "
    "state, commanded_date, acknowledged_date, acknowledged_by, receipt FROM switch_command "
    "WHERE region = ?";
constexpr char kOfSubject[] = " AND subject = ? AND subject_id = ?";
constexpr char kByNo[] = " ORDER BY no";
constexpr char kAfter[] =
    " AND (subject > ? OR (subject = ? AND subject_id > ?) "
    "OR (subject = ? AND subject_id = ? AND no > ?)) ORDER BY subject, subject_id, no LIMIT ?";
constexpr char kInsert[] =
    "INSERT INTO switch_command (region, subject, subject_id, no, scope, scope_ref, action, "
    "effective_date, withdraws_no, state, commanded_date, acknowledged_date, acknowledged_by, "
    "receipt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdate[] =
    "UPDATE switch_command SET state = ?, acknowledged_date = ?, acknowledged_by = ?, receipt = ? "
    "WHERE region = ? AND subject = ? AND subject_id = ? AND no = ?";

absl::StatusOr<std::vector<SwitchCommand>> Select(sql::Tx& tx, std::string_view condition,
                                                  const sql::Params& params) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(kSelect, ToAbsl(condition)), params));
  std::vector<SwitchCommand> found;
  for (const sql::Row& row : rows) {
    found.push_back({static_cast<MeasureSubject>(row.Int(0)), row.Text(1),
                     static_cast<int32_t>(row.Int(2)), static_cast<MeasureScope>(row.Int(3)),
                     row.Text(4), static_cast<SwitchAction>(row.Int(5)), DateAt(row, 6),
                     static_cast<int32_t>(row.Int(7)), static_cast<SwitchState>(row.Int(8)),
                     DateAt(row, 9), OptionalDateAt(row, 10), row.Text(11), row.Text(12)});
  }
  return found;
}

}  // namespace

absl::Status InsertSwitchCommand(sql::Tx& tx, std::string_view region,
                                 const SwitchCommand& command) {
  const absl::Status inserted =
      tx.Execute(kInsert, {TextValue(region), NumberOf(command.subject), command.subject_id,
                           int64_t{command.no}, NumberOf(command.scope), command.scope_ref,
                           NumberOf(command.action), DateColumn(command.effective),
                           int64_t{command.withdraws_no}, NumberOf(command.state),
                           DateColumn(command.commanded), DateColumn(command.acknowledged),
                           command.acknowledged_by, command.receipt})
          .status();
  if (!absl::IsAlreadyExists(inserted)) return inserted;
  return LostRace("somebody commands the same switch at the same time; repeat the call");
}

absl::Status UpdateSwitchCommand(sql::Tx& tx, std::string_view region,
                                 const SwitchCommand& command) {
  return MatchedOne(
      tx.Execute(kUpdate, {NumberOf(command.state), DateColumn(command.acknowledged),
                           command.acknowledged_by, command.receipt, TextValue(region),
                           NumberOf(command.subject), command.subject_id, int64_t{command.no}}));
}

absl::StatusOr<std::vector<SwitchCommand>> SwitchCommandsForUpdate(sql::Tx& tx,
                                                                   std::string_view region,
                                                                   MeasureSubject subject,
                                                                   std::string_view subject_id) {
  return Select(tx, absl::StrCat(kOfSubject, kByNo, ToAbsl(tx.dialect().ForUpdate())),
                {TextValue(region), NumberOf(subject), TextValue(subject_id)});
}

absl::StatusOr<std::vector<SwitchCommand>> ListSwitchCommands(sql::Tx& tx, std::string_view region,
                                                              const SwitchFilter& filter) {
  std::string condition;
  sql::Params params = {TextValue(region)};
  if (!filter.all) {
    condition += " AND state = ?";
    params.push_back(NumberOf(SwitchState::kOutstanding));
  }
  if (filter.subject.has_value()) {
    condition += kOfSubject;
    params.push_back(NumberOf(*filter.subject));
    params.emplace_back(filter.subject_id);
  }
  condition += kAfter;
  params.insert(params.end(),
                {filter.after_subject, filter.after_subject, filter.after_subject_id,
                 filter.after_subject, filter.after_subject_id, filter.after_no, filter.limit});
  return Select(tx, condition, params);
}

}  // namespace probity::scoring
