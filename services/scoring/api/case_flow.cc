#include "services/scoring/api/case_flow.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
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

absl::StatusOr<Step> OpenStep(const ServiceEnv& env, sql::Tx& tx, std::string_view case_id) {
  Step step;
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

absl::StatusOr<CaseFile> EndStep(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                 const Step& step, CaseFile after, std::string note) {
  return SaveTransition(tx, env.region, step.before, std::move(after),
                        Line(step.at, call.caller.person, step.today, std::move(note)));
}

}  // namespace probity::scoring
