#include "services/scoring/domain/cases/closing.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/domain/case_steps.h"
#include "services/scoring/domain/cases/remedy.h"
#include "services/scoring/domain/cases/side_steps.h"
#include "services/scoring/domain/transition.h"

namespace probity::scoring {
namespace {

absl::Status CheckNotStayed(const CaseFile& file) {
  const Remedy* remedy = RunningRemedy(file);
  if (remedy == nullptr || remedy->stay_document.empty()) return absl::OkStatus();
  return Precondition(Reason::k_EXECUTION_STAYED,
                      absl::StrCat(remedy->stay_document, " stays execution; 已决定停止执行"));
}

absl::Status CheckExecutedDate(const CaseFile& file, absl::CivilDay executed,
                               absl::CivilDay today) {
  if (executed >= *file.effective && executed <= today) return absl::OkStatus();
  return Precondition(
      Reason::k_EXECUTION_DATE_INVALID,
      absl::StrCat("a decision in effect since ", absl::FormatCivilTime(*file.effective),
                   " cannot have been executed on ", absl::FormatCivilTime(executed),
                   " when today is ", absl::FormatCivilTime(today), "; 执行日期有误"));
}

// What the remedy left of a finding; without a change, what the decision had made of it.
int64_t LeftOf(const Remedy& remedy, const FindingFile& finding) {
  const auto changed = remedy.outcome_points.find(finding.item);
  return changed == remedy.outcome_points.end() ? finding.final_points : changed->second;
}

// The remedy that struck the decision down, if one did.
const Remedy* StruckDownBy(const CaseFile& file) {
  if (file.remedies.empty() || file.remedies.back().revision != file.revision) return nullptr;
  const Remedy& last = file.remedies.back();
  const bool struck =
      last.outcome == RemedyOutcome::kChanged || last.outcome == RemedyOutcome::kRevoked;
  return struck ? &last : nullptr;
}

void LimitToRemedy(CaseFile& file, const Remedy& remedy) {
  int64_t ceiling = 0;
  int64_t recovery = 0;
  for (FindingFile& finding : file.findings) {
    finding.notified_points = std::min(finding.notified_points, LeftOf(remedy, finding));
    const int64_t decided = finding.final_recovery_fen.value_or(finding.recovery_fen);
    finding.recovery_fen = finding.notified_points > 0 ? decided : 0;
    ceiling += finding.notified_points;
    recovery += finding.recovery_fen;
  }
  file.ceiling_points = std::min(ceiling, file.ceiling_points.value_or(ceiling));
  file.ceiling_recovery_fen = std::min(recovery, file.ceiling_recovery_fen.value_or(recovery));
}

void ForgetDecision(CaseFile& file) {
  for (FindingFile& finding : file.findings) {
    finding.judged_points.reset();
    finding.final_points = 0;
    finding.final_recovery_fen.reset();
    finding.verdict = FindingVerdict::kNone;
    finding.remands = 0;
    finding.policy_sha256.clear();
  }
  file.decision = Decision::kNone;
  file.decision_reason.clear();
  file.decided.reset();
  file.effective.reset();
  file.revoked.reset();
  file.final_points = 0;
  file.policy_sha256.clear();
  file.policy_choice.clear();
  file.reversal.reset();
  file.executed.reset();
  file.execution_document.clear();
  file.termination = TerminationProposal::kNone;
  file.termination_reason.clear();
  file.termination_document.clear();
}

}  // namespace

absl::StatusOr<CaseFile> RecordExecution(CaseFile file, absl::CivilDay executed,
                                         std::string_view document, absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kRecordExecution));
  if (file.state != CaseState::kEffective) {
    PROBITY_RETURN_IF_ERROR(CheckStep(file.returns_to, CaseStep::kRecordExecution));
  }
  PROBITY_RETURN_IF_ERROR(CheckNotStayed(file));
  PROBITY_RETURN_IF_ERROR(CheckNoReversalDue(file));
  PROBITY_RETURN_IF_ERROR(CheckExecutedDate(file, executed, today));
  file.executed = executed;
  file.execution_document = std::string(document);
  CaseState& reached = file.state == CaseState::kEffective ? file.state : file.returns_to;
  reached = CaseState::kExecuted;
  return file;
}

absl::StatusOr<CaseFile> DecideTermination(CaseFile file, const TerminationDecision& decision,
                                           std::string_view person) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kDecideTermination));
  PROBITY_RETURN_IF_ERROR(
      CheckNotOfficer(file, person,
                      "the proposal is decided by somebody who did not investigate; "
                      "承办人不得作出决定"));
  if (file.termination != TerminationProposal::kOpen) {
    return Precondition(Reason::k_NO_TERMINATION_PROPOSAL,
                        "no proposal to end the designation is open; 无待决定的解除协议建议");
  }
  file.termination =
      decision.terminate ? TerminationProposal::kAdopted : TerminationProposal::kRejected;
  file.termination_reason = decision.reason;
  file.termination_document = decision.document;
  return file;
}

absl::StatusOr<CaseFile> ReopenCase(CaseFile file, absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kReopenCase));
  const Remedy* remedy = StruckDownBy(file);
  if (remedy != nullptr) LimitToRemedy(file, *remedy);
  ForgetDecision(file);
  ++file.revision;
  return BackToInvestigation(std::move(file), today);
}

absl::StatusOr<CaseFile> CloseCase(CaseFile file, std::string_view report, absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kCloseCase));
  PROBITY_RETURN_IF_ERROR(CheckNoReversalDue(file));
  if (DecisionStands(file) && file.termination == TerminationProposal::kOpen) {
    return Precondition(Reason::k_G20_TERMINATION_UNDECIDED,
                        "a veto item is not settled by points alone: DecideTermination comes "
                        "first, either way; 一票否决项须先决定是否解除协议");
  }
  file.closing_report = std::string(report);
  file.closed = today;
  file.state = CaseState::kClosed;
  return file;
}

absl::StatusOr<CaseFile> ArchiveCase(CaseFile file, std::string_view archive_no,
                                     absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kArchiveCase));
  file.archive_no = std::string(archive_no);
  file.archived = today;
  file.state = CaseState::kArchived;
  return file;
}

}  // namespace probity::scoring
