#include "services/scoring/domain/documents/basis.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/status/status.h"

namespace probity::scoring {
namespace {

constexpr std::array<std::string_view, 10> kDigits = {"零", "一", "二", "三", "四",
                                                      "五", "六", "七", "八", "九"};
constexpr std::array<std::string_view, 4> kPlaces = {"千", "百", "十", ""};

// The number at the start of `text`, taken off it; 0 if there is none.
int TakeNumber(std::string_view& text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 1 || number > 9999) return 0;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  return number;
}

// "38(3)".
std::string OneArticle(std::string_view text) {
  const int article = TakeNumber(text);
  if (article == 0) return "";
  std::string cited = absl::StrCat("第", ChineseNumber(article), "条");
  if (text.empty()) return cited;
  if (!text.starts_with('(') || !text.ends_with(')')) return "";
  text = text.substr(1, text.size() - 2);
  const int item = TakeNumber(text);
  if (item == 0 || !text.empty()) return "";
  return absl::StrCat(cited, "第（", ChineseNumber(item), "）项");
}

}  // namespace

std::string ChineseNumber(int number) {
  std::string text;
  bool gap = false;
  int unit = 1000;
  for (const std::string_view place : kPlaces) {
    const int digit = number / unit % 10;
    if (digit == 0) {
      gap = !text.empty();
    } else {
      if (gap) absl::StrAppend(&text, ToAbsl(kDigits[0]));
      gap = false;
      // 十五, not 一十五.
      const bool bare = unit == 10 && digit == 1 && text.empty();
      if (!bare) absl::StrAppend(&text, ToAbsl(kDigits.at(static_cast<size_t>(digit))));
      absl::StrAppend(&text, ToAbsl(place));
    }
    unit /= 10;
  }
  return text;
}

std::string ArticleText(std::string_view article) {
  std::vector<std::string> cited;
  for (const absl::string_view one : absl::StrSplit(ToAbsl(article), "、")) {
    cited.push_back(OneArticle(ToStd(one)));
    if (cited.back().empty()) return "";
  }
  return absl::StrJoin(cited, "、");
}

std::string CiteForPrint(const policy::LegalBasis& basis, const std::set<std::string>& unchecked) {
  if (basis.kind == policy::BasisKind::kPrecedent) return "";
  if (unchecked.contains(basis.instrument)) return basis.instrument;
  return absl::StrCat(basis.instrument, ArticleText(basis.article));
}

std::string CiteForPrint(const std::vector<policy::LegalBasis>& bases,
                         const std::set<std::string>& unchecked) {
  // By instrument in the order of first mention; each article once.
  std::vector<std::pair<std::string, std::vector<std::string>>> cited;
  for (const policy::LegalBasis& basis : bases) {
    if (CiteForPrint(basis, unchecked).empty()) continue;
    auto at = std::find_if(cited.begin(), cited.end(),
                           [&](const auto& one) { return one.first == basis.instrument; });
    if (at == cited.end()) at = cited.insert(cited.end(), {basis.instrument, {}});
    std::string article = unchecked.contains(basis.instrument) ? "" : ArticleText(basis.article);
    auto& articles = at->second;
    const bool known = std::find(articles.begin(), articles.end(), article) != articles.end();
    if (!article.empty() && !known) articles.push_back(std::move(article));
  }
  return absl::StrJoin(cited, "、", [](std::string* out, const auto& one) {
    absl::StrAppend(out, one.first, absl::StrJoin(one.second, "、"));
  });
}

}  // namespace probity::scoring
