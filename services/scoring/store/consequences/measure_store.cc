#include "services/scoring/store/consequences/measure_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/columns.h"
#include "services/scoring/store/consequences/columns.h"

namespace probity::scoring {
namespace {

constexpr char kSelect[] =
    "SELECT measure_id, kind, status, subject, subject_id, year, scope, scope_ref, case_id, "
    "first_date, last_date, free_from_date, months, basis, document, reason, ordered_by, "
    "approved_by, lift_from_date, lift_person, lift_reason, lift_due_date, outcome, held_fen, "
    "bar_until_date, policy_sha256, etag, continues_id FROM measure WHERE region = ?";
constexpr char kOne[] = " AND measure_id = ?";
constexpr char kOfSubject[] = " AND subject = ? AND subject_id = ? ORDER BY measure_id";
constexpr char kOfCase[] = " AND case_id = ? ORDER BY measure_id";
constexpr char kPage[] = " AND measure_id > ? ORDER BY measure_id LIMIT ?";
constexpr char kOnDay[] =
    " AND status NOT IN (1, 6) AND first_date <= ? AND (last_date IS NULL OR last_date >= ?) "
    "AND (free_from_date IS NULL OR free_from_date > ?)";
constexpr char kInsert[] =
    "INSERT INTO measure (kind, status, subject, subject_id, year, scope, scope_ref, case_id, "
    "first_date, last_date, free_from_date, months, basis, document, reason, ordered_by, "
    "approved_by, lift_from_date, lift_person, lift_reason, lift_due_date, outcome, held_fen, "
    "bar_until_date, policy_sha256, continues_id, etag, region, measure_id) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
    "?)";
constexpr char kUpdate[] =
    "UPDATE measure SET kind = ?, status = ?, subject = ?, subject_id = ?, year = ?, scope = ?, "
    "scope_ref = ?, case_id = ?, first_date = ?, last_date = ?, free_from_date = ?, months = ?, "
    "basis = ?, document = ?, reason = ?, ordered_by = ?, approved_by = ?, lift_from_date = ?, "
    "lift_person = ?, lift_reason = ?, lift_due_date = ?, outcome = ?, held_fen = ?, "
    "bar_until_date = ?, policy_sha256 = ?, continues_id = ?, etag = ? "
    "WHERE region = ? AND measure_id = ? AND etag = ?";
constexpr char kInsertEvent[] =
    "INSERT INTO measure_event (region, measure_id, seq, what, business_date, actor, note, "
    "first_date, last_date, free_from_date, recorded_time, scenario) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kSelectEvents[] =
    "SELECT seq, what, business_date, actor, note, first_date, last_date, free_from_date, "
    "recorded_time, scenario FROM measure_event WHERE region = ? AND measure_id = ? ORDER BY seq";
constexpr char kInsertHeld[] =
    "INSERT INTO held_amount (region, measure_id, month, amount_fen, document, actor, "
    "recorded_time, scenario) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kSelectHeld[] =
    "SELECT month, amount_fen, document, actor, recorded_time, scenario FROM held_amount "
    "WHERE region = ? AND measure_id = ? ORDER BY month";

absl::StatusOr<Measure> FromRow(const sql::Row& row) {
  Measure one;
  one.measure_id = row.Bytes(0);
  one.kind = static_cast<MeasureKind>(row.Int(1));
  one.status = static_cast<MeasureStatus>(row.Int(2));
  one.subject = static_cast<MeasureSubject>(row.Int(3));
  one.subject_id = row.Text(4);
  one.year = static_cast<int32_t>(row.Int(5));
  one.scope = static_cast<MeasureScope>(row.Int(6));
  one.scope_ref = row.Text(7);
  PROBITY_ASSIGN_OR_RETURN(one.case_id, OptionalCaseIdAt(row, 8));
  one.first = DateAt(row, 9);
  one.last = OptionalDateAt(row, 10);
  one.free_from = OptionalDateAt(row, 11);
  one.months = static_cast<int32_t>(row.Int(12));
  one.basis = row.Text(13);
  one.document = row.Text(14);
  one.reason = row.Text(15);
  one.ordered_by = row.Text(16);
  one.approved_by = row.Text(17);
  if (!row.IsNull(18)) {
    one.lift = LiftRequest{DateAt(row, 18), row.Text(19), row.Text(20), DateAt(row, 21)};
  }
  one.outcome = static_cast<HoldOutcome>(row.Int(22));
  one.held_fen = row.Int(23);
  one.bar_until = OptionalDateAt(row, 24);
  one.policy_sha256 = row.Text(25);
  one.etag = row.Int(26);
  one.continues_id = OptionalBytesAt(row, 27);
  return one;
}

absl::StatusOr<std::vector<Measure>> Select(sql::Tx& tx, std::string_view condition,
                                            const sql::Params& params) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(absl::StrCat(kSelect, ToAbsl(condition)), params));
  std::vector<Measure> found;
  for (const sql::Row& row : rows) {
    PROBITY_ASSIGN_OR_RETURN(found.emplace_back(), FromRow(row));
  }
  return found;
}

