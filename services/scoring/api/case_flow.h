// What every step of a case has in common: load it under a lock, let a window that is over lapse,
// hold the caller's etag against it, and save the step with its line of the timeline.
#ifndef PROBITY_SERVICES_SCORING_API_CASE_FLOW_H_
#define PROBITY_SERVICES_SCORING_API_CASE_FLOW_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/rpc/call.h"
#include "common/sql/database.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/transition.h"
#include "services/scoring/store/case_store.h"

namespace probity::scoring {

enum class EtagRule { kOptional, kRequired };

// One line of the timeline as the clock stands; seq and states are the store's to fill.
TransitionRow Line(const ServiceEnv& env, std::string_view actor, absl::CivilDay business_date,
                   std::string note);

// The case, ready for `step`. A window that has ended lapses first, in this transaction, so a late
// scheduler changes nothing. UNKNOWN_CASE, ETAG_MISMATCH, BAD_REQUEST without an etag that is
// required; then WRONG_STATE or G7_NOTICE_FIRST, but for FileObjection, which speaks of the window.
struct StepStart {
  CaseStep step;
  std::string_view case_id;
  std::string_view etag;
  EtagRule etag_rule = EtagRule::kOptional;
};
absl::StatusOr<CaseFile> BeginStep(const ServiceEnv& env, sql::Tx& tx, const StepStart& start);

template <typename Request>
absl::StatusOr<CaseFile> BeginStep(const ServiceEnv& env, sql::Tx& tx, CaseStep step,
                                   const Request& request,
                                   EtagRule etag_rule = EtagRule::kOptional) {
  return BeginStep(env, tx, StepStart{step, request.case_id(), request.etag(), etag_rule});
}

// Saves `after` as the caller's doing, today.
absl::StatusOr<CaseFile> EndStep(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                 const CaseFile& before, CaseFile after, std::string note = "");

// The answer of most steps.
template <typename Response>
Response Answer(const CaseFile& file, const rpc::Call& call) {
  Response response;
  *response.mutable_case_() = ToProto(file, call);
  return response;
}

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_CASE_FLOW_H_
