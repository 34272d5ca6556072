#include "services/scoring/domain/cases/side_steps.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/money/money.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"
#include "services/scoring/domain/transition.h"

namespace probity::scoring {
namespace {

constexpr std::string_view kObjectionKey = "objection";

void Supersede(CaseFile& file, absl::CivilDay today) {
  if (file.notices.empty() || file.notices.back().superseded.has_value()) return;
  file.notices.back().superseded = today;
}

// What a notice started is over with it.
void ForgetStatement(CaseFile& file) {
  file.notice_served.reset();
  file.objection_deadline.reset();
  file.objection_filed.reset();
  file.defence.clear();
  file.waiver.clear();
}

// The money a notice tells, as PointsToNotify.
int64_t RecoveryToNotify(const CaseFile& file) {
  int64_t fen = 0;
  for (const FindingFile& finding : file.findings) {
    if (finding.verdict != FindingVerdict::kNotUpheld) fen += finding.recovery_fen;
  }
  return fen;
}

absl::Status CheckRaised(const CaseFile& file, const std::map<int32_t, int64_t>& raised) {
  for (const auto& [item, points] : raised) {
    const FindingFile* finding = FindFinding(file, item);
    if (finding == nullptr) {
      return NotFound(Reason::k_UNKNOWN_FINDING,
                      absl::StrCat("the case has no finding ", item, "; 无此违规项"));
    }
    if (points > finding->notified_points) continue;
    return Precondition(
        Reason::k_NOT_HEAVIER,
        absl::StrCat("finding ", item, ": ", points, " points are no more than the ",
                     finding->notified_points, " notified; lower them at the decision; 未加重"));
  }
  return absl::OkStatus();
}

absl::StatusOr<int> WorkdaysFrom(const calendar::WorkCalendar& calendar, absl::CivilDay first,
                                 absl::CivilDay last) {
  int count = 0;
  for (absl::CivilDay day = first; day <= last; ++day) {
    PROBITY_ASSIGN_OR_RETURN(const bool worked, calendar.IsWorkday(day));
    count += worked ? 1 : 0;
  }
  return count;
}

}  // namespace

absl::Status CheckCeiling(const CaseFile& file) {
  const int64_t points = PointsToNotify(file);
  if (points > file.ceiling_points.value_or(points)) {
    return Precondition(
        Reason::k_HEAVIER_THAN_REMEDY,
        absl::StrCat("after the remedy the case may bring at most ", *file.ceiling_points,
                     " points, not ", points, "; 重新处理不得重于复议、诉讼结果"));
  }
  const int64_t recovery = RecoveryToNotify(file);
  if (recovery > file.ceiling_recovery_fen.value_or(recovery)) {
    return Precondition(
        Reason::k_HEAVIER_THAN_REMEDY,
        absl::StrCat("after the remedy the case may recover at most ",
                     ToAbsl(money::FormatYuan(*file.ceiling_recovery_fen)), " yuan, not ",
                     ToAbsl(money::FormatYuan(recovery)), "; 重新处理不得重于复议、诉讼结果"));
  }
  return absl::OkStatus();
}

int64_t PointsToNotify(const CaseFile& file) {
  int64_t points = 0;
  for (const FindingFile& finding : file.findings) {
    if (finding.verdict != FindingVerdict::kNotUpheld) points += finding.notified_points;
  }
  return points;
}

CaseFile WithNewNotice(CaseFile file, absl::CivilDay today) {
  Supersede(file, today);
  ForgetStatement(file);
  file.notified_points = PointsToNotify(file);
  file.notice = today;
  NoticeRecord notice;
  notice.no = static_cast<int32_t>(file.notices.size()) + 1;
  notice.issued = today;
  notice.points = file.notified_points;
  file.notices.push_back(notice);
  file.state = CaseState::kNotified;
  return file;
}

CaseFile BackToInvestigation(CaseFile file, absl::CivilDay today) {
  Supersede(file, today);
  ForgetStatement(file);
  file.notice.reset();
  file.notified_points = 0;
  file.report.clear();
  file.attention.clear();
  file.state = CaseState::kInvestigating;
  return file;
}

absl::StatusOr<CaseFile> RemandCase(CaseFile file, absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kRemandCase));
  return BackToInvestigation(std::move(file), today);
}

absl::StatusOr<CaseFile> RenewNotice(CaseFile file, const std::map<int32_t, int64_t>& raised,
                                     absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kRenewNotice));
  if (raised.empty()) return BackToInvestigation(std::move(file), today);
  PROBITY_RETURN_IF_ERROR(CheckRaised(file, raised));
  for (FindingFile& finding : file.findings) {
    const auto heavier = raised.find(finding.item);
    if (heavier == raised.end()) continue;
    finding.notified_points = heavier->second;
    finding.judged_points.reset();
    finding.verdict = FindingVerdict::kNone;
    finding.remands = 0;
  }
  PROBITY_RETURN_IF_ERROR(CheckCeiling(file));
  return WithNewNotice(std::move(file), today);
}

absl::StatusOr<CaseFile> RenewNoticeOfEffect(CaseFile file, absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kRenewNotice));
  return WithNewNotice(std::move(file), today);
}

absl::StatusOr<CaseFile> SuspendCase(CaseFile file, absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kSuspendCase));
  file.returns_to = file.state == CaseState::kCommittee ? CaseState::kObjected : file.state;
  file.suspended = today;
  file.state = CaseState::kSuspended;
  return file;
}

absl::StatusOr<CaseFile> ResumeCase(CaseFile file, std::optional<absl::CivilDay> deadline) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kResumeCase));
  if (file.returns_to == CaseState::kObjectionOpen) file.objection_deadline = deadline;
  file.state = file.returns_to;
  file.returns_to = CaseState::kNone;
  file.suspended.reset();
  return file;
}

absl::StatusOr<absl::CivilDay> ResumedDeadline(const policy::Policy& policy,
                                               const calendar::WorkCalendar& calendar,
                                               absl::CivilDay deadline, absl::CivilDay suspended,
                                               absl::CivilDay today) {
  const policy::Deadline* rule = FindDeadline(policy, kObjectionKey);
  if (rule != nullptr && rule->unit == policy::TimeUnit::kWorkday) {
    PROBITY_ASSIGN_OR_RETURN(const int left, WorkdaysFrom(calendar, suspended, deadline));
    return calendar.AddWorkdays(today, std::max(left, 1));
  }
  const absl::CivilDay last = today + (deadline - suspended) + 1;
  if (rule != nullptr && rule->rolls_to_workday) return calendar.NextWorkdayOnOrAfter(last);
  return last;
}

absl::StatusOr<CaseFile> TerminateCase(CaseFile file) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kTerminateCase));
  file.returns_to = CaseState::kNone;
  file.suspended.reset();
  file.attention.clear();
  file.state = CaseState::kTerminated;
  return file;
}

}  // namespace probity::scoring
