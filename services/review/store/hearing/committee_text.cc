#include "services/review/store/hearing/committee_text.h"

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"

namespace probity::review::hearing {
namespace {

using policy::Committee;

struct NumberField {
  absl::string_view key;
  std::int32_t Committee::*member;
};
constexpr NumberField kNumbers[] = {
    {"max_per_employer", &Committee::max_per_employer},
    {"quorum", &Committee::quorum},
    {"quorum_per_group", &Committee::quorum_per_group},
    {"min_decisive", &Committee::min_decisive},
    {"supermajority_numerator", &Committee::supermajority_numerator},
    {"supermajority_denominator", &Committee::supermajority_denominator},
    {"remand_limit", &Committee::remand_limit},
    {"round_min", &Committee::round_min},
    {"round_max", &Committee::round_max},
    {"k_anonymity", &Committee::k_anonymity},
    {"decoy_percent", &Committee::decoy_percent},
    {"decoy_percent_small", &Committee::decoy_percent_small},
    {"screen_floor_margin", &Committee::screen_floor_margin},
    {"screenings_per_case", &Committee::screenings_per_case},
    {"avoid_rounds_max", &Committee::avoid_rounds_max},
    {"reveal_minutes", &Committee::reveal_minutes},
    {"look_back_years", &Committee::look_back_years},
    {"notice_hours_max", &Committee::notice_hours_max},
    {"answer_minutes", &Committee::answer_minutes},
    {"voting_minutes", &Committee::voting_minutes},
    {"voting_minutes_min", &Committee::voting_minutes_min},
    {"extend_minutes", &Committee::extend_minutes},
    {"attendance_rounds_min", &Committee::attendance_rounds_min},
    {"appeal_working_days", &Committee::appeal_working_days},
    {"challenges_per_case", &Committee::challenges_per_case},
    {"disjoint_keep_months", &Committee::disjoint_keep_months},
};

// Tab and newline divide values and lines.
std::string Escaped(const std::string& text) {
  return absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\t", "\\t"}, {"\n", "\\n"}});
}

std::string Unescaped(absl::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char next = text[++i];
    out += next == 't' ? '\t' : next == 'n' ? '\n' : next;
  }
  return out;
}

void AddReasonCode(std::string& text, const policy::ReasonCode& code) {
  const auto number = [](std::string* out, policy::BallotChoice choice) {
    absl::StrAppend(out, static_cast<int>(choice));
  };
  absl::StrAppend(&text, "reason_code\t", Escaped(code.code), "\t", Escaped(code.title.zh), "\t",
                  Escaped(code.title.en), "\t", absl::StrJoin(code.choices, ",", number), "\n");
}

using Words = std::vector<std::string>;

bool ReadInt(const std::string& word, std::int32_t* value) {
  return absl::SimpleAtoi(word, value);
}

bool ReadQuotas(const Words& words, policy::Quotas* quotas) {
  if (words.size() != quotas->size() + 1) return false;
  for (std::size_t i = 0; i < quotas->size(); ++i) {
    if (!ReadInt(words[i + 1], &(*quotas)[i])) return false;
  }
  return true;
}

bool ReadReasonCode(const Words& words, Committee* committee) {
  if (words.size() != 5) return false;
  policy::ReasonCode code;
  code.code = Unescaped(words[1]);
  code.title.zh = Unescaped(words[2]);
  code.title.en = Unescaped(words[3]);
  for (const std::string& one : Words(absl::StrSplit(words[4], ',', absl::SkipEmpty()))) {
    std::int32_t choice = 0;
    if (!ReadInt(one, &choice)) return false;
    code.choices.push_back(static_cast<policy::BallotChoice>(choice));
  }
  committee->reason_codes.push_back(std::move(code));
  return true;
}

bool ReadNumber(const Words& words, Committee* committee) {
  std::int32_t value = 0;
  if (words.size() != 2 || !ReadInt(words[1], &value)) return false;
  if (words[0] == "cases") {
    committee->cases = static_cast<policy::CommitteeCases>(value);
    return true;
  }
  if (words[0] == "tie_rule") {
    committee->tie_rule = static_cast<policy::TieRule>(value);
    return true;
  }
  for (const NumberField& field : kNumbers) {
    if (words[0] != field.key) continue;
    committee->*field.member = value;
    return true;
  }
  return false;
}

bool ReadLine(const Words& words, Committee* committee) {
  if (words[0] == "quotas_first") return ReadQuotas(words, &committee->quotas_first);
  if (words[0] == "quotas_appeal") return ReadQuotas(words, &committee->quotas_appeal);
  if (words[0] == "reason_code") return ReadReasonCode(words, committee);
  if (words[0] == "blind_field" && words.size() == 2) {
    committee->blind_fields.push_back(Unescaped(words[1]));
    return true;
  }
  return ReadNumber(words, committee);
}

}  // namespace

std::string CommitteeText(const Committee& committee) {
  std::string text = absl::StrCat("cases\t", static_cast<int>(committee.cases), "\ntie_rule\t",
                                  static_cast<int>(committee.tie_rule), "\nquotas_first\t",
                                  absl::StrJoin(committee.quotas_first, "\t"), "\nquotas_appeal\t",
                                  absl::StrJoin(committee.quotas_appeal, "\t"), "\n");
  for (const NumberField& field : kNumbers) {
    absl::StrAppend(&text, field.key, "\t", committee.*field.member, "\n");
  }
  for (const std::string& field : committee.blind_fields) {
    absl::StrAppend(&text, "blind_field\t", Escaped(field), "\n");
  }
  for (const policy::ReasonCode& code : committee.reason_codes) AddReasonCode(text, code);
  return text;
}

absl::StatusOr<Committee> CommitteeFromText(std::string_view text) {
  Committee committee;
  bool readable = true;
  for (const absl::string_view line : absl::StrSplit(ToAbsl(text), '\n', absl::SkipEmpty())) {
    readable = readable && ReadLine(absl::StrSplit(line, '\t'), &committee);
  }
  // One form per value: what is not written back to the same text was not written here.
  if (readable && CommitteeText(committee) == text) return committee;
  return absl::InternalError("the committee terms of a round are damaged");
}

}  // namespace probity::review::hearing
