#include "common/json/json.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/status/status.h"

namespace probity {
namespace {

constexpr int kMaxDepth = 100;
constexpr size_t kMaxShown = 60;

bool IsDigit(char c) {
  return '0' <= c && c <= '9';
}

void AppendUtf8(uint32_t code, std::string& out) {
  const auto tail = [&](int shift) {
    out.push_back(static_cast<char>(0x80U | ((code >> shift) & 0x3FU)));
  };
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    out.push_back(static_cast<char>(0xC0U | (code >> 6)));
    tail(0);
  } else if (code < 0x10000) {
    out.push_back(static_cast<char>(0xE0U | (code >> 12)));
    tail(6);
    tail(0);
  } else {
    out.push_back(static_cast<char>(0xF0U | (code >> 18)));
    tail(12);
    tail(6);
    tail(0);
  }
}

// Reads from `at_` on; the first fault stops it.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  absl::StatusOr<Json> Whole() {
    Json value = Value(0);
    Space();
    if (fault_.empty() && at_ != text_.size()) Fail("something follows the value");
    if (!fault_.empty()) return absl::InvalidArgumentError(Place() + fault_);
    return value;
  }

 private:
  std::string Place() const {
    const std::string_view before = text_.substr(0, at_);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    return absl::StrCat(line, ":", at_ - (before.rfind('\n') + 1) + 1, ": ");
  }

  Json Fail(std::string_view what) {
    if (fault_.empty()) fault_ = what;
    return {};
  }

  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool Take(char c) {
    if (Peek() != c || at_ == text_.size()) return false;
    ++at_;
    return true;
  }
  bool TakeWord(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  void Space() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

  Json Value(int depth) {
    Space();
    if (depth > kMaxDepth) return Fail("nested too deeply");
    if (Take('{')) return Object(depth);
    if (Take('[')) return List(depth);
    if (Take('"')) return Json::Text(Text());
    if (TakeWord("true")) return Json::Flag(true);
    if (TakeWord("false")) return Json::Flag(false);
    if (TakeWord("null")) return {};
    if (Peek() == '-' || IsDigit(Peek())) return Number();
    return Fail("a value is expected");
  }

  Json Number() {
    const size_t from = at_;
    Take('-');
    if (!Take('0') && !Digits()) return Fail("a digit is expected");
    if (Take('.') && !Digits()) return Fail("a digit is expected");
    if (Take('e') || Take('E')) {
      if (!Take('+')) Take('-');
      if (!Digits()) return Fail("a digit is expected");
    }
    return Json::NumberText(std::string(text_.substr(from, at_ - from)));
  }
  bool Digits() {
    const size_t from = at_;
    while (IsDigit(Peek())) ++at_;
    return at_ > from;
  }

  Json List(int depth) {
    std::vector<Json> items;
    Space();
    if (Take(']')) return Json::List({});
    do {
      items.push_back(Value(depth + 1));
      Space();
    } while (fault_.empty() && Take(','));
    if (fault_.empty() && !Take(']')) return Fail("',' or ']' is expected");
    return Json::List(std::move(items));
  }

  Json Object(int depth) {
    Json object = Json::Object({});
    Space();
    if (Take('}')) return object;
    do {
      Space();
      if (!Take('"')) return Fail("the name of a member is expected");
      const std::string name = Text();
      Space();
      if (!Take(':')) return Fail("':' is expected");
      if (object.Find(name) != nullptr) {
        return Fail(absl::StrCat("\"", name, "\" stands twice in one object"));
      }
      object.Add(name, Value(depth + 1));
      Space();
    } while (fault_.empty() && Take(','));
    if (fault_.empty() && !Take('}')) return Fail("',' or '}' is expected");
    return object;
  }

  // After the opening quote.
  std::string Text() {
    std::string out;
    while (fault_.empty()) {
      if (at_ == text_.size()) {
        Fail("a text does not end");
      } else if (Take('"')) {
        break;
      } else if (Take('\\')) {
        Escape(out);
      } else if (static_cast<unsigned char>(Peek()) < 0x20) {
        Fail("a control character stands in a text");
      } else {
        out.push_back(text_[at_++]);
      }
    }
    return out;
  }

  void Escape(std::string& out) {
    constexpr std::string_view kNames = "\"\\/bfnrt";
    constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
    if (Take('u')) return AppendUtf8(Unicode(), out);
    const size_t known = at_ < text_.size() ? kNames.find(text_[at_]) : std::string_view::npos;
    if (known == std::string_view::npos) {
      Fail("an escape is unknown");
      return;
    }
    out.push_back(kMeant[known]);
    ++at_;
  }

  uint32_t Unicode() {
    const uint32_t first = Hex4();
    if (first < 0xD800 || first > 0xDFFF) return first;
    const uint32_t second = first < 0xDC00 && TakeWord("\\u") ? Hex4() : 0;
    if (second < 0xDC00 || second > 0xDFFF) Fail("half of a surrogate pair is missing");
    return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
  }

  uint32_t Hex4() {
    uint32_t code = 0;
    for (int i = 0; i < 4; ++i) {
      const size_t digit = at_ < text_.size() ? kHex.find(text_[at_]) : std::string_view::npos;
      if (digit == std::string_view::npos) {
        Fail("four hexadecimal digits are expected");
        return 0;
      }
      code = code * 16 + static_cast<uint32_t>(digit < 16 ? digit : digit - 6);
      ++at_;
    }
    return code;
  }

  static constexpr std::string_view kHex = "0123456789abcdefABCDEF";

  const std::string_view text_;
  size_t at_ = 0;
  std::string fault_;
};

}  // namespace

