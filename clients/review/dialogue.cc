#include "clients/review/dialogue.h"

#include <functional>
#include <istream>
#include <optional>
#include <ostream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/review/notice.h"
#include "clients/review/view.h"
#include "common/codes/text.h"
#include "common/status/status.h"

namespace probity::member {
namespace {

absl::Status Stopped() {
  return absl::CancelledError("未提交 nothing was submitted");
}

class Dialogue {
 public:
  Dialogue(std::istream& in, std::ostream& out) : in_(in), out_(out) {}

  // A line in its plain form, without spaces around it; nothing at the end of the input.
  std::optional<std::string> Line(std::string_view prompt) {
    const std::optional<std::string> raw = RawLine(prompt);
    if (!raw.has_value()) return std::nullopt;
    return std::string(absl::StripAsciiWhitespace(PlainForm(*raw).value_or("?")));
  }

  std::optional<std::string> RawLine(std::string_view prompt) {
    out_ << prompt << std::flush;
    std::string line;
    if (!std::getline(in_, line)) return std::nullopt;
    return line;
  }

  void Say(std::string_view text) { out_ << text << "\n"; }

  // Repeats `ask` until it gives a value; it says itself what was wrong.
  template <typename Value>
  absl::StatusOr<Value> Until(std::string_view prompt,
                              const std::function<std::optional<Value>(const std::string&)>& ask) {
    for (;;) {
      const std::optional<std::string> line = Line(prompt);
      if (!line.has_value()) return Stopped();
      if (std::optional<Value> value = ask(*line)) return *std::move(value);
    }
  }

