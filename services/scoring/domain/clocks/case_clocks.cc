#include "services/scoring/domain/clocks/case_clocks.h"

namespace probity::scoring::clocks {
namespace {

constexpr std::string_view kDecide = "decide";
constexpr std::string_view kHearingRequest = "hearing_request";
constexpr std::string_view kObjectionReply = "objection_reply";
constexpr std::string_view kService = "service";
constexpr std::string_view kReconsideration = "reconsideration";
constexpr std::string_view kLitigation = "litigation";
constexpr std::string_view kPublicNotice = "public_notice_service";
constexpr std::string_view kLitigationAfter = "litigation_after_reconsideration";

std::vector<ClockRule> MakeRules() {
  using S = CaseStep;
  return {
      {S::kOpenCase, Does::kStart, kDecide, EventDay::kOpened},
      // However it was served in the end, nothing is left for an announcement to do.
      {S::kRecordNoticeService, Does::kCancel, kPublicNotice, EventDay::kNoticeServed},
      {S::kRecordNoticeService, Does::kStart, kObjectionKey, EventDay::kNoticeServed},
      {S::kFileObjection, Does::kMeet, kObjectionKey, EventDay::kObjectionFiled},
      {S::kFileObjection, Does::kStart, kObjectionReply, EventDay::kObjectionFiled},
      {S::kRecordWaiver, Does::kMeet, kObjectionKey, EventDay::kToday},
      {S::kLapse, Does::kExpire, kObjectionKey, EventDay::kToday},
      // A new notice brings new rights; those of the old one end with it.
      {S::kRenewNotice, Does::kCancel, kPublicNotice, EventDay::kToday},
      {S::kRenewNotice, Does::kCancel, kObjectionKey, EventDay::kToday},
      {S::kRenewNotice, Does::kCancel, kHearingRequest, EventDay::kToday},
      {S::kRenewNotice, Does::kCancel, kObjectionReply, EventDay::kToday},
      {S::kRemandCase, Does::kCancel, kHearingRequest, EventDay::kToday},
      {S::kRemandCase, Does::kCancel, kObjectionReply, EventDay::kToday},
      // The decision is the answer to the objection (ASSUMED).
      {S::kConfirmCase, Does::kMeet, kDecide, EventDay::kDecided},
      {S::kConfirmCase, Does::kMeet, kObjectionReply, EventDay::kDecided},
      {S::kConfirmCase, Does::kCancel, kHearingRequest, EventDay::kDecided},
      {S::kConfirmCase, Does::kStart, kService, EventDay::kDecided},
      {S::kRecordDecisionService, Does::kCancel, kPublicNotice, EventDay::kEffective},
      {S::kRecordDecisionService, Does::kMeet, kService, EventDay::kEffective},
      {S::kRecordDecisionService, Does::kStart, kReconsideration, EventDay::kEffective},
      {S::kRecordDecisionService, Does::kStart, kLitigation, EventDay::kEffective},
      // Whoever asks for reconsideration sues against its outcome, by another clock.
      {S::kFileReconsideration, Does::kMeet, kReconsideration, EventDay::kToday},
      {S::kFileReconsideration, Does::kCancel, kLitigation, EventDay::kToday},
      {S::kFileLitigation, Does::kMeet, kLitigation, EventDay::kToday},
      {S::kFileLitigation, Does::kMeet, kLitigationAfter, EventDay::kToday},
      {S::kFileLitigation, Does::kCancel, kReconsideration, EventDay::kToday},
      {S::kRecordRemedyOutcome, Does::kStart, kLitigationAfter, EventDay::kRemedyDecided},
      {S::kApproveReversal, Does::kCancel, kReconsideration, EventDay::kToday},
      {S::kApproveReversal, Does::kCancel, kLitigation, EventDay::kToday},
      {S::kApproveReversal, Does::kCancel, kLitigationAfter, EventDay::kToday},
      {S::kReopenCase, Does::kStart, kDecide, EventDay::kToday},
      {S::kSuspendCase, Does::kSuspend, "", EventDay::kToday},
      {S::kResumeCase, Does::kResume, "", EventDay::kToday},
      {S::kTerminateCase, Does::kCancelAll, "", EventDay::kToday},
  };
}

Date DayOf(const CaseFile& file, EventDay event, Date today) {
  switch (event) {
    case EventDay::kToday:
      return today;
    case EventDay::kOpened:
      return file.opened;
    case EventDay::kNoticeServed:
      return file.notice_served.value_or(today);
    case EventDay::kObjectionFiled:
      return file.objection_filed.value_or(today);
    case EventDay::kDecided:
      return file.decided.value_or(today);
    case EventDay::kEffective:
      return file.effective.value_or(today);
    case EventDay::kRemedyDecided:
      return file.remedies.empty() ? today : file.remedies.back().decided.value_or(today);
  }
  return today;
}

bool Applies(const ClockRule& rule, const CaseFile& after) {
  if (rule.does != Does::kStart) return true;
  if (rule.key == kReconsideration || rule.key == kLitigation) {
    return after.decision != Decision::kDismissed;
  }
  if (rule.key != kLitigationAfter) return true;
  return !after.remedies.empty() && after.remedies.back().kind == RemedyKind::kReconsideration;
}

}  // namespace

bool IsObjectionWindow(const ClockFile& clock) {
  return clock.key == kObjectionKey && clock.subject == OfCase(clock.case_id);
}

const std::vector<ClockRule>& ClockRules() {
  static const std::vector<ClockRule> rules = MakeRules();
  return rules;
}

std::vector<ClockAction> ActionsOf(const CaseFile& after, CaseStep step, Date today) {
  std::vector<ClockAction> actions;
  for (const ClockRule& rule : ClockRules()) {
    if (rule.step != step || !Applies(rule, after)) continue;
    actions.push_back({rule.does, std::string(rule.key), DayOf(after, rule.event, today)});
  }
  return actions;
}

}  // namespace probity::scoring::clocks
