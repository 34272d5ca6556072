#include "services/scoring/domain/sheets/self_reference.h"

#include <array>
#include <cstddef>
#include <vector>

namespace probity::scoring {
namespace {

constexpr std::string_view kInstead = "被检查单位";
constexpr size_t kIdeograph = 3;  // bytes of UTF-8

// From long to short.
constexpr std::array<std::string_view, 22> kSelf = {
    "我卫生院", "本卫生院", "我卫生室", "本卫生室", "我门诊部", "本门诊部", "我药房", "本药房",
    "我药店",   "本药店",   "我诊所",   "本诊所",   "我医院",   "本医院",   "我单位", "本单位",
    "我公司",   "本公司",   "我院",     "本院",     "我店",     "本店"};
// Words 本 may be the end of: 基本单位, 根本, 成本, 样本, 版本, 原本, 课本, 文本, 资本, 标本, 日本.
constexpr std::string_view kBeforeBen = "基根成样版原课文资标日书";

bool EndsAnotherWord(const std::string& text, size_t at) {
  if (at < kIdeograph || text.compare(at, kIdeograph, "本") != 0) return false;
  const std::string before = text.substr(at - kIdeograph, kIdeograph);
  for (size_t i = 0; i < kBeforeBen.size(); i += kIdeograph) {
    if (kBeforeBen.substr(i, kIdeograph) == before) return true;
  }
  return false;
}

size_t SelfAt(const std::string& text, size_t at) {
  for (const std::string_view word : kSelf) {
    if (text.compare(at, word.size(), word) == 0) return word.size();
  }
  return 0;
}

// Byte offsets of the characters of `text`, from 1, with its end.
std::vector<size_t> Offsets(std::string_view text) {
  std::vector<size_t> offsets = {0};
  for (size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) offsets.push_back(i);
  }
  offsets.push_back(text.size());
  return offsets;
}

}  // namespace

std::string WithoutSelfReference(std::string_view text, const FoldedText& plain) {
  const std::vector<size_t> offsets = Offsets(text);
  std::string replaced;
  size_t copied = 0;
  for (size_t at = 0; at < plain.text.size();) {
    const size_t size = SelfAt(plain.text, at);
    if (size == 0 || EndsAnotherWord(plain.text, at)) {
      ++at;
      continue;
    }
    const size_t first = offsets.at(plain.origin.at(at));
    const size_t end = offsets.at(plain.origin.at(at + size - 1) + 1);
    replaced.append(text.substr(copied, first - copied)).append(kInstead);
    copied = end;
    at += size;
  }
  return replaced.append(text.substr(copied));
}

}  // namespace probity::scoring
