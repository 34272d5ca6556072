// How a legal basis is cited in a document that goes to a party.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_DOCUMENTS_BASIS_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_DOCUMENTS_BASIS_H_

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/policy/basics.h"

namespace probity::scoring {

// 一百零五. `number` is 1..9999.
std::string ChineseNumber(int number);

// "第三十八条第（三）项" for "38(3)", "第三十八条、第四十条" for "38、40". Empty if the text is no
// such number.
std::string ArticleText(std::string_view article);

// 《医疗保障基金使用监督管理条例》第三十八条第（三）项. The articles of an instrument in
// `unchecked` are known from secondary texts only and are not cited: the law alone is named. Empty
// for what binds nobody here (other places' rules).
std::string CiteForPrint(const policy::LegalBasis& basis, const std::set<std::string>& unchecked);

// Several, joined by 、: each instrument once, with all its articles in ascending order.
std::string CiteForPrint(const std::vector<policy::LegalBasis>& bases,
                         const std::set<std::string>& unchecked);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_DOCUMENTS_BASIS_H_
