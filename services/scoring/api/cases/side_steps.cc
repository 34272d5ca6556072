#include "services/scoring/domain/cases/side_steps.h"

#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/api/case_flow.h"
#include "services/scoring/api/case_handlers.h"
#include "services/scoring/api/cases/fields.h"
#include "services/scoring/api/cases/procedure_policy.h"
#include "services/scoring/api/evidence/custody_log.h"
#include "services/scoring/domain/finding.h"
#include "services/scoring/store/cases/priors.h"
#include "services/scoring/store/finding_store.h"
#include "services/scoring/store/institutions.h"
#include "services/scoring/store/sheet_store.h"

namespace probity::scoring {
namespace {

// A case that waits for the committee can be taken back; one a round has taken cannot, for what
// would be missing there would tell which case it is.
absl::Status TakeFromQueue(const ServiceEnv& env, sql::Tx& tx, const CaseFile& file) {
  if (file.state != CaseState::kCommittee) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const bool withdrawn, WithdrawSheet(tx, env.region, file.case_id));
  if (withdrawn) return absl::OkStatus();
  return Precondition(Reason::k_WITH_THE_COMMITTEE,
                      "a round of the committee has the case; wait for its verdict; 案件正在会审");
}

absl::StatusOr<std::map<int32_t, int64_t>> RaisedOf(const v1::RenewNoticeRequest& request) {
  FieldCheck check;
  std::map<int32_t, int64_t> raised;
  CheckReason(request.reason(), check);
  for (const v1::RaisedPoints& one : request.raised()) {
    check.Check(raised.emplace(one.item(), one.points()).second, "raised",
                absl::StrCat("item ", one.item(), " is named twice"));
  }
  check.Check(!request.heavier_effect() || raised.empty(), "heavier_effect",
              "only where nothing is raised");
  PROBITY_RETURN_IF_ERROR(check.Result());
  return raised;
}

// The catalogue holds for a new notice as it did for the first.
absl::Status CheckCatalogue(const ServiceEnv& env, sql::Tx& tx, const CaseFile& after,
                            const std::map<int32_t, int64_t>& raised) {
  if (raised.empty()) return absl::OkStatus();
  PROBITY_ASSIGN_OR_RETURN(const Institution institution,
                           GetInstitution(tx, env.region, after.institution_id));
  PROBITY_ASSIGN_OR_RETURN(const PolicyShelf others, env.policies.All(tx));
  for (const FindingFile& finding : after.findings) {
    if (!raised.contains(finding.item)) continue;
    PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                             env.policies.For(tx, institution.kind, finding.act_end));
    PROBITY_ASSIGN_OR_RETURN(const std::vector<PriorFinding> priors,
                             PriorFindings(tx, env.region, after, finding.code));
    PROBITY_RETURN_IF_ERROR(CheckRaisedPoints(after, {finding, *policy, *others, priors}));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::RemandCaseResponse> HandleRemandCase(const ServiceEnv& env, sql::Tx& tx,
                                                        const rpc::Call& call,
                                                        const v1::RemandCaseRequest& request) {
  PROBITY_RETURN_IF_ERROR(ReasonGiven(request));
  PROBITY_ASSIGN_OR_RETURN(const Step step, BeginStep(env, tx, CaseStep::kRemandCase, request));
  PROBITY_ASSIGN_OR_RETURN(CaseFile after, RemandCase(step.before, step.today));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved,
                           EndStep(env, tx, call, step, std::move(after),
                                   absl::StrCat("remanded / 退回补证: ", request.reason())));
  return Answer<v1::RemandCaseResponse>(saved, call);
}

absl::StatusOr<v1::RenewNoticeResponse> HandleRenewNotice(const ServiceEnv& env, sql::Tx& tx,
                                                          const rpc::Call& call,
                                                          const v1::RenewNoticeRequest& request) {
  PROBITY_ASSIGN_OR_RETURN(const auto raised, RaisedOf(request));
  PROBITY_ASSIGN_OR_RETURN(
      const Step step, BeginStep(env, tx, CaseStep::kRenewNotice, request, EtagRule::kRequired));
  PROBITY_ASSIGN_OR_RETURN(CaseFile after, request.heavier_effect()
                                               ? RenewNoticeOfEffect(step.before, step.today)
                                               : RenewNotice(step.before, raised, step.today));
  // Back in the investigation it may still be reviewed.
  if (after.state == CaseState::kNotified) {
    PROBITY_RETURN_IF_ERROR(CheckEvidenceUsable(env, tx, request.case_id()));
  }
  PROBITY_RETURN_IF_ERROR(CheckCatalogue(env, tx, after, raised));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved,
                           EndStep(env, tx, call, step, std::move(after),
                                   absl::StrCat("new notice / 重新告知: ", request.reason())));
  return Answer<v1::RenewNoticeResponse>(saved, call);
}

