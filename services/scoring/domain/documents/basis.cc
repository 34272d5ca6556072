#include "services/scoring/domain/documents/basis.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
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

struct Article {
  int article = 0;
  int item = 0;  // 0: the whole article

  auto operator<=>(const Article&) const = default;
};

// "38(3)"; absent if it is no such number.
std::optional<Article> ParseArticle(std::string_view text) {
  Article parsed;
  parsed.article = TakeNumber(text);
  if (parsed.article == 0) return std::nullopt;
  if (text.empty()) return parsed;
  if (!text.starts_with('(') || !text.ends_with(')')) return std::nullopt;
  text = text.substr(1, text.size() - 2);
  parsed.item = TakeNumber(text);
  if (parsed.item == 0 || !text.empty()) return std::nullopt;
  return parsed;
}

// "38、40(1)"; empty if any of it is no such number.
std::set<Article> ParseArticles(std::string_view text) {
  std::set<Article> parsed;
  for (const absl::string_view one : absl::StrSplit(ToAbsl(text), "、")) {
    const std::optional<Article> article = ParseArticle(ToStd(one));
    if (!article.has_value()) return {};
    parsed.insert(*article);
  }
  return parsed;
}

// Ascending, the items of one article together: 第三十八条第（一）项、第（三）项、第四十条.
std::string ArticlesText(const std::set<Article>& articles) {
  std::vector<std::string> cited;
  int last = 0;
  for (const Article& one : articles) {
    std::string& text = cited.emplace_back();
    if (one.article != last) text = absl::StrCat("第", ChineseNumber(one.article), "条");
    if (one.item != 0) absl::StrAppend(&text, "第（", ChineseNumber(one.item), "）项");
    last = one.article;
  }
  return absl::StrJoin(cited, "、");
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
  return ArticlesText(ParseArticles(article));
}

std::string CiteForPrint(const policy::LegalBasis& basis, const std::set<std::string>& unchecked) {
  if (basis.kind == policy::BasisKind::kPrecedent) return "";
  if (unchecked.contains(basis.instrument)) return basis.instrument;
  return absl::StrCat(basis.instrument, ArticleText(basis.article));
}

std::string CiteForPrint(const std::vector<policy::LegalBasis>& bases,
                         const std::set<std::string>& unchecked) {
  // By instrument in the order of first mention; each article once.
  std::vector<std::pair<std::string, std::set<Article>>> cited;
  for (const policy::LegalBasis& basis : bases) {
    if (CiteForPrint(basis, unchecked).empty()) continue;
    auto at = std::find_if(cited.begin(), cited.end(),
                           [&](const auto& one) { return one.first == basis.instrument; });
    if (at == cited.end()) at = cited.insert(cited.end(), {basis.instrument, {}});
    if (!unchecked.contains(basis.instrument)) at->second.merge(ParseArticles(basis.article));
  }
  return absl::StrJoin(cited, "、", [](std::string* out, const auto& one) {
    absl::StrAppend(out, one.first, ArticlesText(one.second));
  });
}

}  // namespace probity::scoring
