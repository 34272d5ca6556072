#include "services/scoring/domain/persons/scoring.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/calendar/date.h"
#include "common/policy/evaluate.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

absl::Status CheckReasons(const PersonLine& line) {
  if (line.reason.empty()) {
    return Precondition(Reason::k_G14_REASON_REQUIRED,
                        "the item and the responsibility were chosen: say why; 请说明裁量理由",
                        {{"item", absl::StrCat(line.item)}});
  }
  if (line.emergency && line.emergency_reason.empty()) {
    return Precondition(Reason::k_G14_REASON_REQUIRED,
                        "emergency treatment is not scored: say why it was one; 请说明急救情形",
                        {{"item", absl::StrCat(line.item)}});
  }
  return absl::OkStatus();
}

absl::Status CheckRepeatItem(const PersonLine& line, const policy::Policy& policy,
                             const policy::CatalogueItem& item,
                             const std::vector<ScoredBreach>& before) {
  const policy::CatalogueItem* const repeat =
      policy.persons.has_value() ? policy::FindItem(policy, policy.persons->repeat_code) : nullptr;
  if (repeat == nullptr || line.emergency) return absl::OkStatus();
  const bool repeated = IsRepetition(line, before);
  if (repeated && item.points.max < repeat->points.min) {
    return Precondition(Reason::k_REPEAT_ITEM_REQUIRED,
                        absl::StrCat("the same breach ", line.violation_code,
                                     " was scored in this year already: ", repeat->code,
                                     " applies; 本年度内再次发生同一行为，应适用", repeat->code),
                        {{"item", absl::StrCat(line.item)}, {"code", repeat->code}});
  }
  if (!repeated && &item == repeat) {
    return Precondition(Reason::k_NO_REPETITION,
                        absl::StrCat("no scored breach ", line.violation_code,
                                     " of this year came before: ", item.code,
                                     " does not apply; 本年度无同类行为记分，不适用", item.code),
                        {{"item", absl::StrCat(line.item)}});
  }
  return absl::OkStatus();
}

absl::Status CheckWindowOver(const PersonScoring& scoring, const PersonDecision& decision) {
  if (scoring.state == ScoringState::kObjected) {
    if (!decision.objection_answer.empty()) return absl::OkStatus();
    return Precondition(Reason::k_G9_GROUND_UNANSWERED,
                        "the objection has no answer on record; 申辩意见未予复核");
  }
  PROBITY_RETURN_IF_ERROR(CheckScoringState(scoring, ScoringState::kNotified));
  if (decision.today > *scoring.objection_deadline || !decision.waiver.empty()) {
    return absl::OkStatus();
  }
  const std::string last = calendar::FormatDate(*scoring.objection_deadline);
  return Precondition(Reason::k_G7_NOTICE_FIRST,
                      absl::StrCat("the person may object up to ", last,
                                   " and has not waived it in writing; 异议期至", last),
                      {{"objection_deadline_date", last}});
}

absl::Status Heavier(const PersonLine& line) {
  return Precondition(
      Reason::k_G8_HEAVIER_THAN_NOTIFIED,
      absl::StrCat("item ", line.item, " would be decided heavier than notified (", line.points,
                   "); a heavier finding needs a new notice; 不得重于告知"));
}

// Points of a line under the responsibility the decision found and the version it chose.
absl::StatusOr<int64_t> DecidedPoints(const PersonLine& line, const PersonDecision& decision) {
  policy::Responsibility responsibility = line.responsibility;
  const auto lowered = decision.lowered.find(line.item);
  if (lowered != decision.lowered.end()) {
    if (!lowered->second.has_value()) return 0;
    responsibility = *lowered->second;
    if (responsibility >= line.responsibility) return Heavier(line);
  }
  if (line.points == 0) return 0;
  const auto chosen = decision.policies.find(line.item);
  if (chosen == decision.policies.end()) return line.points;
  const policy::CatalogueItem* const item = policy::FindItem(*chosen->second, line.code);
  if (item == nullptr) return 0;
  const std::optional<int64_t> points =
      policy::RolePoints(*item, responsibility, chosen->second->rounding);
  // An item without roles is worth the same whoever answers.
  return std::min(line.points, points.value_or(item->points.default_points));
}

