#include "services/scoring/api/persons/scoring_flow.h"

#include <utility>

#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "common/status/status.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring {

ScoringMoment MomentOf(const ServiceEnv& env, std::string_view actor) {
  const RecordedAt at = Now(env);
  return {at, calendar::DateOf(at.time), std::string(actor)};
}

PersonStepRow StepLine(const ScoringMoment& now, std::string note) {
  PersonStepRow step;
  step.actor = now.actor;
  step.business_date = now.today;
  step.recorded_time = absl::ToUnixMicros(now.at.time);
  step.note = std::move(note);
  step.scenario = now.at.scenario;
  return step;
}

absl::Status AuditScoring(const ServiceEnv& env, sql::Tx& tx, const PersonScoring& scoring,
                          const ScoringMoment& now) {
  ledger::Fields fields;
  fields.Add("actor", now.actor)
      .Add("scoring_id", scoring.scoring_id)
      .Add("case_id", scoring.case_id)
      .Add("person_id", scoring.person_id)
      .Add("state", static_cast<int64_t>(scoring.state))
      .Add("etag", scoring.etag);
  for (const PersonLine& line : scoring.lines) {
    fields.Add("item", int64_t{line.item})
        .Add("code", line.code)
        .Add("points", line.points)
        .Add("final_points", line.final_points);
  }
  return AppendAudit(tx, env.region, AuditKind::kPersonScoringMoved, fields, now.at).status();
}

absl::StatusOr<PersonScoring> EndScoringStep(const ServiceEnv& env, sql::Tx& tx,
                                             const PersonScoring& before, PersonScoring after,
                                             const ScoringMoment& now, std::string note) {
  PROBITY_ASSIGN_OR_RETURN(
      PersonScoring saved,
      SaveScoring(tx, env.region, before, std::move(after), StepLine(now, std::move(note))));
  PROBITY_RETURN_IF_ERROR(AuditScoring(env, tx, saved, now));
  return saved;
}

}  // namespace probity::scoring
