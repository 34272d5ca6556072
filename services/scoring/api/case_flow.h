// What every step of a case has in common: load it under a lock, let a window that is over lapse,
// hold the caller's etag against it, and save the step with its line of the timeline.
#ifndef PROBITY_SERVICES_SCORING_API_CASE_FLOW_H_
#define PROBITY_SERVICES_SCORING_API_CASE_FLOW_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/rpc/call.h"
#include "common/sql/database.h"
#include "common/status/status.h"
#include "services/scoring/api/case_convert.h"
#include "services/scoring/api/environment.h"
#include "services/scoring/domain/case_file.h"
#include "services/scoring/domain/transition.h"
#include "services/scoring/store/audit_log.h"
#include "services/scoring/store/case_store.h"

namespace probity::scoring {

enum class EtagRule { kOptional, kRequired };

// One line of the timeline; seq and states are the store's to fill.
TransitionRow Line(const RecordedAt& at, std::string_view actor, absl::CivilDay business_date,
                   std::string note);

// A case on which a step is taken. The clock is read once, so that a step taken at midnight bears
// one date in the case, the timeline and the ledger.
struct Step {
  CaseStep taken;
  CaseFile before;
  RecordedAt at;
  absl::CivilDay today;
};

// The case, locked. A window that has ended lapses first, in this transaction, so a late scheduler
// changes nothing. UNKNOWN_CASE.
absl::StatusOr<Step> OpenStep(const ServiceEnv& env, sql::Tx& tx, CaseStep step,
                              std::string_view case_id);

// ETAG_MISMATCH, or BAD_REQUEST without an etag that is required.
absl::Status CheckEtag(const CaseFile& file, std::string_view etag,
                       EtagRule rule = EtagRule::kOptional);

// Both, then WRONG_STATE or G7_NOTICE_FIRST unless `step` comes next.
template <typename Request>
absl::StatusOr<Step> BeginStep(const ServiceEnv& env, sql::Tx& tx, CaseStep step,
                               const Request& request, EtagRule rule = EtagRule::kOptional) {
  PROBITY_ASSIGN_OR_RETURN(Step begun, OpenStep(env, tx, step, request.case_id()));
  PROBITY_RETURN_IF_ERROR(CheckEtag(begun.before, request.etag(), rule));
  PROBITY_RETURN_IF_ERROR(CheckStep(begun.before.state, step));
  return begun;
}

// Saves `after` as the caller's doing, and does what follows every step (AfterStep).
absl::StatusOr<CaseFile> EndStep(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                 const Step& step, CaseFile after, std::string note = "");

// The same for a step that happens by itself, as the doing of `actor`; its line bears
// `business_date`.
absl::StatusOr<CaseFile> EndOwnStep(const ServiceEnv& env, sql::Tx& tx, std::string_view actor,
                                    const Step& step, CaseFile after, absl::CivilDay business_date,
                                    std::string note = "");

// The same for the step a case begins with.
absl::StatusOr<CaseFile> EndOpening(const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
                                    const RecordedAt& at, CaseFile file);

// The answer of most steps.
template <typename Response>
Response Answer(const CaseFile& file, const rpc::Call& call) {
  Response response;
  *response.mutable_case_() = ToProto(file, call);
  return response;
}

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_API_CASE_FLOW_H_
