#include "clients/review/answers.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "clients/review/notice.h"
#include "clients/review/view.h"
#include "common/codes/text.h"
#include "common/status/status.h"

namespace probity::member {
namespace {

using review::v1::CHOICE_ABSTAIN;
using review::v1::CHOICE_NOT_UPHOLD;
using review::v1::CHOICE_REMAND;
using review::v1::CHOICE_UNSPECIFIED;
using review::v1::CHOICE_UPHOLD;

struct ChoiceWords {
  Choice choice;
  std::string_view name;
  std::string_view title;
};
constexpr std::array<ChoiceWords, 4> kChoices = {
    {{CHOICE_UPHOLD, "uphold", "维持 uphold"},
     {CHOICE_NOT_UPHOLD, "not_uphold", "不成立 not_uphold"},
     {CHOICE_REMAND, "remand", "退回补证 remand"},
     {CHOICE_ABSTAIN, "abstain", "弃权 abstain"}}};

constexpr std::array<ReasonCode, 7> kReasons = {
    {{"R01", "证据认定如所述 evidence as assessed", std::nullopt},
     {"R02", "事实未证明 facts not proven", std::nullopt},
     {"R03", "适用规则不当 wrong rule", std::nullopt},
     {"R04", "记分过罚不当 points disproportionate", std::nullopt},
     {"R05", "程序问题 procedure", std::nullopt},
     {"R06", "需补充证据 more evidence needed", CHOICE_REMAND},
     {"R07", "委员认出案件 member recognises the case", CHOICE_ABSTAIN}}};
constexpr std::string_view kRecognisedCode = "R07";

constexpr char kForm[] =
    "写法 is written 1=uphold:3:R01,R04 · 1=not_uphold:R02 · 1=remand:R06 · 1=abstain:R07";

absl::Status Wrong(std::string_view field, std::string_view what) {
  return FieldCheck().Check(false, field, what).Result();
}

const ReasonCode* FindReason(std::string_view code) {
  const auto found = std::find_if(kReasons.begin(), kReasons.end(),
                                  [&](const ReasonCode& one) { return one.code == code; });
  return found == kReasons.end() ? nullptr : &*found;
}

// "R04" of "R04", "r4", "04" or "4".
std::string ReasonName(absl::string_view word) {
  std::string digits = absl::AsciiStrToUpper(word);
  if (digits.starts_with('R')) digits.erase(0, 1);
  int number = 0;
  const bool is_number = digits.size() <= 2 && absl::SimpleAtoi(digits, &number);
  return is_number ? absl::StrFormat("R%02d", number) : std::string(word);
}

void Merge(const absl::Status& status, std::vector<FieldViolation>& violations) {
  for (FieldViolation& one : DetailOf(status).violations) violations.push_back(std::move(one));
}

void CheckPoints(const SheetFinding& finding, const FindingAnswer& answer, const std::string& field,
                 FieldCheck& check) {
  if (answer.choice() == CHOICE_UPHOLD) {
    check.Check(
        answer.points() >= finding.points_floor() && answer.points() <= finding.points_ceiling(),
        field + ".points",
        absl::StrCat("维持时分值应为 must be ", PointsText(finding), " when upholding"));
  } else {
    check.Check(answer.points() == 0, field + ".points",
                "仅维持时填分值 points are given only when upholding");
  }
}

void CheckReasons(const FindingAnswer& answer, const std::string& field, FieldCheck& check) {
  const auto count = static_cast<size_t>(answer.reason_codes_size());
  check.Check(count >= 1 && count <= kMaxReasonCodes, field + ".reasons",
              "理由代码1至3个 one to three reason codes are required");
  std::set<std::string> seen;
  for (const std::string& code : answer.reason_codes()) {
    const ReasonCode* known = FindReason(code);
    if (known == nullptr) {
      check.Check(false, field + ".reasons", "理由代码为 reason codes are R01 to R07");
      continue;
    }
    check.Check(!known->only.has_value() || *known->only == answer.choice(), field + ".reasons",
                absl::StrCat(code, " 只用于 goes only with ",
                             ToAbsl(ChoiceTitle(known->only.value_or(CHOICE_UNSPECIFIED)))));
    check.Check(seen.insert(code).second, field + ".reasons",
                absl::StrCat(code, " 重复 is given twice"));
  }
}

std::vector<std::string> SortedReasons(const FindingAnswer& answer) {
  std::vector<std::string> codes(answer.reason_codes().begin(), answer.reason_codes().end());
  std::sort(codes.begin(), codes.end());
  return codes;
}

bool Same(const FindingAnswer& a, const FindingAnswer& b) {
  return a.choice() == b.choice() && a.points() == b.points() &&
         SortedReasons(a) == SortedReasons(b);
}

bool Recognises(const FindingAnswer& answer) {
  return std::find(answer.reason_codes().begin(), answer.reason_codes().end(), kRecognisedCode) !=
         answer.reason_codes().end();
}

}  // namespace

std::span<const ReasonCode> ReasonCodes() {
  return kReasons;
}

std::vector<ReasonCode> ReasonCodesFor(Choice choice) {
  std::vector<ReasonCode> fitting;
  for (const ReasonCode& one : kReasons) {
    if (!one.only.has_value() || *one.only == choice) fitting.push_back(one);
  }
  return fitting;
}

std::string_view ChoiceTitle(Choice choice) {
  for (const ChoiceWords& words : kChoices) {
    if (words.choice == choice) return words.title;
  }
  return "?";
}

std::string_view ChoiceName(Choice choice) {
  for (const ChoiceWords& words : kChoices) {
    if (words.choice == choice) return words.name;
  }
  return "?";
}

std::optional<Choice> ChoiceNamed(std::string_view name) {
  const std::string lower = absl::AsciiStrToLower(absl::StripAsciiWhitespace(ToAbsl(name)));
  const std::string plain = absl::StrReplaceAll(lower, {{"-", "_"}, {" ", "_"}});
  for (const ChoiceWords& words : kChoices) {
    if (words.name == plain) return words.choice;
    if (words.title.substr(0, words.title.find(' ')) == plain) return words.choice;
  }
  return std::nullopt;
}

absl::StatusOr<std::vector<std::string>> ParseReasons(std::string_view text,
                                                      std::string_view field) {
  const std::string plain =
      absl::StrReplaceAll(PlainForm(text).value_or("?"), {{"、", ","}, {";", ","}, {" ", ","}});
  std::vector<std::string> codes;
  for (const absl::string_view word : absl::StrSplit(plain, ',', absl::SkipEmpty())) {
    codes.push_back(ReasonName(word));
    if (FindReason(codes.back()) == nullptr) {
      return Wrong(field, "理由代码为 reason codes are R01 to R07");
    }
  }
  std::sort(codes.begin(), codes.end());
  return codes;
}

absl::StatusOr<NumberedAnswer> ParseFinding(std::string_view text) {
  const std::string field = absl::StrCat("--finding ", ToAbsl(text));
  const std::string plain = PlainForm(text).value_or("");
  const std::pair<std::string, std::string> sides = absl::StrSplit(plain, absl::MaxSplits('=', 1));
  const std::vector<std::string> parts = absl::StrSplit(sides.second, ':');
  NumberedAnswer numbered;
  const bool has_number = absl::SimpleAtoi(sides.first, &numbered.number) && numbered.number >= 1;
  const std::optional<Choice> choice = ChoiceNamed(parts.front());
  if (!has_number || !choice.has_value()) return Wrong(field, kForm);
  const bool upholds = *choice == CHOICE_UPHOLD;
  if (parts.size() != (upholds ? 3u : 2u)) {
    return Wrong(field, upholds ? "维持须写分值和理由 uphold needs points and reasons: "
                                  "1=uphold:3:R01,R04"
                                : "只写选择和理由 is a choice and its reasons: 1=remand:R06");
  }
  numbered.answer.set_choice(*choice);
  int64_t points = 0;
  if (upholds && !absl::SimpleAtoi(parts[1], &points)) {
    return Wrong(field, "分值须为整数 points must be a whole number");
  }
  numbered.answer.set_points(points);
  PROBITY_ASSIGN_OR_RETURN(const std::vector<std::string> reasons,
                           ParseReasons(parts.back(), field));
  numbered.answer.mutable_reason_codes()->Assign(reasons.begin(), reasons.end());
  return numbered;
}

absl::StatusOr<std::vector<FindingAnswer>> AnswersFor(const SheetBody& sheet,
                                                      const std::vector<std::string>& texts) {
  std::vector<FieldViolation> violations;
  std::map<int, FindingAnswer> by_number;
  bool all_read = true;
  for (const std::string& text : texts) {
    const absl::StatusOr<NumberedAnswer> one = ParseFinding(text);
    if (!one.ok()) {
      all_read = false;
      Merge(one.status(), violations);
    } else if (one->number > sheet.findings_size()) {
      violations.push_back(
          {absl::StrCat("--finding ", text),
           absl::StrCat("本件共 this case has ", sheet.findings_size(), " 项 finding(s)")});
    } else if (!by_number.emplace(one->number, one->answer).second) {
      violations.push_back({absl::StrCat("--finding ", text),
                            absl::StrCat("第", one->number, "项已答 is answered twice")});
    } else {
      Merge(CheckAnswer(sheet.findings(one->number - 1), one->answer,
                        absl::StrCat("--finding ", text)),
            violations);
    }
  }
  // A text that could not be read may have been the answer to any finding.
  for (int number = 1; all_read && number <= sheet.findings_size(); ++number) {
    if (!by_number.contains(number)) {
      violations.push_back({absl::StrCat("第", number, "项 finding ", number),
                            "未答 has no answer; every finding needs one"});
    }
  }
  if (!violations.empty()) return BadRequest(std::move(violations));
  std::vector<FindingAnswer> answers;
  for (auto& [number, answer] : by_number) answers.push_back(std::move(answer));
  return answers;
}

std::vector<FindingAnswer> Recognised(const SheetBody& sheet) {
  FindingAnswer abstention;
  abstention.set_choice(CHOICE_ABSTAIN);
  abstention.add_reason_codes(std::string(kRecognisedCode));
  return std::vector<FindingAnswer>(static_cast<size_t>(sheet.findings_size()), abstention);
}

absl::Status CheckAnswer(const SheetFinding& finding, const FindingAnswer& answer,
                         std::string_view field) {
  FieldCheck check;
  const std::string path(field);
  const bool chosen = answer.choice() >= CHOICE_UPHOLD && answer.choice() <= CHOICE_ABSTAIN;
  check.Check(chosen, path + ".choice", "须为 is one of uphold, not_uphold, remand, abstain");
  if (chosen) {
    CheckPoints(finding, answer, path, check);
    CheckReasons(answer, path, check);
  }
  return check.Result();
}

absl::Status CheckBallot(const SheetBody& sheet, const std::vector<FindingAnswer>& answers,
                         std::string_view text) {
  std::vector<FieldViolation> violations;
  if (answers.size() != static_cast<size_t>(sheet.findings_size())) {
    violations.push_back(
        {"findings", absl::StrCat("本件共 this case has ", sheet.findings_size(),
                                  " 项 finding(s), 已答 answered ", answers.size())});
  }
  for (int i = 0; i < std::min(static_cast<int>(answers.size()), sheet.findings_size()); ++i) {
    Merge(CheckAnswer(sheet.findings(i), answers[static_cast<size_t>(i)],
                      absl::StrCat("第", i + 1, "项 finding ", i + 1)),
          violations);
  }
  if (text.size() > kMaxTextBytes) {
    violations.push_back(
        {"text", absl::StrCat("不得超过1024字节 at most 1024 bytes, has ", text.size())});
  }
  if (!codes::CodePoints(text).has_value()) {
    violations.push_back({"text", "须为UTF-8 must be UTF-8"});
  }
  return violations.empty() ? absl::OkStatus() : BadRequest(std::move(violations));
}

bool RecognisedInPart(const std::vector<FindingAnswer>& answers) {
  const auto recognising = std::count_if(answers.begin(), answers.end(), &Recognises);
  return recognising > 0 && recognising < static_cast<std::ptrdiff_t>(answers.size());
}

bool Says(const review::v1::GetBallotResponse& ballot, const std::vector<FindingAnswer>& answers,
          std::string_view text) {
  return ballot.revision() > 0 && ballot.text() == text &&
         std::equal(ballot.answers().begin(), ballot.answers().end(), answers.begin(),
                    answers.end(), &Same);
}

}  // namespace probity::member
