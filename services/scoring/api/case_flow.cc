#include "services/scoring/api/case_flow.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/clock/clock.h"
#include "common/status/status.h"
#include "services/scoring/api/lapse.h"

namespace probity::scoring {
namespace {

absl::Status CheckEtag(const CaseFile& file, const StepStart& start) {
  if (start.etag.empty()) {
    FieldCheck check;
    check.Check(start.etag_rule == EtagRule::kOptional, "etag", "required: the case's etag");
    return check.Result();
  }
  if (start.etag == absl::StrCat(file.etag)) return absl::OkStatus();
  return Refuse(absl::StatusCode::kAborted, Reason::k_ETAG_MISMATCH,
                "the case has moved since it was read; read it again; 案件已变动，请重新读取",
                {{"state", std::string(CaseStateName(file.state))}});
}

}  // namespace

TransitionRow Line(const ServiceEnv& env, std::string_view actor, absl::CivilDay business_date,
                   std::string note) {
  const RecordedAt now = Now(env);
  TransitionRow line;
  line.actor = std::string(actor);
  line.business_date = business_date;
  line.recorded_time = absl::ToUnixMicros(now.time);
  line.note = std::move(note);
  line.scenario = now.scenario;
  return line;
}

absl::StatusOr<CaseFile> BeginStep(const ServiceEnv& env, sql::Tx& tx, const StepStart& start) {
  PROBITY_ASSIGN_OR_RETURN(CaseFile file, LoadCaseForUpdate(tx, env.region, start.case_id));
  PROBITY_ASSIGN_OR_RETURN(file, LapseIfDue(env, tx, std::move(file)));
  PROBITY_RETURN_IF_ERROR(CheckEtag(file, start));
  if (start.step != CaseStep::kFileObjection) {
    PROBITY_RETURN_IF_ERROR(CheckStep(file.state, start.step));
  }
  return file;
}

absl::StatusOr<CaseFile> EndStep(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                 const CaseFile& before, CaseFile after, std::string note) {
  return SaveTransition(tx, env.region, before, std::move(after),
                        Line(env, call.caller.person, Today(env.clock), std::move(note)));
}

}  // namespace probity::scoring
