// 我院, 本店 and the like say what kind of institution writes: a sheet says 被检查单位 instead.
#ifndef PROBITY_SERVICES_SCORING_DOMAIN_SHEETS_SELF_REFERENCE_H_
#define PROBITY_SERVICES_SCORING_DOMAIN_SHEETS_SELF_REFERENCE_H_

#include <string>
#include <string_view>

#include "services/scoring/domain/sheet_scan.h"

namespace probity::scoring {

// `text` (UTF-8) with every such word replaced, found in its form `plain`, so that blanks and other
// widths hide none. A longer word that ends in one (基本单位) stays.
std::string WithoutSelfReference(std::string_view text, const FoldedText& plain);

}  // namespace probity::scoring

#endif  // PROBITY_SERVICES_SCORING_DOMAIN_SHEETS_SELF_REFERENCE_H_
