#include "clients/probityctl/inputs/workbook_styles.h"

#include <algorithm>
#include <map>

#include "absl/strings/numbers.h"
#include "clients/probityctl/inputs/xml.h"
#include "common/status/status.h"

namespace probity::inputs {
namespace {

constexpr size_t kShownDigits = 15;
constexpr int kMostExponent = 400;

// Built-in formats of ECMA-376 18.8.30, the dates of the Chinese locales among them.
CellKind KindOfBuiltIn(int id) {
  if (id == 9 || id == 10) return CellKind::kPercent;
  const bool date = (14 <= id && id <= 22) || (27 <= id && id <= 36) || (45 <= id && id <= 47) ||
                    (50 <= id && id <= 58);
  return date ? CellKind::kDate : CellKind::kNumber;
}

int Number(const Attributes& attributes, const std::string& name) {
  const auto found = attributes.find(name);
  int value = 0;
  return found != attributes.end() && absl::SimpleAtoi(found->second, &value) ? value : 0;
}

bool AllDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Digits with the point behind the first `point` of them.
struct Scientific {
  bool negative = false;
  std::string digits;  // without leading zeros
  int point = 0;
};

std::optional<Scientific> Split(std::string_view text) {
  Scientific number;
  number.negative = text.starts_with('-');
  if (number.negative) text.remove_prefix(1);
  const size_t e = text.find_first_of("eE");
  int exponent = 0;
  if (e != std::string_view::npos && (!absl::SimpleAtoi(ToAbsl(text.substr(e + 1)), &exponent) ||
                                      exponent > kMostExponent || exponent < -kMostExponent)) {
    return std::nullopt;
  }
  const std::string_view mantissa = text.substr(0, e);
  const size_t dot = mantissa.find('.');
  const std::string_view whole = mantissa.substr(0, dot);
  const std::string_view places = dot == std::string_view::npos ? "" : mantissa.substr(dot + 1);
  if ((whole.empty() && places.empty()) || !AllDigits(whole) || !AllDigits(places)) {
    return std::nullopt;
  }
  number.digits = std::string(whole) + std::string(places);
  number.point = static_cast<int>(whole.size()) + exponent;
  const size_t zeros = std::min(number.digits.find_first_not_of('0'), number.digits.size());
  number.digits.erase(0, zeros);
  number.point -= static_cast<int>(zeros);
  return number;
}

// Half up to the digits a spreadsheet shows.
void Shorten(Scientific& number) {
  if (number.digits.size() > kShownDigits) {
    const bool up = number.digits[kShownDigits] >= '5';
    number.digits.resize(kShownDigits);
    for (size_t i = kShownDigits; up && i-- > 0;) {
      if (number.digits[i] != '9') {
        ++number.digits[i];
        break;
      }
      number.digits[i] = '0';
      if (i > 0) continue;
      number.digits.insert(0, "1");
      ++number.point;
    }
  }
  while (number.digits.ends_with('0')) number.digits.pop_back();
}

}  // namespace

CellKind KindOfFormat(std::string_view code) {
  bool quoted = false;
  bool bracket = false;
  CellKind kind = CellKind::kNumber;
  for (size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
    const char c = code[i];
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '[') bracket = true;
    if (c == ']') bracket = false;
    if (c == '\\' || c == '_' || c == '*') {
      ++i;  // the next character is shown or skipped, no part of the format
    } else if (!bracket && std::string_view("yYdDhHmMsS").find(c) != std::string_view::npos) {
      return CellKind::kDate;
    } else if (c == '%') {
      kind = CellKind::kPercent;
    }
  }
  return kind;
}

std::optional<std::vector<CellKind>> ReadStyles(std::string_view xml) {
  std::map<int, CellKind> custom;
  std::vector<CellKind> kinds;
  bool in_cells = false;
  XmlEvents events;
  events.start = [&](std::string_view name, const Attributes& attributes) {
    if (name == "numFmt" && attributes.count("formatCode") > 0) {
      custom[Number(attributes, "numFmtId")] = KindOfFormat(attributes.at("formatCode"));
    } else if (name == "cellXfs") {
      in_cells = true;
    } else if (name == "xf" && in_cells) {
      const int id = Number(attributes, "numFmtId");
      const auto found = custom.find(id);
      kinds.push_back(found != custom.end() ? found->second : KindOfBuiltIn(id));
    }
  };
  events.end = [&](std::string_view name) {
    if (name == "cellXfs") in_cells = false;
  };
  if (!ReadXml(xml, events)) return std::nullopt;
  return kinds;
}

std::string ShownDecimal(std::string_view stored) {
  std::optional<Scientific> number = Split(stored);
  if (!number.has_value()) return "";
  Shorten(*number);
  if (number->digits.empty()) return "0";
  std::string text = number->digits;
  const int size = static_cast<int>(text.size());
  if (number->point <= 0) {
    text.insert(0, static_cast<size_t>(-number->point), '0');
    text.insert(0, "0.");
  } else if (number->point < size) {
    text.insert(static_cast<size_t>(number->point), ".");
  } else {
    text.append(static_cast<size_t>(number->point - size), '0');
  }
  return number->negative ? "-" + text : text;
}

}  // namespace probity::inputs
