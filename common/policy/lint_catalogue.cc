#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "common/policy/lint.h"

namespace probity::policy {
namespace {

// A capital letter and three digits: "M203".
bool IsCode(const std::string& code) {
  return code.size() == 4 && absl::ascii_isupper(code[0]) &&
         std::all_of(code.begin() + 1, code.end(), absl::ascii_isdigit);
}

void LintPoints(const CatalogueItem& item, const std::string& path, Findings& findings) {
  const PointsRange& points = item.points;
  if (findings.States(path + ".range")) {
    findings.Check(points.min < points.max, path + ".range", "its min is not below its max");
    findings.Check(points.min <= points.default_points && points.default_points <= points.max,
                   path + ".range.default_points", "lies outside the range");
  }
  if (item.warning_only) {
    findings.Check(points.max == 0 && !item.veto, path + ".warning_only",
                   "a mere warning has neither points nor veto");
  } else {
    findings.Check(points.min > 0, path, "gives no points and is no warning");
  }
  findings.Check(item.cap_per_case == 0 || item.cap_per_case >= points.max, path + ".cap_per_case",
                 "is below what one instance may give");
  findings.Check((item.count_rule == CountRule::kPerAmountStep) == (item.amount_step_fen > 0),
                 path + ".amount_step_fen", "is stated for PER_AMOUNT_STEP and only there");
}

void LintItem(const Policy& policy, const CatalogueItem& item, const std::string& path,
              Findings& findings) {
  findings.Check(IsCode(item.code), path + ".code",
                 absl::StrCat("\"", item.code, "\" is not a capital letter and three digits"));
  findings.Check(!item.legal_basis.empty(), path, "missing legal basis");
  findings.Check(std::count(item.kinds.begin(), item.kinds.end(), policy.subject_kind) == 1,
                 path + ".kinds", "does not name the subject kind of this file once");
  LintPoints(item, path, findings);
  if (findings.States(path + ".repeat")) {
    findings.Check(item.repeat.multiplier_bp > 10000, path + ".repeat.multiplier_bp",
                   "repetition must weigh more than 10000");
    findings.Check(item.repeat.window_months > 0, path + ".repeat.window_months",
                   "must be at least 1");
  }
}

}  // namespace

void LintCatalogue(const Policy& policy, Findings& findings) {
  findings.Check(!policy.catalogue.empty(), "catalogue", "names no violation");
  std::set<std::string> codes;
  for (size_t i = 0; i < policy.catalogue.size(); ++i) {
    const CatalogueItem& item = policy.catalogue[i];
    const std::string path = absl::StrCat("catalogue[", i, "]");
    LintItem(policy, item, path, findings);
    findings.Check(codes.insert(item.code).second, path + ".code",
                   absl::StrCat("\"", item.code, "\" stands twice"));
  }
}

}  // namespace probity::policy