absl::StatusOr<v1::SuspendCaseResponse> HandleSuspendCase(const ServiceEnv& env, sql::Tx& tx,
                                                          const rpc::Call& call,
                                                          const v1::SuspendCaseRequest& request) {
  PROBITY_RETURN_IF_ERROR(ReasonGiven(request));
  PROBITY_ASSIGN_OR_RETURN(const Step step, BeginStep(env, tx, CaseStep::kSuspendCase, request));
  PROBITY_ASSIGN_OR_RETURN(CaseFile after, SuspendCase(step.before, step.today));
  PROBITY_RETURN_IF_ERROR(TakeFromQueue(env, tx, step.before));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved,
                           EndStep(env, tx, call, step, std::move(after),
                                   absl::StrCat("suspended / 中止: ", request.reason())));
  return Answer<v1::SuspendCaseResponse>(saved, call);
}

absl::StatusOr<v1::ResumeCaseResponse> HandleResumeCase(const ServiceEnv& env, sql::Tx& tx,
                                                        const rpc::Call& call,
                                                        const v1::ResumeCaseRequest& request) {
  PROBITY_RETURN_IF_ERROR(ReasonGiven(request));
  PROBITY_ASSIGN_OR_RETURN(const Step step, BeginStep(env, tx, CaseStep::kResumeCase, request));
  std::optional<absl::CivilDay> deadline;
  if (step.before.returns_to == CaseState::kObjectionOpen) {
    PROBITY_ASSIGN_OR_RETURN(const PolicyRef policy,
                             ProcedurePolicy(env, tx, step.before, *step.before.notice_served));
    PROBITY_ASSIGN_OR_RETURN(deadline,
                             ResumedDeadline(*policy, env.calendar, *step.before.objection_deadline,
                                             *step.before.suspended, step.today));
  }
  PROBITY_ASSIGN_OR_RETURN(CaseFile after, ResumeCase(step.before, deadline));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved,
                           EndStep(env, tx, call, step, std::move(after),
                                   absl::StrCat("resumed / 恢复: ", request.reason())));
  return Answer<v1::ResumeCaseResponse>(saved, call);
}

absl::StatusOr<v1::TerminateCaseResponse> HandleTerminateCase(
    const ServiceEnv& env, sql::Tx& tx, const rpc::Call& call,
    const v1::TerminateCaseRequest& request) {
  PROBITY_RETURN_IF_ERROR(ReasonGiven(request));
  PROBITY_ASSIGN_OR_RETURN(
      const Step step, BeginStep(env, tx, CaseStep::kTerminateCase, request, EtagRule::kRequired));
  PROBITY_ASSIGN_OR_RETURN(CaseFile after, TerminateCase(step.before));
  PROBITY_RETURN_IF_ERROR(TakeFromQueue(env, tx, step.before));
  PROBITY_ASSIGN_OR_RETURN(const CaseFile saved,
                           EndStep(env, tx, call, step, std::move(after),
                                   absl::StrCat("terminated / 终止: ", request.reason())));
  PROBITY_RETURN_IF_ERROR(ReleaseActs(tx, env.region, saved));
  return Answer<v1::TerminateCaseResponse>(saved, call);
}

}  // namespace probity::scoring
