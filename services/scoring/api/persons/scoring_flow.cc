#include "services/scoring/api/persons/scoring_flow.h"

#include <utility>

#include "absl/time/time.h"
#include "common/calendar/date.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/api/clocks/clocks.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring {

namespace {

constexpr char kObjection[] = "objection";
constexpr char kReply[] = "objection_reply";

clocks::Subject ClockSubject(const PersonScoring& scoring) {
  return {clocks::SubjectKind::kPerson, scoring.scoring_id};
}

absl::StatusOr<clocks::ClockFile> Start(const ServiceEnv& env, sql::Tx& tx,
                                        const PersonScoring& scoring, const ScoringMoment& now,
                                        clocks::ClockStart start) {
  start.subject = ClockSubject(scoring);
  start.institution_id = scoring.institution_id;
  start.officer = scoring.proposer;
  return clocks::StartClock(env, tx, now.at, start);
}

absl::Status StartReply(const ServiceEnv& env, sql::Tx& tx, const PersonScoring& scoring,
                        const ScoringMoment& now) {
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                           env.policies.For(tx, policy::SubjectKind::kPerson, now.today));
  if (policy::FindDeadline(*policy, kReply) == nullptr) return absl::OkStatus();
  clocks::ClockStart start;
  start.key = kReply;
  start.event = now.today;
  start.policy = policy;
  start.beyond = clocks::Beyond::kWait;
  return Start(env, tx, scoring, now, std::move(start)).status();
}

// What the step means to the clocks of the scoring. A window that is over runs out by itself.
absl::Status FollowClocks(const ServiceEnv& env, sql::Tx& tx, const PersonScoring& before,
                          const PersonScoring& after, const ScoringMoment& now) {
  const clocks::Subject subject = ClockSubject(after);
  if (after.state == ScoringState::kObjected) {
    PROBITY_RETURN_IF_ERROR(
        clocks::MeetClock(env, tx, now.at, subject, kObjection, *after.objection_filed));
    return StartReply(env, tx, after, now);
  }
  if (before.state == ScoringState::kObjected && after.decided.has_value()) {
    return clocks::MeetClock(env, tx, now.at, subject, kReply, *after.decided);
  }
  if (before.state == ScoringState::kObjected) {
    return clocks::CancelClock(env, tx, now.at, subject, kReply);
  }
  if (before.state == ScoringState::kNotified && now.today <= *before.objection_deadline) {
    return clocks::CancelClock(env, tx, now.at, subject, kObjection);
  }
  return absl::OkStatus();
}

}  // namespace

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
  PROBITY_RETURN_IF_ERROR(FollowClocks(env, tx, before, saved, now));
  return saved;
}

absl::StatusOr<absl::CivilDay> StartObjectionWindow(const ServiceEnv& env, sql::Tx& tx,
                                                    const PersonScoring& scoring,
                                                    absl::CivilDay served,
                                                    const ScoringMoment& now) {
  PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                           env.policies.For(tx, policy::SubjectKind::kPerson, served));
  clocks::ClockStart start;
  start.key = kObjection;
  start.event = served;
  start.policy = policy;
  PROBITY_ASSIGN_OR_RETURN(const clocks::ClockFile clock,
                           Start(env, tx, scoring, now, std::move(start)));
  return *clock.last_day;
}

}  // namespace probity::scoring
