#include "services/scoring/domain/sheets/short_names.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <vector>

#include "common/codes/text.h"

namespace probity::scoring {
namespace {

using Text = std::u32string;
using TextView = std::u32string_view;

constexpr size_t kLongestPlace = 8;  // characters of a place in front of a name
constexpr size_t kMostLayers = 4;    // 有限公司 after 连锁 after 医药

// From long to short, so that the whole form goes.
constexpr std::array<TextView, 14> kLegalForms = {U"股份有限责任公司",
                                                  U"有限责任公司",
                                                  U"股份有限公司",
                                                  U"连锁有限公司",
                                                  U"有限公司",
                                                  U"集团公司",
                                                  U"连锁公司",
                                                  U"分公司",
                                                  U"合作社",
                                                  U"公司",
                                                  U"集团",
                                                  U"总店",
                                                  U"分店",
                                                  U"分院"};
constexpr std::array<TextView, 34> kKinds = {U"社区卫生服务中心",
                                             U"社区卫生服务站",
                                             U"卫生服务中心",
                                             U"卫生服务站",
                                             U"妇幼保健计划生育服务中心",
                                             U"综合门诊部",
                                             U"口腔门诊部",
                                             U"中医门诊部",
                                             U"妇幼保健院",
                                             U"中心卫生院",
                                             U"口腔诊所",
                                             U"中医诊所",
                                             U"西医诊所",
                                             U"中西医诊所",
                                             U"康复医院",
                                             U"专科医院",
                                             U"综合医院",
                                             U"中医医院",
                                             U"卫生院",
                                             U"卫生室",
                                             U"卫生所",
                                             U"卫生站",
                                             U"医务室",
                                             U"门诊部",
                                             U"中医院",
                                             U"大药房",
                                             U"大药店",
                                             U"医院",
                                             U"诊所",
                                             U"药房",
                                             U"药店",
                                             U"药业",
                                             U"医药",
                                             U"药堂"};
constexpr std::array<TextView, 12> kTownsAndFields = {U"街道", U"社区", U"镇",   U"乡",
                                                      U"骨科", U"眼科", U"口腔", U"中医",
                                                      U"康复", U"妇科", U"儿科", U"精神"};

// What any institution may be called: it points at nobody.
const std::set<Text>& Common() {
  static const auto* const common = new std::set<Text>{
      U"人民", U"中心", U"第一", U"第二",       U"第三", U"第四",     U"中医",       U"中西医",
      U"妇幼", U"保健", U"康复", U"社区",       U"城区", U"乡镇",     U"综合",       U"专科",
      U"口腔", U"骨科", U"眼科", U"儿童",       U"老年", U"精神",     U"中西医结合", U"民营",
      U"公立", U"定点", U"零售", U"连锁",       U"医疗", U"医疗机构", U"机构",       U"平价",
      U"惠民", U"便民", U"健康", U"百姓",       U"卫生", U"村卫生",   U"服务",       U"医保",
      U"药品", U"大药", U"街道", U"中心卫生院", U"普通", U"传染病",   U"肿瘤",       U"职工"};
  return *common;
}

constexpr TextView kAdministrative = U"省市县区旗";
// 社区, 城市, 小区 … are no places of their own.
constexpr TextView kBeforeCommon = U"社校小园院病城地辖";

std::optional<Text> Read(std::string_view utf8) {
  const auto points = codes::CodePoints(utf8);
  if (!points.has_value()) return std::nullopt;
  Text text;
  for (const char32_t c : *points) {
    const char32_t folded = codes::FoldWidth(c);
    if (!codes::IsSpace(folded) && !codes::IsInvisible(folded)) text.push_back(folded);
  }
  return text;
}

void AppendUtf8(char32_t c, std::string* out) {
  const auto put = [&](char32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

std::string Utf8(TextView text) {
  std::string utf8;
  for (const char32_t c : text) AppendUtf8(c, &utf8);
  return utf8;
}

bool IsIdeograph(char32_t c) {
  return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

// Something of its own is left: two ideographs or more that are not what any institution is called.
bool IsOwn(TextView text) {
  const auto ideographs = std::count_if(text.begin(), text.end(), IsIdeograph);
  if (ideographs < 2 || Common().contains(Text(text))) return false;
  // A district has one of these, if any.
  if (text == U"中医医院" || text == U"中医院" || text == U"妇幼保健院") return true;
  return std::none_of(kKinds.begin(), kKinds.end(), [&](TextView kind) { return kind == text; });
}

template <typename Forms>
Text WithoutEnd(TextView text, const Forms& forms) {
  for (const TextView form : forms) {
    if (text.size() > form.size() && text.ends_with(form)) {
      return Text(text.substr(0, text.size() - form.size()));
    }
  }
  return Text(text);
}

// 龙马潭区人民医院 gives 人民医院, whatever the register calls the district.
Text WithoutPlace(const Text& name, const std::vector<Text>& districts) {
  for (const Text& district : districts) {
    if (name.size() > district.size() + 1 && name.starts_with(district)) {
      return name.substr(district.size());
    }
  }
  size_t cut = 0;
  for (size_t i = 1; i < std::min(name.size(), kLongestPlace); ++i) {
    const bool ends = kAdministrative.find(name[i]) != TextView::npos;
    if (ends && kBeforeCommon.find(name[i - 1]) == TextView::npos) cut = i + 1;
  }
  return cut + 2 <= name.size() ? name.substr(cut) : name;
}

// The name without what stands in brackets or behind its legal form, and that by itself:
// 康顺堂有限公司, 城北店.
std::vector<Text> Parts(const Text& name) {
  const size_t open = name.find_first_of(U"([（〔【");
  const size_t close = name.find_first_of(U")]）〕】");
  if (open != Text::npos && close != Text::npos && close > open) {
    return {name.substr(0, open) + name.substr(close + 1), name.substr(open + 1, close - open - 1)};
  }
  constexpr TextView kCompany = U"公司";
  const size_t company = name.find(kCompany);
  const size_t end = company == Text::npos ? name.size() : company + kCompany.size();
  if (end == name.size()) return {name};
  return {name.substr(0, end), name.substr(end)};
}

void AddLayers(Text name, std::set<Text>* found) {
  for (size_t i = 0; i < kMostLayers; ++i) {
    const Text shorter = WithoutEnd(name, kLegalForms);
    if (shorter == name) break;
    name = shorter;
    if (IsOwn(name)) found->insert(name);
  }
  Text core = name;
  for (size_t i = 0; i < kMostLayers; ++i) {
    const Text shorter = WithoutEnd(core, kKinds);
    if (shorter == core) break;
    core = shorter;
    if (IsOwn(core)) found->insert(core);
    // 柳溪 of 柳溪镇卫生院, 康华 of 康华骨科医院.
    const Text bare = WithoutEnd(core, kTownsAndFields);
    if (bare != core && IsOwn(bare)) found->insert(bare);
  }
}

}  // namespace

std::set<std::string> ShortNames(std::string_view name, const std::set<std::string>& districts) {
  const std::optional<Text> read = Read(name);
  if (!read.has_value()) return {};
  std::vector<Text> places;
  for (const std::string& district : districts) {
    for (const std::string& known : DistrictNames(district)) {
      if (const auto place = Read(known)) places.push_back(*place);
    }
  }
  std::sort(places.begin(), places.end(),
            [](const Text& a, const Text& b) { return a.size() > b.size(); });
  std::set<Text> found;
  for (const Text& part : Parts(*read)) {
    if (IsOwn(part)) found.insert(part);
    Text local = part;
    AddLayers(local, &found);
    for (size_t i = 0; i < kMostLayers; ++i) {
      const Text shorter = WithoutPlace(local, places);
      if (shorter == local) break;
      local = shorter;
      if (IsOwn(local)) found.insert(local);
      AddLayers(local, &found);
    }
  }
  std::set<std::string> names;
  for (const Text& one : found) {
    if (one != *read) names.insert(Utf8(one));
  }
  return names;
}

std::set<std::string> PlacesOfName(std::string_view name) {
  const std::optional<Text> read = Read(name);
  if (!read.has_value()) return {};
  std::set<std::string> places;
  size_t begin = 0;
  for (size_t i = 1; i < std::min(read->size(), kLongestPlace); ++i) {
    const bool ends = kAdministrative.find((*read)[i]) != TextView::npos;
    if (!ends || kBeforeCommon.find((*read)[i - 1]) != TextView::npos || i < begin + 1) continue;
    places.insert(Utf8(read->substr(begin, i + 1 - begin)));
    begin = i + 1;
  }
  return places;
}

std::set<std::string> DistrictNames(std::string_view district) {
  const std::optional<Text> read = Read(district);
  if (!read.has_value() || read->size() < 2) return {};
  std::set<std::string> names = {Utf8(*read)};
  constexpr std::array<TextView, 9> kEnds = {U"自治县", U"街道", U"新区", U"区", U"县",
                                             U"市",     U"镇",   U"乡",   U"旗"};
  for (const TextView end : kEnds) {
    if (read->size() >= end.size() + 2 && read->ends_with(end)) {
      names.insert(Utf8(read->substr(0, read->size() - end.size())));
      break;
    }
  }
  return names;
}

std::set<std::string> PlacesOfAddress(std::string_view address) {
  const std::optional<Text> read = Read(address);
  if (!read.has_value()) return {};
  constexpr TextView kWays = U"路街巷道镇乡村";
  constexpr TextView kHigher = U"省市县区旗";
  std::set<std::string> places;
  size_t begin = 0;
  for (size_t i = 0; i < read->size(); ++i) {
    const char32_t c = (*read)[i];
    const bool way = kWays.find(c) != TextView::npos;
    // 街道 is one word.
    if (way && i + 1 < read->size() && (*read)[i + 1] == U'道') continue;
    if (way && i + 1 - begin >= 3) places.insert(Utf8(read->substr(begin, i + 1 - begin)));
    if (way || kHigher.find(c) != TextView::npos || !IsIdeograph(c)) begin = i + 1;
  }
  return places;
}

}  // namespace probity::scoring
