// What people call an institution or a place whose full name they do not write out.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_SHEETS_SHORT_NAMES_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_SHEETS_SHORT_NAMES_H_

#include <set>
#include <string>
#include <string_view>

namespace probity::scoring {

// Short names of a registered name, without the name itself: what is left without the places in
// front (龙马潭区), what is added in brackets (城北店) and the legal form at the end (有限公司),
// and then without the kind of institution (中心卫生院), as long as something of its own remains:
// 人民医院 does, 卫生院 does not. `districts` are the register's. UTF-8; ill-formed text has none.
std::set<std::string> ShortNames(std::string_view name, const std::set<std::string>& districts);

// The province, city, county or district a name begins with, one word each: 云州市, 青石区.
std::set<std::string> PlacesOfName(std::string_view name);

// A district, and what it is called without its last word: 龙马潭区 and 龙马潭.
std::set<std::string> DistrictNames(std::string_view district);

// Towns, villages, streets and estates an address goes through, each with the word that says what
// it is; at least three characters.
std::set<std::string> PlacesOfAddress(std::string_view address);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_SHEETS_SHORT_NAMES_H_
