// What follows every step of a case, in the step's own transaction: clocks, documents, the log. A
// part that wants to act on steps adds its call to AfterStep; the handlers stay as they are.
#ifndef PROBITY_SERVICES_SCORING_API_AFTER_STEP_H_
#define PROBITY_SERVICES_SCORING_API_AFTER_STEP_H_

#include <string>

#include "absl/status/status.h"
#include "common/rpc/call.h"
#include "common/sql/database.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/transition.h"
#include "services/scoring/store/audit_log.h"

namespace probity::scoring {

// A step that has been taken and saved.
struct StepDone {
  CaseFile before;  // in state kNone for OpenCase
  CaseFile after;   // as saved, with its new etag
  CaseStep step;
  RecordedAt at;
  // The caller, or who stands in the timeline for what happens by itself: "scoring" for the
  // calendar, "review" for the committee.
  std::string actor;
  std::string note;  // as it stands in the timeline
};

// Runs once for each step, before what the step posts to the ledger. An error undoes the step. For
// a step nobody asked for, `call` holds the actor alone.
absl::Status AfterStep(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                       const StepDone& done);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_AFTER_STEP_H_
