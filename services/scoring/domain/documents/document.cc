#include "services/scoring/domain/documents/document.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"

namespace probity::scoring {
namespace {

using Place = std::tuple<FileSection, size_t, absl::CivilDay, int64_t>;

Place PlaceOf(const IssuedDocument& document, const DocumentRules& rules) {
  const DocumentRule& rule = rules.Of(document.type);
  return {rule.section, rule.order, document.issued, document.number};
}

bool Before(const IssuedDocument& a, const IssuedDocument& b, const DocumentRules& rules) {
  return PlaceOf(a, rules) < PlaceOf(b, rules);
}

}  // namespace

std::vector<IssuedDocument> OrderCaseFile(std::vector<IssuedDocument> documents,
                                          const DocumentRules& rules) {
  std::sort(documents.begin(), documents.end(),
            [&](const auto& a, const auto& b) { return Before(a, b, rules); });
  const auto behind =
      std::stable_partition(documents.begin(), documents.end(), [](const auto& one) {
        return one.type != DocumentType::kServiceReceipt || one.about_id.empty();
      });
  std::multimap<std::string, IssuedDocument> receipts;
  for (auto receipt = behind; receipt != documents.end(); ++receipt) {
    receipts.emplace(receipt->about_id, *receipt);
  }
  documents.erase(behind, documents.end());
  std::vector<IssuedDocument> ordered;
  for (const IssuedDocument& document : documents) {
    ordered.push_back(document);
    const auto [first, last] = receipts.equal_range(document.document_id);
    for (auto one = first; one != last; ++one) ordered.push_back(one->second);
    receipts.erase(first, last);
  }
  // Receipts of documents that are not in this file.
  for (auto& [about, receipt] : receipts) ordered.push_back(std::move(receipt));
  return ordered;
}

std::string FileNameOf(size_t position, const IssuedDocument& document) {
  const std::string name = absl::StrCat(document.title, "-", document.number_text);
  return absl::StrCat(absl::StrFormat("%02d", position), "-",
                      absl::StrReplaceAll(name, {{"/", "／"}, {"\\", "＼"}}), ".pdf");
}

}  // namespace probity::scoring