Json Json::Flag(bool value) {
  Json json;
  json.kind_ = Kind::kFlag;
  json.text_ = value ? "true" : "false";
  return json;
}

Json Json::Number(int64_t value) {
  return NumberText(absl::StrCat(value));
}

Json Json::NumberText(std::string text) {
  Json json;
  json.kind_ = Kind::kNumber;
  json.text_ = std::move(text);
  return json;
}

Json Json::Text(std::string text) {
  Json json;
  json.kind_ = Kind::kText;
  json.text_ = std::move(text);
  return json;
}

Json Json::List(std::vector<Json> items) {
  Json json;
  json.kind_ = Kind::kList;
  json.items_ = std::move(items);
  return json;
}

Json Json::Object(std::vector<Member> members) {
  Json json;
  json.kind_ = Kind::kObject;
  for (Member& member : members) json.Add(member.first, std::move(member.second));
  return json;
}

std::optional<int64_t> Json::Integer() const {
  int64_t value = 0;
  if (kind_ != Kind::kNumber || !absl::SimpleAtoi(text_, &value)) return std::nullopt;
  return value;
}

const Json* Json::Find(std::string_view name) const {
  const auto found = places_.find(name);
  return found == places_.end() ? nullptr : &members_[found->second].second;
}

void Json::Add(std::string_view name, Json value) {
  places_.emplace(std::string(name), members_.size());
  members_.emplace_back(std::string(name), std::move(value));
}

std::string Json::Shown() const {
  switch (kind_) {
    case Kind::kNull:
      return "null";
    case Kind::kFlag:
    case Kind::kNumber:
      return text_;
    case Kind::kText:
      return absl::StrCat("\"", text_.substr(0, kMaxShown), "\"");
    case Kind::kObject:
      return members_.empty() ? "{}" : "{…}";
    case Kind::kList:
      break;
  }
  std::string shown = "[";
  for (const Json& item : items_) {
    if (shown.size() > kMaxShown) return shown + ", …]";
    absl::StrAppend(&shown, shown.size() > 1 ? ", " : "", item.Shown());
  }
  return shown + "]";
}

absl::StatusOr<Json> ParseJson(std::string_view text) {
  constexpr std::string_view kBom = "\xEF\xBB\xBF";
  if (text.substr(0, kBom.size()) == kBom) text.remove_prefix(kBom.size());
  return Parser(text).Whole();
}

}  // namespace probity
