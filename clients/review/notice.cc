#include "clients/review/notice.h"

#include <unicode/normalizer2.h>

#include <array>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/codes/codes.h"
#include "common/codes/text.h"
#include "common/crypto/crypto.h"
#include "common/status/status.h"

namespace probity::member {
namespace {

constexpr size_t kRoundBytes = 16;
constexpr size_t kMinuteSymbols = 16;  // "2026-05-08 16:00"

absl::Status Wrong(std::string_view field, std::string_view what) {
  return FieldCheck().Check(false, field, what).Result();
}

absl::StatusOr<std::string> WithChinese(std::string_view chinese,
                                        absl::StatusOr<std::string> parsed) {
  if (parsed.ok()) return parsed;
  std::vector<FieldViolation> violations = DetailOf(parsed.status()).violations;
  for (FieldViolation& one : violations) {
    one.description = absl::StrCat(ToAbsl(chinese), " ", one.description);
  }
  return BadRequest(std::move(violations));
}

// What follows one of `labels` and a colon in a lower-cased line.
std::optional<std::string> ValueAfter(std::string_view line,
                                      const std::array<std::string_view, 2>& labels) {
  for (const std::string_view label : labels) {
    const size_t at = line.find(label);
    if (at == std::string_view::npos) continue;
    const size_t colon = line.find_first_not_of(' ', at + label.size());
    if (colon == std::string_view::npos || line[colon] != ':') continue;
    return std::string(absl::StripAsciiWhitespace(ToAbsl(line.substr(colon + 1))));
  }
  return std::nullopt;
}

// A value that a text may state once, or more than once in the same words.
struct Stated {
  std::string value;
  bool twice = false;

  void Take(const std::optional<std::string>& found) {
    if (!found.has_value()) return;
    twice = twice || (!value.empty() && value != *found);
    value = *found;
  }
};

}  // namespace

std::optional<std::string> PlainForm(std::string_view utf8) {
  if (!codes::CodePoints(utf8).has_value()) return std::nullopt;
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(error);
  if (U_FAILURE(error)) return std::nullopt;
  const icu::UnicodeString text = icu::UnicodeString::fromUTF8(
      icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())));
  std::string plain;
  nfkc->normalize(text, error).toUTF8String(plain);
  if (U_FAILURE(error)) return std::nullopt;
  return plain;
}

absl::StatusOr<std::string> ParseRound(std::string_view input) {
  const std::optional<std::string> plain = PlainForm(input);
  std::string hex;
  for (const char c : plain.value_or("")) {
    if (c != ' ' && c != '-' && c != '\t') hex.push_back(c);
  }
  PROBITY_RETURN_IF_ERROR(FieldCheck()
                              .Check(hex.size() == 2 * kRoundBytes && crypto::FromHex(hex).ok(),
                                     "场次 round",
                                     "须为32位十六进制数 must be 32 hex digits, as in the notice")
                              .Result());
  return crypto::FromHex(hex);
}

absl::StatusOr<std::string> ParseTypedCode(std::string_view input, std::string_view field) {
  return WithChinese("代码有误，请逐位核对", codes::ParseCode(input, field));
}

absl::StatusOr<std::string> ParseTypedSerial(std::string_view input) {
  return WithChinese("编号有误，请逐位核对", codes::ParseSerial(input, "编号 serial"));
}

absl::StatusOr<Notice> ParseNotice(std::string_view text) {
  const std::optional<std::string> plain = PlainForm(text);
  if (!plain.has_value()) return Wrong("通知 notice", "须为UTF-8文本 must be a text in UTF-8");
  Stated round, answer, voting, closes;
  for (const absl::string_view raw : absl::StrSplit(*plain, '\n')) {
    const std::string line = absl::AsciiStrToLower(raw);
    round.Take(ValueAfter(line, {"round", "场次"}));
    answer.Take(ValueAfter(line, {"answer code", "应召码"}));
    voting.Take(ValueAfter(line, {"voting code", "表决码"}));
    closes.Take(ValueAfter(line, {"voting closes", "表决截止"}));
  }
  const Stated& code = answer.value.empty() ? voting : answer;
  FieldCheck check;
  check.Check(!round.value.empty(), "通知中的场次 notice.round",
              "通知中没有“场次 round:”一行 the notice has no such line");
  check.Check(!code.value.empty(), "通知中的代码 notice.code",
              "通知中没有“应召码 answer code:”或“表决码 voting code:”一行 "
              "the notice has no such line");
  check.Check(!round.twice && !code.twice && (answer.value.empty() || voting.value.empty()),
              "通知 notice", "文件中不止一份通知 more than one notice; keep the newest alone");
  PROBITY_RETURN_IF_ERROR(check.Result());
  Notice notice;
  notice.closes = closes.value.substr(0, kMinuteSymbols);
  notice.kind = answer.value.empty() ? CodeKind::kVoting : CodeKind::kAnswer;
  PROBITY_ASSIGN_OR_RETURN(notice.round, ParseRound(round.value));
  PROBITY_ASSIGN_OR_RETURN(notice.code, ParseTypedCode(code.value, "通知中的代码 notice.code"));
  return notice;
}

}  // namespace probity::member
