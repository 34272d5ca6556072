#include "services/scoring/api/case_flow.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "services/scoring/api/after_step.h"
#include "services/scoring/api/lapse.h"

namespace probity::scoring {

TransitionRow Line(const RecordedAt& at, std::string_view actor, absl::CivilDay business_date,
                   std::string note) {
  TransitionRow line;
  line.actor = std::string(actor);
  line.business_date = business_date;
  line.recorded_time = absl::ToUnixMicros(at.time);
  line.note = std::move(note);
  line.scenario = at.scenario;
  return line;
}

absl::StatusOr<Step> OpenStep(const ServiceEnv& env, sql::Tx& tx, CaseStep taken,
                              std::string_view case_id) {
  Step step;
  step.taken = taken;
  PROBITY_ASSIGN_OR_RETURN(step.before, LoadCaseForUpdate(tx, env.region, case_id));
  // After the case is locked: a step that waited is taken when it goes on.
  step.at = Now(env);
  step.today = calendar::DateOf(step.at.time);
  PROBITY_ASSIGN_OR_RETURN(step.before, LapseIfDue(env, tx, step.at, std::move(step.before)));
  return step;
}

absl::Status CheckEtag(const CaseFile& file, std::string_view etag, EtagRule rule) {
  if (etag.empty()) {
    return FieldCheck()
        .Check(rule == EtagRule::kOptional, "etag", "required: the case's etag")
        .Result();
  }
  if (etag == absl::StrCat(file.etag)) return absl::OkStatus();
  return Refuse(absl::StatusCode::kAborted, Reason::k_ETAG_MISMATCH,
                "the case has moved since it was read; read it again; 案件已变动，请重新读取",
                {{"state", std::string(CaseStateName(file.state))}});
}

namespace {

// A step that is none of the procedure's edges is a mistake of ours.
absl::Status CheckEdge(const StepEdge& edge) {
  if (IsEdge(edge)) return absl::OkStatus();
  return Refuse(
      absl::StatusCode::kInternal, Reason::k_INTERNAL,
      absl::StrCat(ToAbsl(RuleOf(edge.step).name), " does not lead from ",
                   ToAbsl(CaseStateName(edge.from)), " to ", ToAbsl(CaseStateName(edge.to))));
}

}  // namespace

absl::StatusOr<CaseFile> EndStep(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                 const Step& step, CaseFile after, std::string note) {
  PROBITY_RETURN_IF_ERROR(CheckEdge({step.taken, step.before.state, after.state}));
  PROBITY_ASSIGN_OR_RETURN(CaseFile saved,
                           SaveTransition(tx, env.region, step.before, std::move(after),
                                          Line(step.at, call.caller.person, step.today, note)));
  PROBITY_RETURN_IF_ERROR(
      AfterStep(env, tx, call,
                {step.before, saved, step.taken, step.at, call.caller.person, std::move(note)}));
  return saved;
}

absl::StatusOr<CaseFile> EndOwnStep(const ServiceEnv& env, sql::Tx& tx, std::string_view actor,
                                    const Step& step, CaseFile after, absl::CivilDay business_date,
                                    std::string note) {
  PROBITY_RETURN_IF_ERROR(CheckEdge({step.taken, step.before.state, after.state}));
  rpc::Call call;
  call.caller.person = std::string(actor);
  PROBITY_ASSIGN_OR_RETURN(CaseFile saved,
                           SaveTransition(tx, env.region, step.before, std::move(after),
                                          Line(step.at, actor, business_date, note)));
  PROBITY_RETURN_IF_ERROR(
      AfterStep(env, tx, call,
                {step.before, saved, step.taken, step.at, call.caller.person, std::move(note)}));
  return saved;
}

absl::StatusOr<CaseFile> EndOpening(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                    const RecordedAt& at, CaseFile file) {
  PROBITY_ASSIGN_OR_RETURN(CaseFile saved,
                           InsertCase(tx, env.region, std::move(file),
                                      Line(at, call.caller.person, calendar::DateOf(at.time), "")));
  PROBITY_RETURN_IF_ERROR(AfterStep(
      env, tx, call, {CaseFile(), saved, CaseStep::kOpenCase, at, call.caller.person, ""}));
  return saved;
}

}  // namespace probity::scoring