absl::StatusOr<Measure> LoadOne(sql::Tx& tx, std::string_view region, std::string_view measure_id,
                                std::string_view lock) {
  PROBITY_ASSIGN_OR_RETURN(const std::string id, IdBytes(measure_id, Reason::k_UNKNOWN_MEASURE));
  PROBITY_ASSIGN_OR_RETURN(std::vector<Measure> found, Select(tx, absl::StrCat(kOne, ToAbsl(lock)),
                                                              {TextValue(region), BlobValue(id)}));
  if (found.empty()) {
    return NotFound(Reason::k_UNKNOWN_MEASURE, "no measure has this id; 无此措施");
  }
  return std::move(found.front());
}

// The values of a row up to its etag; `etag` is the new one.
absl::StatusOr<sql::Params> ValuesOf(const Measure& one, int64_t etag) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value case_id, OptionalCaseId(one.case_id));
  const bool lift = one.lift.has_value();
  const sql::Value none = sql::Null{};
  return sql::Params{NumberOf(one.kind),
                     NumberOf(one.status),
                     NumberOf(one.subject),
                     one.subject_id,
                     int64_t{one.year},
                     NumberOf(one.scope),
                     one.scope_ref,
                     case_id,
                     DateColumn(one.first),
                     DateColumn(one.last),
                     DateColumn(one.free_from),
                     int64_t{one.months},
                     one.basis,
                     one.document,
                     one.reason,
                     one.ordered_by,
                     one.approved_by,
                     lift ? DateColumn(one.lift->free_from) : none,
                     lift ? sql::Value(one.lift->person) : none,
                     lift ? sql::Value(one.lift->reason) : none,
                     lift ? DateColumn(one.lift->due) : none,
                     NumberOf(one.outcome),
                     one.held_fen,
                     DateColumn(one.bar_until),
                     one.policy_sha256,
                     OptionalBlob(one.continues_id),
                     etag};
}

absl::Status WriteRow(sql::Tx& tx, std::string_view region, const Measure& measure) {
  PROBITY_ASSIGN_OR_RETURN(sql::Params params, ValuesOf(measure, measure.etag + 1));
  params.push_back(TextValue(region));
  params.push_back(BlobValue(measure.measure_id));
  if (measure.etag == 0) return tx.Execute(kInsert, params).status();
  params.emplace_back(measure.etag);
  return MatchedOne(tx.Execute(kUpdate, params));
}

}  // namespace

absl::StatusOr<Measure> SaveMeasure(sql::Tx& tx, std::string_view region, Measure measure,
                                    MeasureEvent line) {
  PROBITY_RETURN_IF_ERROR(WriteRow(tx, region, measure));
  ++measure.etag;
  PROBITY_RETURN_IF_ERROR(
      tx.Execute(kInsertEvent,
                 {TextValue(region), BlobValue(measure.measure_id), measure.etag, line.what,
                  DateColumn(line.business_date), line.actor, line.note, DateColumn(measure.first),
                  DateColumn(measure.last), DateColumn(measure.free_from), line.recorded_time,
                  static_cast<int64_t>(line.scenario)})
          .status());
  return measure;
}

