#include "services/scoring/api/consequences/apply.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "common/id/id.h"
#include "common/status/status.h"
#include "services/scoring/api/consequences/measures.h"
#include "services/scoring/api/consequences/qualifications.h"
#include "services/scoring/domain/consequences/follow.h"
#include "services/scoring/store/balances.h"
#include "services/scoring/store/consequences/measure_store.h"

namespace probity::scoring::consequences {
namespace {

ledger::Fields FieldsOf(const ConsequenceRecord& record) {
  const Consequence& now = record.consequence;
  ledger::Fields fields;
  fields.Add("subject_kind", static_cast<int64_t>(record.subject.kind))
      .Add("subject_id", record.subject.id)
      .Add("year", int64_t{record.year})
      .Add("seq", int64_t{record.seq})
      .Add("recorded_seq", record.last_seq)
      .Add("band", record.band)
      .Add("suspend_months", int64_t{now.suspend_months})
      .Add("policy_sha256", record.policy_sha256);
  if (now.suspension.has_value()) {
    fields.Add("suspend_start", calendar::FormatDate(now.suspension->first))
        .Add("suspend_end", calendar::FormatDate(now.suspension->last));
  }
  if (now.cancelled) fields.Add("cancelled_date", calendar::FormatDate(*now.cancelled_date));
  return fields;
}

// Records the consequence if the year's last record says something else.
absl::Status Record(sql::Tx& tx, const ServiceEnv& env, const YearChange& change) {
  PROBITY_ASSIGN_OR_RETURN(const std::optional<ConsequenceRecord> before,
                           LastConsequence(tx, env.region, change.subject, change.year));
  const Consequence none;
  const Consequence& known = before.has_value() ? before->consequence : none;
  if (known == change.standing.consequence) return absl::OkStatus();
  ConsequenceRecord record;
  record.subject = change.subject;
  record.year = change.year;
  record.seq = before.has_value() ? before->seq + 1 : 1;
  record.last_seq = change.last_seq;
  record.band = change.standing.band;
  record.consequence = change.standing.consequence;
  record.policy_sha256 = change.policy->sha256;
  record.effective_date = change.effective_date;
  record.recorded_time = absl::ToUnixMicros(change.at.time);
  record.actor = change.actor;
  record.scenario = change.at.scenario;
  PROBITY_RETURN_IF_ERROR(InsertConsequence(tx, env.region, record));
  return AppendAudit(tx, env.region, AuditKind::kConsequenceChanged, FieldsOf(record), change.at)
      .status();
}

// Years a cancelled subject is barred, by the crossing that cancels.
int32_t BarYears(const YearChange& change) {
  int32_t years = 0;
  for (const Crossing& one : change.standing.crossings) {
    if (!one.effects.terminate) continue;
    const bool one_event = one.points_after - one.points_before >= one.band_first;
    years = one_event ? one.effects.bar_years_one_event : one.effects.bar_years;
  }
  return years;
}

Cause CauseOf(const YearChange& change) {
  Cause cause;
  cause.served = change.effective_date;
  cause.policy_sha256 = change.policy->sha256;
  cause.band = change.standing.band;
  cause.actor = change.actor;
  cause.bar_years = BarYears(change);
  if (change.subject.person()) cause.kind = MeasureKind::kPerson;
  if (!change.fired.empty()) {
    const Crossing& last = change.fired.back();
    cause.case_id = IdText(last.case_id);
    cause.policy_sha256 = last.policy_sha256;
    cause.band = last.band;
    if (change.undone.empty()) cause.served = last.effective_date;
  }
  return cause;
}

// Brings the register of measures in line with the year's standing.
absl::Status Follow(sql::Tx& tx, const ServiceEnv& env, const YearChange& change) {
  const MeasureSubject subject =
      change.subject.person() ? MeasureSubject::kPerson : MeasureSubject::kInstitution;
  PROBITY_ASSIGN_OR_RETURN(std::vector<Measure> kept,
                           MeasuresForUpdate(tx, env.region, subject, change.subject.id));
  std::erase_if(kept, [&](const Measure& one) { return one.year != change.year; });
  for (MeasureStep& step : FollowStanding(kept, change.standing, CauseOf(change))) {
    step.after.subject = subject;
    step.after.subject_id = change.subject.id;
    step.after.year = change.year;
    PROBITY_RETURN_IF_ERROR(Keep(env, tx, std::move(step.after),
                                 {step.what, change.actor, change.standing.band, change.at})
                                .status());
  }
  return FollowQualifications(tx, env, change);
}

absl::Status Settle(sql::Tx& tx, const ServiceEnv& env, const YearChange& change) {
  PROBITY_RETURN_IF_ERROR(Record(tx, env, change));
  return Follow(tx, env, change);
}

}  // namespace

// Both record what the year as a whole comes to; of a change with both the second finds nothing to
// do.
absl::Status CancelUnserved(sql::Tx& tx, const ServiceEnv& env, const YearChange& change) {
  return Settle(tx, env, change);
}

absl::Status ApplyCrossings(sql::Tx& tx, const ServiceEnv& env, const YearChange& change) {
  return Settle(tx, env, change);
}

}  // namespace probity::scoring::consequences
