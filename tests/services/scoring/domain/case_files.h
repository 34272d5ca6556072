// Cases at every stage, and a small catalogue, for domain tests.
#ifndef PROBITY_TESTS_SERVICES_SCORING_DOMAIN_CASE_FILES_H_
#define PROBITY_TESTS_SERVICES_SCORING_DOMAIN_CASE_FILES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/policy/policy.h"
#include "common/status/status.h"
#include "services/scoring/domain/case_file.h"
#include "tests/services/scoring/domain/policies.h"

namespace probity::scoring {

using Day = absl::CivilDay;

// The reason of a refusal, or "OK".
inline std::string ReasonOf(const absl::Status& status) {
  return status.ok() ? "OK" : DetailOf(status).reason;
}

inline policy::CatalogueItem Item(const std::string& code, int64_t min, int64_t max,
                                  int64_t default_points) {
  policy::CatalogueItem item;
  item.code = code;
  item.kinds = {policy::SubjectKind::kMedical};
  item.points = {min, max, default_points};
  return item;
}

// FIXED 6, RANGE 1..6 (3), EACH 3 per instance up to 12, WARN without points.
inline policy::Policy CataloguePolicy() {
  policy::Policy policy = MedicalPolicy();
  policy.limitation_years = 2;
  policy.effective_from = Day(2020, 1, 1);
  policy::CatalogueItem each = Item("EACH", 3, 3, 3);
  each.count_rule = policy::CountRule::kPerInstance;
  each.cap_per_case = 12;
  policy::CatalogueItem warning = Item("WARN", 0, 0, 0);
  warning.warning_only = true;
  policy.catalogue = {Item("FIXED", 6, 6, 6), Item("RANGE", 1, 6, 3), each, warning};
  return policy;
}

inline FindingFile MakeFinding(int32_t item, const std::string& code, int64_t points,
                               Day act_end = Day(2026, 1, 15)) {
  FindingFile finding;
  finding.item = item;
  finding.code = code;
  finding.act_ref = absl::StrCat("act ", item);
  finding.act_start = act_end;
  finding.act_end = act_end;
  finding.notified_points = points;
  return finding;
}

// A case of officers A and B as it stands in `state`, with these findings.
inline CaseFile CaseIn(CaseState state, std::vector<FindingFile> findings = {}) {
  CaseFile file;
  file.case_id = "01HZZZZZZZZZZZZZZZZZZZZZZZ";
  file.case_ref = "c1";
  file.institution_id = "M001";
  file.state = state;
  file.etag = 7;
  file.officers = {"officer-a", "officer-b"};
  file.opened = Day(2026, 1, 16);
  file.findings = std::move(findings);
  for (const FindingFile& finding : file.findings) file.notified_points += finding.notified_points;
  file.report = "report 1";
  file.notice = Day(2026, 2, 2);
  file.notice_served = Day(2026, 2, 12);
  file.objection_deadline = Day(2026, 2, 26);
  file.decided = Day(2026, 3, 2);
  if (state == CaseState::kEffective || state >= CaseState::kRevoked) {
    file.effective = Day(2026, 3, 3);
  }
  return file;
}

}  // namespace probity::scoring

#endif  // PROBITY_TESTS_SERVICES_SCORING_DOMAIN_CASE_FILES_H_
