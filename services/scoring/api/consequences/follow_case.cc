#include "services/scoring/api/consequences/follow_case.h"

#include <optional>
#include <string>
#include <vector>

#include "common/calendar/date.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/api/consequences/bars.h"
#include "services/scoring/api/consequences/joint_punishment_service.h"
#include "services/scoring/api/consequences/measures.h"
#include "services/scoring/api/consequences/recovery_service.h"
#include "services/scoring/api/consequences/termination.h"
#include "services/scoring/api/publicity/publicity_service.h"
#include "services/scoring/domain/consequences/hold.h"
#include "services/scoring/store/consequences/measure_store.h"

namespace probity::scoring::consequences {
namespace {

// A finding that stands with points is of a veto item, or was done to defraud.
absl::StatusOr<bool> FraudFound(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file) {
  for (const FindingFile& finding : file.findings) {
    if (finding.final_points == 0 || finding.policy_sha256.empty()) continue;
    if (finding.fraud_intent) return true;
    PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy, env.policies.BySha(tx, finding.policy_sha256));
    const policy::CatalogueItem* item = policy::FindItem(*policy, finding.code);
    if (item != nullptr && item->veto) return true;
  }
  return false;
}

absl::Status EndHolds(const ServiceEnv& env, sql::Tx& tx, const StepDone& done) {
  if (OutcomeOf(done.after, false) == HoldOutcome::kNone) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const std::vector<Measure> measures,
                           MeasuresOfCase(tx, env.region, done.after.case_id));
  for (Measure measure : measures) {
    if (measure.kind != MeasureKind::kHold) continue;
    if (measure.status == MeasureStatus::kRequested) {
      measure.status = MeasureStatus::kRefused;
      PROBITY_RETURN_IF_ERROR(
          Keep(env, tx, measure, {"HOLD_LAPSED", done.actor, "", done.at}).status());
    }
    if (measure.status != MeasureStatus::kInForce) continue;
    PROBITY_ASSIGN_OR_RETURN(const bool fraud, FraudFound(env, tx, done.after));
    PROBITY_ASSIGN_OR_RETURN(measure, ReleaseHold(measure, OutcomeOf(done.after, fraud),
                                                  calendar::DateOf(done.at.time)));
    PROBITY_RETURN_IF_ERROR(Keep(env, tx, measure, {"RELEASED", done.actor, "", done.at}).status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status FollowCase(const ServiceEnv& env, sql::Tx& tx, const StepDone& done) {
  if (done.after.state == done.before.state) return absl::OkStatus();
  PROBITY_RETURN_IF_ERROR(EndHolds(env, tx, done));
  if (done.step == CaseStep::kRecordDecisionService) {
    PROBITY_RETURN_IF_ERROR(ExpectRecovery(env, tx, done));
    return publicity::DuePublication(env, tx, done);
  }
  if (done.after.state != CaseState::kRevoked) return absl::OkStatus();
  PROBITY_RETURN_IF_ERROR(ReverseRecovery(env, tx, done));
  PROBITY_RETURN_IF_ERROR(
      EndTerminationForVeto(env, tx, done.after, {*done.after.revoked, done.actor, done.at}));
  PROBITY_RETURN_IF_ERROR(EndBars(env, tx, done.after.case_id, done.actor, done.at));
  PROBITY_RETURN_IF_ERROR(WithdrawNominations(env, tx, done));
  return publicity::WithdrawPublications(env, tx, done);
}

}  // namespace probity::scoring::consequences