absl::StatusOr<Measure> LoadMeasure(sql::Tx& tx, std::string_view region,
                                    std::string_view measure_id) {
  return LoadOne(tx, region, measure_id, "");
}

absl::StatusOr<Measure> LoadMeasureForUpdate(sql::Tx& tx, std::string_view region,
                                             std::string_view measure_id) {
  return LoadOne(tx, region, measure_id, tx.dialect().ForUpdate());
}

absl::StatusOr<std::vector<MeasureEvent>> EventsOf(sql::Tx& tx, std::string_view region,
                                                   std::string_view measure_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::string id, IdBytes(measure_id, Reason::k_UNKNOWN_MEASURE));
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelectEvents, {TextValue(region), BlobValue(id)}));
  std::vector<MeasureEvent> events;
  for (const sql::Row& row : rows) {
    events.push_back({static_cast<int32_t>(row.Int(0)), row.Text(1), DateAt(row, 2), row.Text(3),
                      row.Text(4), DateAt(row, 5), OptionalDateAt(row, 6), OptionalDateAt(row, 7),
                      row.Int(8), row.Bool(9)});
  }
  return events;
}

absl::StatusOr<std::vector<Measure>> MeasuresOf(sql::Tx& tx, std::string_view region,
                                                MeasureSubject subject,
                                                std::string_view subject_id) {
  return Select(tx, kOfSubject, {TextValue(region), NumberOf(subject), TextValue(subject_id)});
}

absl::StatusOr<std::vector<Measure>> MeasuresForUpdate(sql::Tx& tx, std::string_view region,
                                                       MeasureSubject subject,
                                                       std::string_view subject_id) {
  return Select(tx, absl::StrCat(kOfSubject, ToAbsl(tx.dialect().ForUpdate())),
                {TextValue(region), NumberOf(subject), TextValue(subject_id)});
}

absl::StatusOr<std::vector<Measure>> MeasuresOfCase(sql::Tx& tx, std::string_view region,
                                                    std::string_view case_id) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value id, OptionalCaseId(case_id));
  return Select(tx, absl::StrCat(kOfCase, ToAbsl(tx.dialect().ForUpdate())),
                {TextValue(region), id});
}

absl::StatusOr<std::vector<Measure>> ListMeasures(sql::Tx& tx, std::string_view region,
                                                  const MeasureFilter& filter) {
  std::string condition;
  sql::Params params = {TextValue(region)};
  if (filter.subject.has_value()) {
    condition += " AND subject = ?";
    params.push_back(NumberOf(*filter.subject));
  }
  if (!filter.subject_id.empty()) {
    condition += " AND subject_id = ?";
    params.emplace_back(filter.subject_id);
  }
  if (filter.kind.has_value()) {
    condition += " AND kind = ?";
    params.push_back(NumberOf(*filter.kind));
  }
  if (filter.on_day.has_value()) {
    condition += kOnDay;
    for (int i = 0; i < 3; ++i) params.push_back(DateColumn(*filter.on_day));
  }
  condition += kPage;
  params.push_back(BlobValue(filter.after));
  params.emplace_back(filter.limit);
  return Select(tx, condition, params);
}

absl::Status InsertHeldAmount(sql::Tx& tx, std::string_view region, const HeldAmount& held) {
  return tx
      .Execute(kInsertHeld,
               {TextValue(region), BlobValue(held.measure_id), held.month, held.amount_fen,
                held.document, held.actor, held.recorded_time, static_cast<int64_t>(held.scenario)})
      .status();
}

absl::StatusOr<std::vector<HeldAmount>> HeldAmountsOf(sql::Tx& tx, std::string_view region,
                                                      std::string_view measure_id) {
  PROBITY_ASSIGN_OR_RETURN(const std::vector<sql::Row> rows,
                           tx.Query(kSelectHeld, {TextValue(region), BlobValue(measure_id)}));
  std::vector<HeldAmount> held;
  for (const sql::Row& row : rows) {
    held.push_back({std::string(measure_id), row.Text(0), row.Int(1), row.Text(2), row.Text(3),
                    row.Int(4), row.Bool(5)});
  }
  return held;
}

}  // namespace probity::scoring