absl::Status CheckLowered(const PersonScoring& scoring, const PersonDecision& decision) {
  for (const auto& [item, to] : decision.lowered) {
    const bool known = std::any_of(scoring.lines.begin(), scoring.lines.end(),
                                   [item = item](const PersonLine& l) { return l.item == item; });
    if (!known) {
      return NotFound(Reason::k_UNKNOWN_FINDING,
                      absl::StrCat("the scoring has no item ", item, "; 拟记分无此项"));
    }
  }
  if (decision.lowered.empty() || !decision.reason.empty()) return absl::OkStatus();
  return Precondition(Reason::k_G14_REASON_REQUIRED,
                      "a line is decided lower: say why; 请说明调减理由");
}

// The months from which the decision chooses: those of the heaviest band with a range that the
// points of some year reach; nothing if none does.
std::optional<policy::Suspend> RangeReached(const PersonScoring& scoring,
                                            const PersonDecision& decision) {
  std::map<int32_t, int64_t> added;
  std::map<int32_t, const policy::Policy*> rules;
  for (const PersonLine& line : scoring.lines) {
    const auto year = static_cast<int32_t>(line.act_end.year());
    const auto chosen = decision.policies.find(line.item);
    added[year] += line.final_points;
    if (chosen != decision.policies.end()) rules[year] = chosen->second;
  }
  std::optional<policy::Suspend> range;
  for (const auto& [year, points] : added) {
    const auto rule = rules.find(year);
    if (points == 0 || rule == rules.end()) continue;
    const auto balance = decision.balances.find(year);
    const int64_t before = balance == decision.balances.end() ? 0 : balance->second;
    const policy::Outcome now = policy::Evaluate(*rule->second, before);
    const policy::Outcome then = policy::Evaluate(*rule->second, before + points);
    // A band already reached fired then, with the months chosen then.
    if (then.terminate || then.band == now.band || then.suspend_months == 0) continue;
    if (!range.has_value() || range->months_max < then.suspend_months_max) {
      range = policy::Suspend{then.suspend_months, then.suspend_months_max};
    }
  }
  return range;
}

absl::Status CheckMonths(const PersonScoring& scoring, const PersonDecision& decision) {
  const std::optional<policy::Suspend> range = RangeReached(scoring, decision);
  if (!range.has_value()) {
    if (decision.suspend_months == 0) return absl::OkStatus();
    return Precondition(Reason::k_SUSPENSION_MONTHS,
                        "the points reach no band that leaves a length to choose; "
                        "记分未达到可选择暂停期限的档次");
  }
  if (decision.suspend_months < range->months_min || decision.suspend_months > range->months_max) {
    return Precondition(
        Reason::k_SUSPENSION_MONTHS,
        absl::StrCat("the points suspend: choose ", range->months_min, " to ", range->months_max,
                     " months; 请在", range->months_min, "至", range->months_max, "个月内确定"),
        {{"months_min", absl::StrCat(range->months_min)},
         {"months_max", absl::StrCat(range->months_max)}});
  }
  if (decision.suspend_months > std::max(scoring.notified_months, range->months_min)) {
    return Precondition(
        Reason::k_G8_HEAVIER_THAN_NOTIFIED,
        absl::StrCat("the notice told ", scoring.notified_months,
                     " months of suspension; more needs a new notice; 暂停期限不得长于告知的",
                     scoring.notified_months, "个月"),
        {{"notified_months", absl::StrCat(scoring.notified_months)}});
  }
  if (!decision.suspend_reason.empty()) return absl::OkStatus();
  return Precondition(Reason::k_G14_REASON_REQUIRED,
                      "the length of the suspension was chosen: say why; 请说明暂停期限的理由");
}

