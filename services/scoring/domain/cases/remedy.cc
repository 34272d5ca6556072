#include "services/scoring/domain/cases/remedy.h"

#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/domain/objection.h"
#include "services/scoring/domain/transition.h"

namespace probity::scoring {
namespace {

struct DeadlineStart {
  std::string_view key;
  absl::CivilDay from;
};

DeadlineStart StartOf(const CaseFile& file, RemedyKind kind) {
  if (kind == RemedyKind::kReconsideration) return {"reconsideration", *file.effective};
  const bool after_reconsideration = !file.remedies.empty() &&
                                     file.remedies.back().revision == file.revision &&
                                     file.remedies.back().kind == RemedyKind::kReconsideration &&
                                     file.remedies.back().outcome == RemedyOutcome::kUpheld;
  if (after_reconsideration) {
    return {"litigation_after_reconsideration", *file.remedies.back().decided};
  }
  return {"litigation", *file.effective};
}

absl::Status BadDate(std::string_view what, absl::CivilDay date, absl::CivilDay first,
                     absl::CivilDay last) {
  return Precondition(Reason::k_REMEDY_DATE_INVALID,
                      absl::StrCat(ToAbsl(what), " on ", absl::FormatCivilTime(date),
                                   " does not lie between ", absl::FormatCivilTime(first), " and ",
                                   absl::FormatCivilTime(last), "; 复议、诉讼日期有误"));
}

absl::Status CheckFiling(const CaseFile& file, const Remedy& remedy, absl::CivilDay deadline,
                         absl::CivilDay today) {
  if (remedy.filed < *file.effective || remedy.filed > today) {
    return BadDate("a filing", remedy.filed, *file.effective, today);
  }
  if (remedy.filed <= deadline || !remedy.late_reason.empty()) return absl::OkStatus();
  return Precondition(
      Reason::k_REMEDY_LATE,
      absl::StrCat("it could be filed until ", absl::FormatCivilTime(deadline),
                   "; later only with the reason it was admitted for; 已超过期限，须写明受理理由"),
      {{"last_day", absl::FormatCivilTime(deadline)}});
}

absl::Status Heavier(std::string_view what) {
  return Precondition(Reason::k_REMEDY_HEAVIER, absl::StrCat(ToAbsl(what), "; 复议、诉讼不得加重"));
}

absl::Status CheckLighter(const CaseFile& file, const std::map<int32_t, int64_t>& points) {
  int64_t lowered = 0;
  for (const auto& [item, now] : points) {
    const FindingFile* finding = FindFinding(file, item);
    if (finding == nullptr) {
      return NotFound(Reason::k_UNKNOWN_FINDING,
                      absl::StrCat("the case has no finding ", item, "; 无此违规项"));
    }
    if (now < 0 || now > finding->final_points) {
      return Heavier(absl::StrCat("finding ", item, ": ", now, " points instead of ",
                                  finding->final_points, " are no change to the lighter"));
    }
    lowered += finding->final_points - now;
  }
  return lowered > 0 ? absl::OkStatus() : Heavier("a change leaves the case fewer points");
}

absl::Status CheckDecision(const CaseFile& file, const RemedyDecision& decision) {
  FieldCheck check;
  check.Check(decision.outcome != RemedyOutcome::kRunning, "outcome", "how the remedy ended");
  check.Check(decision.outcome == RemedyOutcome::kChanged || decision.points.empty(), "points",
              "only with CHANGED");
  PROBITY_RETURN_IF_ERROR(check.Result());
  if (decision.outcome != RemedyOutcome::kChanged) return absl::OkStatus();
  return CheckLighter(file, decision.points);
}

}  // namespace

absl::StatusOr<absl::CivilDay> RemedyDeadline(const policy::Policy& policy,
                                              const calendar::WorkCalendar& calendar,
                                              const CaseFile& file, RemedyKind kind) {
  const DeadlineStart start = StartOf(file, kind);
  return DeadlineDay(policy, start.key, calendar, start.from);
}

absl::StatusOr<CaseFile> FileRemedy(CaseFile file, Remedy remedy, absl::CivilDay deadline,
                                    absl::CivilDay today) {
  const bool reconsideration = remedy.kind == RemedyKind::kReconsideration;
  PROBITY_RETURN_IF_ERROR(CheckStep(
      file.state, reconsideration ? CaseStep::kFileReconsideration : CaseStep::kFileLitigation));
  PROBITY_RETURN_IF_ERROR(CheckDecisionStands(file));
  PROBITY_RETURN_IF_ERROR(CheckNoReversalDue(file));
  PROBITY_RETURN_IF_ERROR(CheckFiling(file, remedy, deadline, today));
  remedy.no = static_cast<int32_t>(file.remedies.size()) + 1;
  remedy.revision = file.revision;
  file.remedies.push_back(std::move(remedy));
  file.returns_to = file.state;
  file.state = reconsideration ? CaseState::kReconsideration : CaseState::kLitigation;
  return file;
}

absl::StatusOr<CaseFile> RecordRemedyOutcome(CaseFile file, const RemedyDecision& decision,
                                             absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckStep(file.state, CaseStep::kRecordRemedyOutcome));
  Remedy& remedy = file.remedies.back();
  if (decision.decided < remedy.filed || decision.decided > today) {
    return BadDate("an outcome", decision.decided, remedy.filed, today);
  }
  PROBITY_RETURN_IF_ERROR(CheckDecision(file, decision));
  remedy.outcome = decision.outcome;
  remedy.decided = decision.decided;
  remedy.outcome_document = decision.document;
  remedy.outcome_points = decision.points;
  file.state = file.returns_to;
  file.returns_to = CaseState::kNone;
  return file;
}

absl::Status CheckDecisionStands(const CaseFile& file) {
  if (DecisionStands(file)) return absl::OkStatus();
  return Precondition(Reason::k_WRONG_STATE,
                      absl::StrCat("no decision of this case stands; it is in state ",
                                   ToAbsl(CaseStateTitle(file.state)), "; 本案无生效决定"),
                      {{"state", std::string(CaseStateName(file.state))}});
}

absl::Status CheckNoReversalDue(const CaseFile& file) {
  if (!ReversalDue(file)) return absl::OkStatus();
  return Precondition(
      Reason::k_REVERSAL_DUE,
      absl::StrCat("by ", file.remedies.back().outcome_document,
                   " the decision does not stand; ReverseDecision and ApproveReversal come first; "
                   "复议、诉讼已变更或撤销，须先办理撤销"));
}

}  // namespace probity::scoring
