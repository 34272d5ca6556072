#include "services/scoring/domain/procedure/guards.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/scoring/domain/procedure/measure.h"

namespace probity::scoring {
namespace {

absl::Status CheckApplicationsRuled(const ProcedureFacts& facts) {
  const bool open = std::any_of(facts.applications.begin(), facts.applications.end(),
                                [](const auto& one) { return !one.ruled; });
  if (!open) return absl::OkStatus();
  return Precondition(Reason::k_G2_APPLICATION_OPEN,
                      "no decision while an application for recusal waits; 回避申请尚未决定");
}

absl::Status CheckReviewed(const DecisionCheck& check) {
  if (!NeedsLegalReview(check.facts, check.weight, check.rules)) return absl::OkStatus();
  if (!check.facts.review.has_value()) {
    return Precondition(Reason::k_G11_LEGAL_REVIEW,
                        "this case needs a legal review of what is now before the head; "
                        "未经法制审核");
  }
  if (!check.facts.review->agreed) {
    return Precondition(Reason::k_G11_LEGAL_REVIEW,
                        "the legal review returned the case; 法制审核未通过");
  }
  return absl::OkStatus();
}

absl::Status CheckDiscussed(const DecisionCheck& check) {
  if (check.facts.discussed || !NeedsDiscussion(check.decided, check.weight, check.rules)) {
    return absl::OkStatus();
  }
  return Precondition(Reason::k_G12_COLLECTIVE_DISCUSSION,
                      "a complex or major case is discussed collectively before the decision; "
                      "重大复杂案件须经集体讨论");
}

bool IsHeavier(const ProcedureFacts& facts, const CaseWeight& weight) {
  return MeasureReached{weight.measure, weight.months} >
         MeasureReached{facts.weighed.value_or(policy::Measure::kNone), facts.weighed_months};
}

std::string MeasureText(policy::Measure measure, int32_t months) {
  if (measure == policy::Measure::kCancellation) return "cancellation 取消定点";
  if (measure == policy::Measure::kSuspension) {
    return absl::StrCat("a suspension of ", months, " month(s) 暂停", months, "个月");
  }
  return "no measure 无暂停或者取消";
}

}  // namespace

absl::Status CheckEffectNotified(const ProcedureFacts& facts, const CaseWeight& weight) {
  if (!IsHeavier(facts, weight)) return absl::OkStatus();
  return Precondition(Reason::k_G8_EFFECT_NOT_NOTIFIED,
                      absl::StrCat("the decision would bring ",
                                   MeasureText(weight.measure, weight.months), "; notified was ",
                                   MeasureText(facts.weighed.value_or(policy::Measure::kNone),
                                               facts.weighed_months),
                                   "; RenewNotice comes first; 处理重于告知内容，应当重新告知"));
}

absl::Status CheckEffectHeavier(const ProcedureFacts& facts, const CaseWeight& weight) {
  if (IsHeavier(facts, weight)) return absl::OkStatus();
  return Precondition(Reason::k_NOT_HEAVIER,
                      "the points lead to no heavier measure than was notified; 未加重");
}

absl::Status CheckHearingTold(const ProcedureFacts& facts, const CaseWeight& weight,
                              const policy::ProcedureRules& rules) {
  if (facts.hearing.told || !Asks(rules.hearing, weight.measure)) return absl::OkStatus();
  return Precondition(Reason::k_G10_HEARING_RIGHT,
                      "the points may lead to suspension or cancellation: the party is told of "
                      "its right to a hearing first; 应当告知听证权利");
}

absl::Status CheckHeard(const ProcedureFacts& facts, const CaseWeight& weight,
                        const policy::ProcedureRules& rules,
                        std::optional<absl::CivilDay> window_end, absl::CivilDay today) {
  const HearingFacts& hearing = facts.hearing;
  if (hearing.requested && !hearing.waived && !hearing.held) {
    return Precondition(Reason::k_G10_HEARING_FIRST,
                        "the hearing the party asked for comes first; 应当先举行听证");
  }
  if (hearing.held || hearing.waived || !Asks(rules.hearing, weight.measure)) {
    return absl::OkStatus();
  }
  PROBITY_RETURN_IF_ERROR(CheckHearingTold(facts, weight, rules));
  if (window_end.has_value() && today > *window_end) return absl::OkStatus();
  return Precondition(
      Reason::k_G10_HEARING_FIRST,
      window_end.has_value()
          ? absl::StrCat("the party may ask for a hearing until ",
                         absl::FormatCivilTime(*window_end), " 24:00; 听证申请期限未满")
          : std::string("what tells the right to a hearing is not served; 听证告知尚未送达"));
}

bool NeedsLegalReview(const ProcedureFacts& facts, const CaseWeight& weight,
                      const policy::ProcedureRules& rules) {
  return weight.item_asks_review || facts.hearing.held || Asks(rules.legal_review, weight.measure);
}

bool NeedsDiscussion(const CaseFile& file, const CaseWeight& weight,
                     const policy::ProcedureRules& rules) {
  if (file.decision == Decision::kDismissed) return false;
  const policy::DiscussionRules& major = rules.discussion;
  int64_t recovery_fen = 0;
  for (const FindingFile& finding : file.findings) recovery_fen += finding.recovery_fen;
  return Asks(major.measures, weight.measure) ||
         (major.points > 0 && file.notified_points >= major.points) ||
         (major.recovery_fen > 0 && recovery_fen >= major.recovery_fen);
}

absl::Status CheckDiscussedInstead(const ProcedureFacts& facts) {
  if (facts.discussed) return absl::OkStatus();
  return Precondition(Reason::k_G12_COLLECTIVE_DISCUSSION,
                      "what the committee could not judge is discussed collectively before the "
                      "director decides: RecordCollectiveDiscussion comes first; "
                      "未经集体讨论，不得径行认定");
}

absl::Status CheckGroundsAnswered(const ProcedureFacts& facts, const CaseFile& decided) {
  std::string open;
  for (const GroundFacts& ground : facts.grounds) {
    if (!ground.answer.has_value()) absl::StrAppend(&open, open.empty() ? "" : ", ", ground.seq);
  }
  if (!open.empty()) {
    return Precondition(Reason::k_G9_GROUND_UNANSWERED,
                        absl::StrCat("grounds of the objection without a finding: ", open,
                                     "; 异议理由尚未逐条复核"),
                        {{"grounds", open}});
  }
  for (const GroundFacts& ground : facts.grounds) {
    for (const int32_t item : ground.answer->items) {
      const FindingFile* finding = FindFinding(decided, item);
      if (finding == nullptr || finding->final_points < finding->notified_points) continue;
      return Precondition(Reason::k_G9_EVIDENCE_NOT_ADOPTED,
                          absl::StrCat("ground ", ground.seq, " was sustained, so finding ", item,
                                       " comes out lower than notified; 理由成立的应当采纳"),
                          {{"ground", absl::StrCat(ground.seq)}, {"item", absl::StrCat(item)}});
    }
  }
  return absl::OkStatus();
}

absl::Status CheckMayDecide(const DecisionCheck& check) {
  PROBITY_RETURN_IF_ERROR(CheckApplicationsRuled(check.facts));
  PROBITY_RETURN_IF_ERROR(CheckGroundsAnswered(check.facts, check.decided));
  PROBITY_RETURN_IF_ERROR(
      CheckHeard(check.facts, check.weight, check.rules, check.hearing_window_end, check.today));
  PROBITY_RETURN_IF_ERROR(CheckReviewed(check));
  return CheckDiscussed(check);
}

}  // namespace probity::scoring
