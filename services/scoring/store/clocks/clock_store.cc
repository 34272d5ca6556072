#include "services/scoring/store/clocks/clock_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/store/case_columns.h"
#include "services/scoring/store/clocks/clock_rows.h"
#include "services/scoring/store/columns.h"

namespace probity::scoring::clocks {
namespace {

constexpr char kInsert[] =
    "INSERT INTO clock (region, subject_kind, subject_id, clock_key, run, state, event_date, "
    "last_date, assumed, on_expiry, policy_sha256, case_id, institution_id, officer, met_date, "
    "reported_date, revision, started_time, changed_time, scenario) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdate[] =
    "UPDATE clock SET state = ?, last_date = ?, assumed = ?, met_date = ?, reported_date = ?, "
    "revision = ?, changed_time = ? "
    "WHERE region = ? AND subject_kind = ? AND subject_id = ? AND clock_key = ? AND run = ? "
    "AND state = ? AND revision = ?";
constexpr char kInsertGrant[] =
    "INSERT INTO clock_extension (region, subject_kind, subject_id, clock_key, run, seq, "
    "approved_by, added, unit, granted_date, person, reason, document, recorded_time) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kInsertSpan[] =
    "INSERT INTO clock_span (region, subject_kind, subject_id, clock_key, run, seq, kind, "
    "first_date, last_date, reason, document, person, recorded_time) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kEndSpan[] =
    "UPDATE clock_span SET last_date = ? WHERE region = ? AND subject_kind = ? "
    "AND subject_id = ? AND clock_key = ? AND run = ? AND seq = ? AND last_date IS NULL";
sql::Params With(sql::Params key, std::vector<sql::Value> more) {
  key.insert(key.end(), more.begin(), more.end());
  return key;
}

absl::StatusOr<sql::Value> CaseColumn(const std::string& case_id) {
  if (case_id.empty()) return sql::Value(sql::Null{});
  return CaseIdValue(case_id);
}

absl::Status SaveGrants(sql::Tx& tx, const sql::Params& key, const ClockFile& before,
                        const ClockFile& after, int64_t recorded) {
  for (size_t i = before.grants.size(); i < after.grants.size(); ++i) {
    const Grant& grant = after.grants[i];
    PROBITY_RETURN_IF_ERROR(
        tx.Execute(kInsertGrant,
                   With(key, {int64_t{grant.seq}, NumberOf(grant.by), int64_t{grant.count},
                              NumberOf(grant.unit), DateColumn(grant.granted), grant.person,
                              grant.reason, grant.document, recorded}))
            .status());
  }
  return absl::OkStatus();
}

absl::Status SaveSpans(sql::Tx& tx, const sql::Params& key, const ClockFile& before,
                       const ClockFile& after, int64_t recorded) {
  for (size_t i = 0; i < after.spans.size(); ++i) {
    const Span& span = after.spans[i];
    if (i >= before.spans.size()) {
      PROBITY_RETURN_IF_ERROR(
          tx.Execute(kInsertSpan, With(key, {int64_t{span.seq}, NumberOf(span.kind),
                                             DateColumn(span.first), DateColumn(span.last),
                                             span.reason, span.document, span.person, recorded}))
              .status());
    } else if (span != before.spans[i]) {
      sql::Params params = {DateColumn(span.last)};
      params.insert(params.end(), key.begin(), key.end());
      params.emplace_back(int64_t{span.seq});
      PROBITY_RETURN_IF_ERROR(tx.Execute(kEndSpan, params).status());
    }
  }
  return absl::OkStatus();
}

}  // namespace

ClockKey KeyOf(const ClockFile& clock) {
  return {clock.subject, clock.key, clock.run};
}

absl::Status InsertClock(sql::Tx& tx, std::string_view region, const ClockFile& clock,
                         const RecordedAt& at) {
  PROBITY_ASSIGN_OR_RETURN(const sql::Value case_id, CaseColumn(clock.case_id));
  const int64_t recorded = absl::ToUnixMicros(at.time);
  return tx
      .Execute(kInsert,
               With(KeyParams(region, KeyOf(clock)),
                    {NumberOf(clock.state), DateColumn(clock.event), LastDayColumn(clock.last_day),
                     int64_t{clock.assumed}, NumberOf(clock.on_expiry), clock.policy_sha256,
                     case_id, clock.institution_id, clock.officer, DateColumn(clock.met),
                     DateColumn(clock.reported), clock.revision, recorded, recorded,
                     int64_t{at.scenario}}))
      .status();
}

absl::StatusOr<ClockFile> SaveClock(sql::Tx& tx, std::string_view region, const ClockFile& before,
                                    ClockFile after, const RecordedAt& at) {
  const sql::Params key = KeyParams(region, KeyOf(before));
  const int64_t recorded = absl::ToUnixMicros(at.time);
  after.revision = before.revision + 1;
  sql::Params params = {NumberOf(after.state),
                        LastDayColumn(after.last_day),
                        int64_t{after.assumed},
                        DateColumn(after.met),
                        DateColumn(after.reported),
                        after.revision,
                        recorded};
  params.insert(params.end(), key.begin(), key.end());
  params.insert(params.end(), {NumberOf(before.state), before.revision});
  PROBITY_ASSIGN_OR_RETURN(const int64_t matched, tx.Execute(kUpdate, params));
  if (matched != 1) {
    return LostRace("somebody else changed the clock at the same time; 期限已被他人变更");
  }
  PROBITY_RETURN_IF_ERROR(SaveGrants(tx, key, before, after, recorded));
  PROBITY_RETURN_IF_ERROR(SaveSpans(tx, key, before, after, recorded));
  return after;
}

}  // namespace probity::scoring::clocks
