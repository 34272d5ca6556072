// Which document each step of a case makes due.
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/api/documents/issue.h"
#include "services/scoring/domain/transition.h"

namespace probity::scoring {
namespace {

// What a procedural order orders; empty for a step that is none.
std::string OrderText(const StepDone& done) {
  switch (done.step) {
    case CaseStep::kDecideWithoutCommittee:
      return "会审不能形成结论，由负责人径行认定，认定不重于告知内容。";
    case CaseStep::kRemandCase:
      return "退回补充调查取证。";
    case CaseStep::kSuspendCase:
      return "中止本案，期限中止计算。";
    case CaseStep::kResumeCase:
      return "恢复办理本案，期限继续计算。";
    case CaseStep::kTerminateCase:
      return "终止本案。";
    case CaseStep::kReopenCase:
      return "重新办理本案。";
    case CaseStep::kDecideTermination:
      return done.after.termination == TerminationProposal::kAdopted
                 ? "解除与当事人的医疗保障服务协议，取消定点资格，解除日期另行通知。"
                 : "不予解除与当事人的医疗保障服务协议。";
    default:
      return "";
  }
}

// The reason within a note of the timeline: "suspended / 中止: 等待鉴定结论" says 等待鉴定结论.
std::string ReasonOf(const StepDone& done) {
  if (done.step == CaseStep::kDecideTermination) return done.after.termination_reason;
  const size_t slash = done.note.find(" / ");
  const size_t colon = done.note.find(": ");
  const bool labelled = slash != std::string::npos && colon != std::string::npos && slash < colon;
  return labelled ? done.note.substr(colon + 2) : done.note;
}

// In the order of the types: see IssueDocument. A lapse comes before whatever found the window
// over.
std::vector<DocumentType> DueAfter(const StepDone& done) {
  using enum DocumentType;
  switch (done.step) {
    case CaseStep::kOpenCase:
      return {kFilingApproval};
    case CaseStep::kCompleteInvestigation:
      return {kInvestigationReport};
    case CaseStep::kIssuePreliminary:
      return {kPreliminaryFinding};
    case CaseStep::kIssueNotice:
      return {kResultNotice};
    case CaseStep::kRenewNotice:
      // Without new points the case goes back to the investigation, and the notice comes later.
      if (done.after.state == CaseState::kNotified) return {kResultNotice};
      return {};
    case CaseStep::kFileObjection:
      return {kObjection};
    case CaseStep::kRecordWaiver:
      return {kWaiver};
    case CaseStep::kLapse:
      return {kLapseNote};
    case CaseStep::kFileReconsideration:
    case CaseStep::kFileLitigation:
      return {kRemedyFiling};
    case CaseStep::kRecordRemedyOutcome:
      return {kRemedyOutcome};
    case CaseStep::kDeliverVerdict:
      return {kReviewMinutes};
    case CaseStep::kConfirmCase:
      if (done.after.objection_filed.has_value()) return {kReviewOpinion, kPointsDecision};
      return {kPointsDecision};
    case CaseStep::kApproveReversal:
      return {kReversalDecision};
    case CaseStep::kCloseCase:
      return {kClosingReport};
    case CaseStep::kArchiveCase:
      return {kFileIndex};
    default:
      break;
  }
  if (!OrderText(done).empty()) return {kCaseOrder};
  return {};
}

}  // namespace

absl::Status IssueStepDocuments(const ServiceEnv& env, sql::Tx& tx, const StepDone& done) {
  // What the approval of a reversal takes back stood in the case before it.
  CaseFile file = done.after;
  if (done.step == CaseStep::kApproveReversal) file.reversal = done.before.reversal;
  for (const DocumentType type : DueAfter(done)) {
    NewDocument made;
    made.type = type;
    made.order = OrderText(done);
    made.note = ReasonOf(done);
    PROBITY_RETURN_IF_ERROR(IssueDocument(env, tx, done.at, done.actor, file, made).status());
  }
  return absl::OkStatus();
}

}  // namespace probity::scoring