// Whether both bring points of one year.
bool SharesYear(const PersonScoring& a, const PersonScoring& b) {
  return std::any_of(a.lines.begin(), a.lines.end(), [&](const PersonLine& of_a) {
    return of_a.final_points != 0 &&
           std::any_of(b.lines.begin(), b.lines.end(), [&](const PersonLine& of_b) {
             return of_b.final_points != 0 && of_a.act_end.year() == of_b.act_end.year();
           });
  });
}

}  // namespace

std::string_view ScoringStateTitle(ScoringState state) {
  constexpr std::array<std::string_view, 8> kTitles = {
      "NONE 未提出",      "PROPOSED 拟记分",  "NOTIFIED 已告知",  "OBJECTED 已提出异议",
      "CONFIRMED 已决定", "EFFECTIVE 已生效", "DISMISSED 不记分", "REVERSED 已撤销"};
  return kTitles.at(static_cast<size_t>(state));
}

absl::StatusOr<const FindingFile*> TriggeringFinding(const CaseFile& file, int32_t finding_item) {
  const FindingFile* const finding = FindFinding(file, finding_item);
  if (finding == nullptr) {
    return NotFound(Reason::k_UNKNOWN_FINDING,
                    absl::StrCat("the case has no finding ", finding_item, "; 案件无此认定项"));
  }
  if (!DecisionStands(file) || finding->final_points == 0) {
    return Precondition(Reason::k_INSTITUTION_DECISION_FIRST,
                        "persons are scored only after the institution's decision on the finding "
                        "took effect; 机构处理决定生效后方可对人员记分",
                        {{"state", std::string(CaseStateName(file.state))}});
  }
  return finding;
}

bool IsRepetition(const PersonLine& line, const std::vector<ScoredBreach>& before) {
  return std::any_of(before.begin(), before.end(), [&](const ScoredBreach& earlier) {
    return earlier.violation_code == line.violation_code && earlier.year == line.act_end.year() &&
           earlier.effective < line.act_end;
  });
}

absl::StatusOr<PersonLine> DraftLine(PersonLine line, const policy::Policy& policy,
                                     const policy::CatalogueItem& item, Sanction sanction,
                                     const std::vector<ScoredBreach>& before) {
  PROBITY_RETURN_IF_ERROR(CheckReasons(line));
  if (item.requires_penalty && sanction != Sanction::kAdministrativePenalty) {
    return Precondition(Reason::k_PENALTY_REQUIRED,
                        absl::StrCat(item.code,
                                     " needs an administrative penalty of the "
                                     "institution; 须以机构受行政处罚为前提"),
                        {{"item", absl::StrCat(line.item)}});
  }
  PROBITY_RETURN_IF_ERROR(CheckRepeatItem(line, policy, item, before));
  const std::optional<int64_t> points =
      policy::RolePoints(item, line.responsibility, policy.rounding);
  line.points = line.emergency ? 0 : points.value_or(item.points.default_points);
  line.policy_sha256 = policy.sha256;
  return line;
}

absl::Status CheckScoringState(const PersonScoring& scoring, ScoringState wanted) {
  if (scoring.state == wanted) return absl::OkStatus();
  return Precondition(Reason::k_WRONG_STATE,
                      absl::StrCat("the scoring is ", ToAbsl(ScoringStateTitle(scoring.state)),
                                   "; this step is taken when it is ",
                                   ToAbsl(ScoringStateTitle(wanted)), "; 当前状态不能办理此步骤"),
                      {{"state", std::string(ScoringStateTitle(scoring.state))}});
}

