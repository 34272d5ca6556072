#include "tests/blind/canary.h"

#include <iconv.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cctype>
#include <deque>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/codes/text.h"
#include "common/crypto/crypto.h"
#include "common/id/id.h"

namespace probity::blind {
namespace {

constexpr std::size_t kShortest = 5;  // bytes: what is shorter is met by chance
constexpr std::size_t kIdeographs = 3;

struct Form {
  std::string how;
  std::string bytes;
};

std::string Converted(const std::string& text, const char* encoding) {
  const iconv_t converter = iconv_open(encoding, "UTF-8");
  std::string in = text;
  std::string out(4 * text.size() + 16, '\0');
  char* from = in.data();
  char* to = out.data();
  std::size_t from_left = in.size();
  std::size_t to_left = out.size();
  const bool done = iconv(converter, &from, &from_left, &to, &to_left) != std::size_t(-1);
  iconv_close(converter);
  out.resize(done ? out.size() - to_left : 0);
  return out;
}

// The symbols of base64 that depend on `bytes` alone, where they begin `offset` bytes after a
// multiple of three.
std::string Base64At(std::size_t offset, const std::string& bytes) {
  const std::string whole = absl::WebSafeBase64Escape(std::string(offset, '\0') + bytes);
  const std::size_t first = (8 * offset + 5) / 6;
  const std::size_t end = 8 * (offset + bytes.size()) / 6;
  return whole.substr(first, end - first);
}

void AddBase64(const std::string& how, const std::string& bytes, std::vector<Form>* forms) {
  for (std::size_t offset = 0; offset < 3; ++offset) {
    const std::string safe = Base64At(offset, bytes);
    forms->push_back({how + "base64", safe});
    forms->push_back({how + "base64", absl::StrReplaceAll(safe, {{"-", "+"}, {"_", "/"}})});
  }
}

void AddNumber(std::uint64_t number, std::vector<Form>* forms) {
  std::string fixed;
  for (int i = 0; i < 8; ++i) fixed.push_back(static_cast<char>(number >> (8 * i)));
  forms->push_back({"fixed, little end first", fixed});
  forms->push_back({"fixed, big end first", std::string(fixed.rbegin(), fixed.rend())});
  std::string varint;
  for (std::uint64_t rest = number; varint.empty() || rest > 0; rest >>= 7) {
    varint.push_back(static_cast<char>((rest & 0x7F) | (rest > 0x7F ? 0x80 : 0)));
  }
  forms->push_back({"varint", varint});
}

void AddTexts(const std::string& how, const std::string& text, std::vector<Form>* forms) {
  forms->push_back({how + "UTF-8", text});
  forms->push_back({how + "GBK", Converted(text, "GBK")});
  forms->push_back({how + "UTF-16LE", Converted(text, "UTF-16LE")});
  forms->push_back({how + "UTF-16BE", Converted(text, "UTF-16BE")});
}

bool IsHan(char32_t c) {
  return c >= 0x3400 && c <= 0x9FFF;
}

std::vector<std::string> Trigrams(const std::string& text) {
  const icu::UnicodeString units = icu::UnicodeString::fromUTF8(text);
  std::vector<std::string> found;
  const auto count = static_cast<std::size_t>(units.length());
  for (std::size_t i = 0; i + kIdeographs <= count; ++i) {
    const icu::UnicodeString part(units, static_cast<int>(i), kIdeographs);
    bool han = true;
    for (int k = 0; k < part.length(); ++k) han = han && IsHan(part[k]);
    if (!han) continue;
    part.toUTF8String(found.emplace_back());
  }
  return found;
}

// The 16 bytes of an id as ours are written, or as UUIDs are.
std::string IdBytes(const std::string& text) {
  const absl::StatusOr<Id> id = Id::Parse(text);
  if (id.ok()) return id->Bytes();
  const std::string digits = absl::StrReplaceAll(text, {{"-", ""}});
  const bool hex = digits.size() == 32 && std::all_of(digits.begin(), digits.end(), [](char c) {
                     return absl::ascii_isxdigit(static_cast<unsigned char>(c));
                   });
  return hex ? absl::HexStringToBytes(digits) : "";
}

std::vector<Form> FormsOf(const Canary& canary) {
  std::vector<Form> forms;
  AddTexts("", canary.text, &forms);
  for (const std::string& part : Trigrams(canary.text)) AddTexts("part, ", part, &forms);
  const std::vector<Form> plain = forms;
  for (const Form& form : plain) {
    const std::string hex = crypto::Hex(form.bytes);
    forms.push_back({form.how + " in hex", hex});
    forms.push_back({form.how + " in HEX", absl::AsciiStrToUpper(hex)});
    AddBase64(form.how + " in ", form.bytes, &forms);
  }
  const std::string hash = crypto::Sha256(canary.text);
  forms.push_back({"SHA-256", hash});
  forms.push_back({"SHA-256 in hex", crypto::Hex(hash)});
  const std::string uuid = IdBytes(canary.text);
  forms.push_back({"bytes of the id", uuid});
  forms.push_back({"hex of the id", crypto::Hex(uuid)});
  if (!uuid.empty()) AddBase64("bytes of the id in ", uuid, &forms);
  std::uint64_t number = 0;
  if (absl::SimpleAtoi(canary.text, &number)) AddNumber(number, &forms);
  return forms;
}

}  // namespace

std::string Folded(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* const folding = icu::Normalizer2::getNFKCCasefoldInstance(error);
  const auto piece = icu::StringPiece(text.data(), static_cast<int>(text.size()));
  const icu::UnicodeString folded = folding->normalize(icu::UnicodeString::fromUTF8(piece), error);
  std::string out;
  folded.toUTF8String(out);
  std::erase_if(out, [](char c) { return c == ' ' || c == '-' || c == '_' || c == '\0'; });
  return out;
}

CanaryScanner::CanaryScanner(const std::vector<Canary>& canaries) {
  for (const Canary& canary : canaries) {
    for (const Form& form : FormsOf(canary)) {
      if (form.bytes.size() >= kShortest) raw_.Add(form.bytes, canary.what + ": " + form.how);
    }
    folded_.Add(Folded(canary.text), canary.what + ": folded");
    for (const std::string& part : Trigrams(canary.text)) {
      folded_.Add(Folded(part), canary.what + ": part, folded");
    }
    if (!canary.pinyin.empty()) folded_.Add(Folded(canary.pinyin), canary.what + ": by sound");
  }
  raw_.Finish();
  folded_.Finish();
}

std::vector<std::string> CanaryScanner::Find(std::string_view bytes) const {
  std::set<std::string> found;
  const auto scan = [&](const Patterns& patterns, std::string_view text) {
    std::vector<bool> met(patterns.meanings().size(), false);
    patterns.Find(text, &met);
    for (std::size_t i = 0; i < met.size(); ++i) {
      if (met[i]) found.insert(patterns.meanings()[i]);
    }
  };
  scan(raw_, bytes);
  scan(folded_, Folded(bytes));
  return {found.begin(), found.end()};
}

CanaryScanner::Patterns::Node::Node() {
  std::fill(std::begin(next), std::end(next), -1);
}

void CanaryScanner::Patterns::Add(std::string_view pattern, const std::string& meaning) {
  std::int32_t at = 0;
  for (const char c : pattern) {
    const auto byte = static_cast<unsigned char>(c);
    if (nodes_[static_cast<std::size_t>(at)].next[byte] < 0) {
      nodes_[static_cast<std::size_t>(at)].next[byte] = static_cast<std::int32_t>(nodes_.size());
      nodes_.emplace_back();
    }
    at = nodes_[static_cast<std::size_t>(at)].next[byte];
  }
  nodes_[static_cast<std::size_t>(at)].ends.push_back(meanings_.size());
  meanings_.push_back(meaning);
}

void CanaryScanner::Patterns::Finish() {
  std::deque<std::int32_t> waiting;
  const auto node = [this](std::int32_t index) -> Node& {
    return nodes_[static_cast<std::size_t>(index)];
  };
  for (std::int32_t& child : node(0).next) {
    if (child < 0) {
      child = 0;
    } else {
      waiting.push_back(child);
    }
  }
  for (; !waiting.empty(); waiting.pop_front()) {
    Node& here = node(waiting.front());
    const Node& behind = node(here.fallback);
    here.ends.insert(here.ends.end(), behind.ends.begin(), behind.ends.end());
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::int32_t child = here.next[byte];
      if (child < 0) {
        here.next[byte] = behind.next[byte];
      } else {
        node(child).fallback = behind.next[byte];
        waiting.push_back(child);
      }
    }
  }
}

void CanaryScanner::Patterns::Find(std::string_view bytes, std::vector<bool>* met) const {
  const Node* const nodes = nodes_.data();
  std::int32_t at = 0;
  for (const char c : bytes) {
    at = nodes[at].next[static_cast<unsigned char>(c)];
    for (const std::size_t end : nodes[at].ends) (*met)[end] = true;
  }
}

}  // namespace probity::blind
