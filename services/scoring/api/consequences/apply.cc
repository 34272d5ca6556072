#include "services/scoring/api/consequences/apply.h"

#include <optional>

#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "services/scoring/store/balances.h"

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

}  // namespace

// Both record what the year as a whole comes to; a change with both leaves one record.
absl::Status CancelUnserved(sql::Tx& tx, const ServiceEnv& env, const YearChange& change) {
  return Record(tx, env, change);
}

absl::Status ApplyCrossings(sql::Tx& tx, const ServiceEnv& env, const YearChange& change) {
  return Record(tx, env, change);
}

}  // namespace probity::scoring::consequences
