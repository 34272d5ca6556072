#include "services/scoring/domain/sheets/numbers_and_signatures.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/strings/ascii.h"
#include "common/status/status.h"
#include "services/scoring/domain/sheet_scan.h"

namespace probity::scoring {
namespace {

// So many true digits, and letters around them count as digits; fewer in a run as long as a
// telephone number.
constexpr size_t kTrueDigits = 5;
constexpr size_t kTrueDigitsOfTelephone = 3;
constexpr size_t kTelephone = 10;
constexpr size_t kCodeSize = 12;
constexpr size_t kLongestCode = 24;  // words run together without their blanks are longer
constexpr size_t kIdeograph = 3;     // bytes of UTF-8

// Surnames that are hardly ever the end of another word before a title.
constexpr std::string_view kTitledSurnames =
    "王李张刘陈杨赵吴徐孙朱胡郭林罗郑梁谢宋唐邓韩冯曹彭肖董袁潘蒋蔡杜叶魏吕丁姚卢姜崔谭陆汪廖贾韦邹"
    "熊孟秦"
    "阎薛侯雷龙郝孔邵毛赖";
// After a label any surname counts.
constexpr std::string_view kFurtherSurnames =
    "何高马周黄余许段范方石任田夏钟于沈程曾苏史顾尹钱汤黎易常武乔贺龚文施洪庞樊兰殷万葛欧俞安向温管"
    "邬柯涂"
    "纪焦左梅牛鲁莫章关陶金戴白江万";

constexpr std::array<std::string_view, 24> kLabels = {
    "签名",   "签字",   "签章",   "落款",   "署名", "代表人", "负责人", "经办人",
    "联系人", "陈述人", "申辩人", "委托人", "院长", "店长",   "主任",   "医师",
    "医生",   "药师",   "护士",   "患者",   "病人", "参保人", "姓名",   "证人"};
constexpr std::array<std::string_view, 13> kTitles = {"医生", "医师", "大夫", "主任", "院长",
                                                      "店长", "药师", "护士", "老板", "经理",
                                                      "科长", "所长", "站长"};

bool IsDigit(char c) {
  return absl::ascii_isdigit(static_cast<unsigned char>(c));
}
bool IsAlnum(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c));
}
bool LooksLikeDigit(char c) {
  return c == 'o' || c == 'l' || c == 'i';
}

// CJK unified ideographs and the first extension: three bytes each.
bool IsIdeograph(std::string_view text, size_t at) {
  if (at + kIdeograph > text.size()) return false;
  const auto byte = static_cast<unsigned char>(text[at]);
  return byte >= 0xE3 && byte <= 0xE9 &&
         (byte > 0xE3 || static_cast<unsigned char>(text[at + 1]) >= 0x90);
}

bool Contains(std::string_view list, std::string_view ideograph) {
  for (size_t at = 0; at < list.size(); at += kIdeograph) {
    if (list.substr(at, kIdeograph) == ideograph) return true;
  }
  return false;
}

bool StartsAt(std::string_view text, size_t at, std::string_view word) {
  return text.substr(std::min(at, text.size()), word.size()) == word;
}

// The name that begins at `at`, after a label and its colon.
size_t NameSize(std::string_view text, size_t at) {
  size_t count = 0;
  while (IsIdeograph(text, at + count * kIdeograph)) ++count;
  if (count < 2) return 0;
  const std::string_view first = text.substr(at, kIdeograph);
  const bool clear = Contains(kTitledSurnames, first);
  const bool ends = count <= 3;
  if (!clear && !(ends && Contains(kFurtherSurnames, first))) return 0;
  return std::min<size_t>(count, 3) * kIdeograph;
}

void SignedAfterLabel(std::string_view text, size_t at, std::vector<FoundPiece>* found) {
  for (const std::string_view label : kLabels) {
    if (!StartsAt(text, at, label)) continue;
    size_t name = at + label.size();
    if (!StartsAt(text, name, ":")) continue;
    const size_t size = NameSize(text, ++name);
    if (size > 0) found->push_back({name, size});
  }
}

void SurnameBeforeTitle(std::string_view text, size_t at, std::vector<FoundPiece>* found) {
  if (!IsIdeograph(text, at) || !Contains(kTitledSurnames, text.substr(at, kIdeograph))) return;
  if (at >= kIdeograph && text.substr(at - kIdeograph, kIdeograph) == "主") return;  // 主张医师
  for (const std::string_view title : kTitles) {
    if (!StartsAt(text, at + kIdeograph, title)) continue;
    found->push_back({at, kIdeograph + title.size()});
    return;
  }
}

void AddCode(std::string_view text, size_t begin, size_t end, std::vector<FoundPiece>* found) {
  const std::string_view run = text.substr(begin, end - begin);
  const auto digits = static_cast<size_t>(std::count_if(run.begin(), run.end(), IsDigit));
  const bool of_a_code = run.size() >= kCodeSize && run.size() <= kLongestCode;
  if (of_a_code && digits * 2 >= run.size() && digits < run.size()) {
    found->push_back({begin, run.size()});
  }
}

}  // namespace

std::vector<FoundPiece> LongNumbers(std::string_view digits) {
  std::vector<FoundPiece> found;
  for (size_t begin = 0; begin < digits.size();) {
    size_t end = begin;
    size_t strict = 0;   // the longest run of true digits in it
    size_t running = 0;  // that ends here
    size_t all = 0;
    for (; end < digits.size() && (IsDigit(digits[end]) || LooksLikeDigit(digits[end])); ++end) {
      running = IsDigit(digits[end]) ? running + 1 : 0;
      all += IsDigit(digits[end]) ? 1 : 0;
      strict = std::max(strict, running);
    }
    const size_t size = end - begin;
    const bool mixed = (size > kMaxDigitRun && all >= kTrueDigits) ||
                       (size >= kTelephone && all >= kTrueDigitsOfTelephone);
    if (mixed || strict > kMaxDigitRun) found.push_back({begin, size});
    begin = std::max(end, begin + 1);
  }
  return found;
}

std::vector<FoundPiece> Contacts(std::string_view plain) {
  std::vector<FoundPiece> found;
  for (size_t at = 0; at < plain.size(); ++at) {
    const bool address = plain[at] == '@' && at > 0 && at + 1 < plain.size() &&
                         IsAlnum(plain[at - 1]) && IsAlnum(plain[at + 1]);
    if (address) found.push_back({at - 1, 3});
    for (const std::string_view start : {"http:", "https:", "www."}) {
      if (StartsAt(plain, at, start)) found.push_back({at, start.size()});
    }
  }
  for (size_t begin = 0; begin < plain.size();) {
    size_t end = begin;
    while (end < plain.size() && IsAlnum(plain[end])) ++end;
    AddCode(plain, begin, end, &found);
    begin = std::max(end, begin + 1);
  }
  return found;
}

std::vector<FoundPiece> Signatures(std::string_view plain) {
  std::vector<FoundPiece> found;
  for (size_t at = 0; at < plain.size(); ++at) {
    SignedAfterLabel(plain, at, &found);
    SurnameBeforeTitle(plain, at, &found);
  }
  return found;
}

}  // namespace probity::scoring