absl::StatusOr<PersonScoring> RecordPersonNotice(PersonScoring scoring,
                                                 const DocumentService& service,
                                                 absl::CivilDay today, absl::CivilDay deadline) {
  PROBITY_RETURN_IF_ERROR(CheckScoringState(scoring, ScoringState::kProposed));
  PROBITY_RETURN_IF_ERROR(CheckService(service, scoring.proposed, today));
  scoring.state = ScoringState::kNotified;
  scoring.notice_served = service.served;
  scoring.objection_deadline = deadline;
  return scoring;
}

absl::StatusOr<PersonScoring> FilePersonObjection(PersonScoring scoring, std::string objection,
                                                  absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckScoringState(scoring, ScoringState::kNotified));
  if (today > *scoring.objection_deadline) {
    const std::string last = calendar::FormatDate(*scoring.objection_deadline);
    return Precondition(Reason::k_OUTSIDE_OBJECTION_WINDOW,
                        absl::StrCat("the window ended on ", last, "; 异议期已于", last, "届满"),
                        {{"objection_deadline_date", last}});
  }
  scoring.state = ScoringState::kObjected;
  scoring.objection_filed = today;
  scoring.objection = std::move(objection);
  return scoring;
}

std::map<int32_t, int64_t> UnservedPoints(const std::vector<PersonScoring>& scorings) {
  std::map<int32_t, int64_t> points;
  for (const PersonScoring& one : scorings) {
    if (one.state != ScoringState::kConfirmed) continue;
    for (const PersonLine& line : one.lines) {
      points[static_cast<int32_t>(line.act_end.year())] += line.final_points;
    }
  }
  return points;
}

int32_t MonthsAtService(const PersonScoring& scoring, const std::vector<PersonScoring>& others) {
  if (scoring.suspend_months > 0) return scoring.suspend_months;
  int32_t months = 0;
  for (const PersonScoring& one : others) {
    const bool stands =
        one.state == ScoringState::kConfirmed || one.state == ScoringState::kEffective;
    if (stands && SharesYear(one, scoring)) months = std::max(months, one.suspend_months);
  }
  return months;
}

absl::StatusOr<PersonScoring> ConfirmPerson(PersonScoring scoring, const PersonDecision& decision) {
  PROBITY_RETURN_IF_ERROR(CheckWindowOver(scoring, decision));
  PROBITY_RETURN_IF_ERROR(CheckLowered(scoring, decision));
  int64_t total = 0;
  for (PersonLine& line : scoring.lines) {
    PROBITY_ASSIGN_OR_RETURN(line.final_points, DecidedPoints(line, decision));
    const auto chosen = decision.policies.find(line.item);
    if (chosen != decision.policies.end()) line.policy_sha256 = chosen->second->sha256;
    total += line.final_points;
  }
  PROBITY_RETURN_IF_ERROR(CheckMonths(scoring, decision));
  scoring.state = total == 0 ? ScoringState::kDismissed : ScoringState::kConfirmed;
  scoring.decided = decision.today;
  scoring.decider = decision.person;
  scoring.decision_reason = decision.reason;
  scoring.objection_answer = decision.objection_answer;
  scoring.waiver = decision.waiver;
  scoring.suspend_months = decision.suspend_months;
  scoring.suspend_reason = decision.suspend_reason;
  return scoring;
}

absl::StatusOr<PersonScoring> RecordPersonDecision(PersonScoring scoring,
                                                   const DocumentService& service,
                                                   absl::CivilDay today) {
  PROBITY_RETURN_IF_ERROR(CheckScoringState(scoring, ScoringState::kConfirmed));
  PROBITY_RETURN_IF_ERROR(CheckService(service, *scoring.decided, today));
  scoring.state = ScoringState::kEffective;
  scoring.effective = service.served;
  return scoring;
}

PersonScoring Revoked(PersonScoring scoring) {
  if (scoring.state == ScoringState::kDismissed || scoring.state == ScoringState::kReversed) {
    return scoring;
  }
  scoring.state = scoring.state == ScoringState::kEffective ? ScoringState::kReversed
                                                            : ScoringState::kDismissed;
  return scoring;
}

}  // namespace probity::scoring
