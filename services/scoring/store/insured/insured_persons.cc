#include "services/scoring/store/insured/insured_persons.h"

#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring {
namespace {

constexpr char kSelect[] = "SELECT insured_id FROM insured_person WHERE region = ?";
constexpr char kById[] = " AND insured_id = ?";
constexpr char kAfter[] = " AND insured_id > ? ORDER BY insured_id LIMIT ?";
constexpr char kEvents[] =
    "SELECT seq, kind, months, served_date, from_date, to_date, reason, document, policy_sha256, "
    "actor, business_date, recorded_time, scenario FROM insured_event "
    "WHERE region = ? AND insured_id = ? ORDER BY seq";
constexpr char kInsert[] =
    "INSERT INTO insured_person (region, insured_id, actor, recorded_time) VALUES (?, ?, ?, ?)";
constexpr char kInsertEvent[] =
    "INSERT INTO insured_event (region, insured_id, seq, kind, months, served_date, from_date, "
    "to_date, reason, document, policy_sha256, actor, business_date, recorded_time, scenario) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

InsuredEvent FromRow(const sql::Row& row) {
  InsuredEvent event;
  event.seq = row.Int(0);
  event.kind = static_cast<InsuredEventKind>(row.Int(1));
  event.months = static_cast<int32_t>(row.Int(2));
  event.served = OptionalDateAt(row, 3);
  if (!row.IsNull(4)) event.span = calendar::Period{DateAt(row, 4), DateAt(row, 5)};
  event.reason = row.Text(6);
  event.document = row.Text(7);
  event.policy_sha256 = row.Text(8);
  event.actor = row.Text(9);
  event.business_date = DateAt(row, 10);
  event.recorded_time = row.Int(11);
  event.scenario = row.Bool(12);
  return event;
}

absl::StatusOr<std::vector<Insured>> Select(sql::Tx& tx, const std::string& region,
                                            std::string_view condition, const sql::Params& params) {
  std::vector<Insured> found;
  PROBITY_RETURN_IF_ERROR(
      tx.QueryEach(absl::StrCat(kSelect, ToAbsl(condition)), params, [&](const sql::Row& row) {
        found.push_back({row.Text(0), {}});
        return absl::OkStatus();
      }));
  for (Insured& one : found) {
    PROBITY_RETURN_IF_ERROR(
        tx.QueryEach(kEvents, {region, one.insured_id}, [&one](const sql::Row& row) {
          one.events.push_back(FromRow(row));
          return absl::OkStatus();
        }));
  }
  return found;
}

absl::StatusOr<Insured> One(sql::Tx& tx, const std::string& region, const std::string& insured_id,
                            std::string_view lock) {
  PROBITY_ASSIGN_OR_RETURN(
      std::vector<Insured> found,
      Select(tx, region, absl::StrCat(kById, ToAbsl(lock)), {region, insured_id}));
  if (found.empty()) {
    return NotFound(Reason::k_UNKNOWN_INSURED, "no insured person is registered under this id");
  }
  return std::move(found.front());
}

}  // namespace

absl::StatusOr<Insured> LoadInsured(sql::Tx& tx, const std::string& region,
                                    const std::string& insured_id) {
  return One(tx, region, insured_id, "");
}

absl::StatusOr<Insured> LoadInsuredForUpdate(sql::Tx& tx, const std::string& region,
                                             const std::string& insured_id) {
  return One(tx, region, insured_id, tx.dialect().ForUpdate());
}

absl::StatusOr<std::vector<Insured>> InsuredAfter(sql::Tx& tx, const std::string& region,
                                                  const std::string& after, int64_t limit) {
  return Select(tx, region, kAfter, {region, after, limit});
}

absl::Status InsertInsured(sql::Tx& tx, const std::string& region, const std::string& insured_id,
                           const std::string& actor, int64_t recorded_time) {
  return tx.Execute(kInsert, {region, insured_id, actor, recorded_time}).status();
}

absl::Status AppendInsuredEvent(sql::Tx& tx, const std::string& region, Insured& insured,
                                InsuredEvent event) {
  event.seq = static_cast<int64_t>(insured.events.size()) + 1;
  std::optional<absl::CivilDay> first;
  std::optional<absl::CivilDay> last;
  if (event.span.has_value()) {
    first = event.span->first;
    last = event.span->last;
  }
  PROBITY_RETURN_IF_ERROR(
      tx.Execute(kInsertEvent, {region, insured.insured_id, event.seq, NumberOf(event.kind),
                                int64_t{event.months}, DateColumn(event.served), DateColumn(first),
                                DateColumn(last), event.reason, event.document, event.policy_sha256,
                                event.actor, DateColumn(event.business_date), event.recorded_time,
                                static_cast<int64_t>(event.scenario)})
          .status());
  insured.events.push_back(std::move(event));
  return absl::OkStatus();
}

}  // namespace probity::scoring
