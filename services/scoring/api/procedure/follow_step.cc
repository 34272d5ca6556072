#include "services/scoring/api/procedure/follow_step.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/api/clocks/clocks.h"
#include "services/scoring/api/procedure/act.h"
#include "services/scoring/api/procedure/checklist.h"
#include "services/scoring/api/procedure/weight.h"
#include "services/scoring/domain/procedure/checklist.h"
#include "services/scoring/domain/procedure/guards.h"
#include "services/scoring/domain/procedure/measure.h"

namespace probity::scoring {
namespace {

class Follower {
 public:
  Follower(const ServiceEnv& env, sql::Tx& tx, const StepDone& done)
      : env_(env), tx_(tx), done_(done), today_(calendar::DateOf(done.at.time)) {}

  absl::Status Run() {
    PROBITY_RETURN_IF_ERROR(Guard());
    PROBITY_RETURN_IF_ERROR(LogStep());
    if (done_.step == CaseStep::kCloseCase) return GuardClosing();
    return StartClocks();
  }

 private:
  absl::Status Guard() {
    switch (done_.step) {
      case CaseStep::kIssueNotice:
      case CaseStep::kRenewNotice:
        return done_.after.state == CaseState::kNotified ? GuardNotice() : absl::OkStatus();
      case CaseStep::kRecordNoticeService:
        return GuardService();
      case CaseStep::kConfirmCase:
        return GuardDecision();
      default:
        return absl::OkStatus();
    }
  }

  // A renewed notice tells the right again, which it can only once it exists: GuardService waits.
  absl::Status GuardNotice() {
    PROBITY_ASSIGN_OR_RETURN(const ProcedureFacts facts, Facts());
    PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy, Policy());
    PROBITY_ASSIGN_OR_RETURN(const CaseWeight weight, WeighProposal(env_, tx_, done_.after));
    if (done_.step == CaseStep::kIssueNotice) {
      PROBITY_RETURN_IF_ERROR(CheckHearingTold(facts, weight, policy->procedure));
    } else if (done_.after.notified_points <= done_.before.notified_points) {
      PROBITY_RETURN_IF_ERROR(CheckEffectHeavier(facts, weight));
    }
    return LogWeight(facts, weight);
  }

  absl::Status GuardService() {
    PROBITY_ASSIGN_OR_RETURN(const ProcedureFacts facts, Facts());
    if (!facts.weighed.has_value()) return absl::OkStatus();
    PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy, Policy());
    return CheckHearingTold(facts, {*facts.weighed, false}, policy->procedure);
  }

  absl::Status GuardDecision() {
    PROBITY_ASSIGN_OR_RETURN(const ProcedureFacts facts, Facts());
    PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy, Policy());
    PROBITY_ASSIGN_OR_RETURN(const CaseWeight weight, WeighDecision(env_, tx_, done_.after));
    PROBITY_RETURN_IF_ERROR(CheckEffectNotified(facts, weight));
    PROBITY_ASSIGN_OR_RETURN(const auto window, HearingWindow(env_, tx_, done_.after, facts));
    PROBITY_RETURN_IF_ERROR(
        CheckMayDecide({done_.after, facts, weight, policy->procedure, window, today_}));
    return LogWeight(facts, weight);
  }

  // After the step's own line, so that the record is complete when it is judged.
  absl::Status GuardClosing() {
    PROBITY_ASSIGN_OR_RETURN(const CaseChecklist checklist, LoadChecklist(env_, tx_, done_.after));
    return CheckMayClose(checklist);
  }

  absl::Status LogWeight(const ProcedureFacts& facts, const CaseWeight& weight) {
    const bool same = weight.measure == facts.weighed.value_or(policy::Measure::kNone) &&
                      weight.months == facts.weighed_months;
    if (same) return absl::OkStatus();
    CaseRecord record;
    record.kind = RecordKind::kWeighed;
    record.date = today_;
    record.outcome = static_cast<int64_t>(weight.measure);
    if (weight.months > 0)
      record.parts.push_back({PartKind::kMonths, absl::StrCat(weight.months), ""});
    return Save(std::move(record));
  }

  absl::Status LogStep() {
    CaseRecord record;
    record.kind = RecordKind::kStep;
    record.date = today_;
    record.refers_to = done_.after.etag;
    record.outcome = static_cast<int64_t>(done_.after.state);
    return Save(std::move(record));
  }

  // The review of a heavy case is due from when it waits for its decision; the hearing may be asked
  // for from when the notice is served.
  absl::Status StartClocks() {
    const bool served = done_.step == CaseStep::kRecordNoticeService;
    const bool waits =
        done_.after.state != done_.before.state &&
        (done_.after.state == CaseState::kWaived || done_.after.state == CaseState::kJudged);
    if (!served && !waits) return absl::OkStatus();
    PROBITY_ASSIGN_OR_RETURN(const ProcedureFacts facts, Facts());
    PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy, Policy());
    if (served && facts.hearing.told) {
      return Start(policy, "hearing_request", *done_.after.notice_served);
    }
    const CaseWeight weight = {facts.weighed.value_or(policy::Measure::kNone), false};
    const bool reviewed = facts.review.has_value() && facts.review->agreed;
    if (waits && !reviewed && NeedsLegalReview(facts, weight, policy->procedure)) {
      return Start(policy, "legal_review", today_);
    }
    return absl::OkStatus();
  }

  absl::Status Start(const PolicyRef& policy, const std::string& key, absl::CivilDay event) {
    if (policy::FindDeadline(*policy, key) == nullptr) return absl::OkStatus();
    clocks::ClockStart start;
    start.subject = clocks::OfCase(done_.after.case_id);
    start.key = key;
    start.event = event;
    start.case_id = done_.after.case_id;
    start.institution_id = done_.after.institution_id;
    start.policy = policy;
    start.beyond = clocks::Beyond::kWait;
    start.supersede = true;
    return clocks::StartClock(env_, tx_, done_.at, start).status();
  }

  absl::Status Save(CaseRecord record) {
    return SaveRecord(env_, tx_, done_.after.case_id, done_.actor, done_.at, std::move(record))
        .status();
  }

  absl::StatusOr<ProcedureFacts> Facts() { return LoadFacts(env_, tx_, done_.after.case_id); }

  absl::StatusOr<PolicyRef> Policy() {
    return clocks::ProcedurePolicy(env_, tx_, done_.after, today_);
  }

  const ServiceEnv& env_;
  sql::Tx& tx_;
  const StepDone& done_;
  const absl::CivilDay today_;
};

}  // namespace

absl::Status FollowProcedure(const ServiceEnv& env, sql::Tx& tx, const StepDone& done) {
  return Follower(env, tx, done).Run();
}

}  // namespace probity::scoring