 private:
  std::istream& in_;
  std::ostream& out_;
};

absl::StatusOr<Choice> AskChoice(Dialogue& dialogue, const FindingAnswer* before) {
  std::string prompt;
  for (int number = review::v1::CHOICE_UPHOLD; number <= review::v1::CHOICE_ABSTAIN; ++number) {
    absl::StrAppend(&prompt, "  ", number, " ", ToAbsl(ChoiceTitle(static_cast<Choice>(number))),
                    "\n");
  }
  absl::StrAppend(&prompt, "选择 choice 1–4",
                  before ? absl::StrCat(" [", before->choice(), "]") : "", ": ");
  return dialogue.Until<Choice>(prompt, [&](const std::string& line) -> std::optional<Choice> {
    if (line.empty() && before != nullptr) return before->choice();
    int number = 0;
    if (absl::SimpleAtoi(line, &number) && number >= 1 && number <= 4) {
      return static_cast<Choice>(number);
    }
    const std::optional<Choice> named = ChoiceNamed(line);
    if (!named.has_value()) dialogue.Say("请输入1至4之一 type a number from 1 to 4");
    return named;
  });
}

absl::StatusOr<int64_t> AskPoints(Dialogue& dialogue, const SheetFinding& finding,
                                  const FindingAnswer* before) {
  if (finding.points_floor() == finding.points_ceiling()) {
    dialogue.Say(absl::StrCat("分值 points: ", PointsText(finding)));
    return finding.points_floor();
  }
  const std::string prompt =
      absl::StrCat("分值 points ", PointsText(finding),
                   before ? absl::StrCat(" [", before->points(), "]") : "", ": ");
  return dialogue.Until<int64_t>(prompt, [&](const std::string& line) -> std::optional<int64_t> {
    if (line.empty() && before != nullptr) return before->points();
    int64_t points = 0;
    if (absl::SimpleAtoi(line, &points) && points >= finding.points_floor() &&
        points <= finding.points_ceiling()) {
      return points;
    }
    dialogue.Say(absl::StrCat("分值应为 points must be ", PointsText(finding)));
    return std::nullopt;
  });
}

absl::StatusOr<std::vector<std::string>> AskReasons(Dialogue& dialogue, const SheetFinding& finding,
                                                    FindingAnswer answer,
                                                    const FindingAnswer* before) {
  std::string prompt;
  for (const ReasonCode& one : ReasonCodesFor(answer.choice())) {
    absl::StrAppend(&prompt, "  ", ToAbsl(one.code), " ", ToAbsl(one.title), "\n");
  }
  absl::StrAppend(&prompt, "理由一至三项 one to three reasons, 如 as R01,R04",
                  before ? absl::StrCat(" [", absl::StrJoin(before->reason_codes(), ","), "]") : "",
                  ": ");
  using Reasons = std::vector<std::string>;
  return dialogue.Until<Reasons>(prompt, [&](const std::string& line) -> std::optional<Reasons> {
    if (line.empty() && before != nullptr) {
      return Reasons(before->reason_codes().begin(), before->reason_codes().end());
    }
    const absl::StatusOr<Reasons> reasons = ParseReasons(line, "理由 reasons");
    absl::Status status = reasons.status();
    if (reasons.ok()) {
      answer.mutable_reason_codes()->Assign(reasons->begin(), reasons->end());
      status = CheckAnswer(finding, answer, "理由 reasons");
    }
    for (const FieldViolation& one : DetailOf(status).violations) dialogue.Say(one.description);
    return status.ok() ? std::optional<Reasons>(*reasons) : std::nullopt;
  });
}

absl::StatusOr<FindingAnswer> AskFinding(Dialogue& dialogue, const SheetFinding& finding,
                                         const FindingAnswer* before) {
  FindingAnswer answer;
  PROBITY_ASSIGN_OR_RETURN(const Choice choice, AskChoice(dialogue, before));
  answer.set_choice(choice);
  // What was said beside another choice says nothing of this one.
  if (before != nullptr && before->choice() != choice) before = nullptr;
  if (choice == review::v1::CHOICE_UPHOLD) {
    PROBITY_ASSIGN_OR_RETURN(const int64_t points, AskPoints(dialogue, finding, before));
    answer.set_points(points);
  }
  PROBITY_ASSIGN_OR_RETURN(const std::vector<std::string> reasons,
                           AskReasons(dialogue, finding, answer, before));
  answer.mutable_reason_codes()->Assign(reasons.begin(), reasons.end());
  return answer;
}

absl::StatusOr<std::string> AskText(Dialogue& dialogue, const std::string& before) {
  const std::string keep = before.empty() ? "" : "空行保留原文 empty keeps, - 清除 erases; ";
  const std::string prompt = absl::StrCat("会审纪要意见 text for the minutes (", keep,
                                          "至多1024字节 at most 1,024 bytes): ");
  for (;;) {
    std::optional<std::string> line = dialogue.RawLine(prompt);
    if (!line.has_value()) return Stopped();
    if (line->empty()) return before;
    if (*line == "-") return std::string();
    if (line->size() <= kMaxTextBytes && codes::CodePoints(*line).has_value()) {
      return *std::move(line);
    }
    dialogue.Say("过长或非UTF-8 too long, or not UTF-8");
  }
}

// Whoever mistypes here must not have to answer everything anew.
absl::StatusOr<bool> AskWhether(Dialogue& dialogue) {
  return dialogue.Until<bool>(
      "提交 submit? y/n: ", [&](const std::string& line) -> std::optional<bool> {
        const std::string answer = absl::AsciiStrToLower(line);
        if (answer == "y" || answer == "yes" || answer == "是") return true;
        if (answer == "n" || answer == "no" || answer == "否") return false;
        dialogue.Say("请输入 type y 是 yes, n 否 no");
        return std::nullopt;
      });
}

}  // namespace

absl::StatusOr<Draft> AskBallot(std::istream& in, std::ostream& out, const SheetBody& sheet,
                                const Titles& titles, size_t columns,
                                const review::v1::GetBallotResponse& recorded) {
  Dialogue dialogue(in, out);
  Draft draft;
  for (int i = 0; i < sheet.findings_size(); ++i) {
    out << "\n" << FindingTitle(sheet, i, titles, columns);
    const FindingAnswer* before = i < recorded.answers_size() ? &recorded.answers(i) : nullptr;
    PROBITY_ASSIGN_OR_RETURN(FindingAnswer answer, AskFinding(dialogue, sheet.findings(i), before));
    draft.answers.push_back(std::move(answer));
  }
  PROBITY_ASSIGN_OR_RETURN(draft.text, AskText(dialogue, recorded.text()));
  out << "\n拟提交 to be submitted\n" << DraftText(draft.answers, draft.text, columns);
  PROBITY_ASSIGN_OR_RETURN(const bool submit, AskWhether(dialogue));
  if (!submit) return Stopped();
  return draft;
}

}  // namespace probity::member
