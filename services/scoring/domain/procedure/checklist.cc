#include "services/scoring/domain/procedure/checklist.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"
#include "services/scoring/domain/procedure/measure.h"

namespace probity::scoring {
namespace {

using System = EnforcementSystem;

CheckState StateOf(bool needed, bool met) {
  if (!needed) return CheckState::kNotNeeded;
  return met ? CheckState::kMet : CheckState::kOpen;
}

bool AllAnswered(const ProcedureFacts& facts) {
  return std::all_of(facts.grounds.begin(), facts.grounds.end(),
                     [](const GroundFacts& one) { return one.answer.has_value(); });
}

bool AllRuled(const ProcedureFacts& facts) {
  return std::all_of(facts.applications.begin(), facts.applications.end(),
                     [](const RecusalApplication& one) { return one.ruled; });
}

bool AllEnded(const ProcedureFacts& facts) {
  return std::all_of(facts.transfers.begin(), facts.transfers.end(),
                     [](const TransferFacts& one) { return one.ended; });
}

// 终止: nobody was decided against. Closed and in the archive it still is such a case.
bool EndedEarly(const CaseFile& file) {
  const bool over = file.state == CaseState::kTerminated || file.state == CaseState::kClosed ||
                    file.state == CaseState::kArchived;
  return over && file.decision == Decision::kNone;
}

// Told, and either held, waived, or not asked for in time.
CheckState HearingState(const CaseFile& file, const ProcedureFacts& facts, const CaseWeight& weight,
                        const policy::ProcedureRules& rules) {
  const HearingFacts& hearing = facts.hearing;
  const bool needed = hearing.requested || Asks(rules.hearing, weight.measure);
  const bool over =
      hearing.held || hearing.waived || (!hearing.requested && file.decision != Decision::kNone);
  return StateOf(needed, hearing.told && over);
}

std::string NameOf(CheckItem item) {
  const std::vector<std::string> words = absl::StrSplit(ToAbsl(CheckItemTitle(item)), ' ');
  return words.front();
}

}  // namespace

std::string_view CheckItemTitle(CheckItem item) {
  switch (item) {
    case CheckItem::kStepsRecorded:
      return "STEPS_RECORDED 全过程记录";
    case CheckItem::kNoticeServed:
      return "NOTICE_SERVED 告知书送达";
    case CheckItem::kDecisionServed:
      return "DECISION_SERVED 决定书送达";
    case CheckItem::kRecusalsRuled:
      return "RECUSALS_RULED 回避申请已决定";
    case CheckItem::kGroundsAnswered:
      return "GROUNDS_ANSWERED 异议理由已复核";
    case CheckItem::kHearing:
      return "HEARING 听证";
    case CheckItem::kDiscussion:
      return "DISCUSSION 集体讨论";
    case CheckItem::kTransfersEnded:
      return "TRANSFERS_ENDED 移送已办结";
    case CheckItem::kLegalReview:
      return "LEGAL_REVIEW 法制审核";
    case CheckItem::kPublicity:
      return "PUBLICITY 公示";
    case CheckItem::kDocuments:
      return "DOCUMENTS 文书齐全";
  }
  return "";
}

std::vector<CheckLine> ChecklistOf(const CaseFile& file, const ProcedureFacts& facts,
                                   const CaseWeight& weight, const policy::ProcedureRules& rules,
                                   bool chain_intact, std::vector<MissingDocument> missing) {
  const bool complete = missing.empty();
  // Who was never decided against has nothing to be served, heard, answered or published about.
  const bool decided = !EndedEarly(file);
  const bool penalised =
      decided && file.decision != Decision::kDismissed && !file.revoked.has_value();
  return {
      {CheckItem::kStepsRecorded, System::kFullRecord,
       StateOf(true, chain_intact && facts.steps == file.etag)},
      {CheckItem::kNoticeServed, System::kFullRecord,
       StateOf(decided, file.notice_served.has_value())},
      {CheckItem::kDecisionServed, System::kFullRecord,
       StateOf(decided, file.effective.has_value())},
      {CheckItem::kRecusalsRuled, System::kFullRecord,
       StateOf(decided && !facts.applications.empty(), AllRuled(facts))},
      {CheckItem::kGroundsAnswered, System::kFullRecord,
       StateOf(decided && !facts.grounds.empty(), AllAnswered(facts))},
      {CheckItem::kHearing, System::kFullRecord,
       decided ? HearingState(file, facts, weight, rules) : CheckState::kNotNeeded},
      {CheckItem::kDiscussion, System::kFullRecord,
       StateOf(decided && (facts.discussed || NeedsDiscussion(file, weight, rules)),
               facts.discussed)},
      {CheckItem::kTransfersEnded, System::kFullRecord,
       StateOf(!facts.transfers.empty(), AllEnded(facts))},
      {CheckItem::kLegalReview, System::kLegalReview,
       StateOf(decided && (facts.review.has_value() || NeedsLegalReview(facts, weight, rules)),
               facts.review.has_value() && facts.review->agreed)},
      {CheckItem::kPublicity, System::kPublicity, StateOf(penalised, facts.publicity)},
      {CheckItem::kDocuments, System::kFullRecord, StateOf(true, complete), std::move(missing)},
  };
}

absl::Status CheckMayClose(const std::vector<CheckLine>& checklist, const DocumentRules& rules) {
  std::string open;
  std::string missing;
  for (const CheckLine& line : checklist) {
    if (line.state != CheckState::kOpen) continue;
    if (line.item == CheckItem::kTransfersEnded) {
      return Precondition(Reason::k_TRANSFER_OPEN,
                          "a transfer waits for its answer: record it or give the transfer up "
                          "with a reason; 移送尚未答复");
    }
    absl::StrAppend(&open, open.empty() ? "" : ", ", NameOf(line.item));
    for (const MissingDocument& one : line.missing) {
      absl::StrAppend(&missing, missing.empty() ? "" : ", ", MissingText(one, rules));
    }
  }
  if (open.empty()) return absl::OkStatus();
  std::map<std::string, std::string> facts = {{"open", open}};
  if (!missing.empty()) facts["missing"] = missing;
  return Precondition(Reason::k_CHECKLIST_INCOMPLETE,
                      absl::StrCat("the case cannot be closed, open are: ", open,
                                   missing.empty() ? "" : "; the file lacks 案卷缺: ", missing,
                                   "; 三项制度清单未完成"),
                      std::move(facts));
}

}  // namespace probity::scoring
